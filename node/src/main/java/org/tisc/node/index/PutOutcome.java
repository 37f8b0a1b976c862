package org.tisc.node.index;

/** What putting a document changed. Counted as done only after the next commit. */
public enum PutOutcome {
  /** The collection did not hold the key. */
  ADDED,
  /** The collection held the key with other content, which is replaced. */
  UPDATED,
  /** The collection holds exactly this; nothing was written. */
  UNCHANGED
}
