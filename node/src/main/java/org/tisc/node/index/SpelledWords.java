package org.tisc.node.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tisc.node.index.TellingTerms.Candidate;
import org.tisc.node.index.TellingTerms.Part;

/**
 * The words of a text in scripts with spaces, forms of one word together under the one that occurs
 * most. Numbers, single letters, and words that every text or every patent has are left out.
 */
final class SpelledWords {
  private static final int MOST_TOKENS = 20_000;

  private static final Set<String> COMMON =
      Set.of(
          """
          a an and any are as at be been being between both but by can could do does each either
          for from further has have having he her his how however if in into is it its least less
          may means method more most not of on one only or other over preferably said same second
          first several she should so some such than that the their them then thereof there these
          they third this those through to two under upon use used using via was we were what when
          where wherein whereby which while who will with within would according also among
          apparatus based claim claims comprise comprised comprises comprising consisting device
          disclosed disclosure embodiment embodiments example figure include includes including
          invention present provide provided provides relate relates system characterized thereby
          plurality respectively
          """
              .strip()
              .split("\\s+"));

  private SpelledWords() {}

  private static final class Seen {
    private final Map<String, Integer> forms = new LinkedHashMap<>();
    private int count;
    private int times;
  }

  static List<Candidate> of(TextAnalyzer chain, List<Part> parts) {
    Map<String, Seen> words = new HashMap<>();
    for (Part part : parts) {
      for (TextToken token : TextToken.of(chain, part.text(), MOST_TOKENS)) {
        String form = part.text().substring(token.from(), token.to());
        if (token.form() != TextToken.Form.WORD || !tells(form)) {
          continue;
        }
        Seen seen = words.computeIfAbsent(token.term(), _ -> new Seen());
        seen.forms.merge(form, 1, Integer::sum);
        seen.count++;
        seen.times += part.times();
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    words
        .values()
        .forEach(seen -> candidates.add(new Candidate(form(seen), seen.count, seen.times)));
    return candidates;
  }

  private static boolean tells(String form) {
    String folded = FoldedText.fold(form);
    return folded.length() >= 2
        && form.length() <= TellingTerms.LONGEST_WORD
        && form.chars().allMatch(Character::isLetterOrDigit)
        && form.chars().anyMatch(Character::isLetter)
        && !COMMON.contains(folded);
  }

  /** The form that occurs most, at equal numbers the shortest, then the first by letters. */
  private static String form(Seen seen) {
    return seen.forms.entrySet().stream()
        .min(
            Comparator.comparingInt((Map.Entry<String, Integer> one) -> -one.getValue())
                .thenComparingInt(one -> one.getKey().length())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }
}
