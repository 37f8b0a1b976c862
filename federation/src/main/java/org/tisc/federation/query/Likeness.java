package org.tisc.federation.query;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much a word is like another one: 1 for the same, less for each letter that is added, left
 * out, exchanged for another one or for its neighbour, and less for short words. One definition for
 * who tells such words and for who uses them, so that the best of all sources are the best of one
 * index.
 *
 * @param term the word
 * @param value above 0 and at most 1
 */
public record Likeness(ByteString term, float value) {
  /** The most words that one stands for: the best, of equal ones the first by bytes. */
  public static final int MOST = 50;

  /** The longest word that others are compared with, in characters. */
  public static final int LONGEST = 64;

  /** The most letters that may differ. */
  public static final int MOST_EDITS = 2;

  /** The best first. */
  public static final Comparator<Likeness> BEST_FIRST =
      Comparator.comparingDouble(Likeness::value)
          .reversed()
          .thenComparing(Likeness::term, ByteString.unsignedLexicographicalComparator());

  /** Raises INVALID_QUERY for a word that others cannot be compared with. */
  static void check(CanonicalQuery.Fuzzy fuzzy) {
    QueryLimits.checkTerm(fuzzy.field(), fuzzy.word().size());
    if (fuzzy.edits() < 1 || fuzzy.edits() > MOST_EDITS) {
      throw QueryLimits.invalid("1 or 2 letters may differ; not: " + fuzzy.edits());
    }
    if (!fuzzy.word().isValidUtf8() || letters(fuzzy.word()).length > LONGEST) {
      throw QueryLimits.invalid("a word is not of 1 to " + LONGEST + " characters");
    }
  }

  /** How much a term is like the word; empty where more differs than may. */
  public static Optional<Likeness> of(CanonicalQuery.Fuzzy fuzzy, ByteString term) {
    if (!term.isValidUtf8()) {
      return Optional.empty();
    }
    int[] word = letters(fuzzy.word());
    int[] other = letters(term);
    if (Math.abs(word.length - other.length) > fuzzy.edits() || other.length == 0) {
      return Optional.empty();
    }
    if (word[0] != other[0]) {
      return Optional.empty();
    }
    int edits = edits(word, other);
    float value = 1f - (float) edits / Math.min(word.length, other.length);
    return edits <= fuzzy.edits() && value > 0
        ? Optional.of(new Likeness(term, value))
        : Optional.empty();
  }

  /** The best of some terms, none twice, at most {@link #MOST}. */
  public static List<Likeness> best(CanonicalQuery.Fuzzy fuzzy, Collection<ByteString> terms) {
    List<Likeness> all = new ArrayList<>();
    terms.stream().distinct().forEach(term -> of(fuzzy, term).ifPresent(all::add));
    all.sort(BEST_FIRST);
    return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
  }

  private static int[] letters(ByteString utf8) {
    return utf8.toStringUtf8().codePoints().toArray();
  }

  /**
   * Optimal string alignment: neighbours exchanged count as one, and no letter is touched twice.
   */
  private static int edits(int[] word, int[] other) {
    int[] twoBefore = new int[other.length + 1];
    int[] before = new int[other.length + 1];
    int[] row = new int[other.length + 1];
    for (int j = 0; j <= other.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= word.length; i++) {
      row[0] = i;
      for (int j = 1; j <= other.length; j++) {
        int exchanged = before[j - 1] + (word[i - 1] == other[j - 1] ? 0 : 1);
        row[j] = Math.min(exchanged, 1 + Math.min(before[j], row[j - 1]));
        if (i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1]) {
          row[j] = Math.min(row[j], twoBefore[j - 2] + 1);
        }
      }
      int[] oldest = twoBefore;
      twoBefore = before;
      before = row;
      row = oldest;
    }
    return before[other.length];
  }
}
