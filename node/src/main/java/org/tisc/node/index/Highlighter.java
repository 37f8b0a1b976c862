package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.TermMask;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;

/**
 * Marks in stored text what a query found there, by analysing the text again: only that knows which
 * characters of the original a term came from. What a query excludes is not marked. One for each
 * request; not thread-safe.
 */
final class Highlighter {
  /** Text looked at in one field of one document; later claims of a long set stay unmarked. */
  private static final int MAX_TEXT = 40_000;

  private static final int MAX_PREFIXES = 32;

  /** What to look for in one field. */
  private static final class Sought {
    private final Set<String> terms = new HashSet<>();
    private final List<CanonicalQuery.Phrase> phrases = new ArrayList<>();
    private final Set<String> inPhrases = new HashSet<>();
    private final List<String> prefixes = new ArrayList<>();
    private final List<TermMask> masks = new ArrayList<>();

    boolean matters(String term) {
      return terms.contains(term) || inPhrases.contains(term);
    }

    boolean marksAlone(String term) {
      return terms.contains(term)
          || prefixes.stream().anyMatch(term::startsWith)
          || masks.stream().anyMatch(mask -> Masks.matches(mask, term));
    }
  }

  private final Map<IndexField, Sought> sought = new EnumMap<>(IndexField.class);
  private final TextAnalyzer analyzer;

  /** The query must have passed {@link QueryCheck#check}. */
  Highlighter(TextAnalyzer analyzer, CanonicalQuery query) {
    this.analyzer = analyzer;
    visit(query);
  }

  /** The fields in which there may be something to mark. */
  Set<IndexField> fields() {
    return sought.keySet();
  }

  /**
   * Passages by field name; a field without a match is left out.
   *
   * @param texts the values of each field
   */
  Map<String, List<Passage>> passages(Map<IndexField, List<String>> texts) {
    Map<String, List<Passage>> passages = new LinkedHashMap<>();
    texts.forEach(
        (field, values) -> {
          Sought here = sought.get(field);
          if (here != null) {
            List<Passage> found = passages(here, values);
            if (!found.isEmpty()) {
              passages.put(field.fieldName(), found);
            }
          }
        });
    return passages;
  }

  private List<Passage> passages(Sought here, List<String> values) {
    List<Passage> found = new ArrayList<>();
    int left = MAX_TEXT;
    for (String value : values) {
      if (left <= 0) {
        break;
      }
      String head = value.substring(0, Passages.boundary(value, Math.min(left, value.length())));
      left -= Math.max(1, head.length());
      found.addAll(Passages.of(head, marks(here, head)));
    }
    return Passages.best(found);
  }

  private List<Mark> marks(Sought here, String text) {
    List<Mark> marks = new ArrayList<>();
    Map<String, Map<Integer, Mark>> places = new HashMap<>();
    for (TextToken token : TextToken.of(analyzer, text, Integer.MAX_VALUE)) {
      if (token.to() <= token.from()) {
        continue;
      }
      Mark mark = new Mark(token.from(), token.to());
      if (here.marksAlone(token.term())) {
        marks.add(mark);
      }
      if (here.matters(token.term())) {
        places.computeIfAbsent(token.term(), _ -> new HashMap<>()).put(token.position(), mark);
      }
    }
    for (CanonicalQuery.Phrase phrase : here.phrases) {
      markPhrase(phrase, places, marks);
    }
    return marks;
  }

  private static void markPhrase(
      CanonicalQuery.Phrase phrase, Map<String, Map<Integer, Mark>> places, List<Mark> marks) {
    List<Map<Integer, Mark>> each =
        phrase.terms().stream()
            .map(term -> places.getOrDefault(term.toStringUtf8(), Map.of()))
            .toList();
    if (each.stream().anyMatch(Map::isEmpty)) {
      return;
    }
    if (phrase.slop() > 0) {
      each.forEach(marked -> marks.addAll(marked.values()));
      return;
    }
    for (int first : each.getFirst().keySet()) {
      int start = first - phrase.positions().getFirst();
      List<Mark> whole = new ArrayList<>();
      for (int i = 0; i < each.size(); i++) {
        Optional<Mark> mark =
            Optional.ofNullable(each.get(i).get(start + phrase.positions().get(i)));
        if (mark.isEmpty()) {
          break;
        }
        whole.add(mark.get());
      }
      if (whole.size() == each.size()) {
        marks.addAll(whole);
      }
    }
  }

  private void visit(CanonicalQuery query) {
    switch (query) {
      case CanonicalQuery.Term term ->
          in(term.term().field())
              .ifPresent(here -> here.terms.add(term.term().bytes().toStringUtf8()));
      case CanonicalQuery.Phrase phrase -> in(phrase.field()).ifPresent(here -> add(here, phrase));
      case CanonicalQuery.Prefix prefix ->
          in(prefix.field())
              .filter(here -> here.prefixes.size() < MAX_PREFIXES)
              .ifPresent(here -> here.prefixes.add(prefix.prefix().toStringUtf8()));
      case CanonicalQuery.Masked masked ->
          in(masked.field())
              .filter(here -> here.masks.size() < MAX_PREFIXES)
              .ifPresent(here -> here.masks.add(masked.mask()));
      // It only selects; what scores, and is marked, stands beside it.
      case CanonicalQuery.Near _ -> {}
      case CanonicalQuery.Fuzzy _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.MatchNone _ -> {}
      case CanonicalQuery.Bool bool ->
          bool.clauses().stream()
              .filter(clause -> clause.occur() != Occur.MUST_NOT)
              .forEach(clause -> visit(clause.query()));
      case CanonicalQuery.DisMax any -> any.queries().forEach(this::visit);
      case CanonicalQuery.Group group -> group.members().forEach(member -> visit(member.query()));
      case CanonicalQuery.Boosted boosted -> visit(boosted.query());
      case CanonicalQuery.Constant constant -> visit(constant.query());
    }
  }

  private static void add(Sought here, CanonicalQuery.Phrase phrase) {
    here.phrases.add(phrase);
    phrase.terms().stream().map(ByteString::toStringUtf8).forEach(here.inPhrases::add);
  }

  private Optional<Sought> in(String field) {
    return IndexField.byName(field)
        .filter(StoredFields.HIGHLIGHTED::contains)
        .map(known -> sought.computeIfAbsent(known, _ -> new Sought()));
  }
}
