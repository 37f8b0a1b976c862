package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalIndex;
import org.tisc.federation.search.WorkBudget;
import org.tisc.node.document.SafeText;

/**
 * Chooses the few words of a text that tell most of it: frequent in the text, rare in the own
 * collections (tf·idf). Chinese words come from no dictionary: a piece counts as one where it
 * stands more than once as it is, or alone between words that every patent has. What the own
 * collections do not know weighs as the rarest. Nobody else is asked. Thread-safe; bounded in time
 * and memory whatever the text.
 */
public final class TellingTerms {
  /** What stands further behind in one part is not looked at. */
  public static final int LONGEST_PART = 20_000;

  /** Parts that are looked at. */
  static final int MOST_PARTS = 16;

  /** How many are weighed against the collections; the most frequent of the text. */
  static final int MOST_CANDIDATES = 300;

  /** Longest word in UTF-16 code units. */
  static final int LONGEST_WORD = 40;

  private static final int STATISTICS_AT_ONCE = 900;
  private static final List<IndexField> FIELDS =
      List.of(IndexField.TITLE, IndexField.ABSTRACT, IndexField.CLAIMS);

  private final LocalIndex index;
  private final QueryAnalysis analysis = new QueryAnalysis();
  private final TextAnalyzer chain = new TextAnalyzer();

  /** Weighs by what this index holds. */
  public TellingTerms(LocalIndex index) {
    this.index = index;
  }

  /**
   * A part of the text.
   *
   * @param times how often each word in it counts
   */
  public record Part(String text, int times) {}

  /**
   * A word that tells.
   *
   * @param text as it stands in the text; letters and digits alone
   * @param weight above 0; comparable inside one choice
   * @param count how often it stands in the text
   */
  public record Telling(String text, double weight, int count) {}

  /** A word of the text before it is weighed. */
  record Candidate(String text, int count, int times) {
    double frequency() {
      return 1 + Math.log(times);
    }
  }

  /**
   * The words that tell most, at most so many, the heaviest first; none for a text without words.
   *
   * @param parts the first {@value #MOST_PARTS} are looked at
   */
  public List<Telling> of(List<Part> parts, int most, WorkBudget budget) {
    List<Part> looked =
        parts.stream()
            .limit(MOST_PARTS)
            .map(part -> new Part(head(part.text()), Math.max(1, part.times())))
            .toList();
    List<Candidate> candidates =
        Stream.concat(SpelledWords.of(chain, looked).stream(), UnspacedWords.of(looked).stream())
            .sorted(
                Comparator.comparingDouble(Candidate::frequency)
                    .reversed()
                    .thenComparing(Candidate::text))
            .limit(MOST_CANDIDATES)
            .toList();
    List<Weighed> inOrder =
        weighed(candidates, budget).stream()
            .sorted(
                Comparator.comparing(Weighed::lonely)
                    .thenComparing(Comparator.comparingDouble(Weighed::weight).reversed())
                    .thenComparing(one -> one.candidate().text()))
            .toList();
    List<Telling> chosen = new ArrayList<>();
    for (Weighed one : inOrder) {
      String text = one.candidate().text();
      if (chosen.size() < most && chosen.stream().noneMatch(it -> sameRun(it.text(), text))) {
        chosen.add(new Telling(text, one.weight(), one.candidate().count()));
      }
    }
    chosen.sort(
        Comparator.comparingDouble(Telling::weight).reversed().thenComparing(Telling::text));
    return List.copyOf(chosen);
  }

  /** Whether one is the other moved on by a little, both cut from one longer run. */
  private static boolean sameRun(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    for (int common = shorter / 2 + 1; common < shorter; common++) {
      if (one.endsWith(other.substring(0, common)) || other.endsWith(one.substring(0, common))) {
        return true;
      }
    }
    return false;
  }

  /** The beginning, without what would be no text: control characters, halves of characters. */
  private static String head(String text) {
    return SafeText.block(
        text.substring(0, Passages.boundary(text, Math.min(LONGEST_PART, text.length()))));
  }

  /**
   * @param lonely whether it stands once in the text and hardly elsewhere, so that it would find
   *     the text itself and nothing else; such words come last
   */
  private record Weighed(Candidate candidate, double weight, boolean lonely) {}

  private List<Weighed> weighed(List<Candidate> candidates, WorkBudget budget) {
    Map<Candidate, Set<String>> terms = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      terms.put(candidate, terms(candidate));
    }
    Set<String> all = new LinkedHashSet<>();
    terms.values().forEach(all::addAll);
    Known known = known(all, budget);
    List<Weighed> weighed = new ArrayList<>();
    terms.forEach(
        (candidate, own) -> {
          if (own.isEmpty()) {
            return;
          }
          // A piece is at most as frequent as its rarest part.
          long held = own.stream().mapToLong(known::documents).min().orElse(0);
          double rarity =
              known.total() == 0 ? 1 : Math.log(1 + (known.total() - held + 0.5) / (held + 0.5));
          boolean lonely = known.total() > 0 && held < 2 && candidate.count() < 2;
          weighed.add(new Weighed(candidate, candidate.frequency() * rarity, lonely));
        });
    return weighed;
  }

  /** The terms of the index that a word consists of. */
  private Set<String> terms(Candidate candidate) {
    CanonicalQuery query = analysis.phrase(IndexField.ABSTRACT, candidate.text());
    if (query instanceof CanonicalQuery.Term term) {
      return Set.of(term.term().bytes().toStringUtf8());
    }
    return query instanceof CanonicalQuery.Phrase phrase
        ? phrase.terms().stream().map(ByteString::toStringUtf8).collect(Collectors.toSet())
        : Set.of();
  }

  /**
   * What the own collections know of some terms.
   *
   * @param total documents
   */
  private record Known(long total, Map<String, Long> held) {
    long documents(String term) {
      return Math.min(total, held.getOrDefault(term, 0L));
    }
  }

  private Known known(Set<String> terms, WorkBudget budget) {
    List<IndexTerm> asked = new ArrayList<>();
    for (String term : terms) {
      FIELDS.forEach(field -> asked.add(IndexTerm.of(field.fieldName(), term)));
    }
    Map<String, Long> held = new HashMap<>();
    long total = 0;
    Set<String> collections =
        index.collections().stream().map(CollectionInfo::name).collect(Collectors.toSet());
    try (IndexSnapshot snapshot = index.snapshot(collections)) {
      for (int from = 0; from < asked.size(); from += STATISTICS_AT_ONCE) {
        List<IndexTerm> some =
            asked.subList(from, Math.min(asked.size(), from + STATISTICS_AT_ONCE));
        Statistics told = snapshot.statistics(anyOf(some), budget);
        for (IndexTerm term : some) {
          held.merge(term.bytes().toStringUtf8(), told.term(term).documentFrequency(), Math::max);
          total = Math.max(total, told.field(term.field()).docCount());
        }
      }
    }
    return new Known(total, held);
  }

  private static CanonicalQuery anyOf(List<IndexTerm> terms) {
    return new CanonicalQuery.Bool(
        terms.stream()
            .map(term -> new Clause(Occur.SHOULD, new CanonicalQuery.Term(term)))
            .toList());
  }
}
