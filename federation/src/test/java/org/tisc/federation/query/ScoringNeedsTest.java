package org.tisc.federation.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class ScoringNeedsTest {
  private static CanonicalQuery term(String field, String text) {
    return new CanonicalQuery.Term(IndexTerm.of(field, text));
  }

  @Test
  void namesExactlyWhatScores() {
    CanonicalQuery query =
        new CanonicalQuery.Bool(
            List.of(
                new CanonicalQuery.Clause(
                    CanonicalQuery.Occur.MUST,
                    new CanonicalQuery.DisMax(
                        List.of(
                            new CanonicalQuery.Boosted(term("title", "a"), 2),
                            new CanonicalQuery.Phrase(
                                "abstract",
                                List.of(ByteString.copyFromUtf8("b"), ByteString.copyFromUtf8("c")),
                                List.of(0, 1),
                                0)),
                        0.1f)),
                new CanonicalQuery.Clause(CanonicalQuery.Occur.SHOULD, term("claims", "d")),
                new CanonicalQuery.Clause(CanonicalQuery.Occur.FILTER, term("office", "CN")),
                new CanonicalQuery.Clause(CanonicalQuery.Occur.MUST_NOT, term("title", "x")),
                new CanonicalQuery.Clause(
                    CanonicalQuery.Occur.MUST, new CanonicalQuery.Constant(term("ipc", "H"), 1))));
    ScoringNeeds needs = ScoringNeeds.of(query);
    assertThat(needs.fields()).containsExactly("abstract", "claims", "title");
    assertThat(needs.terms())
        .containsExactly(
            IndexTerm.of("abstract", "b"),
            IndexTerm.of("abstract", "c"),
            IndexTerm.of("claims", "d"),
            IndexTerm.of("title", "a"));
  }

  @Test
  void aGroupNeedsAllOfItsMembersAndWhereItOnlySelectsNone() {
    CanonicalQuery group =
        new CanonicalQuery.Group(
            List.of(
                new CanonicalQuery.Member(term("title", "a"), 1),
                new CanonicalQuery.Member(
                    new CanonicalQuery.Phrase(
                        "abstract",
                        List.of(ByteString.copyFromUtf8("b"), ByteString.copyFromUtf8("c")),
                        List.of(0, 1),
                        0),
                    0.5f)));
    ScoringNeeds needs = ScoringNeeds.of(group);
    assertThat(needs.fields()).containsExactly("abstract", "title");
    assertThat(needs.terms())
        .containsExactly(
            IndexTerm.of("abstract", "b"),
            IndexTerm.of("abstract", "c"),
            IndexTerm.of("title", "a"));
    assertThat(ScoringNeeds.of(new CanonicalQuery.Constant(group, 1)).terms()).isEmpty();
    assertThat(QueryFields.of(new CanonicalQuery.Constant(group, 1)))
        .containsExactly("abstract", "title");
  }

  @Test
  void neverFallsBackWhenAStatisticIsMissing() {
    ScoringNeeds needs = ScoringNeeds.of(term("title", "a"));
    FieldStatistics field = new FieldStatistics(1, 1, 1, 1);
    for (Statistics lacking :
        List.of(
            Statistics.EMPTY,
            new Statistics(Map.of("title", field), Map.of()),
            new Statistics(
                Map.of(), Map.of(IndexTerm.of("title", "a"), new TermStatistics(1, 1))))) {
      assertThatThrownBy(() -> needs.select(lacking))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.STATISTICS_MISSING));
    }
  }

  @Test
  void addsUpWithoutOverflowingUnnoticed() {
    TermStatistics huge = new TermStatistics(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThatThrownBy(() -> huge.plus(huge)).isInstanceOf(TiscException.class);
    assertThat(new TermStatistics(1, 2).plus(new TermStatistics(3, 4)))
        .isEqualTo(new TermStatistics(4, 6));
  }
}
