package org.tisc.node.alert;

/** What this centre answered to an alert of another one. */
enum Inbox {
  /** Nothing to its newest revision. */
  NEW,
  /** Took note of it. */
  ACKNOWLEDGED,
  /** Sent it back with a reason. */
  REJECTED
}
