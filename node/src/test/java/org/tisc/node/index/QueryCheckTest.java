package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;

class QueryCheckTest {
  private static final CanonicalQuery TERM = new CanonicalQuery.Term(IndexTerm.of("title", "cell"));

  @Test
  void acceptsEveryKindWithinTheLimits() {
    CanonicalQuery all =
        new CanonicalQuery.Bool(
            List.of(
                must(TERM),
                must(phrase(List.of(0, 0, 5), 100)),
                must(prefix("title", "锂离")),
                must(prefix("ipc", "h")),
                must(new CanonicalQuery.Range("publicationDate", 5, 1)),
                must(new CanonicalQuery.DisMax(List.of(TERM, TERM), 1)),
                must(new CanonicalQuery.Boosted(TERM, 3)),
                must(new CanonicalQuery.Constant(new CanonicalQuery.MatchAll(), 0)),
                must(new CanonicalQuery.Bool(List.of())),
                must(group(TERM, 0.5f)),
                must(new CanonicalQuery.MatchNone())));
    assertThatCode(() -> QueryCheck.check(all)).doesNotThrowAnyException();
  }

  @Test
  void refusesFieldsThatAreNotThereOrOfAnotherType() {
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Term(IndexTerm.of("_hash", "x")));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Term(IndexTerm.of("publicationDate", "x")));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Range("title", 1, 2));
    refused(Reason.INVALID_QUERY, prefix("publicationDate", "20"));
    refused(
        Reason.INVALID_QUERY,
        new CanonicalQuery.Phrase("office", bytes("a", "b"), List.of(0, 1), 0));
  }

  @Test
  void refusesGroupsOfAnythingButWordsOfTextFields() {
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Group(List.of()));
    refused(Reason.INVALID_QUERY, group(TERM, 0));
    refused(Reason.INVALID_QUERY, group(TERM, 1.1f));
    refused(Reason.INVALID_QUERY, group(phrase(List.of(0, 1, 2), 1), 1));
    refused(Reason.INVALID_QUERY, group(new CanonicalQuery.MatchAll(), 1));
    refused(Reason.INVALID_QUERY, group(group(TERM, 1), 1));
    refused(Reason.INVALID_QUERY, group(new CanonicalQuery.Term(IndexTerm.of("office", "cn")), 1));
  }

  private static CanonicalQuery group(CanonicalQuery query, float weight) {
    return new CanonicalQuery.Group(List.of(new CanonicalQuery.Member(query, weight)));
  }

  @ParameterizedTest
  @ValueSource(
      floats = {Float.NaN, Float.POSITIVE_INFINITY, -1, 0, Float.MIN_VALUE, Float.MAX_VALUE})
  void refusesBoostsThatAreNoBoosts(float boost) {
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Boosted(TERM, boost));
  }

  @Test
  void refusesWrongConstantsAndTieBreakers() {
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Constant(TERM, Float.NaN));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Constant(TERM, -0.5f));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.DisMax(List.of(TERM), 1.5f));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.DisMax(List.of(TERM), Float.NaN));
  }

  @Test
  void refusesWildPhrases() {
    refused(Reason.INVALID_QUERY, phrase(List.of(0, 2, 1), 0));
    refused(Reason.INVALID_QUERY, phrase(List.of(-1, 0, 1), 0));
    refused(Reason.INVALID_QUERY, phrase(List.of(0, 1, Integer.MAX_VALUE), 0));
    refused(Reason.INVALID_QUERY, phrase(List.of(0, 1), 0));
    refused(Reason.INVALID_QUERY, phrase(List.of(0, 1, 2), 101));
    refused(Reason.INVALID_QUERY, phrase(List.of(0, 1, 2), -1));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Phrase("title", bytes("a"), List.of(0), 0));
  }

  @Test
  void refusesTermsWithoutOrWithTooManyBytes() {
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Term(IndexTerm.of("title", "")));
    refused(Reason.INVALID_QUERY, new CanonicalQuery.Term(IndexTerm.of("key", "x".repeat(4_097))));
  }

  @Test
  void refusesTruncationAfterOneCharacterOfText() {
    refused(Reason.QUERY_TOO_LARGE, prefix("title", "b"));
    refused(Reason.QUERY_TOO_LARGE, prefix("title", "锂"));
  }

  @Test
  void refusesTooManyClausesAndPhraseTerms() {
    refused(
        Reason.QUERY_TOO_LARGE, new CanonicalQuery.Bool(Collections.nCopies(1_024, must(TERM))));
    CanonicalQuery long1 =
        new CanonicalQuery.Phrase(
            "title",
            Collections.nCopies(1_025, ByteString.copyFromUtf8("a")),
            Collections.nCopies(1_025, 0),
            0);
    refused(Reason.QUERY_TOO_LARGE, long1);
  }

  @Test
  void refusesDepthWithoutDescendingIntoIt() {
    CanonicalQuery deep = TERM;
    for (int i = 0; i < 100_000; i++) {
      deep = new CanonicalQuery.Boosted(deep, 1.5f);
    }
    refused(Reason.QUERY_TOO_LARGE, deep);
  }

  private static void refused(Reason reason, CanonicalQuery query) {
    assertThatThrownBy(() -> QueryCheck.check(query))
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Clause must(CanonicalQuery query) {
    return new Clause(Occur.MUST, query);
  }

  private static CanonicalQuery phrase(List<Integer> positions, int slop) {
    return new CanonicalQuery.Phrase("title", bytes("a", "b", "c"), positions, slop);
  }

  private static CanonicalQuery prefix(String field, String text) {
    return new CanonicalQuery.Prefix(field, ByteString.copyFromUtf8(text));
  }

  private static List<ByteString> bytes(String... terms) {
    return List.of(terms).stream().map(ByteString::copyFromUtf8).toList();
  }
}
