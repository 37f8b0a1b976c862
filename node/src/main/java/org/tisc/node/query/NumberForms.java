package org.tisc.node.query;

import java.util.List;

/** What the language needs to know of document numbers. Thread-safe, no I/O, cheap. */
public interface NumberForms {
  /**
   * Whether a bare token is a document number rather than a word: publication, application, patent
   * or registration number in any notation.
   */
  boolean looksLikeNumber(String text);

  /**
   * The forms under which the number may stand in the index field of numbers; empty when the text
   * holds no number. Never fails on hostile text.
   */
  List<String> queryForms(String text);
}
