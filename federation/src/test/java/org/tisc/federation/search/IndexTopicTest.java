package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.policy.Sharing;
import org.tisc.proto.federation.v1.AnnouncedCollection;
import org.tisc.proto.federation.v1.IndexNotice;

/** What members tell each other of their collections, and what it saves. */
class IndexTopicTest {
  private static final Sharing SHARED = new Sharing.WithNetwork(InProcessPeers.NETWORK);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final PeerId SELF = new PeerId(InProcessPeers.NETWORK, InProcessPeers.SELF);
  private static final PeerId HEBEI = new PeerId(InProcessPeers.NETWORK, new NodeId("hebei"));

  private final FakeIndex own =
      new FakeIndex().collection("own", new Sharing.None(), Map.of("K1", "battery pack"));
  private final FakeIndex hebei =
      new FakeIndex()
          .collection("patents", SHARED, Map.of("K5", "battery old"))
          .collection("secret", new Sharing.None(), Map.of("K7", "pack"));
  private final InProcessPeers peers = new InProcessPeers(own);
  private final AtomicInteger searched = new AtomicInteger();
  private IndexTopic ours;
  private IndexTopic theirs;
  private Line toHebei;
  private Line toUs;

  @BeforeEach
  void connect() throws IOException {
    hebei.searchFailure =
        () -> {
          searched.incrementAndGet();
          return Optional.empty();
        };
    peers.serve("hebei", hebei);
    ours = new IndexTopic(own, own.guard(), peers.search());
    theirs = new IndexTopic(hebei, hebei.guard(), new InProcessPeers(hebei).search());
    toHebei = new Line(HEBEI, _ -> {});
    toUs = new Line(SELF, frame -> ours.onFrame(toHebei, Lane.NORMAL, frame));
  }

  @AfterEach
  void close() {
    ours.close();
    theirs.close();
    peers.close();
  }

  /** One end of a stream; what is offered is counted and handed on. */
  private static final class Line implements TopicLink {
    private final PeerId peer;
    private final Consumer<ByteString> frames;
    private volatile ByteString last = ByteString.EMPTY;
    private final AtomicInteger offered = new AtomicInteger();
    private volatile int maxPayload = 100_000;

    private Line(PeerId peer, Consumer<ByteString> frames) {
      this.peer = peer;
      this.frames = frames;
    }

    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public boolean offer(Lane lane, ByteString payload) {
      frames.accept(payload);
      last = payload;
      offered.incrementAndGet();
      return true;
    }

    @Override
    public int maxPayloadBytes() {
      return maxPayload;
    }
  }

  private void awaitNotices(int count) {
    await().atMost(PATIENCE).until(() -> toUs.offered.get() >= count);
  }

  private IndexNotice told() throws Exception {
    return IndexNotice.parseFrom(toUs.last);
  }

  private SourceState state(SearchAnswer answer) {
    return answer.sources().stream()
        .filter(source -> source.node().equals(HEBEI.node()))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void tellsWhatThePeerMaySearchAndNothingElse() throws Exception {
    theirs.onUp(toUs);
    awaitNotices(1);
    assertThat(told().getCollectionsList())
        .extracting(AnnouncedCollection::getCollection)
        .containsExactly("patents");
    hebei.share("secret", SHARED);
    awaitNotices(2);
    assertThat(told().getCollectionsList())
        .extracting(AnnouncedCollection::getCollection)
        .containsExactly("patents", "secret");
    hebei.share("patents", new Sharing.None());
    awaitNotices(3);
    assertThat(told().getCollectionsList())
        .extracting(AnnouncedCollection::getCollection)
        .containsExactly("secret");
  }

  @Test
  void whatIsRememberedOfAnAnnouncedStateAnswersWithoutAskingWhoHasNothing() throws Exception {
    theirs.onUp(toUs);
    awaitNotices(1);
    SearchAnswer first = peers.ask("pack");
    assertThat(first.hits()).extracting(SearchHit::key).containsExactly("K1");
    long rounds = peers.figures().rounds();
    SearchAnswer second = peers.ask("pack");
    assertThat(peers.figures().rounds()).isEqualTo(rounds);
    assertThat(second.hits()).isEqualTo(first.hits());
    assertThat(state(second)).isEqualTo(SourceState.EMPTY);
    assertThat(second.exact()).isTrue();
    assertThat(second.holdersComplete()).isTrue();
    assertThat(searched.get()).isZero();
  }

  @Test
  void aCommitThatWasAnnouncedIsAskedForBeforeAnybodySearches() throws Exception {
    theirs.onUp(toUs);
    awaitNotices(1);
    peers.ask("pack");
    hebei.collection("patents", SHARED, Map.of("K5", "battery old", "K6", "pack"));
    await().atMost(PATIENCE).until(() -> peers.ask("pack").hits().size() == 2);
    assertThat(peers.figures().moved()).isZero();
    assertThat(peers.ask("pack").hits()).extracting(SearchHit::key).containsExactly("K6", "K1");
  }

  @Test
  void withoutTheStreamNobodyIsTakenForEmptyUnasked() throws Exception {
    theirs.onUp(toUs);
    awaitNotices(1);
    peers.ask("pack");
    ours.onDown(toHebei);
    long rounds = peers.figures().rounds();
    peers.ask("pack");
    assertThat(peers.figures().rounds()).isEqualTo(rounds + 1);
  }

  @Test
  void whatIsTooLongToTellIsSaidToBeUntold() throws Exception {
    toUs.maxPayload = 20;
    theirs.onUp(toUs);
    awaitNotices(1);
    assertThat(told().getUntold()).isTrue();
    peers.ask("pack");
    long rounds = peers.figures().rounds();
    peers.ask("pack");
    assertThat(peers.figures().rounds()).isEqualTo(rounds + 1);
  }

  @Test
  void noticesThatMakeNoSenseAreRefusedAndChangeNothing() {
    AnnouncedCollection good =
        AnnouncedCollection.newBuilder()
            .setCollection("patents")
            .setKind("PATENT")
            .setGeneration(ByteString.copyFrom(new byte[Generation.BYTES]))
            .setState(ByteString.copyFrom(new byte[CollectionInfo.STATE_BYTES]))
            .build();
    for (ByteString bad :
        List.of(
            ByteString.copyFromUtf8("no message"),
            notice(good, good),
            notice(good.toBuilder().clearGeneration().build()),
            notice(good.toBuilder().setState(ByteString.copyFromUtf8("short")).build()))) {
      assertThatThrownBy(() -> ours.onFrame(toHebei, Lane.NORMAL, bad))
          .isInstanceOf(TiscException.class);
    }
    assertThat(peers.ask("battery").exact()).isTrue();
  }

  @Test
  void aPeerThatAnnouncesWhatIsNotSoHarmsOnlyItsOwnPart() {
    peers.ask("battery");
    ours.onFrame(toHebei, Lane.NORMAL, notice());
    // It says that it has nothing for us, and when it is asked it has.
    SearchAnswer answer = peers.ask("battery");
    assertThat(answer.exact()).isTrue();
    assertThat(answer.hits()).extracting(SearchHit::key).containsExactlyInAnyOrder("K1", "K5");
  }

  private static ByteString notice(AnnouncedCollection... collections) {
    return IndexNotice.newBuilder().addAllCollections(List.of(collections)).build().toByteString();
  }
}
