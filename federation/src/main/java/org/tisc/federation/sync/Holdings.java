package org.tisc.federation.sync;

import java.util.List;
import java.util.Map;
import org.tisc.federation.feed.Acceptance;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NodeId;

/**
 * The feeds that this node holds in one network. All methods may wait for local disk, so none is
 * called under a lock; a failing disk raises INTERNAL, a full one OUT_OF_SPACE.
 */
interface Holdings {
  /** All of which anything is held. */
  List<FeedState> states();

  /** How one feed stands. */
  FeedState state(FeedId feed);

  /**
   * Entries of one epoch from a sequence on, as this reader gets them; the last one with a checked
   * signature. Empty where there are none.
   */
  List<SignedEntry> read(
      NodeId reader, FeedId feed, long epoch, long from, int maxEntries, int maxBytes);

  /** Takes what a peer handed over; never raises for the peer's fault. */
  Acceptance accept(FeedId feed, List<SignedEntry> run);

  /** Takes proof of a fork. Raises what is wrong with it. */
  void accept(ForkEvidence evidence);

  /** Places whose body is missing here, ascending. */
  List<FeedPosition> missingBodies(FeedId feed, int most);

  /**
   * A peer told what it holds of this node's own feeds.
   *
   * @param complete whether it holds nothing of those that it may read and did not name
   */
  void heard(NodeId peer, Map<FeedId, FeedPosition> own, boolean complete);
}
