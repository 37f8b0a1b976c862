package org.tisc.node.query;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;

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
  public CanonicalQuery phrase(String text) {
    return phrase("*", text);
  }

  @Override
  public CanonicalQuery phrase(String indexField, String text) {
    List<ByteString> terms =
        List.of(text.split(" ")).stream().map(ByteString::copyFromUtf8).toList();
    return new CanonicalQuery.Phrase(
        indexField, terms, terms.stream().map(terms::indexOf).toList(), 0);
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
