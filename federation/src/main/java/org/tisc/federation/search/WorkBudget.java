package org.tisc.federation.search;

/** How long a piece of work may go on. Asked often, from any thread, so it must be cheap. */
public interface WorkBudget {
  /**
   * Whether the work must stop now: its deadline passed, or nobody waits for the answer any more.
   */
  boolean exhausted();

  /**
   * Tells how much processor time a part of the work took; at its end, on any thread.
   *
   * @param nanos of the threads of the index; what the caller's own thread does is not told
   */
  default void spent(long nanos) {
    // Nobody is charged.
  }

  /** A budget without end, for work that something else bounds. */
  WorkBudget UNLIMITED = () -> false;
}
