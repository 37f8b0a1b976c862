package org.tisc.federation.search;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/** Peers in this process, and the search of the node that asks them. */
final class InProcessPeers implements AutoCloseable {
  static final NetworkId NETWORK = new NetworkId("jjj");
  static final NodeId SELF = new NodeId("beijing");

  private final List<Runnable> closers = new ArrayList<>();
  private final List<PeerChannel> channels = new ArrayList<>();
  private final FederatedSearch search;
  private final LongSupplier nanoClock;

  InProcessPeers(FakeIndex own) {
    this(own, System::nanoTime);
  }

  InProcessPeers(FakeIndex own, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.search = new FederatedSearch(SELF, own, _ -> List.copyOf(channels), nanoClock);
  }

  /** A peer that serves this index as every node does. */
  Server serve(String node, FakeIndex index) throws IOException {
    return serve(node, service(index));
  }

  /** What serves an index to this node. */
  SearchRpc service(FakeIndex index) {
    return service(index, Leases.ofSnapshots(System::nanoTime));
  }

  SearchRpc service(FakeIndex index, Leases<PeerId, IndexSnapshot> leases) {
    return service(index, leases, SearchShare.UNLIMITED);
  }

  SearchRpc service(FakeIndex index, Leases<PeerId, IndexSnapshot> leases, SearchShare share) {
    closers.add(leases::close);
    SearchEvents quiet =
        new SearchEvents() {
          @Override
          public void queryServed(PeerId peer, List<String> collections, int hits) {}

          @Override
          public void documentsShown(PeerId peer, int documents) {}
        };
    return new SearchRpc(
        index,
        index.guard(),
        leases,
        quiet,
        () -> new PeerId(NETWORK, SELF),
        new PeerCosts(share, nanoClock));
  }

  /** A peer that serves whatever it likes. */
  Server serve(String node, BindableService service) throws IOException {
    String name = InProcessServerBuilder.generateName();
    Server server = InProcessServerBuilder.forName(name).addService(service).build().start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    closers.add(server::shutdownNow);
    closers.add(channel::shutdownNow);
    channels.add(new PeerChannel(new PeerId(NETWORK, new NodeId(node)), true, false, channel));
    return server;
  }

  SearchAnswer ask(String word) {
    return ask(word, 10, Duration.ofSeconds(20));
  }

  SearchAnswer ask(String word, int size, Duration timeout) {
    return search.search(
        new SearchQuestion(
            "t",
            new SearchScope.WholeNetwork(NETWORK),
            FakeIndex.word(word),
            Set.of(),
            Set.of(),
            size,
            timeout,
            () -> false));
  }

  FederatedSearch search() {
    return search;
  }

  SearchFigures figures() {
    return search.figures();
  }

  @Override
  public void close() {
    closers.reversed().forEach(Runnable::run);
  }
}
