package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * What alerts need of the federation: who is there, how entries get to them, and files. The root of
 * the node answers from its memberships, feeds, deliveries and files. Thread-safe.
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

  /** A file of this node that is whole, by its SHA-256. */
  Optional<BlobReference> file(ByteString sha256);

  /** One piece of such a file. Raises NOT_FOUND. */
  ByteString piece(ByteString sha256, int piece);

  /** Takes a file; it stays for as long as this process runs. Raises TOO_LARGE, OUT_OF_SPACE. */
  BlobReference take(InputStream content);

  /** Keeps a file until it is released. */
  void keep(ByteString sha256);

  /** Keeps a file no longer for its own sake; one that an entry names stays. */
  void release(ByteString sha256);

  /**
   * Brings a file here that an entry names; returns when it is whole. Raises NOT_FOUND, BUSY,
   * UNAVAILABLE, OUT_OF_SPACE.
   */
  void fetch(ByteString sha256);

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
