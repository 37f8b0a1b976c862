package org.tisc.node.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * What alerts need of the federation: who is there, and how entries get to them. The root of the
 * node answers from its memberships, feeds and deliveries. Thread-safe.
 */
public interface Neighbourhood {
  /** This node. */
  NodeId self();

  /** The networks that this node is a member of, in order. */
  List<NetworkId> networks();

  /**
   * The active members of a network but this node, by id. Raises UNKNOWN_NETWORK where this node is
   * no member of it.
   */
  List<Centre> members(NetworkId network);

  /**
   * Appends to own feeds, all or none; on disk and applied when it returns. Raises what publishing
   * to feeds raises.
   */
  List<StoredEntry> publish(List<EntryDraft> drafts);

  /** How far an own entry came, for each peer that may read it; by id. */
  List<Delivery> deliveries(FeedId feed, FeedPosition entry);

  /**
   * Calls the listener, on any thread, after a delivery changed or an entry came in, until the
   * answer is closed. The listener returns at once.
   */
  Listening onChange(Runnable listener);

  /**
   * A member.
   *
   * @param names by language
   */
  record Centre(NodeId node, Map<String, String> names) {
    public Centre {
      names = Map.copyOf(names);
    }
  }

  /** How an entry stands at one peer, as far as the exchange of feeds tells. */
  enum Arrival {
    /** On its way. */
    QUEUED,
    /** On the peer's disk, by its signed word. */
    STORED,
    /** Refused, with a reason. */
    REJECTED,
    /** It went away without having said. */
    UNKNOWN
  }

  /** An arrival with what is known of it. */
  record Delivery(NodeId peer, Arrival state, Optional<String> reason, Optional<Instant> at) {}

  /** Ends the calls of a listener. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
