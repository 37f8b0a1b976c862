package org.tisc.federation.search;

/** What became of one source of an answer. */
public enum SourceState {
  /** Searched completely; its hits are in the ranking. */
  ANSWERED,
  /** Nothing of it can match: it holds no document in scope, or none of the terms. */
  EMPTY,
  /** Some of its part is missing: it was lost, or cut short, after its statistics were summed. */
  PARTIAL,
  /** It did not answer within the time it was given. */
  TIMED_OUT,
  /** It could not be reached. */
  UNAVAILABLE,
  /** It refused: the asker may not search it. */
  DENIED,
  /** It protects itself: too many or too costly queries from this node. */
  BUSY,
  /** Its version of contract or scoring profile does not fit. */
  INCOMPATIBLE;

  /** Whether the answer is complete as far as this source is concerned. */
  public boolean complete() {
    return this == ANSWERED || this == EMPTY;
  }
}
