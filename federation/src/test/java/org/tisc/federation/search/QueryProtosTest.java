package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Collections;
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
import org.tisc.federation.query.Places;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermMask;
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
    int form = random.nextInt(depth > 5 ? 6 : 13);
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
      case 8 -> new CanonicalQuery.Near("claims", places(random, depth + 1));
      case 9 -> new CanonicalQuery.Masked("title", mask(random));
      case 10 ->
          new CanonicalQuery.Group(
              List.of(
                  new CanonicalQuery.Member(
                      new CanonicalQuery.Term(IndexTerm.of("title", "cell")),
                      random.nextFloat(0.1f, 1)),
                  new CanonicalQuery.Member(phrase(0), 1)));
      case 11 -> new CanonicalQuery.Boosted(random(random, depth + 1), 0.5f + random.nextFloat());
      default -> new CanonicalQuery.Constant(random(random, depth + 1), random.nextFloat());
    };
  }

  private static CanonicalQuery.Member member(CanonicalQuery query, float weight) {
    return new CanonicalQuery.Member(query, weight);
  }

  private static CanonicalQuery phrase(int slop) {
    return new CanonicalQuery.Phrase(
        "title",
        List.of(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("b")),
        List.of(0, 1),
        slop);
  }

  private static Places places(Random random, int depth) {
    return switch (random.nextInt(depth > 5 ? 3 : 5)) {
      case 0 ->
          new Places.Run(
              List.of(ByteString.copyFromUtf8("锂离"), ByteString.copyFromUtf8("离子")),
              List.of(0, 1 + random.nextInt(3)),
              5);
      case 1 -> new Places.Start(ByteString.copyFromUtf8("batt"));
      case 2 -> new Places.Mask(mask(random));
      case 3 -> new Places.AnyOf(List.of(places(random, depth + 1), places(random, depth + 1)));
      default ->
          new Places.Within(
              places(random, depth + 1),
              places(random, depth + 1),
              random.nextInt(101),
              random.nextBoolean());
    };
  }

  private static TermMask mask(Random random) {
    return new TermMask(
        List.of(
            new TermMask.Part(ByteString.copyFromUtf8("col"), random.nextInt(3)),
            new TermMask.Part(ByteString.copyFromUtf8("r"), 0)),
        random.nextBoolean());
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

  private static CanonicalQuery near(Places places) {
    return new CanonicalQuery.Near("title", places);
  }

  private static Places within(int gaps) {
    Places word = new Places.Start(ByteString.copyFromUtf8("ab"));
    return new Places.Within(word, word, gaps, true);
  }

  @Test
  void refusesPlacesThatAreTooDeepOrTooMany() throws InvalidProtocolBufferException {
    Places deep = new Places.Start(ByteString.copyFromUtf8("ab"));
    for (int depth = 2; depth < QueryLimits.MAX_DEPTH; depth++) {
      deep = new Places.Within(deep, word(), 3, false);
    }
    byte[] wire = QueryProtos.toProto(near(deep)).toByteArray();
    assertThat(QueryProtos.fromProto(Query.parseFrom(wire))).isEqualTo(near(deep));
    assertRefused(
        QueryProtos.toProto(near(new Places.Within(deep, word(), 3, true))),
        Reason.QUERY_TOO_LARGE);
    assertRefused(
        QueryProtos.toProto(near(new Places.AnyOf(Collections.nCopies(5_000, word())))),
        Reason.QUERY_TOO_LARGE);
  }

  private static Places word() {
    return new Places.Start(ByteString.copyFromUtf8("cd"));
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
            new CanonicalQuery.Masked("title", new TermMask(List.of(), true)),
            new CanonicalQuery.Masked(
                "title", new TermMask(List.of(new TermMask.Part(ByteString.EMPTY, 3)), true)),
            new CanonicalQuery.Masked(
                "title",
                new TermMask(List.of(new TermMask.Part(ByteString.copyFromUtf8("a"), -1)), true)),
            new CanonicalQuery.Masked(
                "title",
                new TermMask(
                    List.of(new TermMask.Part(ByteString.copyFrom(new byte[] {-1}), 1)), true)),
            new CanonicalQuery.Group(List.of()),
            new CanonicalQuery.Group(Collections.nCopies(257, member(phrase(0), 1))),
            new CanonicalQuery.Group(List.of(member(phrase(1), 1))),
            new CanonicalQuery.Group(List.of(member(phrase(0), 0))),
            new CanonicalQuery.Group(List.of(member(phrase(0), 1.5f))),
            new CanonicalQuery.Group(List.of(member(phrase(0), Float.NaN))),
            new CanonicalQuery.Group(List.of(member(new CanonicalQuery.MatchAll(), 1))),
            new CanonicalQuery.Group(
                List.of(member(new CanonicalQuery.Group(List.of(member(phrase(0), 1))), 1))),
            near(new Places.Start(ByteString.EMPTY)),
            near(new Places.AnyOf(List.of())),
            near(new Places.Run(List.of(), List.of(), 1)),
            near(new Places.Run(List.of(ByteString.copyFromUtf8("a")), List.of(0), 0)),
            near(new Places.Run(List.of(ByteString.copyFromUtf8("a")), List.of(1), 3)),
            near(new Places.Run(List.of(ByteString.copyFromUtf8("a")), List.of(0), 100_000)),
            near(within(101)),
            near(within(-1)),
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
