package org.tisc.node.search;

import java.util.List;
import java.util.Optional;

/**
 * Chooses the words that tell most of a document or a text, by what the own node knows. Nobody else
 * sees a text. Thread-safe.
 */
public interface TellingWords {
  /** The most words that are chosen. */
  int MOST_WORDS = 25;

  /**
   * The words of a document. Blocks while it is fetched; raises as fetching it does.
   *
   * @param node whose copy; the own one when empty
   */
  List<Word> ofDocument(Optional<String> node, String key);

  /** The words of a text. */
  List<Word> ofText(String text);

  /**
   * A word that tells.
   *
   * @param text letters and digits alone
   * @param weight above 0, below 100,000
   */
  record Word(String text, double weight) {}
}
