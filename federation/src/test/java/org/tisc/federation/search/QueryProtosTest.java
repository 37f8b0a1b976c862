package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
import org.tisc.proto.federation.v1.BooleanClause;
import org.tisc.proto.federation.v1.BooleanQuery;
import org.tisc.proto.federation.v1.BoostQuery;
import org.tisc.proto.federation.v1.MatchAllQuery;
import org.tisc.proto.federation.v1.Occur;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.QueryStatistics;

class QueryProtosTest {
  private static CanonicalQuery random(Random random, int depth) {
    int form = random.nextInt(depth > 5 ? 6 : 10);
    return switch (form) {
      case 0 -> new CanonicalQuery.Term(IndexTerm.of("title", "电池" + random.nextInt(9)));
      case 1 ->
          new CanonicalQuery.Phrase(
              "abstract",
              List.of(ByteString.copyFromUtf8("a"), ByteString.copyFrom(new byte[] {-1, 0, 7})),
              List.of(0, random.nextInt(4)),
              random.nextInt(3));
      case 2 -> new CanonicalQuery.Prefix("ipc", ByteString.copyFromUtf8("H01M"));
      case 3 -> new CanonicalQuery.Range("publicationDate", random.nextLong(), random.nextLong());
      case 4 -> new CanonicalQuery.MatchAll();
      case 5 -> new CanonicalQuery.MatchNone();
      case 6 ->
          new CanonicalQuery.Bool(
              List.of(CanonicalQuery.Occur.values()).stream()
                  .map(occur -> new CanonicalQuery.Clause(occur, random(random, depth + 1)))
                  .toList());
      case 7 ->
          new CanonicalQuery.DisMax(
              List.of(random(random, depth + 1), random(random, depth + 1)), random.nextFloat());
      case 8 -> new CanonicalQuery.Boosted(random(random, depth + 1), 0.5f + random.nextFloat());
      default -> new CanonicalQuery.Constant(random(random, depth + 1), random.nextFloat());
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void carriesEveryTreeUnchanged(long seed) throws InvalidProtocolBufferException {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      CanonicalQuery query = random(random, 0);
      byte[] wire = QueryProtos.toProto(query).toByteArray();
      assertThat(QueryProtos.fromProto(Query.parseFrom(wire)))
          .as("seed %d round %d", seed, round)
          .isEqualTo(query);
    }
  }

  private static void assertRefused(Query message, Reason reason) {
    assertThatThrownBy(() -> QueryProtos.fromProto(message))
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  @Test
  void carriesTheDeepestTreeThatIsAllowed() throws InvalidProtocolBufferException {
    CanonicalQuery query = new CanonicalQuery.MatchAll();
    for (int depth = 1; depth < QueryLimits.MAX_DEPTH; depth++) {
      query =
          new CanonicalQuery.Bool(
              List.of(new CanonicalQuery.Clause(CanonicalQuery.Occur.MUST, query)));
    }
    byte[] wire = QueryProtos.toProto(query).toByteArray();
    assertThat(QueryProtos.fromProto(Query.parseFrom(wire))).isEqualTo(query);
  }

  @Test
  void refusesWhatIsTooDeepOrTooWide() {
    Query deep = Query.newBuilder().setMatchAll(MatchAllQuery.getDefaultInstance()).build();
    for (int depth = 0; depth < QueryLimits.MAX_DEPTH; depth++) {
      deep =
          Query.newBuilder().setBoost(BoostQuery.newBuilder().setQuery(deep).setBoost(1)).build();
    }
    assertRefused(deep, Reason.QUERY_TOO_LARGE);
    BooleanQuery.Builder wide = BooleanQuery.newBuilder();
    for (int i = 0; i < 10_000; i++) {
      wide.addClauses(
          BooleanClause.newBuilder()
              .setOccur(Occur.OCCUR_SHOULD)
              .setQuery(Query.newBuilder().setMatchAll(MatchAllQuery.getDefaultInstance())));
    }
    assertRefused(Query.newBuilder().setBoolean(wide).build(), Reason.QUERY_TOO_LARGE);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertRefused(Query.getDefaultInstance(), Reason.INVALID_QUERY);
    assertRefused(
        Query.newBuilder()
            .setBoost(
                BoostQuery.newBuilder()
                    .setQuery(Query.newBuilder().setMatchAll(MatchAllQuery.getDefaultInstance()))
                    .setBoost(Float.NaN))
            .build(),
        Reason.INVALID_QUERY);
    assertRefused(
        Query.newBuilder()
            .setBoolean(BooleanQuery.newBuilder().addClauses(BooleanClause.getDefaultInstance()))
            .build(),
        Reason.INVALID_QUERY);
    for (CanonicalQuery bad :
        List.of(
            new CanonicalQuery.Term(IndexTerm.of("", "x")),
            new CanonicalQuery.Term(IndexTerm.of("title", "")),
            new CanonicalQuery.Term(IndexTerm.of("title", "x".repeat(1_025))),
            new CanonicalQuery.Phrase(
                "title", List.of(ByteString.copyFromUtf8("a")), List.of(0), 0),
            new CanonicalQuery.Phrase(
                "title",
                List.of(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("b")),
                List.of(5, 2),
                0),
            new CanonicalQuery.Phrase(
                "title",
                List.of(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("b")),
                List.of(-1, 2),
                0),
            new CanonicalQuery.DisMax(List.of(new CanonicalQuery.MatchAll()), 1.5f),
            new CanonicalQuery.Constant(new CanonicalQuery.MatchAll(), Float.NEGATIVE_INFINITY))) {
      assertRefused(QueryProtos.toProto(bad), Reason.INVALID_QUERY);
    }
  }

  @Test
  void carriesStatisticsUnchanged() {
    Statistics statistics =
        new Statistics(
            Map.of("title", new FieldStatistics(10, 9, 40, 50)),
            Map.of(
                IndexTerm.of("title", "a"),
                new TermStatistics(3, 4),
                IndexTerm.of("title", "b"),
                TermStatistics.NONE));
    assertThat(QueryProtos.fromProto(QueryProtos.toProto(statistics))).isEqualTo(statistics);
  }

  @Test
  void refusesStatisticsThatContradictThemselves() {
    QueryStatistics fine =
        QueryProtos.toProto(
            new Statistics(
                Map.of("title", new FieldStatistics(10, 9, 40, 50)),
                Map.of(IndexTerm.of("title", "a"), new TermStatistics(3, 4))));
    for (QueryStatistics bad :
        List.of(
            fine.toBuilder().addTerms(fine.getTerms(0)).build(),
            fine.toBuilder().addFields(fine.getFields(0)).build(),
            fine.toBuilder().clearFields().build(),
            fine.toBuilder()
                .setTerms(
                    0,
                    fine.getTerms(0).toBuilder().setDocumentFrequency(10).setTotalTermFrequency(10))
                .build(),
            fine.toBuilder()
                .setTerms(0, fine.getTerms(0).toBuilder().setDocumentFrequency(-1))
                .build(),
            fine.toBuilder().setFields(0, fine.getFields(0).toBuilder().setMaxDoc(1)).build())) {
      assertThatThrownBy(() -> QueryProtos.fromProto(bad))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }
  }
}
