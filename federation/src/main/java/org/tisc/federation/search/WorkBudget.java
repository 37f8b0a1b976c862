package org.tisc.federation.search;

/** How long a piece of work may go on. Asked often, from any thread, so it must be cheap. */
public interface WorkBudget {
  /**
   * Whether the work must stop now: its deadline passed, or nobody waits for the answer any more.
   */
  boolean exhausted();

  /** A budget without end, for work that something else bounds. */
  WorkBudget UNLIMITED = () -> false;
}
