package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Validity;
import org.tisc.federation.policy.Verb;
import org.tisc.proto.federation.v1.FacetValue;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.FacetsResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;

/** Counting each record once, over peers that are good, gone, late, closed or lying. */
class FederatedCountTest {
  private static final NetworkId NETWORK = new NetworkId("jjj");
  private static final NodeId SELF = new NodeId("beijing");
  private static final NodeId TIANJIN = new NodeId("tianjin");
  private static final NodeId HEBEI = new NodeId("hebei");
  private static final Sharing PRIVATE = new Sharing.None();
  private static final Sharing SHARED = new Sharing.WithNetwork(NETWORK);
  private static final Facet LETTER = new Facet(FakeIndex.FIELD, 0);

  private final FakeIndex own =
      new FakeIndex()
          .collection("own", PRIVATE, Map.of("K1", "battery", "K2", "cell battery", "K9", "lamp"));
  private final FakeIndex tianjin =
      new FakeIndex()
          .collection("patents", SHARED, Map.of("K1", "old battery", "K3", "battery pack"))
          .collection("secret", PRIVATE, Map.of("K4", "battery"));
  private final FakeIndex hebei =
      new FakeIndex()
          .collection("patents", SHARED, Map.of("K3", "old battery", "K5", "old battery"));

