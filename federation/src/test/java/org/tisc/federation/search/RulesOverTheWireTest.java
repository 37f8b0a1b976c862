package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.policy.Bulk;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Preset;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Validity;
import org.tisc.federation.policy.Verb;
import org.tisc.proto.federation.v1.DisplayCopy;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.ExplainRequest;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.FacetsResponse;
import org.tisc.proto.federation.v1.FetchRequest;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/**
 * What a provider's rules do to the calls of a member, over real mutual TLS. Nodes 0 and 1 provide,
 * node 2 asks; node 1 has what node 0 has, and collections that are hidden from node 2.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesOverTheWireTest {
  private static final SearchEvents QUIET =
      new SearchEvents() {
        @Override
        public void queryServed(PeerId peer, List<String> collections, int hits) {}

        @Override
        public void documentsShown(PeerId peer, int documents) {}
      };
  private static final int ASKER = 2;
  private static final Query BATTERY = QueryProtos.toProto(FakeIndex.word("battery"));

  private final FakeIndex plain = new FakeIndex();
  private final FakeIndex hiding = new FakeIndex();
  private final List<SearchProvider> providers = List.of(provider(plain), provider(hiding));
  private FederationRegion region;

  private static SearchProvider provider(FakeIndex index) {
    return new SearchProvider(
        index, index.guard(), QUIET, CallerContext::peer, SearchShare.UNLIMITED, System::nanoTime);
  }

  @BeforeAll
  void start() {
    region =
        FederationRegion.start(
            3, (node, _) -> node < ASKER ? List.of(providers.get(node).service()) : List.of());
  }

  @AfterAll
  void stop() {
    region.close();
    providers.forEach(SearchProvider::close);
    assertThat(plain.openSnapshots.get()).isZero();
    assertThat(hiding.openSnapshots.get()).isZero();
  }

  private SearchServiceBlockingStub ask(int provider) {
    return SearchServiceGrpc.newBlockingStub(region.link(ASKER, provider).channel())
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static void rule(
      FakeIndex index,
      Effect effect,
      String peer,
      String collection,
      Set<Verb> verbs,
      Quota quota) {
    index.policy.add(
        "test",
        Optional.empty(),
        new Terms(
            effect,
            Subject.parse(peer),
            Target.parse(collection),
            verbs,
            Set.of(),
            quota,
            Validity.ALWAYS),
        "");
  }

  private static void closeAll(FakeIndex index) {
    for (Rule rule : index.policy.rules().rules()) {
      index.policy.remove("test", Optional.empty(), rule.number());
    }
  }

  private static Status refused(Supplier<?> call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::get);
    assertThat(failure).isNotNull();
    return Objects.requireNonNull(StatusProto.fromThrowable(failure));
  }

  private static ErrorInfo told(Status status) throws Exception {
    return status.getDetails(0).unpack(ErrorInfo.class);
  }

  /** Everything that a member can make a provider say, as bytes; leases and decisions apart. */
  private List<ByteString> everything(int provider) throws Exception {
    SearchServiceBlockingStub stub = ask(provider);
    List<ByteString> said = new ArrayList<>();
    List<StatisticsRequest> questions = new ArrayList<>();
    for (String word : List.of("battery", "secretword", "nothing")) {
      StatisticsRequest.Builder question =
          StatisticsRequest.newBuilder().setQuery(QueryProtos.toProto(FakeIndex.word(word)));
      questions.add(question.build());
      questions.add(question.clone().addKinds("PATENT").build());
      questions.add(question.clone().addCollections("hidden").build());
      questions.add(question.clone().addCollections("denied").addCollections("open").build());
    }
    for (StatisticsRequest question : questions) {
      FacetsRequest facets =
          FacetsRequest.newBuilder()
              .setQuery(question.getQuery())
              .addAllKinds(question.getKindsList())
              .addAllCollections(question.getCollectionsList())
              .addFacets(org.tisc.proto.federation.v1.Facet.newBuilder().setField(FakeIndex.FIELD))
              .setDigests(true)
              .setSalt(5)
              .build();
      FacetsResponse counted = stub.facets(facets);
      said.add(counted.toBuilder().clearLease().build().toByteString());
      said.add(
          stub.facets(facets.toBuilder().setLease(counted.getLease()).build()).toBuilder()
              .clearLease()
              .build()
              .toByteString());
    }
    List<String> keys = List.of("K1", "K2", "H1", "H2", "D1", "NO");
    for (StatisticsRequest question : questions) {
      StatisticsResponse statistics = stub.statistics(question);
      said.add(statistics.toBuilder().clearLease().build().toByteString());
      said.add(
          stub.search(
                  SearchRequest.newBuilder()
                      .setLease(statistics.getLease())
                      .setQuery(question.getQuery())
                      .setStatistics(statistics.getStatistics())
                      .setLimit(100)
                      .build())
              .toByteString());
      for (String key : keys) {
        ExplainRequest explain =
            ExplainRequest.newBuilder()
                .setLease(statistics.getLease())
                .setQuery(question.getQuery())
                .setStatistics(statistics.getStatistics())
                .setKey(key)
                .build();
        said.add(stub.explain(explain).toByteString());
        said.add(stub.explain(explain.toBuilder().setCollection("hidden").build()).toByteString());
      }
      DisplayRequest.Builder display =
          DisplayRequest.newBuilder()
              .setLease(statistics.getLease())
              .setQuery(question.getQuery())
              .addAllKeys(keys);
      if (statistics.getCollectionsCount() > 0) {
        display.addRender(DisplayCopy.newBuilder().setKey(0).setCollection(0));
      }
      said.add(stub.display(display.build()).toByteString());
      DisplayRequest outside =
          display.clone().addRender(DisplayCopy.newBuilder().setKey(2).setCollection(7)).build();
      said.add(withoutIds(refused(() -> stub.display(outside))));
    }
    for (String key : keys) {
      FetchRequest fetch = FetchRequest.newBuilder().setKey(key).build();
      said.add(
          key.equals("K1")
              ? stub.fetch(fetch).toByteString()
              : withoutIds(refused(() -> stub.fetch(fetch))));
    }
    // A field that is not open, in an open collection.
    Query other =
        Query.newBuilder()
            .setTerm(BATTERY.getTerm().toBuilder().setField("claims").build())
            .build();
    said.add(
        withoutIds(
            refused(
                () -> stub.statistics(StatisticsRequest.newBuilder().setQuery(other).build()))));
    // And the end of a quota.
    for (int i = 0; i < 500; i++) {
      try {
        stub.statistics(questions.getFirst());
      } catch (StatusRuntimeException full) {
        said.add(ByteString.copyFromUtf8("full after " + i));
        said.add(withoutIds(Objects.requireNonNull(StatusProto.fromThrowable(full))));
        break;
      }
    }
    return said;
  }

  private static ByteString withoutIds(Status status) throws Exception {
    ErrorInfo info = told(status);
    Map<String, String> facts = new TreeMap<>(info.getMetadataMap());
    String id = facts.getOrDefault("decision", "none");
    facts.computeIfPresent("decision", (_, _) -> "an id");
    facts.computeIfPresent("retryAfterSeconds", (_, _) -> "some");
    return ByteString.copyFromUtf8(
        status.getCode()
            + status.getMessage().replace(id, "an id").replaceAll("in [0-9]+ s", "in some s")
            + info.getReason()
            + facts);
  }

  @Test
  void everyAnswerIsTheSameWithAndWithoutHiddenCollections() throws Exception {
    for (FakeIndex index : List.of(plain, hiding)) {
      closeAll(index);
      index.collection("open", new Sharing.None(), Map.of("K1", "battery one", "K3", "lamp"));
      index.collection("seen", new Sharing.None(), Map.of("K2", "battery two and more"));
      String asker = region.peerId(ASKER).node().value();
      index.policy.add(
          "test",
          Optional.empty(),
          new Terms(
              Effect.ALLOW,
              Subject.parse(asker),
              Target.parse("open"),
              EnumSet.of(Verb.SEARCH, Verb.FETCH),
              Set.of("title"),
              new Quota(Optional.of(400), Optional.of(10L)),
              Validity.ALWAYS),
          "");
      rule(index, Effect.ALLOW, "role:MEMBER", "seen", EnumSet.of(Verb.SEARCH), Quota.NONE);
    }
    hiding.collection(
        "hidden", new Sharing.None(), Map.of("H1", "battery secretword", "K1", "battery"));
    hiding.collection("denied", new Sharing.None(), Map.of("D1", "battery", "K2", "battery"));
    hiding.collection(
        "aaa-of-others",
        Sharing.parse("peers:" + region.peerId(0).node()),
        Map.of("H2", "battery secretword"));
    // Open to everybody, and closed to this one.
    rule(hiding, Effect.ALLOW, "any", "denied", EnumSet.allOf(Verb.class), Quota.NONE);
    rule(
        hiding,
        Effect.DENY,
        region.peerId(ASKER).node().value(),
        "denied",
        EnumSet.allOf(Verb.class),
        Quota.NONE);
    assertThat(everything(1)).containsExactlyElementsOf(everything(0));
  }

  @Test
  void aVerbThatIsNotGivenIsRefusedWithADecisionThatTheAuditOfTheProviderKnows() throws Exception {
    closeAll(plain);
    plain.collection("open", new Sharing.None(), Map.of("K1", "battery one"));
    rule(plain, Effect.ALLOW, "any", "open", EnumSet.of(Verb.SEARCH), Quota.NONE);
    Status status = refused(() -> ask(0).fetch(FetchRequest.newBuilder().setKey("K1").build()));
    ErrorInfo info = told(status);
    assertThat(info.getReason()).isEqualTo("DENIED");
    assertThat(info.getMetadataMap())
        .containsEntry("verb", "FETCH")
        .containsEntry("collection", "open");
    assertThat(plain.events.refusals())
        .anySatisfy(
            refusal -> {
              assertThat(refusal.peer()).isEqualTo(region.peerId(ASKER));
              assertThat(refusal.refusal().decision())
                  .isEqualTo(info.getMetadataOrThrow("decision"));
            });
  }

  @Test
  void explainingObeysTheRulesOfSearchingAsTheyAreNow() throws Exception {
    closeAll(plain);
    plain.collection("open", new Sharing.None(), Map.of("K1", "battery one"));
    rule(
        plain,
        Effect.ALLOW,
        "any",
        "open",
        EnumSet.of(Verb.SEARCH),
        new Quota(Optional.of(2), Optional.empty()));
    StatisticsResponse statistics =
        ask(0).statistics(StatisticsRequest.newBuilder().setQuery(BATTERY).build());
    ExplainRequest explain =
        ExplainRequest.newBuilder()
            .setLease(statistics.getLease())
            .setQuery(BATTERY)
            .setStatistics(statistics.getStatistics())
            .setKey("K1")
            .build();
    assertThat(ask(0).explain(explain).hasScore()).isTrue();
    assertThat(told(refused(() -> ask(0).explain(explain.toBuilder().setLease("other").build()))))
        .extracting(ErrorInfo::getReason)
        .isEqualTo("SNAPSHOT_EXPIRED");
    // It counts as every round of a search does: two a minute, and no more.
    assertThat(ask(0).explain(explain).hasScore()).isTrue();
    assertThat(told(refused(() -> ask(0).explain(explain))).getReason())
        .isEqualTo("QUOTA_EXCEEDED");
    closeAll(plain);
    assertThat(ask(0).explain(explain).getHeld()).isFalse();
  }

  @Test
  void aQuotaEndsWithTheTimeAfterWhichTheSameRequestPasses() throws Exception {
    closeAll(plain);
    plain.collection("open", new Sharing.None(), Map.of("K1", "battery one"));
    rule(
        plain,
        Effect.ALLOW,
        "any",
        "open",
        EnumSet.of(Verb.FETCH),
        new Quota(Optional.of(2), Optional.empty()));
    FetchRequest fetch = FetchRequest.newBuilder().setKey("K1").build();
    List<Status> refusals = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try {
        ask(0).fetch(fetch);
      } catch (StatusRuntimeException full) {
        refusals.add(Objects.requireNonNull(StatusProto.fromThrowable(full)));
      }
    }
    assertThat(refusals).hasSize(3);
    Status status = refusals.getFirst();
    assertThat(told(status).getReason()).isEqualTo("QUOTA_EXCEEDED");
    long seconds = Long.parseLong(told(status).getMetadataOrThrow("retryAfterSeconds"));
    assertThat(seconds).isEqualTo(60);
    assertThat(status.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
        .isEqualTo(seconds);
    plain.clock.advance(Duration.ofSeconds(seconds));
    assertThat(ask(0).fetch(fetch).getCollection().getName()).isEqualTo("open");
  }

  @Test
  void deepListsAreRefusedWithoutTheRightToBulkAndCountedWithIt() {
    closeAll(plain);
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < Bulk.PAGE_DEPTH + 30; i++) {
      many.put("K" + i, "battery");
    }
    plain.collection("open", new Sharing.None(), many);
    rule(plain, Effect.ALLOW, "any", "open", EnumSet.of(Verb.SEARCH), Quota.NONE);
    assertThat(hits(Bulk.PAGE_DEPTH)).isEqualTo(Bulk.PAGE_DEPTH);
    assertThat(refused(() -> hits(Bulk.PAGE_DEPTH + 1)).getMessage()).contains("bulk");
    rule(
        plain,
        Effect.ALLOW,
        "any",
        "open",
        EnumSet.of(Verb.BULK),
        new Quota(Optional.empty(), Optional.of(50L)));
    assertThat(hits(2 * Bulk.PAGE_DEPTH)).isEqualTo(Bulk.PAGE_DEPTH + 30);
    assertThat(refused(() -> hits(2 * Bulk.PAGE_DEPTH)).getMessage()).contains("50 documents");
    assertThat(hits(Bulk.PAGE_DEPTH + 20)).isEqualTo(Bulk.PAGE_DEPTH + 20);
    plain.clock.advance(Duration.ofDays(1));
    // Read on, only what is told counts: all 50 of the day.
    assertThat(hits(0, Bulk.PAGE_DEPTH)).isEqualTo(Bulk.PAGE_DEPTH);
    assertThat(hits(Bulk.PAGE_DEPTH - 10, 20)).isEqualTo(20);
    assertThat(hits(Bulk.PAGE_DEPTH + 10, 100)).isEqualTo(20);
    assertThat(hits(Bulk.PAGE_DEPTH + 10, 20)).isEqualTo(20);
    assertThat(refused(() -> hits(Bulk.PAGE_DEPTH + 10, 20)).getMessage()).contains("50 documents");
    plain.clock.advance(Duration.ofDays(1));
    assertThat(hits(2 * Bulk.PAGE_DEPTH)).isEqualTo(Bulk.PAGE_DEPTH + 30);
  }

  private int hits(int limit) {
    return hits(0, limit);
  }

  private int hits(int skip, int limit) {
    StatisticsResponse statistics =
        ask(0).statistics(StatisticsRequest.newBuilder().setQuery(BATTERY).build());
    return ask(0)
        .search(
            SearchRequest.newBuilder()
                .setLease(statistics.getLease())
                .setQuery(BATTERY)
                .setStatistics(statistics.getStatistics())
                .setSkip(skip)
                .setLimit(limit)
                .build())
        .getHitsCount();
  }

  @Test
  void theAskerSeesWhoRefusedWithWhichDecision() {
    closeAll(plain);
    closeAll(hiding);
    plain.collection("open", new Sharing.None(), Map.of("K1", "battery one"));
    plain.policy.add(
        "test",
        Optional.empty(),
        Preset.RESTRICTED.terms(Subject.parse("any"), Target.parse("open")),
        "");
    plain.policy.add(
        "test",
        Optional.empty(),
        new Terms(
            Effect.DENY,
            Subject.parse("any"),
            Target.parse("any"),
            EnumSet.of(Verb.SEARCH),
            Set.of("title"),
            Quota.NONE,
            Validity.ALWAYS),
        "");
    FederatedSearch search =
        new FederatedSearch(
            region.peerId(ASKER).node(),
            new FakeIndex(),
            _ ->
                List.of(
                    new PeerChannel(
                        region.peerId(0), true, false, region.link(ASKER, 0).channel())),
            System::nanoTime);
    SearchAnswer answer =
        search.search(
            new SearchQuestion(
                "t",
                new SearchScope.WholeNetwork(region.network()),
                FakeIndex.word("battery"),
                Set.of(),
                Set.of(),
                10,
                Duration.ofSeconds(20),
                () -> false));
    assertThat(answer.exact()).isFalse();
    assertThat(answer.sources())
        .filteredOn(source -> source.node().equals(region.peerId(0).node()))
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.state()).isEqualTo(SourceState.DENIED);
              SourceReport.Refused refusal = source.refusal().orElseThrow();
              assertThat(refusal.field()).contains("title");
              assertThat(plain.events.refusals())
                  .anySatisfy(
                      told -> assertThat(refusal.decision()).contains(told.refusal().decision()));
            });
  }
}
