package org.tisc.federation;

import io.grpc.BindableService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.link.LinkState;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.Topic;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.IndexTopic;
import org.tisc.federation.search.LocalIndex;
import org.tisc.federation.search.PeerChannel;
import org.tisc.federation.search.SearchEvents;
import org.tisc.federation.search.SearchProvider;
import org.tisc.federation.search.SearchShare;

/**
 * Both sides of search over the links of one node: the service that peers call, and the search that
 * asks them. Its services are among those that {@link Federation} is given.
 */
public final class SearchAssembly implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofSeconds(10);

  private final SearchProvider provider;
  private final FederatedSearch search;
  private final IndexTopic topic;
  private final ScheduledExecutorService sweeper;
  private volatile @Nullable Links links;

  /**
   * Search over the own collections in this index and those of peers.
   *
   * @param guard says what peers may do with the own collections
   * @param share what each peer may take of this node's searching
   */
  public SearchAssembly(
      NodeId self, LocalIndex index, Guard guard, SearchEvents events, SearchShare share) {
    this.provider =
        new SearchProvider(index, guard, events, CallerContext::peer, share, System::nanoTime);
    this.search = new FederatedSearch(self, index, this::peers, System::nanoTime);
    this.topic = new IndexTopic(index, guard, search);
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("search-sweep").factory());
    ScheduledFuture<?> _ =
        sweeper.scheduleWithFixedDelay(
            this::sweep, SWEEP.toSeconds(), SWEEP.toSeconds(), TimeUnit.SECONDS);
  }

  /** Gives up what was pinned for readers who did not come back. */
  private void sweep() {
    provider.sweep();
    search.sweep();
  }

  /** The services to serve; from now on these links are asked. */
  public List<BindableService> services(Links ofNode) {
    links = ofNode;
    return List.of(provider.service());
  }

  /** What members tell each other of their collections; to be added before the node starts. */
  public Topic topic() {
    return topic;
  }

  /** The search. Until the node has started it asks nobody else. */
  public FederatedSearch search() {
    return search;
  }

  private List<PeerChannel> peers(NetworkId network) {
    Links known = links;
    if (known == null) {
      throw new TiscException(Reason.UNKNOWN_NETWORK, "Not a member of network " + network);
    }
    return known.peers(network).stream().map(SearchAssembly::channel).toList();
  }

  private static PeerChannel channel(PeerLink link) {
    return new PeerChannel(
        link.id(), link.reachable(), link.state() != LinkState.READY, link.channel());
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    topic.close();
    search.close();
    provider.close();
  }
}
