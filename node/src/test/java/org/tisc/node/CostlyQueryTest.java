package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.index.QueryAnalysis;
import org.tisc.node.index.RandomCorpus;
import org.tisc.node.index.RandomQueries;
import org.tisc.proto.federation.v1.BooleanClause;
import org.tisc.proto.federation.v1.BooleanQuery;
import org.tisc.proto.federation.v1.BoostQuery;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.GroupMember;
import org.tisc.proto.federation.v1.GroupQuery;
import org.tisc.proto.federation.v1.MaskPart;
import org.tisc.proto.federation.v1.MaskQuery;
import org.tisc.proto.federation.v1.MatchAllQuery;
import org.tisc.proto.federation.v1.NearQuery;
import org.tisc.proto.federation.v1.Occur;
import org.tisc.proto.federation.v1.PhraseQuery;
import org.tisc.proto.federation.v1.Places;
import org.tisc.proto.federation.v1.PrefixQuery;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.TermMask;
import org.tisc.proto.federation.v1.TermQuery;
import org.tisc.proto.federation.v1.WithinPlaces;

/** A member that sends queries made to cost much, past its own node's checks. */
class CostlyQueryTest {
  private static final Set<Reason> REFUSALS =
      Set.of(Reason.QUERY_TOO_LARGE, Reason.INVALID_QUERY, Reason.INVALID_ARGUMENT);

  /** Statistics are looked for first, and none were given. */
  private static final Set<Reason> REFUSALS_OF_SEARCH =
      Set.of(
          Reason.QUERY_TOO_LARGE,
          Reason.INVALID_QUERY,
          Reason.INVALID_ARGUMENT,
          Reason.STATISTICS_MISSING);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private OracleRegion region;

  @BeforeEach
  void start() {
    region = OracleRegion.start(new RandomCorpus(171, 2, false), folder, 2, index -> index);
  }

  @AfterEach
  void stop() throws Exception {
    region.close();
  }

  private static Query term(String word) {
    return Query.newBuilder()
        .setTerm(TermQuery.newBuilder().setField("title").setTerm(ByteString.copyFromUtf8(word)))
        .build();
  }

  private static Query start(String field, String text) {
    return Query.newBuilder()
        .setPrefix(
            PrefixQuery.newBuilder().setField(field).setPrefix(ByteString.copyFromUtf8(text)))
        .build();
  }

  private static Query mask(String literal, int parts, int any) {
    TermMask.Builder mask = TermMask.newBuilder();
    for (int i = 0; i < parts; i++) {
      mask.addParts(MaskPart.newBuilder().setLiteral(ByteString.copyFromUtf8(literal)).setAny(any));
    }
    return Query.newBuilder()
        .setMask(MaskQuery.newBuilder().setField("title").setMask(mask))
        .build();
  }

  private static Query any(int clauses, Query each) {
    BooleanQuery.Builder wide = BooleanQuery.newBuilder();
    for (int i = 0; i < clauses; i++) {
      wide.addClauses(BooleanClause.newBuilder().setOccur(Occur.OCCUR_SHOULD).setQuery(each));
    }
    return Query.newBuilder().setBoolean(wide).build();
  }

  private static Query nested(int depth) {
    Query query = term("x");
    for (int i = 0; i < depth; i++) {
      query =
          Query.newBuilder().setBoost(BoostQuery.newBuilder().setQuery(query).setBoost(1)).build();
    }
    return query;
  }

  private static Query phrase(int terms, int slop) {
    PhraseQuery.Builder phrase = PhraseQuery.newBuilder().setField("title").setSlop(slop);
    for (int i = 0; i < terms; i++) {
      phrase.addTerms(ByteString.copyFromUtf8("a")).addPositions(i);
    }
    return Query.newBuilder().setPhrase(phrase).build();
  }

  private static Query near(int depth, int gaps) {
    Places places = Places.newBuilder().setStart(ByteString.copyFromUtf8("ba")).build();
    for (int i = 0; i < depth; i++) {
      places =
          Places.newBuilder()
              .setWithin(WithinPlaces.newBuilder().setLeft(places).setRight(places).setGaps(gaps))
              .build();
    }
    return Query.newBuilder()
        .setNear(NearQuery.newBuilder().setField("title").setPlaces(places))
        .build();
  }

