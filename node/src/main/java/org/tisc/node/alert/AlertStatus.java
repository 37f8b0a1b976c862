package org.tisc.node.alert;

/** Whether an alert is meant. */
public enum AlertStatus {
  /** It is. */
  ACTUAL,
  /** It belongs to an exercise: it travels as others do, is marked everywhere, never counts. */
  EXERCISE,
  /** It tries the system out; treated as an exercise is. */
  TEST;

  /** Whether figures count it. */
  public boolean counted() {
    return this == ACTUAL;
  }
}
