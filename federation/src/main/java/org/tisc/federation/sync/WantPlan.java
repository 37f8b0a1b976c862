package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.feed.Acceptance;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.identity.NodeId;

/**
 * Which entries are wanted, and from whom: one want for each feed at a time, from its origin where
 * that has them, else from another member that does; a source that brings nothing in time, or not
 * what it should, is left alone for this feed for a while that doubles. Pure; guarded by whoever
 * owns it.
 */
final class WantPlan {
  /** A want that is out. */
  static final class Open {
    final NodeId source;
    final Want want;
    long progressAt;

    Open(NodeId source, Want want, long now) {
      this.source = source;
      this.want = want;
      this.progressAt = now;
    }
  }

  /**
   * A member that may have what is wanted.
   *
   * @param reach where it stands
   * @param busy how many wants are out to it
   */
  record Source(NodeId node, FeedPosition reach, int busy) {}

  private record Pair(NodeId node, FeedId feed) {}

  private record Rest(long until, long length) {}

  private final SyncLimits limits;
  private final Map<FeedId, Open> open = new TreeMap<>();
  private final Map<Pair, Rest> resting = new HashMap<>();
  private final Map<FeedId, Rest> restingFeeds = new HashMap<>();
  private final Map<FeedId, Acceptance.Place> hints = new HashMap<>();
  private final Map<FeedId, Acceptance.Place> exhausted = new HashMap<>();
  private final Map<NodeId, Integer> busy = new HashMap<>();

  WantPlan(SyncLimits limits) {
    this.limits = limits;
  }

  /** The want that is out for a feed. */
  Optional<Open> open(FeedId feed) {
    return Optional.ofNullable(open.get(feed));
  }

  /** How many wants are out to a member. */
  int busy(NodeId node) {
    return busy.getOrDefault(node, 0);
  }

  /** Whether a member is left alone for a feed. */
  boolean resting(NodeId node, FeedId feed, long now) {
    Rest rest = resting.get(new Pair(node, feed));
    return rest != null && rest.until() - now > 0;
  }

  /** Where the next entries are, by the word of whoever judged the last ones. */
  void hint(FeedId feed, Optional<Acceptance.Place> place) {
    if (place.isPresent()) {
      hints.put(feed, place.get());
    } else {
      hints.remove(feed);
    }
  }

  /** The best of these sources that is not left alone: the origin, else the least busy. */
  Optional<Source> choose(FeedId feed, List<Source> sources, long now) {
    Rest feedRest = restingFeeds.get(feed);
    if (feedRest != null && feedRest.until() - now > 0) {
      return Optional.empty();
    }
    List<Source> ready = new ArrayList<>();
    for (Source source : sources) {
      if (!resting(source.node(), feed, now) && source.busy() < limits.wantsPerPeer()) {
        ready.add(source);
      }
    }
    Optional<Source> origin =
        ready.stream().filter(source -> source.node().equals(feed.origin())).findFirst();
    return origin.isPresent()
        ? origin
        : ready.stream()
            .min(
                Comparator.comparingInt(Source::busy)
                    .thenComparing(Source::reach, Comparator.reverseOrder())
                    // Spreads the feeds over equal sources, the same way each time.
                    .thenComparingInt(
                        source -> Integer.rotateLeft(source.node().hashCode(), 7) ^ feed.hashCode())
                    .thenComparing(Source::node));
  }

  /** What to ask a source for, given what is held; empty when it has nothing of use. */
  Optional<Want> next(FeedState held, FeedPosition reach) {
    FeedId feed = held.feed();
    FeedPosition head = held.head();
    if (reach.compareTo(head) < 0 || reach.equals(head)) {
      return Optional.empty();
    }
    boolean frozen = held.fork().isPresent();
    Acceptance.Place hint = hints.get(feed);
    if (hint != null
        && hint.epoch() <= reach.epoch()
        && !(frozen && hint.epoch() <= head.epoch())) {
      return Optional.of(want(feed, hint.epoch(), hint.sequence(), 0));
    }
    if (head.samePlace(reach)) {
      // The same place with another entry: one of the two is told to be where it is not, or forked.
      return frozen
          ? Optional.empty()
          : Optional.of(want(feed, head.epoch(), head.sequence(), head.sequence()));
    }
    long epoch = Math.max(1, head.epoch());
    if (reach.epoch() == epoch) {
      return frozen ? Optional.empty() : Optional.of(want(feed, epoch, head.sequence() + 1, 0));
    }
    Acceptance.Place end = new Acceptance.Place(epoch, head.sequence() + 1);
    return frozen || end.equals(exhausted.get(feed))
        ? Optional.of(want(feed, epoch + 1, 1, 0))
        : Optional.of(want(feed, end.epoch(), end.sequence(), 0));
  }

