package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * Whether this node knows how far its own feeds go, so that it never makes two entries for one
 * place. Thread-safe; blocks on local disk.
 */
final class OwnHeads {
  /*
   * A document per network holds the instance id of the home folder that knows its heads. A backup
   * carries the document but not the instance, so a restored home finds another one and knows none
   * of its heads, until for each feed somebody who can hold it told what it holds: any member for
   * the feed of the network, the reader alone for a direct feed. The first line is the instance id,
   * the second "all", or one line "+" and the audience for each feed that is known again.
   *
   * The document is first written when no entry of this node can exist anywhere: before the roster
   * lists any key of it but the present one. A member that tells more than is held is believed for
   * a while, in which the entries that it speaks of can be fetched; a lie costs that while.
   */
  static final Duration BELIEVED_FOR = Duration.ofMinutes(1);
  private static final String KIND = "feed-heads";
  private static final String ALL = "all";
  private static final int ATTEMPTS = 5;

  private final StateStore store;
  private final InstanceId instance;
  private final InstantSource clock;
  private final Map<FeedId, Map<PeerId, Doubt>> doubts = new HashMap<>();

  private record Doubt(FeedPosition told, Instant since) {}

  OwnHeads(StateStore store, InstanceId instance, InstantSource clock) {
    this.store = store;
    this.instance = instance;
    this.clock = clock;
  }

  /** Notes that no entry of this node can exist in a network, where nothing was noted before. */
  void begin(NetworkId network) {
    if (store.read(KIND, network.value()).isEmpty()) {
      change(network, known -> known.add(ALL));
    }
  }

  /** Raises FEED_HEAD_UNKNOWN while it is not known how far the feed goes. */
  void require(FeedId feed, FeedState held) {
    if (!known(feed)) {
      throw new TiscException(
          Reason.FEED_HEAD_UNKNOWN,
          "This node was restored or is new here and has not heard yet how far its feed "
              + feed
              + " went; it waits for "
              + (feed.audience().direct() ? feed.audience() : "any member")
              + ", or an administrator opens a new epoch");
    }
    Optional<PeerId> doubter = doubter(feed, held);
    if (doubter.isPresent()) {
      throw new TiscException(
          Reason.FEED_HEAD_UNKNOWN,
          "Node " + doubter.get().node() + " holds other entries of this node's feed " + feed);
    }
  }

  /** Whether somebody who can hold the feed, or an administrator, told how far it goes. */
  boolean known(FeedId feed) {
    Set<String> known = read(feed.network()).known();
    return known.contains(ALL) || known.contains(line(feed));
  }

  /** The feed is held as far as it goes. */
  void settled(FeedId feed) {
    if (!known(feed)) {
      change(feed.network(), known -> known.add(line(feed)));
    }
  }

  /** An administrator has declared where the feed goes on. */
  void declared(FeedId feed) {
    settled(feed);
    synchronized (doubts) {
      doubts.remove(feed);
    }
  }

  /** A peer holds something of an own feed that is not held here. Whether that is news. */
  boolean doubt(FeedId feed, PeerId by, FeedPosition told) {
    synchronized (doubts) {
      Map<PeerId, Doubt> ofFeed = doubts.computeIfAbsent(feed, _ -> new HashMap<>());
      Doubt before = ofFeed.get(by);
      ofFeed.put(by, new Doubt(told, before == null ? clock.instant() : before.since()));
      return before == null;
    }
  }

  /** A peer holds nothing of an own feed that is not held here. */
  void agree(FeedId feed, PeerId by) {
    synchronized (doubts) {
      Map<PeerId, Doubt> ofFeed = doubts.get(feed);
      if (ofFeed != null && ofFeed.remove(by) != null && ofFeed.isEmpty()) {
        doubts.remove(feed);
      }
    }
  }

  private Optional<PeerId> doubter(FeedId feed, FeedState held) {
    Instant bound = clock.instant().minus(BELIEVED_FOR);
    synchronized (doubts) {
      for (Map.Entry<PeerId, Doubt> each : doubts.getOrDefault(feed, Map.of()).entrySet()) {
        FeedPosition told = each.getValue().told();
        boolean fetched =
            held.head().compareTo(told) > 0
                || (held.head().samePlace(told) && held.head().hash().equals(told.hash()));
        if (!fetched && each.getValue().since().isAfter(bound)) {
          return Optional.of(each.getKey());
        }
      }
    }
    return Optional.empty();
  }

  private record Known(long revision, Set<String> known) {}

  private Known read(NetworkId network) {
    Optional<StateDocument> stored = store.read(KIND, network.value());
    if (stored.isEmpty()) {
      return new Known(0, Set.of());
    }
    List<String> lines = stored.get().content().toStringUtf8().lines().toList();
    boolean mine = !lines.isEmpty() && lines.getFirst().equals(instance.value());
    return new Known(
        stored.get().revision(), mine ? Set.copyOf(lines.subList(1, lines.size())) : Set.of());
  }

  private interface Change {
    void on(Set<String> known);
  }

  private void change(NetworkId network, Change change) {
    for (int attempt = 1; ; attempt++) {
      Known now = read(network);
      Set<String> known = new HashSet<>(now.known());
      change.on(known);
      List<String> lines = new ArrayList<>();
      lines.add(instance.value());
      known.stream().sorted().forEach(lines::add);
      try {
        StateDocument _ =
            store.write(
                KIND,
                network.value(),
                now.revision(),
                ByteString.copyFromUtf8(String.join("\n", lines) + "\n"));
        return;
      } catch (TiscException e) {
        if (e.reason() != Reason.STALE_REVISION || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static String line(FeedId feed) {
    return "+" + feed.audience().text();
  }
}
