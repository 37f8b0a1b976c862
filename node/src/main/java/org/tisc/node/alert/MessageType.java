package org.tisc.node.alert;

/** What a revision does (CAP 1.2). */
enum MessageType {
  /** Says it for the first time. */
  ALERT,
  /** Replaces what was said. */
  UPDATE,
  /** Withdraws it. */
  CANCEL
}
