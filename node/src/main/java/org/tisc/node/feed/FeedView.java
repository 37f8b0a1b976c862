package org.tisc.node.feed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.Audience;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.HeldBack;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.store.FeedQuarantine;

/** Feeds and entries as JSON. */
final class FeedView {
  /** What stands for all members where an audience is named; no node id has capitals. */
  static final String NETWORK = "NETWORK";

  private FeedView() {}

  /** The answer of {@code feed list}. */
  record Feeds(
      List<Feed> feeds,
      List<Kept> quarantined,
      List<Kept> unknownKinds,
      List<OriginWarning> warnings) {}

  /**
   * One feed.
   *
   * @param headHash empty where nothing counts
   * @param state {@code SOUND}, {@code FROZEN}, or {@code HEAD_UNKNOWN} for an own feed that waits
   *     for a peer, {@code HELD_BACK} where more is there that this node does not take, or {@code
   *     ENDED} where its origin takes part no more
   * @param heldBack why it is {@code HELD_BACK}
   */
  record Feed(
      String network,
      String origin,
      String audience,
      long epoch,
      long sequence,
      String headHash,
      long entries,
      boolean own,
      String state,
      List<Fork> forks,
      Optional<Refused> heldBack) {
    static Feed of(
        FeedState state,
        NodeId self,
        boolean headKnown,
        boolean active,
        List<ForkEvidence> forks,
        Optional<HeldBack> heldBack) {
      FeedId feed = state.feed();
      FeedPosition head = state.head();
      return new Feed(
          feed.network().value(),
          feed.origin().value(),
          FeedView.audience(feed.audience()),
          head.epoch(),
          head.sequence(),
          head.hash().hex(),
          state.entries(),
          feed.origin().equals(self),
          word(state, headKnown, active, heldBack.isPresent()),
          forks.stream().map(Fork::of).toList(),
          heldBack.map(Refused::of));
    }

    private static String word(
        FeedState state, boolean headKnown, boolean active, boolean heldBack) {
      if (!active) {
        return "ENDED";
      }
      if (state.fork().isPresent()) {
        return "FROZEN";
      }
      if (!headKnown) {
        return "HEAD_UNKNOWN";
      }
      return heldBack ? "HELD_BACK" : "SOUND";
    }
  }

  /**
   * Why the next entries of a feed are not taken.
   *
   * @param reason {@code QUOTA_EXCEEDED} or {@code OUT_OF_SPACE}
   */
  record Refused(String reason, String text, Instant since) {
    static Refused of(HeldBack heldBack) {
      return new Refused(
          heldBack.refusal().code().name(), heldBack.refusal().text(), heldBack.since());
    }
  }

  /** Two entries for one place. */
  record Fork(long epoch, long sequence, String firstHash, String secondHash) {
    static Fork of(ForkEvidence fork) {
      return new Fork(
          fork.place().epoch(),
          fork.place().sequence(),
          fork.first().hash().hex(),
          fork.second().hash().hex());
    }
  }

  /** An entry that is kept without effect. */
  record Kept(
      String network,
      String origin,
      String audience,
      long epoch,
      long sequence,
      String kind,
      String recordId,
      Optional<String> reason) {
    static Kept of(FeedQuarantine kept) {
      return new Kept(
          kept.feed().network().value(),
          kept.feed().origin().value(),
          FeedView.audience(kept.feed().audience()),
          kept.epoch(),
          kept.sequence(),
          kept.kind(),
          kept.recordId(),
          kept.reason().isEmpty() ? Optional.empty() : Optional.of(kept.reason()));
    }
  }

  /** Headers of some entries of a feed. */
  record Entries(Feed feed, List<Entry> entries) {}

  /** The header of an entry. */
  record Entry(
      long epoch,
      long sequence,
      String hash,
      String previousHash,
      String kind,
      String recordId,
      long revision,
      Instant createdAt,
      Instant storedAt,
      String tlp,
      boolean urgent,
      int bodyBytes,
      boolean body,
      boolean signatureChecked,
      String keyHash,
      int blobs,
      List<Long> erases,
      String effect) {
    static Entry of(StoredEntry stored) {
      EntryHeader header = stored.entry().header();
      return new Entry(
          header.epoch(),
          header.sequence(),
          stored.entry().hash().hex(),
          header.previous().hex(),
          header.kind(),
          header.recordId(),
          header.revision(),
          header.createdAt(),
          stored.storedAt(),
          header.tlp().text(),
          header.urgent(),
          header.bodyBytes(),
          stored.entry().body().isPresent(),
          stored.signatureChecked(),
          header.key().hex(),
          header.blobs().size(),
          header.erases(),
          stored.effect().name());
    }
  }

  static String audience(Audience audience) {
    return audience.direct() ? audience.text() : NETWORK;
  }

  /** Reads what {@link #audience(Audience)} says. Raises INVALID_ARGUMENT. */
  static Audience audience(String text) {
    return text.equals(NETWORK) ? Audience.NETWORK : Audience.of(new NodeId(text));
  }
}