  private Want want(FeedId feed, long epoch, long from, long to) {
    return new Want(feed, epoch, from, to, false, limits.wantBytes());
  }

  /** The want is out. */
  void begin(NodeId source, Want want, long now) {
    end(want.feed());
    open.put(want.feed(), new Open(source, want, now));
    busy.merge(source, 1, Integer::sum);
  }

  /** Something came for it. */
  void progress(FeedId feed, long now) {
    restingFeeds.remove(feed);
    Open one = open.get(feed);
    if (one != null) {
      one.progressAt = now;
      resting.remove(new Pair(one.source, feed));
    }
  }

  /** The want is over. */
  void end(FeedId feed) {
    Open one = open.remove(feed);
    if (one != null) {
      busy.compute(one.source, (node, count) -> count == null || count <= 1 ? null : count - 1);
    }
  }

  /** The source was of no use for this feed; it is left alone for a while. */
  void fail(NodeId node, FeedId feed, long now) {
    Pair pair = new Pair(node, feed);
    resting.put(pair, longer(Optional.ofNullable(resting.get(pair)), now));
    Open one = open.get(feed);
    if (one != null && one.source.equals(node)) {
      end(feed);
    }
  }

  /** There is no room here for what follows, whoever has it: nobody is asked for a while. */
  void noRoom(NodeId node, FeedId feed, long now) {
    restingFeeds.put(feed, longer(Optional.ofNullable(restingFeeds.get(feed)), now));
    Open one = open.get(feed);
    if (one != null && one.source.equals(node)) {
      end(feed);
    }
  }

  private Rest longer(Optional<Rest> before, long now) {
    if (before.isPresent() && before.get().until() - now > 0) {
      return before.get();
    }
    long length =
        before
            .map(rest -> Math.min(2 * rest.length(), limits.maxBackOff().toNanos()))
            .orElse(limits.firstBackOff().toNanos());
    return new Rest(now + length, length);
  }

  /**
   * The source has nothing at the place that it was asked for.
   *
   * @param further whether it holds a later epoch
   * @return whether there is something else to ask it for
   */
  boolean nothingThere(Open one, boolean further) {
    FeedId feed = one.want.feed();
    end(feed);
    Acceptance.Place asked = new Acceptance.Place(one.want.epoch(), one.want.from());
    Acceptance.@Nullable Place hint = hints.get(feed);
    if (asked.equals(hint)) {
      if (asked.sequence() > 1) {
        hints.put(feed, new Acceptance.Place(asked.epoch(), 1));
        return true;
      }
      hints.remove(feed);
      return false;
    }
    if (further) {
      exhausted.put(feed, asked);
    }
    return further;
  }

  /** The member is gone: what it was asked for is asked elsewhere, and it begins anew. */
  void gone(NodeId node) {
    List<FeedId> ended =
        open.values().stream()
            .filter(one -> one.source.equals(node))
            .map(one -> one.want.feed())
            .toList();
    ended.forEach(this::end);
    resting.keySet().removeIf(pair -> pair.node().equals(node));
  }

  /** Wants that brought nothing for too long. */
  List<Open> overdue(long now) {
    return open.values().stream()
        .filter(one -> now - one.progressAt >= limits.wantTimeout().toNanos())
        .toList();
  }

  /** Feeds for which some source's rest is over, which is forgotten after as long again. */
  List<FeedId> rested(long now) {
    List<FeedId> feeds = new ArrayList<>();
    resting
        .entrySet()
        .removeIf(
            entry -> {
              Rest rest = entry.getValue();
              if (rest.until() - now <= 0) {
                feeds.add(entry.getKey().feed());
              }
              return now - rest.until() > rest.length();
            });
    restingFeeds
        .entrySet()
        .removeIf(
            entry -> {
              Rest rest = entry.getValue();
              if (rest.until() - now <= 0) {
                feeds.add(entry.getKey());
              }
              return now - rest.until() > rest.length();
            });
    return feeds;
  }
}
