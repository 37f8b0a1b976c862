package org.tisc.node.index;

import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;

/**
 * Text as the tokenizer gets it: compatibility forms, width and letter case folded (NFKC_Casefold).
 * Folding comes before tokens are cut, so that CO₂ is one word, and over the whole text, so that
 * characters that fold to several (or several to one) still stand side by side.
 */
final class FoldedText {
  private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

  private final String text;
  private final int[] starts;
  private final int[] ends;

  private FoldedText(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** The folded text alone. */
  static String fold(String original) {
    return FOLD.normalize(original);
  }

  /** The folded text with the way back to the original, which costs more. */
  static FoldedText of(String original) {
    StringBuilder folded = new StringBuilder(original.length() + 16);
    int[] starts = new int[original.length() + 16];
    int[] ends = new int[original.length() + 16];
    for (int from = 0; from < original.length(); ) {
      int to = segmentEnd(original, from);
      int begin = folded.length();
      folded.append(FOLD.normalize(original.substring(from, to)));
      if (folded.length() > starts.length) {
        int longer = folded.length() + folded.length() / 2;
        starts = Arrays.copyOf(starts, longer);
        ends = Arrays.copyOf(ends, longer);
      }
      for (int i = begin; i < folded.length(); i++) {
        starts[i] = from;
        ends[i] = to;
      }
      from = to;
    }
    return new FoldedText(folded.toString(), starts, ends);
  }

  /** Pieces between such boundaries fold independently of each other (UAX #15). */
  private static int segmentEnd(String original, int from) {
    int to = from + Character.charCount(original.codePointAt(from));
    while (to < original.length() && !FOLD.hasBoundaryBefore(original.codePointAt(to))) {
      to += Character.charCount(original.codePointAt(to));
    }
    return to;
  }

  String text() {
    return text;
  }

  /** Where in the original the folded character at this index begins. */
  int start(int index) {
    return starts[index];
  }

  /** Where in the original the folded characters before this index end; the index is above 0. */
  int end(int index) {
    return ends[index - 1];
  }
}
