package org.tisc.node.doctor;

/** How much a finding matters. */
public enum Severity {
  /** All is well. */
  OK,
  /** Something will break, or works less well than it could. */
  WARNING,
  /** Something does not work, or is not safe. */
  PROBLEM
}
