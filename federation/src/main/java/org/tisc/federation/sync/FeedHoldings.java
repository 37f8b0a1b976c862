package org.tisc.federation.sync;

import java.util.List;
import java.util.Map;
import org.tisc.federation.feed.Acceptance;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/** One network's part of the node's feeds. */
record FeedHoldings(NetworkId network, Feeds feeds) implements Holdings {
  @Override
  public List<FeedState> states() {
    return feeds.states().stream().filter(state -> state.feed().network().equals(network)).toList();
  }

  @Override
  public FeedState state(FeedId feed) {
    return feeds.state(feed);
  }

  @Override
  public List<SignedEntry> read(
      NodeId reader, FeedId feed, long epoch, long from, int maxEntries, int maxBytes) {
    return feeds.forReader(reader, feed, feeds.read(feed, epoch, from, maxEntries, maxBytes));
  }

  @Override
  public Acceptance accept(FeedId feed, List<SignedEntry> run) {
    return feeds.accept(feed, run);
  }

  @Override
  public void accept(ForkEvidence evidence) {
    feeds.accept(evidence);
  }

  @Override
  public List<FeedPosition> missingBodies(FeedId feed, int most) {
    return feeds.missingBodies(feed, most);
  }

  @Override
  public void heard(NodeId peer, Map<FeedId, FeedPosition> own, boolean complete) {
    feeds.heard(new PeerId(network, peer), own, complete);
  }
}
