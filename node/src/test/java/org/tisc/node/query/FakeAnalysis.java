package org.tisc.node.query;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Places;
import org.tisc.federation.query.TermMask;

/** One term for each text; the unfielded search is the field {@code *}. */
public final class FakeAnalysis implements TextAnalysis {
  @Override
  public CanonicalQuery words(String text) {
    return text("*", text);
  }

  @Override
  public CanonicalQuery text(String indexField, String text) {
    return text.equals("nothing")
        ? new CanonicalQuery.MatchNone()
        : new CanonicalQuery.Term(IndexTerm.of(indexField, text.toLowerCase(Locale.ROOT)));
  }

  @Override
  public CanonicalQuery phrase(String text, int moves) {
    return phrase("*", text, moves);
  }

  @Override
  public CanonicalQuery masked(String pattern) {
    return masked("*", pattern);
  }

  @Override
  public CanonicalQuery masked(String indexField, String pattern) {
    return new CanonicalQuery.Masked(
        indexField,
        new TermMask(List.of(new TermMask.Part(ByteString.copyFromUtf8(pattern), 0)), false));
  }

  @Override
  public CanonicalQuery fuzzy(String indexField, String text, int edits) {
    return new CanonicalQuery.Fuzzy(indexField, ByteString.copyFromUtf8(text), edits);
  }

  @Override
  public Optional<Places> places(CanonicalQuery found) {
    return switch (found) {
      case CanonicalQuery.Term term ->
          Optional.of(new Places.Run(List.of(term.term().bytes()), List.of(0), 1));
      case CanonicalQuery.Phrase phrase ->
          Optional.of(
              new Places.Run(phrase.terms(), phrase.positions(), phrase.positions().size()));
      case CanonicalQuery.Prefix prefix -> Optional.of(new Places.Start(prefix.prefix()));
      case CanonicalQuery.Masked masked -> Optional.of(new Places.Mask(masked.mask()));
      case CanonicalQuery.Group group ->
          Optional.of(
              new Places.AnyOf(
                  group.members().stream()
                      .map(member -> places(member.query()).orElseThrow())
                      .toList()));
      case CanonicalQuery.MatchNone _ -> Optional.empty();
      default -> throw new IllegalArgumentException("No text: " + found);
    };
  }

  @Override
  public CanonicalQuery anywhere(Function<String, CanonicalQuery> ofField) {
    return ofField.apply("*");
  }

  @Override
  public CanonicalQuery phrase(String indexField, String text, int moves) {
    if (!text.contains(" ")) {
      return text(indexField, text);
    }
    List<ByteString> terms =
        List.of(text.split(" ")).stream().map(ByteString::copyFromUtf8).toList();
    return new CanonicalQuery.Phrase(
        indexField, terms, terms.stream().map(terms::indexOf).toList(), moves);
  }

  @Override
  public CanonicalQuery prefix(String text) {
    return prefix("*", text);
  }

  @Override
  public CanonicalQuery prefix(String indexField, String text) {
    if (text.contains("-")) {
      throw new TiscException(Reason.INVALID_QUERY, "Truncation works on one word");
    }
    return keywordPrefix(indexField, text);
  }

  @Override
  public CanonicalQuery keyword(String indexField, String value) {
    return new CanonicalQuery.Term(IndexTerm.of(indexField, value));
  }

  @Override
  public CanonicalQuery keywordPrefix(String indexField, String prefix) {
    return new CanonicalQuery.Prefix(indexField, ByteString.copyFromUtf8(prefix));
  }

  @Override
  public CanonicalQuery range(String indexField, long from, long to) {
    return new CanonicalQuery.Range(indexField, from, to);
  }
}