  private static Query group(int members, Query each) {
    GroupQuery.Builder group = GroupQuery.newBuilder();
    for (int i = 0; i < members; i++) {
      group.addMembers(GroupMember.newBuilder().setQuery(each).setWeight(1));
    }
    return Query.newBuilder().setGroup(group).build();
  }

  private static Map<String, Query> costly() {
    Map<String, Query> queries = new LinkedHashMap<>();
    queries.put("start of no letter", start("title", ""));
    queries.put("start of one letter", start("title", "b"));
    queries.put("leading wildcard", mask("", 1, 1));
    queries.put("wildcards in a row", mask("ba", 1, 9));
    queries.put("many wildcards", mask("ba", 17, 8));
    queries.put("10,000 clauses", any(10_000, term("x")));
    queries.put("2,000 starts", any(2_000, start("title", "ba")));
    queries.put(
        "everything 2,000 times",
        any(2_000, Query.newBuilder().setMatchAll(MatchAllQuery.getDefaultInstance()).build()));
    queries.put("nesting", nested(33));
    queries.put("a long phrase", phrase(2_000, 0));
    queries.put("a loose phrase", phrase(3, 1_000_000));
    queries.put("distances that double", near(14, 100));
    queries.put("a wide distance", near(1, 1_000_000));
    queries.put("a wide group", group(257, term("x")));
    queries.put("a group of groups", group(2, group(2, term("x"))));
    queries.put("a field of numbers", start("publicationDate", "20"));
    queries.put("a field of the index itself", start("_key", "CN"));
    return queries;
  }

  private static Reason refused(Runnable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure).isNotNull();
    return RpcFailures.fromStatus(failure).reason();
  }

  @Test
  void isRefusedBeforeTheWorkAndHarmsNobodyElse() throws Exception {
    SearchServiceBlockingStub member =
        SearchServiceGrpc.newBlockingStub(region.channel(1, 0))
            .withDeadlineAfter(60, TimeUnit.SECONDS);
    String lease =
        member.statistics(StatisticsRequest.newBuilder().setQuery(term("x")).build()).getLease();
    long before = region.index(0).load().visited();
    costly()
        .forEach(
            (name, query) -> {
              assertThat(
                      refused(
                          () ->
                              member.statistics(
                                  StatisticsRequest.newBuilder().setQuery(query).build())))
                  .as("%s, statistics", name)
                  .isIn(REFUSALS);
              assertThat(
                      refused(
                          () ->
                              member.search(
                                  SearchRequest.newBuilder()
                                      .setLease(lease)
                                      .setQuery(query)
                                      .setLimit(10)
                                      .build())))
                  .as("%s, search", name)
                  .isIn(REFUSALS_OF_SEARCH);
              assertThat(
                      refused(
                          () -> member.facets(FacetsRequest.newBuilder().setQuery(query).build())))
                  .as("%s, facets", name)
                  .isIn(REFUSALS);
            });
    SearchRequest deep =
        SearchRequest.newBuilder()
            .setLease(lease)
            .setQuery(start("title", "ba"))
            .setLimit(1 << 30)
            .build();
    assertThat(refused(() -> member.search(deep))).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(refused(() -> member.search(deep.toBuilder().setLimit(1).setSkip(1 << 30).build())))
        .isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(region.index(0).load().visited()).isEqualTo(before);

    SearchAnswer answer = region.ask(1, new QueryAnalysis().text(IndexField.TITLE, "battery"), 10);
    assertThat(answer.exact()).isTrue();
    assertThat(new RandomQueries(1, 2).next(5))
        .allSatisfy(query -> assertThat(region.ask(1, query, 10).exact()).isTrue());
  }

  @Test
  void whatIsNestedDeeperThanMessagesMayIsRefusedByTheWire() {
    SearchServiceBlockingStub member =
        SearchServiceGrpc.newBlockingStub(region.channel(1, 0))
            .withDeadlineAfter(60, TimeUnit.SECONDS);
    StatisticsRequest deep = StatisticsRequest.newBuilder().setQuery(nested(300)).build();
    assertThat(refused(() -> member.statistics(deep)))
        .isNotIn(Set.of(Reason.TIMED_OUT, Reason.UNAVAILABLE));
    assertThat(region.ask(1, new QueryAnalysis().text(IndexField.TITLE, "battery"), 10).exact())
        .isTrue();
  }
}
