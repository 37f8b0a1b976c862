package org.tisc.federation.sync;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.identity.NodeId;
import org.tisc.proto.federation.v1.SignedHave;

/** Who has stored what this node shares. Thread-safe; nothing here blocks. */
public interface Deliveries {
  /**
   * Of an entry of an own feed, what is known at each of its readers, by node in ascending order,
   * each once; empty for feeds of others.
   */
  List<Delivery> of(FeedId feed, FeedPosition entry);

  /**
   * The newest statement of a reader about an own feed, as it was signed: the receipt, for whoever
   * must prove it.
   */
  Optional<SignedHave> evidence(FeedId feed, NodeId reader);

  /**
   * Tells these of every own feed about which something new is known, outside of any lock; never
   * removed; must not block.
   */
  void onChange(Consumer<FeedId> listener);
}
