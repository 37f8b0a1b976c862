package org.tisc.node.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;

/** Cuts marked text into short passages around its marks. */
final class Passages {
  /** Longest passage in UTF-16 code units. */
  static final int MAX_LENGTH = 200;

  /** Most passages of one field. */
  static final int MOST = 3;

  /** How much text to show before the first mark at most. */
  private static final int LEAD = 60;

  /** Passages of one text that are weighed against each other; beyond, a text only repeats. */
  private static final int MAX_CANDIDATES = 200;

  private static final String SENTENCE_ENDS = "。;；！？!?\n";
  private static final String WORD_ENDS = " ,，、.";

  private Passages() {}

  /**
   * The passages that hold the marks, in the order of the text; none without marks.
   *
   * @param marks in any order, overlapping or not
   */
  static List<Passage> of(String text, List<Mark> marks) {
    List<Mark> merged = merge(marks);
    List<Passage> passages = new ArrayList<>();
    int next = 0;
    int free = 0;
    while (next < merged.size() && passages.size() < MAX_CANDIDATES) {
      Mark first = merged.get(next);
      int from = text.length() <= MAX_LENGTH ? 0 : start(text, free, first.from());
      int to = end(text, from);
      List<Mark> inside = new ArrayList<>();
      while (next < merged.size() && merged.get(next).from() < to) {
        Mark mark = merged.get(next++);
        inside.add(new Mark(mark.from() - from, Math.min(mark.to(), to) - from));
      }
      passages.add(new Passage(text.substring(from, to), inside));
      free = to;
    }
    return passages;
  }

  /** The passages with the most different marked texts, in their order. */
  static List<Passage> best(List<Passage> passages) {
    if (passages.size() <= MOST) {
      return List.copyOf(passages);
    }
    Set<Passage> best =
        new HashSet<>(
            passages.stream()
                .sorted(Comparator.comparingLong(Passages::weight).reversed())
                .limit(MOST)
                .toList());
    return passages.stream().filter(best::contains).distinct().limit(MOST).toList();
  }

  private static long weight(Passage passage) {
    long different =
        passage.marks().stream()
            .map(mark -> passage.text().substring(mark.from(), mark.to()))
            .distinct()
            .count();
    return different * 1_000 + passage.marks().size();
  }

  static List<Mark> merge(List<Mark> marks) {
    List<Mark> sorted = new ArrayList<>(marks);
    sorted.sort(Comparator.comparingInt(Mark::from).thenComparingInt(Mark::to));
    List<Mark> merged = new ArrayList<>();
    for (Mark mark : sorted) {
      if (!merged.isEmpty() && mark.from() <= merged.getLast().to()) {
        Mark last = merged.removeLast();
        merged.add(new Mark(last.from(), Math.max(last.to(), mark.to())));
      } else {
        merged.add(mark);
      }
    }
    return merged;
  }

  /** The end of a sentence shortly before the mark, else of a word, else anywhere. */
  private static int start(String text, int free, int mark) {
    int earliest = Math.max(free, mark - LEAD);
    if (earliest == 0) {
      return 0;
    }
    for (int at = mark - 1; at >= earliest; at--) {
      if (SENTENCE_ENDS.indexOf(text.charAt(at)) >= 0) {
        return skipSpace(text, at + 1, mark);
      }
    }
    for (int at = earliest; at < mark; at++) {
      if (WORD_ENDS.indexOf(text.charAt(at)) >= 0) {
        return skipSpace(text, at + 1, mark);
      }
    }
    return Math.max(free, boundary(text, earliest));
  }

  private static int skipSpace(String text, int from, int mark) {
    int at = from;
    while (at < mark && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private static int end(String text, int from) {
    int latest = Math.min(text.length(), from + MAX_LENGTH);
    return latest == text.length() ? latest : boundary(text, latest);
  }

  /** The index, or the one before if it would part a surrogate pair. */
  static int boundary(String text, int index) {
    boolean parts =
        index > 0
            && index < text.length()
            && Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1));
    return parts ? index - 1 : index;
  }
}
