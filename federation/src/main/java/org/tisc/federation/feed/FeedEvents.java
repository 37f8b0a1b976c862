package org.tisc.federation.feed;

/** Security-relevant events of feeds, told where they happen. May block on local disk. */
public interface FeedEvents {
  /** An origin made two entries for one place; the feed is frozen there. */
  void forked(ForkEvidence evidence);

  /** An administrator declared a new epoch of an own feed. */
  void epochOpened(FeedId feed, FeedPosition first, String by);

  /**
   * Somebody holds more of an own feed than this node does, or something else: nothing is appended
   * to it until that is cleared up.
   */
  void headDoubted(FeedId feed, FeedPosition own, FeedPosition told, String by);
}
