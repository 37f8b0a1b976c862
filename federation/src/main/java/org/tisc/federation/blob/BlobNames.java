package org.tisc.federation.blob;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;

/**
 * Which entries name which files: those that are held here, were not taken back, and are the newest
 * revision of their record. Read from the feeds at the start and as they grow; thread-safe; {@link
 * #follow} blocks on local disk.
 */
final class BlobNames {
  private static final int RUN = 500;
  private static final int RUN_BYTES = 1024 * 1024;

  /** What of an entry says which files it names. */
  record Named(EntryHeader header, FeedPosition position) {
    static List<Named> of(List<SignedEntry> entries) {
      return entries.stream().map(entry -> new Named(entry.header(), entry.position())).toList();
    }
  }

  /** An entry that names files. */
  record Naming(FeedId feed, long epoch, long sequence, List<BlobReference> files) {}

  private record RecordKey(FeedId feed, String kind, String recordId) {}

  /** How far one feed was read. */
  private static final class Read {
    private long epoch = 1;
    private long next = 1;
  }

  private final Feeds feeds;
  private final Map<FeedId, Read> read = new ConcurrentHashMap<>();
  private final Map<RecordKey, FeedPosition> newest = new HashMap<>();
  private final Map<ByteString, Set<FeedPosition>> byFile = new HashMap<>();
  private final Map<FeedPosition, Naming> all = new HashMap<>();
  private boolean complete;

  BlobNames(Feeds feeds) {
    this.feeds = feeds;
  }

  /** Reads all feeds; until this has returned nothing is known to be superfluous. */
  void readAll() {
    feeds.states().forEach(this::follow);
    synchronized (this) {
      complete = true;
    }
  }

  /** Whether all feeds were read once. */
  synchronized boolean complete() {
    return complete;
  }

  /**
   * Reads on in a feed.
   *
   * @return files that are named now and were not before
   */
  List<BlobReference> follow(FeedState state) {
    return follow(state, List.of());
  }

  /**
   * Goes on in a feed by entries that were just stored, and reads from the disk what stands
   * between.
   *
   * @param entries of one epoch, ascending without gaps
   * @return files that are named now and were not before
   */
  List<BlobReference> follow(FeedState state, List<Named> entries) {
    List<BlobReference> fresh = new ArrayList<>();
    Read its = read.computeIfAbsent(state.feed(), _ -> new Read());
    synchronized (its) {
      for (Named each : entries) {
        if (each.header().epoch() == its.epoch && each.header().sequence() == its.next) {
          take(each.header(), each.position(), fresh);
          its.next++;
        }
      }
      if (its.epoch == state.head().epoch() && its.next > state.head().sequence()) {
        return fresh;
      }
      while (its.epoch <= state.head().epoch()) {
        List<StoredEntry> run = feeds.read(state.feed(), its.epoch, its.next, RUN, RUN_BYTES);
        for (StoredEntry stored : run) {
          take(stored.entry().header(), stored.entry().position(), fresh);
        }
        its.next += run.size();
        if (run.isEmpty()) {
          if (its.epoch == state.head().epoch()) {
            break;
          }
          its.epoch++;
          its.next = 1;
        }
      }
    }
    return fresh;
  }

  private synchronized void take(
      EntryHeader header, FeedPosition position, List<BlobReference> fresh) {
    FeedId feed = header.feed();
    for (long erased : header.erases()) {
      all.entrySet().stream()
          .filter(
              each ->
                  each.getKey().epoch() == header.epoch()
                      && each.getKey().sequence() == erased
                      && each.getValue().feed().equals(feed))
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::drop);
    }
    RecordKey key = new RecordKey(feed, header.kind(), header.recordId());
    Optional.ofNullable(newest.remove(key)).ifPresent(this::drop);
    if (header.blobs().isEmpty()) {
      return;
    }
    newest.put(key, position);
    all.put(position, new Naming(feed, header.epoch(), header.sequence(), header.blobs()));
    for (BlobReference file : header.blobs()) {
      Set<FeedPosition> namings =
          byFile.computeIfAbsent(
              file.sha256(),
              _ -> {
                fresh.add(file);
                return new HashSet<>();
              });
      namings.add(position);
    }
  }

  private void drop(FeedPosition position) {
    Naming naming = all.remove(position);
    if (naming == null) {
      return;
    }
    for (BlobReference file : naming.files()) {
      byFile.computeIfPresent(
          file.sha256(),
          (_, namings) -> {
            namings.remove(position);
            return namings.isEmpty() ? null : namings;
          });
    }
  }

  /** The entries that name a file. */
  synchronized List<Naming> of(ByteString sha256) {
    return byFile.getOrDefault(sha256, Set.of()).stream().map(all::get).toList();
  }

  /** All files that entries of one origin name. */
  synchronized List<BlobReference> filesOf(NodeId origin) {
    return all.values().stream()
        .filter(naming -> naming.feed().origin().equals(origin))
        .flatMap(naming -> naming.files().stream())
        .distinct()
        .toList();
  }

  /** All files that are named, each once. */
  synchronized List<BlobReference> files() {
    Map<ByteString, BlobReference> files =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    all.values().forEach(n -> n.files().forEach(file -> files.put(file.sha256(), file)));
    return List.copyOf(files.values());
  }
}
