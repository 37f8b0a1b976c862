package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.VisibleFields;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalIndex;
import org.tisc.federation.search.SearchLoad;
import org.tisc.federation.search.WorkBudget;
import org.tisc.node.document.DocumentParts;

/**
 * All collections of this node, under {@code HOME/collections}. Thread-safe. A collection that
 * cannot be opened is left out and named by {@link #damaged}; the others are served.
 */
public final class LuceneIndex implements LocalIndex, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);

  /** Folders whose name begins with a dot are leftovers at the next start. */
  private static final String COPY = ".copy-";

  private final Path root;
  private final IndexConfig config;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final SearchPool pool;
  private final TextAnalyzer analyzer = new TextAnalyzer();
  private final String profile = ScoringProfile.compute();
  private final ConcurrentSkipListMap<String, OpenCollection> open = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, String> damaged = new ConcurrentSkipListMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long copies;
  private boolean closed;

  private LuceneIndex(Path home, IndexConfig config, InstantSource clock, LongSupplier nanos) {
    this.root = home.resolve("collections");
    this.config = config;
    this.clock = clock;
    this.nanos = nanos;
    this.pool = new SearchPool(config.searchThreads());
  }

  /** Opens every collection under the home folder, which is made if it is not there. */
  public static LuceneIndex open(Path home, IndexConfig config) {
    return open(home, config, InstantSource.system(), System::nanoTime);
  }

  /**
   * Opens every collection under the home folder.
   *
   * @param clock gives the moments of commits
   * @param nanos measures durations
   */
  public static LuceneIndex open(
      Path home, IndexConfig config, InstantSource clock, LongSupplier nanos) {
    LuceneIndex index = new LuceneIndex(home, config, clock, nanos);
    try {
      index.openAll();
      return index;
    } catch (IOException e) {
      index.close();
      throw new TiscException(Reason.INTERNAL, "The collections' folder cannot be read", e);
    }
  }

  private void openAll() throws IOException {
    Files.createDirectories(root);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        if (name.startsWith(".")) {
          IOUtils.rm(folder);
        } else {
          openOne(name, folder);
        }
      }
    }
  }

  private void openOne(String name, Path folder) {
    try {
      open.put(name, new OpenCollection(folder, config, clock, nanos, profile, this::changed));
    } catch (IOException | RuntimeException e) {
      LOG.error("Collection {} cannot be opened and is left out", name, e);
      damaged.put(name, String.valueOf(e.getMessage()));
    }
  }

  /** Collections that could not be opened, each with what is wrong, by name. */
  public SortedMap<String, String> damaged() {
    return new TreeMap<>(damaged);
  }

  /** Collections whose index another version wrote, by name; they ask for {@link #reindex}. */
  public List<String> toReindex() {
    return open.entrySet().stream()
        .filter(entry -> !entry.getValue().current())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How every collection is, by name; the damaged ones last. */
  public List<CollectionHealth> health() {
    List<CollectionHealth> all = new ArrayList<>();
    open.forEach(
        (name, collection) ->
            all.add(new CollectionHealth(name, Optional.empty(), !collection.current())));
    damaged.forEach((name, why) -> all.add(new CollectionHealth(name, Optional.of(why), false)));
    return all;
  }

  /**
   * The same of a home folder whose node is stopped; nothing is changed. Raises INTERNAL when the
   * folder cannot be read.
   */
  public static List<CollectionHealth> inspect(Path home) {
    Path root = home.resolve("collections");
    List<CollectionHealth> all = new ArrayList<>();
    if (Files.notExists(root)) {
      return all;
    }
    String profile = ScoringProfile.compute();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        if (!name.startsWith(".")) {
          all.add(inspect(name, folder, profile));
        }
      }
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "The collections' folder cannot be read", e);
    }
    all.sort(Comparator.comparing(CollectionHealth::name));
    return all;
  }

  private static CollectionHealth inspect(String name, Path folder, String profile) {
    try {
      CollectionMeta meta = CollectionMeta.read(folder);
      try (FSDirectory files = FSDirectory.open(folder.resolve(meta.indexFolder()));
          DirectoryReader reader = DirectoryReader.open(files)) {
        LOG.debug("Collection {} opens with {} documents", name, reader.numDocs());
      }
      return new CollectionHealth(name, Optional.empty(), !meta.profile().equals(profile));
    } catch (IOException | RuntimeException e) {
      return new CollectionHealth(name, Optional.of(String.valueOf(e.getMessage())), false);
    }
  }

  /**
   * {@inheritDoc} While a collection waits for its reindex the profile is one that no other node
   * has, so that nobody takes its scores for comparable.
   */
  @Override
  public SearchLoad load() {
    return pool.load();
  }

  @Override
  public String scoringProfile() {
    return profile(profile, toReindex().size());
  }

  /** The scoring profile by which this program indexes, whatever waits for its reindex. */
  public String programProfile() {
    return profile;
  }

  static String profile(String own, long waiting) {
    return waiting == 0 ? own : own + "+" + waiting;
  }

  @Override
  public List<CollectionInfo> collections() {
    return open.values().stream().map(OpenCollection::info).toList();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /** Whether there is a collection of this name, be it damaged. */
  public boolean exists(String name) {
    return open.containsKey(name) || damaged.containsKey(name);
  }

  /** How many documents each collection holds, by name. */
  public SortedMap<String, Long> documents() {
    SortedMap<String, Long> documents = new TreeMap<>();
    open.forEach((name, collection) -> documents.put(name, collection.info().documents()));
    return documents;
  }

  /** Makes a collection; it is on disk when this returns. Raises ALREADY_EXISTS. */
  public synchronized CollectionInfo create(String name, CollectionSettings settings) {
    requireOpen();
    CollectionSettings.checkName(name);
    Path folder = root.resolve(name);
    if (open.containsKey(name) || Files.exists(folder)) {
      throw new TiscException(Reason.ALREADY_EXISTS, "A collection is called " + name + " already");
    }
    try {
      Path fresh = root.resolve(".new-" + name);
      IOUtils.rm(fresh);
      OpenCollection.create(fresh, settings, clock.instant(), profile);
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      IOUtils.fsync(root, true);
      OpenCollection collection =
          new OpenCollection(folder, config, clock, nanos, profile, this::changed);
      open.put(name, collection);
      changed();
      return collection.info();
    } catch (IOException e) {
      throw Failures.writing(name, e);
    }
  }

  /**
   * How collections were shared by a release that kept this with them, by name; until {@link
   * #forgetOldShares}.
   */
  public SortedMap<String, Sharing> oldShares() {
    SortedMap<String, Sharing> shares = new TreeMap<>();
    open.forEach(
        (name, collection) -> collection.oldShare().ifPresent(share -> shares.put(name, share)));
    return shares;
  }

  /** Removes what {@link #oldShares} tells; on disk when this returns. */
  public void forgetOldShares() {
    open.values().forEach(OpenCollection::forgetOldShare);
  }

  /**
   * Removes a collection with all its documents, also a damaged one. Snapshots taken before stay
   * readable. Raises UNKNOWN_COLLECTION, and BUSY while it is being written.
   */
  public synchronized void drop(String name) {
    requireOpen();
    CollectionSettings.checkName(name);
    if (!damaged.containsKey(name)) {
      collection(name).close(false);
      open.remove(name);
      changed();
    }
    try {
      Path gone = root.resolve(".gone-" + name);
      IOUtils.rm(gone);
      Files.move(root.resolve(name), gone, StandardCopyOption.ATOMIC_MOVE);
      IOUtils.fsync(root, true);
      damaged.remove(name);
      IOUtils.rm(gone);
    } catch (IOException e) {
      throw Failures.writing(name, e);
    }
  }

  /**
   * Opens the collection for writing; the caller closes the writer. Raises UNKNOWN_COLLECTION, BUSY
   * while it is being written, INCOMPATIBLE when it must be reindexed first.
   */
  public CollectionWriter writer(String name) {
    return collection(name).writer();
  }

  /**
   * The files of all collections, each as of its newest commit, to be copied while imports, drops
   * and reindexing go on; the caller closes it. Costs no space until something is replaced; the
   * files need a file system with hard links. Raises OUT_OF_SPACE, and INTERNAL where the files
   * cannot be linked. Collections that are {@link #damaged} are left out.
   */
  public synchronized IndexCopy copy() {
    requireOpen();
    IndexCopy copy = new IndexCopy(root.resolve(COPY + copies++));
    try {
      for (Map.Entry<String, OpenCollection> entry : open.entrySet()) {
        copy.add(entry.getValue().linkInto(copy.folder(entry.getKey())));
      }
      return copy;
    } catch (IOException e) {
      copy.close();
      throw Failures.writing("copy", e);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** Reads all documents of the newest committed state; the caller closes it. */
  public CollectionExport export(String name) {
    return new CollectionExport(collection(name).pin());
  }

  @Override
  public Optional<ByteString> document(String name, String key) {
    CollectionPin pin = collection(name).pin();
    try {
      return pin.with(
          () -> {
            Optional<KeyLookup.Place> place = new KeyLookup(pin.reader()).find(key);
            return place.isEmpty()
                ? Optional.empty()
                : Optional.of(StoredFields.json(place.get().leaf(), place.get().doc()));
          });
    } finally {
      pin.release();
    }
  }

  @Override
  public Set<String> toldBy(String queryField) {
    return DocumentParts.toldBy(queryField);
  }

  @Override
  public String queryField(Facet facet) {
    return FacetField.of(facet).queryField().fieldName();
  }

  @Override
  public ByteString visible(ByteString json, VisibleFields fields) {
    return fields.whole()
        ? json
        : ByteString.copyFrom(DocumentParts.only(json.toByteArray(), fields::sees));
  }

  /**
   * Writes all documents of a collection anew from their JSON. The old index is served until the
   * new one is complete and on disk; a failure or a crash leaves the old one, and the next call
   * begins again. Blocks until done. Raises BUSY while the collection is being written, TIMED_OUT
   * when the budget ends, and whatever the mapping raises.
   *
   * @param mapping from a document's JSON to what is indexed
   * @return documents written
   */
  public long reindex(
      String name,
      Function<ByteString, IndexableDocument> mapping,
      ReindexProgress progress,
      WorkBudget budget) {
    return collection(name).reindex(mapping, progress, () -> SearchPool.requireTime(budget));
  }

  @Override
  public IndexSnapshot snapshot(Set<String> names) {
    List<CollectionPin> pins = new ArrayList<>();
    try {
      for (String name : new TreeSet<>(names)) {
        pins.add(collection(name).pin());
      }
      return new PinnedSnapshot(pins, pool, analyzer, profile);
    } catch (RuntimeException e) {
      pins.forEach(CollectionPin::release);
      throw e;
    }
  }

  /** Stops serving: refuses new work, waits for what runs, closes all files. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    pool.close();
    open.values().forEach(collection -> collection.close(true));
    open.clear();
  }

  private OpenCollection collection(String name) {
    OpenCollection collection = open.get(name);
    if (collection == null) {
      throw new TiscException(
          Reason.UNKNOWN_COLLECTION,
          damaged.containsKey(name)
              ? "Collection " + name + " is damaged and not served"
              : "No collection is called " + name.substring(0, Math.min(name.length(), 80)));
    }
    return collection;
  }

  private void requireOpen() {
    if (closed) {
      throw new TiscException(Reason.SHUTTING_DOWN, "The index is closed");
    }
  }
}
