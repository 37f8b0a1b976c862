package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Places;

/** From what analysis made of a text to the places where that text stands. */
final class PlaceAnalysis {
  private static final Set<UnicodeScript> PAIRED =
      Set.of(
          UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

  private PlaceAnalysis() {}

  /** Empty where nothing is searched. */
  static Optional<Places> of(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term term -> Optional.of(run(List.of(term.term().bytes()), List.of(0)));
      case CanonicalQuery.Phrase phrase -> Optional.of(run(phrase.terms(), phrase.positions()));
      case CanonicalQuery.Prefix prefix -> Optional.of(new Places.Start(prefix.prefix()));
      case CanonicalQuery.Masked masked -> Optional.of(new Places.Mask(masked.mask()));
      case CanonicalQuery.Constant constant -> of(constant.query());
      case CanonicalQuery.Bool any ->
          anyOf(any.clauses().stream().map(CanonicalQuery.Clause::query).toList());
      case CanonicalQuery.Group group ->
          anyOf(group.members().stream().map(CanonicalQuery.Member::query).toList());
      case CanonicalQuery.MatchNone _ -> Optional.empty();
      case CanonicalQuery.Near _,
          CanonicalQuery.Fuzzy _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.DisMax _,
          CanonicalQuery.Boosted _ ->
          throw new IllegalArgumentException("Not a text of one field: " + query.getClass());
    };
  }

  private static Optional<Places> anyOf(List<CanonicalQuery> queries) {
    List<Places> alternatives = queries.stream().flatMap(query -> of(query).stream()).toList();
    return alternatives.isEmpty() ? Optional.empty() : Optional.of(new Places.AnyOf(alternatives));
  }

  private static Places run(List<ByteString> terms, List<Integer> offsets) {
    int start = offsets.getFirst();
    return new Places.Run(
        terms,
        offsets.stream().map(offset -> offset - start).toList(),
        offsets.getLast() - start + width(terms.getLast().toStringUtf8()));
  }

  /** A pair of characters stands at the position of its first and takes up two. */
  private static int width(String term) {
    boolean pair =
        term.codePointCount(0, term.length()) == 2
            && term.codePoints().allMatch(c -> PAIRED.contains(UnicodeScript.of(c)));
    return pair ? 2 : 1;
  }
}