  private final List<AutoCloseable> closers = new ArrayList<>();
  private final List<PeerChannel> peers = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closer : closers.reversed()) {
      closer.close();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                own.openSnapshots.get() == 0
                    && tianjin.openSnapshots.get() == 0
                    && hebei.openSnapshots.get() == 0);
  }

  private Server serve(NodeId node, FakeIndex index) throws IOException {
    Leases<PeerId, IndexSnapshot> leases = Leases.ofSnapshots(System::nanoTime);
    closers.add(leases);
    SearchEvents quiet =
        new SearchEvents() {
          @Override
          public void queryServed(PeerId peer, List<String> collections, int hits) {}

          @Override
          public void documentsShown(PeerId peer, int documents) {}
        };
    return serve(
        node,
        new SearchRpc(
            index,
            index.guard(),
            leases,
            quiet,
            () -> new PeerId(NETWORK, SELF),
            new PeerCosts(SearchShare.UNLIMITED, System::nanoTime)));
  }

  private Server serve(NodeId node, BindableService service) throws IOException {
    String name = InProcessServerBuilder.generateName();
    Server server = InProcessServerBuilder.forName(name).addService(service).build().start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    closers.add(server::shutdownNow);
    closers.add(channel::shutdownNow);
    peers.add(new PeerChannel(new PeerId(NETWORK, node), true, false, channel));
    return server;
  }

  private FacetAnswer count(long millis, Facet... facets) {
    return new FederatedSearch(SELF, own, _ -> List.copyOf(peers), System::nanoTime)
        .count(
            new FacetQuestion(
                "t",
                new SearchScope.WholeNetwork(NETWORK),
                FakeIndex.word("battery"),
                Set.of(),
                Set.of(),
                List.of(facets),
                10,
                Duration.ofMillis(millis),
                () -> false));
  }

  private static SearchAnswer.Total total(long count, SearchAnswer.Relation relation) {
    return new SearchAnswer.Total(count, relation);
  }

  @Test
  void aRecordOfSeveralNodesCountsByTheFirstOne() throws IOException {
    serve(TIANJIN, tianjin);
    serve(HEBEI, hebei);
    FacetAnswer answer = count(5_000, LETTER);
    assertThat(answer.total()).isEqualTo(total(4, SearchAnswer.Relation.EQUAL));
    // Own K1 b, K2 c; of hebei, before tianjin by its id, K3 o, K5 o; nothing more of tianjin.
    assertThat(answer.facets())
        .containsExactly(
            new FacetAnswer.Divided(
                LETTER,
                List.of(
                    new FacetAnswer.Value("o", 2),
                    new FacetAnswer.Value("b", 1),
                    new FacetAnswer.Value("c", 1)),
                true,
                false));
    assertThat(answer.byNode()).isEqualTo(Map.of(SELF, 2L, TIANJIN, 2L, HEBEI, 2L));
    assertThat(answer.missing()).isEmpty();
  }

  @Test
  void withoutFacetsTheTotalAloneIsCounted() throws IOException {
    serve(TIANJIN, tianjin);
    serve(HEBEI, hebei);
    assertThat(count(5_000).total()).isEqualTo(total(4, SearchAnswer.Relation.EQUAL));
  }

  @Test
  void aPeerThatIsDownIsNamedAndTheNumberIsALeastOne() throws IOException {
    serve(TIANJIN, tianjin);
    serve(HEBEI, hebei).shutdownNow();
    FacetAnswer answer = count(5_000, LETTER);
    assertThat(answer.missing()).containsExactly(HEBEI);
    assertThat(answer.total()).isEqualTo(total(3, SearchAnswer.Relation.AT_LEAST));
    assertThat(answer.facets().getFirst().exact()).isFalse();
  }

  @Test
  void aPeerThatHangsDelaysNobodyBeyondTheTime() throws IOException {
    serve(TIANJIN, tianjin);
    CountDownLatch never = new CountDownLatch(1);
    hebei.searchFailure =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        };
    serve(HEBEI, hebei);
    try {
      long begun = System.nanoTime();
      FacetAnswer answer = count(700, LETTER);
      assertThat(answer.missing()).containsExactly(HEBEI);
      assertThat(answer.total().count()).isEqualTo(3);
      assertThat(System.nanoTime() - begun).isGreaterThan(0);
    } finally {
      never.countDown();
    }
  }

  @Test
  void aFieldThatIsNotOpenToTheAskerIsNotToldByAFacet() throws IOException {
    tianjin.policy.add(
        "test",
        Optional.empty(),
        new Terms(
            Effect.ALLOW,
            Subject.parse("network:jjj"),
            Target.parse("patents"),
            Set.of(Verb.SEARCH),
            Set.of("abstract"),
            Quota.NONE,
            Validity.ALWAYS),
        "");
    serve(TIANJIN, tianjin);
    FacetAnswer answer = count(5_000, LETTER);
    assertThat(answer.facets()).allMatch(divided -> !divided.exact());
    assertThat(answer.facets().getFirst().values())
        .containsExactlyInAnyOrder(new FacetAnswer.Value("b", 1), new FacetAnswer.Value("c", 1));
  }

  @Test
  void aFacetThatDoesNotExistIsRefusedBeforeAnybodyIsAsked() {
    assertThatThrownBy(() -> count(5_000, new Facet("colour", 0)))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }

  /** A peer that answers anything it likes. */
  private static BindableService lying(Consumer<FacetsResponse.Builder> lie) {
    return new SearchServiceGrpc.SearchServiceImplBase() {
      @Override
      public void facets(FacetsRequest request, StreamObserver<FacetsResponse> answer) {
        FacetsResponse.Builder response =
            FacetsResponse.newBuilder()
                .setLease("x")
                .setDocuments(2)
                .setDigests(KeyDigests.of(new long[] {4, 5}).bytes());
        response.addFacetsBuilder().addValues(FacetValue.newBuilder().setValue("a").setCount(2));
        lie.accept(response);
        answer.onNext(response.build());
        answer.onCompleted();
      }
    };
  }

  static List<Consumer<FacetsResponse.Builder>> lies() {
    return List.of(
        response -> response.setDocuments(-1),
        response -> response.setDocuments(3),
        response -> response.setDigests(ByteString.copyFromUtf8("eight by")),
        response -> response.setDigests(response.getDigests().substring(3)),
        response -> response.setUndivided(3),
        response -> response.setUndivided(-2),
        response -> response.getFacetsBuilder(0).setFacet(1),
        response -> response.addFacets(response.getFacets(0)),
        response -> response.getFacetsBuilder(0).setRestMost(1),
        response -> response.getFacetsBuilder(0).setRestMost(-1),
        response -> response.getFacetsBuilder(0).getValuesBuilder(0).setCount(3),
        response -> response.getFacetsBuilder(0).getValuesBuilder(0).setCount(0),
        response -> response.getFacetsBuilder(0).getValuesBuilder(0).setValue(""),
        response -> response.getFacetsBuilder(0).getValuesBuilder(0).setValue("x".repeat(2000)),
        response -> response.getFacetsBuilder(0).addValues(response.getFacets(0).getValues(0)));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aPeerWhoseNumbersCannotBeIsLeftOutAndNamed(Consumer<FacetsResponse.Builder> lie)
      throws IOException {
    serve(TIANJIN, tianjin);
    serve(HEBEI, lying(lie));
    FacetAnswer answer = count(5_000, LETTER);
    assertThat(answer.missing()).containsExactly(HEBEI);
    assertThat(answer.byNode()).isEqualTo(Map.of(SELF, 2L, TIANJIN, 2L));
  }

  @Test
  void aPeerThatTakesBackWhatItToldChangesNoTotal() throws IOException {
    serve(TIANJIN, tianjin);
    // It told the keys of tianjin under any salt, and nothing when it is asked about them.
    SearchServiceGrpc.SearchServiceImplBase other =
        new SearchServiceGrpc.SearchServiceImplBase() {
          @Override
          public void facets(FacetsRequest request, StreamObserver<FacetsResponse> answer) {
            FacetsResponse.Builder response = FacetsResponse.newBuilder().setLease("x");
            if (request.getOnly().isEmpty()) {
              long[] keys = {
                ("K1" + request.getSalt()).hashCode(), ("K8" + request.getSalt()).hashCode()
              };
              response.setDocuments(2).setDigests(KeyDigests.of(keys).bytes());
            }
            answer.onNext(response.build());
            answer.onCompleted();
          }
        };
    serve(HEBEI, other);
    FacetAnswer answer = count(5_000, LETTER);
    // K1 is own, of tianjin and of hebei; K2, K3 and K8 are of one each.
    assertThat(answer.total()).isEqualTo(total(4, SearchAnswer.Relation.EQUAL));
    assertThat(answer.facets()).noneMatch(FacetAnswer.Divided::exact);
  }

  @Test
  void theSameAnswerWithoutALieIsTaken() throws IOException {
    serve(HEBEI, lying(_ -> {}));
    FacetAnswer answer = count(5_000, LETTER);
    assertThat(answer.missing()).isEmpty();
    assertThat(answer.total().count()).isEqualTo(4);
  }
}
