package org.tisc.federation.feed;

import java.util.Optional;

/**
 * How a feed stands on this node's disk.
 *
 * @param feed its name
 * @param head the newest entry, with all before it; of a frozen feed none behind its fork
 * @param entries how many are kept, over all epochs
 * @param fork the proof that froze it; empty while it is sound, and again when a new epoch has
 *     begun
 */
public record FeedState(
    FeedId feed, FeedPosition head, long entries, Optional<ForkEvidence> fork) {}
