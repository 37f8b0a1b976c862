package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * Some centres with real stores, rooms and servers, and between them a network that carries entries
 * when the test says so. All share one clock that the test owns.
 */
final class TestRegion implements AutoCloseable {
  static final NetworkId NETWORK = new NetworkId("delta");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T08:00:00Z"));
  private final Map<NodeId, TestCentre> centres = new LinkedHashMap<>();
  private final Map<FeedId, List<StoredEntry>> feeds = new TreeMap<>();
  private final Map<FeedId, Map<NodeId, Integer>> delivered = new TreeMap<>();
  private final Set<NodeId> away = new TreeSet<>();

  TestRegion(Path folder, boolean review, String... names) {
    for (String name : names) {
      NodeId node = new NodeId(name);
      centres.put(node, new TestCentre(this, node, folder.resolve(name + ".db"), review));
    }
  }

  TestCentre centre(String name) {
    TestCentre centre = centres.get(new NodeId(name));
    if (centre == null) {
      throw new IllegalArgumentException("no centre " + name);
    }
    return centre;
  }

  Instant now() {
    return now.get();
  }

  void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /** The centre leaves the network. */
  void leaves(String name) {
    away.add(new NodeId(name));
  }

  List<NodeId> members(NodeId without) {
    return centres.keySet().stream()
        .filter(node -> !node.equals(without) && !away.contains(node))
        .sorted()
        .toList();
  }

  boolean member(NodeId node) {
    return centres.containsKey(node) && !away.contains(node);
  }

  /** A file that some centre holds and some entry names. */
  Optional<ByteString> file(ByteString sha256) {
    boolean named;
    synchronized (this) {
      named =
          feeds.values().stream()
              .flatMap(List::stream)
              .flatMap(entry -> entry.entry().header().blobs().stream())
              .anyMatch(file -> file.sha256().equals(sha256));
    }
    return centres.values().stream()
        .filter(_ -> named)
        .flatMap(centre -> centre.bytes(sha256).stream())
        .findFirst();
  }

  synchronized List<StoredEntry> entries(FeedId feed) {
    return List.copyOf(feeds.getOrDefault(feed, List.of()));
  }

  synchronized void append(StoredEntry entry) {
    feeds.computeIfAbsent(entry.entry().header().feed(), _ -> new ArrayList<>()).add(entry);
  }

  /** How many entries of a feed a reader has. */
  synchronized int stored(FeedId feed, NodeId reader) {
    return delivered.getOrDefault(feed, Map.of()).getOrDefault(reader, 0);
  }

  /** Carries every entry to everybody who may have it, in the order of the feeds, and tells it. */
  void carry() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (TestCentre reader : centres.values()) {
        for (FeedId feed : feedsFor(reader.self())) {
          List<StoredEntry> all = entries(feed);
          for (int next = stored(feed, reader.self()); next < all.size(); next++) {
            reader.receive(all.get(next));
            synchronized (this) {
              delivered.computeIfAbsent(feed, _ -> new TreeMap<>()).put(reader.self(), next + 1);
            }
            moved = true;
          }
        }
      }
    }
    centres.values().forEach(TestCentre::changed);
  }

  private synchronized List<FeedId> feedsFor(NodeId reader) {
    return feeds.keySet().stream()
        .filter(
            feed ->
                !feed.origin().equals(reader) && feed.concerns(reader) && !away.contains(reader))
        .toList();
  }

  @Override
  public void close() {
    centres.values().forEach(TestCentre::close);
  }
}
