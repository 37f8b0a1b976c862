package org.tisc.federation.blob;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * The files of this node: takes those of its centre, fetches those of others, hands out what peers
 * may have, and removes what no entry names any more. Thread-safe.
 */
public final class Blobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
  private static final String PIN = "blob-pin";

  private final Feeds feeds;
  private final BlobStore store;
  private final StateStore documents;
  private final BlobSources sources;
  private final BlobSettings settings;
  private final BlobNames names;
  private final Fetching fetching;
  private final BlobRpc rpc;
  private final Semaphore slots;
  private final Set<ByteString> underWay = ConcurrentHashMap.newKeySet();
  // Files that were taken and that no entry names yet: whoever added them is about to publish.
  private final Set<ByteString> unnamed = ConcurrentHashMap.newKeySet();
  // Files that somebody reads for long, with how many do.
  private final Map<ByteString, Integer> held = new ConcurrentHashMap<>();
  private final AtomicBoolean tending = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Files beside these feeds.
   *
   * @param documents keeps what is pinned
   */
  public Blobs(
      Feeds feeds,
      BlobStore store,
      StateStore documents,
      BlobSources sources,
      BlobSettings settings) {
    this.feeds = feeds;
    this.store = store;
    this.documents = documents;
    this.sources = sources;
    this.settings = settings;
    this.names = new BlobNames(feeds);
    this.fetching = new Fetching(store, sources, settings);
    this.rpc = new BlobRpc(store, CallerContext::peer, this::mayHave, settings.servedPerPeer());
    this.slots = new Semaphore(settings.fetches());
    feeds.onGrown(this::grown);
  }

  /** What peers call. */
  public BindableService service() {
    return rpc;
  }

  /** Reads which files are named, and from now on fetches and removes by the clock. */
  public void start(ScheduledExecutorService timers) {
    Thread.ofVirtual()
        .name("blob-names")
        .start(
            () -> {
              try {
                names.readAll();
                tend();
              } catch (TiscException e) {
                LOG.warn("It is not known yet which files are named: {}", e.getMessage());
              }
            });
    Future<?> _ =
        timers.scheduleWithFixedDelay(
            this::startTending,
            settings.retryEvery().toMillis(),
            settings.retryEvery().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Takes a file of this centre, to be named by an entry soon. Raises TOO_LARGE, OUT_OF_SPACE. */
  public BlobReference add(InputStream content) {
    BlobReference file = store.add(content, settings.fileBytes());
    unnamed.add(file.sha256());
    return file;
  }

  /** The file if it is here whole. */
  public Optional<BlobReference> find(ByteString sha256) {
    return store.find(sha256);
  }

  /** One piece of a file that is here whole. Raises NOT_FOUND. */
  public ByteString read(ByteString sha256, int piece) {
    return store.read(sha256, piece);
  }

  /** The files of all entries that are held, whether they are here or not. */
  public List<BlobReference> named() {
    return names.files();
  }

  /** Keeps a file here from now on, fetching it if need be. */
  public void pin(ByteString sha256) {
    String id = new EntryHash(sha256).hex();
    if (documents.read(PIN, id).isEmpty()) {
      documents.write(PIN, id, 0, ByteString.EMPTY);
    }
    startTending();
  }

  /** Does so no longer; it stays while an entry names it. */
  public void unpin(ByteString sha256) {
    documents
        .read(PIN, new EntryHash(sha256).hex())
        .ifPresent(pin -> documents.delete(PIN, pin.id(), pin.revision()));
  }

  /** Files that stay until this is closed. Safe to close again. */
  public final class Hold implements AutoCloseable {
    private final Set<ByteString> hashes;
    private final List<BlobReference> files;
    private boolean over;

    private Hold(Set<ByteString> hashes) {
      this.hashes = hashes;
      // Held before they are looked for, so that none goes in between.
      hashes.forEach(sha256 -> held.merge(sha256, 1, Integer::sum));
      this.files = hashes.stream().map(store::find).flatMap(Optional::stream).toList();
    }

    /** Those that are here whole, by hash. */
    public List<BlobReference> files() {
      return files;
    }

    @Override
    public synchronized void close() {
      if (!over) {
        over = true;
        hashes.forEach(
            sha256 -> held.computeIfPresent(sha256, (_, count) -> count <= 1 ? null : count - 1));
      }
    }
  }

  /**
   * Holds what perhaps this centre alone has: files that are here whole and are pinned, or named by
   * an entry of its own feeds, or taken to be named soon. Raises BUSY while it is not known yet
   * which files are named.
   */
  public Hold holdOwn() {
    if (!names.complete()) {
      throw new TiscException(
          Reason.BUSY, "It is being read which files are named; try again in a moment");
    }
    Set<ByteString> wanted = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
    wanted.addAll(unnamed);
    pinned().forEach(hash -> wanted.add(ByteString.fromHex(hash)));
    names.filesOf(feeds.self()).forEach(file -> wanted.add(file.sha256()));
    return new Hold(wanted);
  }

  /** The hashes of what is pinned. */
  public Set<String> pinned() {
    Set<String> pinned = new LinkedHashSet<>();
    documents.list(PIN).stream().map(StateDocument::id).forEach(pinned::add);
    return pinned;
  }

  /**
   * Fetches a file that an entry names, unless it is here; blocks until it is. Raises NOT_FOUND
   * where no entry names it, BUSY while it is being fetched, UNAVAILABLE, OUT_OF_SPACE.
   */
  public void fetch(ByteString sha256) {
    if (store.find(sha256).isPresent()) {
      return;
    }
    BlobReference file =
        names.of(sha256).stream()
            .flatMap(naming -> naming.files().stream())
            .filter(named -> named.sha256().equals(sha256))
            .findFirst()
            .orElseThrow(
                () -> new TiscException(Reason.NOT_FOUND, "No entry here names such a file"));
    if (!underWay.add(sha256)) {
      throw new TiscException(Reason.BUSY, "The file is being fetched");
    }
    try {
      slots.acquire();
      try {
        fetching.fetch(file, holders(sha256));
      } finally {
        slots.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "The fetch was given up", e);
    } finally {
      underWay.remove(sha256);
    }
  }

  private List<PeerId> holders(ByteString sha256) {
    Set<PeerId> origins = new LinkedHashSet<>();
    Set<PeerId> others = new LinkedHashSet<>();
    for (BlobNames.Naming naming : names.of(sha256)) {
      sources
          .holders(naming.feed(), naming.epoch(), naming.sequence())
          .forEach(
              node ->
                  (node.equals(naming.feed().origin()) ? origins : others)
                      .add(new PeerId(naming.feed().network(), node)));
    }
    List<PeerId> holders = new ArrayList<>(origins);
    others.stream().filter(peer -> !origins.contains(peer)).forEach(holders::add);
    return holders;
  }

  private boolean mayHave(PeerId peer, ByteString sha256) {
    return names.of(sha256).stream().anyMatch(naming -> sources.mayRead(peer, naming.feed()));
  }

  private void grown(FeedState state, List<SignedEntry> entries) {
    List<BlobNames.Named> named = BlobNames.Named.of(entries);
    // On the thread that brought the news, which must not wait for a disk.
    Thread.ofVirtual()
        .name("blob-names")
        .start(
            () -> {
              try {
                List<BlobReference> fresh = names.follow(state, named);
                fresh.forEach(file -> unnamed.remove(file.sha256()));
                if (!fresh.isEmpty()) {
                  startTending();
                }
              } catch (TiscException e) {
                LOG.warn(
                    "Files named in {} are looked for later: {}", state.feed(), e.getMessage());
              }
            });
  }

  private void startTending() {
    if (!closed && tending.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("blobs")
          .start(
              () -> {
                try {
                  feeds.states().forEach(names::follow);
                  tend();
                } catch (TiscException e) {
                  LOG.warn("Files are tended to later: {}", e.getMessage());
                } finally {
                  tending.set(false);
                }
              });
    }
  }

  /** Fetches what is wanted and not here, and removes what nobody names. */
  void tend() {
    if (!names.complete()) {
      return;
    }
    Set<String> pinned = pinned();
    Set<ByteString> kept = new LinkedHashSet<>();
    for (BlobReference file : names.files()) {
      kept.add(file.sha256());
      boolean wanted =
          pinned.contains(new EntryHash(file.sha256()).hex())
              || (settings.mirror() == Mirror.ALL && file.size() <= settings.mirrorBytes());
      if (wanted && store.find(file.sha256()).isEmpty()) {
        Thread.ofVirtual().name("blob-fetch").start(() -> tryFetch(file));
      }
    }
    for (BlobReference file : store.all()) {
      remove(file.sha256(), kept, pinned);
    }
    store.arriving().forEach(sha256 -> remove(sha256, kept, pinned));
  }

  private void remove(ByteString sha256, Set<ByteString> kept, Set<String> pinned) {
    if (!kept.contains(sha256)
        && !unnamed.contains(sha256)
        && !underWay.contains(sha256)
        && !held.containsKey(sha256)
        && !pinned.contains(new EntryHash(sha256).hex())) {
      store.delete(sha256);
    }
  }

  private void tryFetch(BlobReference file) {
    try {
      fetch(file.sha256());
    } catch (TiscException e) {
      if (e.reason() != Reason.BUSY) {
        LOG.info("File {} is tried again: {}", new EntryHash(file.sha256()), e.getMessage());
      }
    }
  }

  /** Begins nothing more; fetches under way end with their links. */
  @Override
  public void close() {
    closed = true;
  }
}
