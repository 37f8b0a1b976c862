package org.tisc.node.document;

/**
 * Something wrong about a number that can still be read.
 *
 * @param problem what
 * @param found the characters as written
 * @param expected the characters that would be right
 */
public record NumberFinding(Problem problem, String found, String expected) {
  /** What can be wrong. */
  public enum Problem {
    /** The check digit is not the one that ZC 0006-2003 computes from the digits before it. */
    WRONG_CHECK_DIGIT
  }
}
