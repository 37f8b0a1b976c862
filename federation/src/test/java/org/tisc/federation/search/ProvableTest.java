package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;

class ProvableTest {
  private static final CanonicalQuery THERE = word("there");
  private static final CanonicalQuery ABSENT = word("absent");
  private static final CanonicalQuery UNKNOWN = word("unknown");
  private static final Statistics STATISTICS =
      new Statistics(
          Map.of(),
          Map.of(
              IndexTerm.of("title", "there"),
              new TermStatistics(3, 4),
              IndexTerm.of("title", "absent"),
              TermStatistics.NONE));

  private static CanonicalQuery word(String word) {
    return new CanonicalQuery.Term(IndexTerm.of("title", word));
  }

  private static CanonicalQuery phrase(String... words) {
    return new CanonicalQuery.Phrase(
        "title", List.of(words).stream().map(ByteString::copyFromUtf8).toList(), List.of(0, 1), 0);
  }

  private static CanonicalQuery all(Occur occur, CanonicalQuery... queries) {
    return new CanonicalQuery.Bool(
        List.of(queries).stream().map(query -> new Clause(occur, query)).toList());
  }

  private static boolean nothing(CanonicalQuery query) {
    return Provable.matchesNothing(query, STATISTICS);
  }

  @Test
  void aTermOfFrequencyZeroStandsNowhereAndAnUnknownOnePerhaps() {
    assertThat(nothing(ABSENT)).isTrue();
    assertThat(nothing(THERE)).isFalse();
    assertThat(nothing(UNKNOWN)).isFalse();
    assertThat(nothing(phrase("there", "absent"))).isTrue();
    assertThat(nothing(phrase("there", "unknown"))).isFalse();
    assertThat(nothing(new CanonicalQuery.MatchNone())).isTrue();
    assertThat(nothing(new CanonicalQuery.MatchAll())).isFalse();
  }

  @Test
  void aGroupStandsNowhereWhereNoMemberDoes() {
    assertThat(nothing(group(ABSENT, phrase("there", "absent")))).isTrue();
    assertThat(nothing(group(ABSENT, THERE))).isFalse();
    assertThat(nothing(group(ABSENT, UNKNOWN))).isFalse();
  }

  private static CanonicalQuery group(CanonicalQuery... members) {
    return new CanonicalQuery.Group(
        List.of(members).stream().map(query -> new CanonicalQuery.Member(query, 1)).toList());
  }

  @Test
  void oneRequiredClauseIsEnoughAndOfOptionalOnesAllAreNeeded() {
    assertThat(nothing(all(Occur.MUST, THERE, ABSENT))).isTrue();
    assertThat(nothing(all(Occur.FILTER, THERE, ABSENT))).isTrue();
    assertThat(nothing(all(Occur.SHOULD, THERE, ABSENT))).isFalse();
    assertThat(nothing(all(Occur.SHOULD, ABSENT, ABSENT))).isTrue();
    assertThat(nothing(new CanonicalQuery.DisMax(List.of(THERE, ABSENT), 0))).isFalse();
    assertThat(nothing(new CanonicalQuery.DisMax(List.of(ABSENT, ABSENT), 0))).isTrue();
  }

  @Test
  void optionalClausesBesideARequiredOneDecideNothing() {
    assertThat(
            nothing(
                new CanonicalQuery.Bool(
                    List.of(new Clause(Occur.MUST, THERE), new Clause(Occur.SHOULD, ABSENT)))))
        .isFalse();
  }

  @Test
  void whatOnlyExcludesMatchesAllElse() {
    assertThat(nothing(all(Occur.MUST_NOT, ABSENT))).isFalse();
    assertThat(nothing(all(Occur.MUST_NOT, THERE))).isFalse();
    assertThat(
            nothing(
                new CanonicalQuery.Bool(
                    List.of(new Clause(Occur.SHOULD, ABSENT), new Clause(Occur.MUST_NOT, THERE)))))
        .isTrue();
  }

  @Test
  void weightsChangeNothing() {
    assertThat(nothing(new CanonicalQuery.Boosted(ABSENT, 2))).isTrue();
    assertThat(nothing(new CanonicalQuery.Constant(THERE, 1))).isFalse();
  }
}
