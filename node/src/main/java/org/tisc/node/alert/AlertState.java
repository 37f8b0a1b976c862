package org.tisc.node.alert;

/** How an alert stands at this node. */
public enum AlertState {
  /** Being written; nobody else has it. */
  DRAFT,
  /** Waits for a second person. */
  IN_REVIEW,
  /** In force. */
  ACTIVE,
  /** Replaced by a newer revision, which the card shows. */
  SUPERSEDED,
  /** Withdrawn by its origin, with a reason. */
  CANCELLED,
  /** Its time is over by this node's clock. */
  EXPIRED,
  /** Put out of sight here; its origin and other centres do not know. */
  HIDDEN
}
