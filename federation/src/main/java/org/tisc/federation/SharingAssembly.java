package org.tisc.federation;

import io.grpc.BindableService;
import io.grpc.Channel;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.tisc.federation.blob.BlobSources;
import org.tisc.federation.blob.Blobs;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.StateStore;
import org.tisc.federation.sync.Deliveries;
import org.tisc.federation.sync.FeedTopic;

/**
 * How one node's feeds travel: their exchange over the streams of its port, and the files beside
 * them. Made by {@link Federation#share}.
 */
public final class SharingAssembly implements AutoCloseable {
  private final LinkPort port;
  private final Feeds feeds;
  private final FeedTopic topic;
  private final Blobs blobs;

  SharingAssembly(
      SharingParts parts,
      LinkPort port,
      Function<NetworkId, Optional<KeyPair>> keys,
      StateStore store,
      InstantSource clock,
      int maxMessageBytes) {
    this.port = port;
    this.feeds = parts.feeds();
    this.topic =
        new FeedTopic(
            port.memberships(), feeds, keys, store, clock, parts.limits(), maxMessageBytes);
    this.blobs = new Blobs(feeds, parts.files(), store, new Sources(), parts.fileSettings());
    port.add(topic);
    port.onRoster(this::follow);
  }

  private void follow(Roster roster) {
    feeds.rosterChanged(roster.network());
    topic.follow(roster);
  }

  /** Who has stored what this node shares. */
  public Deliveries deliveries() {
    return topic;
  }

  /** The files that entries name. */
  public Blobs blobs() {
    return blobs;
  }

  BindableService service() {
    return blobs.service();
  }

  /** To be called when the memberships are known and before the first stream. */
  void start(ScheduledExecutorService timers) {
    for (LinkMembership membership : port.memberships().all()) {
      membership.rosters().current().ifPresent(this::follow);
    }
    topic.start(timers);
    blobs.start(timers);
  }

  @Override
  public void close() {
    blobs.close();
    topic.close();
  }

  /** Where files are, by the exchange of feeds, and how their holders are called. */
  private final class Sources implements BlobSources {
    @Override
    public List<NodeId> holders(FeedId feed, long epoch, long sequence) {
      return topic.holders(feed, epoch, sequence);
    }

    @Override
    public boolean mayRead(PeerId peer, FeedId feed) {
      return topic.mayRead(peer, feed);
    }

    @Override
    public Optional<Channel> channel(PeerId peer) {
      return port.links().peer(peer).map(PeerLink::channel);
    }
  }
}
