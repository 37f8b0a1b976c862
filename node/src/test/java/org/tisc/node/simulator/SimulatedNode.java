package org.tisc.node.simulator;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.RecordedPolicyEvents;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Usage;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.IndexTopic;
import org.tisc.federation.search.SearchEvents;
import org.tisc.federation.search.SearchProvider;
import org.tisc.federation.search.SearchShare;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.LuceneIndex;

/** One node: its index, its rules, and what serves them to the node that asks. */
final class SimulatedNode implements AutoCloseable {
  private static final int PAYLOAD_BYTES = 256 * 1024;

  private final NodeId id;
  private final LuceneIndex index;
  private final Guard guard;
  private final SearchProvider provider;
  private final IndexTopic topic;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final ManagedChannel channel;

  SimulatedNode(int number, Path home, ZipfCorpus corpus) throws IOException {
    this.id = SimulatedRegion.id(number);
    this.index = LuceneIndex.open(home, new IndexConfig(1, 2));
    corpus.load(index, number);
    RecordedPolicyEvents events = new RecordedPolicyEvents();
    Policy policy = new Policy(new InMemoryStateStore(), Clock.systemUTC(), events);
    policy.share(
        "simulator", ZipfCorpus.COLLECTION, new Sharing.WithNetwork(SimulatedRegion.NETWORK));
    this.guard =
        new Guard(
            policy,
            new Usage(new InMemoryStateStore(), Clock.systemUTC(), ZoneOffset.UTC),
            _ -> MemberRole.MEMBER,
            Clock.systemUTC(),
            events);
    this.provider =
        new SearchProvider(
            index,
            guard,
            new NobodyTold(),
            () -> SimulatedRegion.ASKING,
            SearchShare.UNLIMITED,
            System::nanoTime);
    this.topic =
        new IndexTopic(
            index, guard, new FederatedSearch(id, index, _ -> List.of(), System::nanoTime));
    String name = InProcessServerBuilder.generateName();
    this.server =
        InProcessServerBuilder.forName(name)
            .executor(calls)
            .addService(provider.service())
            .build()
            .start();
    this.channel = InProcessChannelBuilder.forName(name).executor(calls).build();
  }

  NodeId id() {
    return id;
  }

  LuceneIndex index() {
    return index;
  }

  Guard guard() {
    return guard;
  }

  /** Calls to this node over a line. */
  Channel over(Line line, Wire wire, Traffic traffic) {
    return ClientInterceptors.intercept(channel, new DelayedCalls(line, wire, traffic));
  }

  /** Tells a node of every commit over a line, until {@link #stopTelling}. */
  Telling tell(IndexTopic asking, Line line, Wire wire, Traffic traffic) {
    Telling telling =
        new Telling(
            asking, new AskingEnd(new PeerId(SimulatedRegion.NETWORK, id)), line, wire, traffic);
    asking.onUp(telling.theirs);
    topic.onUp(telling);
    return telling;
  }

  /** The stream ends on both sides. */
  void stopTelling(Telling telling) {
    topic.onDown(telling);
    telling.asking.onDown(telling.theirs);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    topic.close();
    provider.close();
    index.close();
    calls.shutdown();
  }

  /**
   * The end of a stream at the node that asks; what it tells its peers itself is of no use here.
   */
  private record AskingEnd(PeerId peer) implements TopicLink {
    @Override
    public boolean offer(Lane lane, ByteString payload) {
      return true;
    }

    @Override
    public int maxPayloadBytes() {
      return PAYLOAD_BYTES;
    }
  }

  /** The end of a stream at the node that tells. */
  static final class Telling implements TopicLink {
    private final IndexTopic asking;
    private final TopicLink theirs;
    private final Line line;
    private final Wire wire;
    private final Traffic traffic;
    private final Queue<ByteString> underWay = new ConcurrentLinkedQueue<>();

    private Telling(IndexTopic asking, TopicLink theirs, Line line, Wire wire, Traffic traffic) {
      this.asking = asking;
      this.theirs = theirs;
      this.line = line;
      this.wire = wire;
      this.traffic = traffic;
    }

    @Override
    public PeerId peer() {
      return SimulatedRegion.ASKING;
    }

    @Override
    public boolean offer(Lane lane, ByteString payload) {
      traffic.sent(payload.size());
      long arrival = line.arrival(System.nanoTime());
      if (arrival != Line.NEVER) {
        underWay.add(payload);
        wire.at(arrival, () -> asking.onFrame(theirs, lane, underWay.remove()));
      }
      return true;
    }

    @Override
    public int maxPayloadBytes() {
      return PAYLOAD_BYTES;
    }
  }

  /** The audit is not under test here. */
  private record NobodyTold() implements SearchEvents {
    @Override
    public void queryServed(PeerId peer, List<String> collections, int hits) {}

    @Override
    public void documentsShown(PeerId peer, int documents) {}
  }
}
