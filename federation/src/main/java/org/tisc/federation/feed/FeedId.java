package org.tisc.federation.feed;

import java.util.Comparator;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/**
 * The name of a feed.
 *
 * @param network where it is read
 * @param origin the member that alone appends to it
 * @param audience who may read it; never the origin itself
 */
public record FeedId(NetworkId network, NodeId origin, Audience audience)
    implements Comparable<FeedId> {
  private static final Comparator<FeedId> ORDER =
      Comparator.comparing(FeedId::network)
          .thenComparing(FeedId::origin)
          .thenComparing(FeedId::audience);

  public FeedId {
    if (audience.peer().filter(origin::equals).isPresent()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A feed of " + origin + " for itself alone is none");
    }
  }

  /** The origin's feed for its whole network. */
  public static FeedId toNetwork(PeerId origin) {
    return new FeedId(origin.network(), origin.node(), Audience.NETWORK);
  }

  /** The origin's feed for one other member. */
  public static FeedId toPeer(PeerId origin, NodeId reader) {
    return new FeedId(origin.network(), origin.node(), Audience.of(reader));
  }

  /** The origin as a member. */
  public PeerId originId() {
    return new PeerId(network, origin);
  }

  /** Whether this node may hold the feed, as far as its name tells; being a member is apart. */
  public boolean concerns(NodeId node) {
    return origin.equals(node) || audience.peer().map(node::equals).orElse(true);
  }

  @Override
  public int compareTo(FeedId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return network + "/" + origin + (audience.direct() ? "->" + audience : "");
  }
}
