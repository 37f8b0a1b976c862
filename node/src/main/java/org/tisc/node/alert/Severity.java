package org.tisc.node.alert;

/** How much harm threatens (CAP 1.2). */
public enum Severity {
  /** 红. */
  EXTREME,
  /** 橙. */
  SEVERE,
  /** 黄. */
  MODERATE,
  /** 蓝. */
  MINOR,
  /** Not known, or a word of a newer release. */
  UNKNOWN
}
