package org.tisc.node.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether feeds of this node and of others are whole, have room, and had their effect here. */
public final class FeedCheck {
  /** Above this share of what may be kept of a member, somebody should look. */
  private static final double NEARLY = 0.9;

  private FeedCheck() {}

  /**
   * What this node keeps of another member in one network.
   *
   * @param name network and member
   * @param entries and how many it keeps at most
   * @param bytes and how many it keeps at most
   */
  public record Kept(String name, long entries, long mostEntries, long bytes, long mostBytes) {
    double share() {
      return Math.max((double) entries / mostEntries, (double) bytes / mostBytes);
    }
  }

  /**
   * What is known of all feeds.
   *
   * @param feeds how many there are
   * @param kept of each other member
   * @param forked feeds of which two entries stand at one place
   * @param quarantined entries that could not be applied, counted no further than some hundred
   */
  public record Facts(int feeds, List<Kept> kept, List<String> forked, int quarantined) {
    public Facts {
      kept = List.copyOf(kept);
      forked = List.copyOf(forked);
    }
  }

  static List<Finding> of(Facts facts) {
    List<Finding> found = new ArrayList<>();
    for (String feed : facts.forked()) {
      found.add(Finding.naming(FindingCode.FEED_FORKED, feed).curedBy("tisc feed list"));
    }
    for (Kept kept : facts.kept()) {
      double share = kept.share();
      if (share >= NEARLY) {
        // Something that does not fit any more is full, however little is left.
        FindingCode code =
            share >= 0.999 ? FindingCode.FEED_QUOTA_FULL : FindingCode.FEED_QUOTA_NEARLY_FULL;
        found.add(
            Finding.naming(
                code, kept.name(), (long) Math.floor(100 * share), kept.entries(), kept.bytes()));
      }
    }
    if (facts.quarantined() > 0) {
      found.add(
          Finding.naming(FindingCode.FEED_ENTRIES_QUARANTINED, facts.quarantined())
              .curedBy("tisc feed list"));
    }
    return found.isEmpty() ? List.of(Finding.naming(FindingCode.FEEDS_GOOD, facts.feeds())) : found;
  }
}
