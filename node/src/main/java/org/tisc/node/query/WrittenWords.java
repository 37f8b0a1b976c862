package org.tisc.node.query;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of a query as its reader wrote them. They tell in a text that was found what stands
 * there as written from what an expansion found: a truncation, a mask, another form of the word, a
 * variant of its characters, another spelling, a synonym. Letter case and character width make no
 * difference. Immutable.
 */
public final class WrittenWords {
  /** Longer words are not looked for; what they found counts as found by an expansion. */
  private static final int LONGEST = 256;

  private final Set<String> words;
  private final List<Integer> lengths;

  private WrittenWords(Set<String> words) {
    this.words = Set.copyOf(words);
    Set<Integer> all = new TreeSet<>(Comparator.reverseOrder());
    words.forEach(word -> all.add(word.length()));
    this.lengths = List.copyOf(all);
  }

  /** The words of a tree, but for those that exclude. What synonyms added must not be in it. */
  public static WrittenWords of(Syntax tree) {
    Set<String> words = new HashSet<>();
    visit(tree, words);
    return new WrittenWords(words);
  }

  private static void visit(Syntax node, Set<String> words) {
    switch (node) {
      case Syntax.Word word -> runs(word.text()).forEach(run -> add(words, run));
      case Syntax.Fuzzy fuzzy -> runs(fuzzy.text()).forEach(run -> add(words, run));
      case Syntax.Phrase phrase ->
          runs(phrase.text())
              .forEach(
                  run -> {
                    add(words, run);
                    if (phrase.distance() > 0) {
                      addPairs(words, run);
                    }
                  });
      case Syntax.Same same ->
          same.texts().forEach(text -> runs(text).forEach(run -> add(words, run)));
      case Syntax.Near near -> {
        visit(near.left(), words);
        visit(near.right(), words);
      }
      case Syntax.Fielded fielded -> visit(fielded.body(), words);
      case Syntax.And and -> and.parts().forEach(part -> visit(part, words));
      case Syntax.Or or -> or.parts().forEach(part -> visit(part, words));
      case Syntax.All _, Syntax.Masked _, Syntax.Dates _, Syntax.Not _ -> {}
    }
  }

  private static void add(Set<String> words, String word) {
    if (word.length() <= LONGEST) {
      words.add(word);
    }
  }

  /** Of a loose phrase each pair of characters may stand alone. */
  private static void addPairs(Set<String> words, String run) {
    for (int i = 0; i + 2 <= run.length(); i++) {
      boolean whole =
          !Character.isLowSurrogate(run.charAt(i)) && !Character.isHighSurrogate(run.charAt(i + 1));
      if (whole && wide(run.charAt(i)) && wide(run.charAt(i + 1))) {
        words.add(run.substring(i, i + 2));
      }
    }
  }

  /** The runs of letters and digits, cut where East Asian characters meet others. */
  private static List<String> runs(String text) {
    List<String> runs = new ArrayList<>();
    String normal = normal(text);
    int start = 0;
    for (int i = 0; i <= normal.length(); i++) {
      boolean ends =
          i == normal.length()
              || !inWord(normal.charAt(i))
              || (i > start && wide(normal.charAt(i)) != wide(normal.charAt(i - 1)));
      if (ends && i > start) {
        runs.add(normal.substring(start, i));
      }
      if (ends) {
        start = i < normal.length() && inWord(normal.charAt(i)) ? i : i + 1;
      }
    }
    return runs;
  }

  /**
   * A piece of a text.
   *
   * @param marked whether it was found
   * @param expanded whether an expansion found it
   */
  public record Piece(String text, boolean marked, boolean expanded) {}

  /**
   * The text cut where what was found begins and ends, and within that where what was written does.
   *
   * @param marks inside the text, rising, not overlapping
   */
  public List<Piece> pieces(String text, List<Span> marks) {
    List<Piece> pieces = new ArrayList<>();
    int behind = 0;
    for (Span mark : marks) {
      add(pieces, text, behind, mark.from(), false, false);
      int at = mark.from();
      for (Span expanded : expanded(text, mark.from(), mark.to())) {
        add(pieces, text, at, expanded.from(), true, false);
        add(pieces, text, expanded.from(), expanded.to(), true, true);
        at = expanded.to();
      }
      add(pieces, text, at, mark.to(), true, false);
      behind = mark.to();
    }
    add(pieces, text, behind, text.length(), false, false);
    return List.copyOf(pieces);
  }

  private static void add(
      List<Piece> pieces, String text, int from, int to, boolean marked, boolean expanded) {
    if (from < to) {
      pieces.add(new Piece(text.substring(from, to), marked, expanded));
    }
  }

  /** The parts of a range of a text that do not stand there as written; none when all does. */
  public List<Span> expanded(String text, int from, int to) {
    String part = normal(text.substring(from, to));
    BitSet written = new BitSet(part.length());
    for (int at = 0; at < part.length(); at++) {
      for (int length : lengths) {
        int end = at + length;
        if (end <= part.length()
            && edge(text, from + at)
            && edge(text, from + end)
            && words.contains(part.substring(at, end))) {
          written.set(at, end);
          break;
        }
      }
    }
    List<Span> expanded = new ArrayList<>();
    for (int at = written.nextClearBit(0); at < part.length(); ) {
      int next = written.nextSetBit(at);
      int end = next < 0 ? part.length() : next;
      if (part.substring(at, end).chars().anyMatch(Character::isLetterOrDigit)
          || part.substring(at, end).chars().anyMatch(c -> Character.isSurrogate((char) c))) {
        expanded.add(new Span(from + at, from + end));
      }
      at = written.nextClearBit(end);
    }
    return List.copyOf(expanded);
  }

  /** Whether a word may begin or end here: not inside a run of letters that form one word. */
  private static boolean edge(String text, int at) {
    return at == 0
        || at == text.length()
        || !spelled(text.charAt(at - 1))
        || !spelled(text.charAt(at));
  }

  private static boolean spelled(char c) {
    return inWord(c) && !wide(c);
  }

  private static boolean inWord(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  /** Characters of scripts without spaces between words, which are found in any company. */
  private static boolean wide(char c) {
    if (Character.isSurrogate(c)) {
      // Nearly all letters beyond the first plane that people search are rare Chinese characters.
      return true;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
      default -> false;
    };
  }

  /** The same characters in small letters and half width, one for one. */
  private static String normal(String text) {
    StringBuilder normal = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fullWidth = c >= '\uFF01' && c <= '\uFF5E';
      normal.append(Character.toLowerCase(fullWidth ? (char) (c - 0xFEE0) : c));
    }
    return normal.toString();
  }
}
