package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.search.CollectionInfo;

/**
 * One collection of this node: its folder, its served reader, its writer if there is one.
 * Thread-safe; one lock guards everything and is held only briefly.
 *
 * <p>The folder holds {@code collection.json} and the index it names. A reindex writes the next
 * index beside it and then replaces the file; whatever index the file does not name is a leftover
 * of a crash and is removed when the collection is opened.
 */
final class OpenCollection {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCollection.class);

  /** How seldom the served reader moves while a writer keeps committing. */
  private static final Duration REFRESH_WHILE_WRITING = Duration.ofSeconds(5);

  /** How often a commit may slip away while it is linked; each time a newer one is there. */
  private static final int LINK_ATTEMPTS = 50;

  private final String name;
  private final Path folder;
  private final IndexConfig config;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final String profile;
  private final Runnable changed;
  private final Object lock = new Object();

  private CollectionMeta meta;
  private DirectoryReader reader;
  private boolean writing;
  private boolean behind;
  private long refreshedAt;
  private boolean closed;

  /** What is told of it once it is closed. */
  private CollectionInfo last;

  /**
   * Opens an existing collection; fails with whatever is wrong with it.
   *
   * @param changed told, under this collection's lock, when another state is served
   */
  OpenCollection(
      Path folder,
      IndexConfig config,
      InstantSource clock,
      LongSupplier nanos,
      String profile,
      Runnable changed)
      throws IOException {
    this.name = CollectionSettings.checkName(folder.getFileName().toString());
    this.folder = folder;
    this.config = config;
    this.clock = clock;
    this.nanos = nanos;
    this.profile = profile;
    this.changed = changed;
    this.meta = CollectionMeta.read(folder);
    this.reader = DirectoryReader.open(FSDirectory.open(folder.resolve(meta.indexFolder())));
    this.refreshedAt = nanos.getAsLong();
    this.last = infoOf(reader);
    removeLeftovers();
  }

  /** Makes the folder of a new, empty collection; everything is on disk when this returns. */
  static void create(Path folder, CollectionSettings settings, Instant now, String profile)
      throws IOException {
    Files.createDirectories(folder);
    CollectionMeta meta = CollectionMeta.fresh(settings, now, profile);
    createEmpty(folder.resolve(meta.indexFolder()));
    meta.write(folder);
  }

  private static void createEmpty(Path index) throws IOException {
    try (FSDirectory directory = FSDirectory.open(index);
        IndexWriter writer =
            new IndexWriter(directory, CollectionWriter.writerConfig(IndexConfig.defaults()))) {
      writer.commit();
    }
  }

  /** How it stands; of a collection that was closed or dropped meanwhile, as it last stood. */
  CollectionInfo info() {
    synchronized (lock) {
      return closed ? last : infoOf(reader);
    }
  }

  /** Whether the index was written with the scoring profile of this program. */
  boolean current() {
    synchronized (lock) {
      return meta.profile().equals(profile);
    }
  }

  /** Pins the newest committed state that is due to be seen. */
  CollectionPin pin() {
    synchronized (lock) {
      requireOpen();
      if (behind && (!writing || refreshDue())) {
        refresh();
      }
      reader.incRef();
      return new CollectionPin(infoOf(reader), reader, meta.profile());
    }
  }

  /**
   * Gives the files of the newest commit a second name each, below a folder that is made for them.
   * Files of an index are written once and never changed, so what the links hold stays that commit
   * whatever a writer, a reindex or a drop does with the first names.
   */
  IndexCopy.Collection linkInto(Path links) throws IOException {
    synchronized (lock) {
      requireOpen();
      Path index = folder.resolve(meta.indexFolder());
      for (int attempt = 1; ; attempt++) {
        IOUtils.rm(links);
        try {
          return link(index, Files.createDirectories(links));
        } catch (NoSuchFileException e) {
          // A writer committed meanwhile and removed what the commit before had alone.
          if (attempt == LINK_ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  private IndexCopy.Collection link(Path index, Path links) throws IOException {
    List<IndexCopy.File> files = new ArrayList<>();
    long documents = 0;
    try (FSDirectory directory = FSDirectory.open(index)) {
      SegmentInfos commit = SegmentInfos.readLatestCommit(directory);
      for (String file : commit.files(true)) {
        Path link = Files.createLink(links.resolve(file), index.resolve(file));
        files.add(new IndexCopy.File(meta.indexFolder() + "/" + file, link));
      }
      for (SegmentCommitInfo segment : commit) {
        documents += segment.info.maxDoc() - segment.getDelCount();
      }
    }
    Path settings = links.resolve(CollectionMeta.FILE);
    Files.copy(folder.resolve(CollectionMeta.FILE), settings);
    files.add(new IndexCopy.File(CollectionMeta.FILE, settings));
    return new IndexCopy.Collection(name, documents, files);
  }

  /** How an older release shared it, until {@link #forgetOldShare}. */
  Optional<Sharing> oldShare() {
    synchronized (lock) {
      return meta.oldShare();
    }
  }

  void forgetOldShare() {
    synchronized (lock) {
      requireOpen();
      if (meta.oldShare().isEmpty()) {
        return;
      }
      try {
        CollectionMeta changed = meta.withoutOldShare();
        changed.write(folder);
        meta = changed;
      } catch (IOException e) {
        throw Failures.writing(name, e);
      }
    }
  }

  /** Raises BUSY while another writer or a reindex is at work, INCOMPATIBLE before a reindex. */
  CollectionWriter writer() {
    if (!current()) {
      throw new TiscException(
          Reason.INCOMPATIBLE,
          "Collection " + name + " was indexed by another version; reindex it first");
    }
    Path index = claim();
    try {
      return new CollectionWriter(
          name, index, config, clock, this::afterCommit, this::afterWriting);
    } catch (IOException | RuntimeException e) {
      afterWriting();
      throw Failures.writing(name, e);
    }
  }

  /**
   * Writes every document anew into a fresh index and serves that. Until then the old one is
   * served; when anything fails it stays.
   */
  long reindex(
      Function<ByteString, IndexableDocument> mapping, ReindexProgress progress, Runnable check) {
    claim();
    try {
      Path next;
      int generation;
      synchronized (lock) {
        generation = meta.generation() + 1;
        next = folder.resolve(CollectionMeta.indexFolder(generation));
      }
      IOUtils.rm(next);
      try {
        long written = copy(next, mapping, progress, check);
        serve(generation, next);
        return written;
      } catch (IOException | RuntimeException e) {
        removeQuietly(next);
        throw e;
      }
    } catch (IOException e) {
      throw Failures.writing(name, e);
    } finally {
      afterWriting();
    }
  }

  private long copy(
      Path next,
      Function<ByteString, IndexableDocument> mapping,
      ReindexProgress progress,
      Runnable check)
      throws IOException {
    CollectionPin pin = pin();
    try (CollectionExport documents = new CollectionExport(pin)) {
      if (pin.info().indexedAt().isEmpty()) {
        createEmpty(next);
        return 0;
      }
      try (CollectionWriter writer =
          new CollectionWriter(name, next, config, clock, () -> {}, () -> {})) {
        long written = 0;
        while (documents.hasNext()) {
          check.run();
          writer.put(mapping.apply(documents.next().json()));
          progress.written(++written, pin.info().documents());
        }
        writer.commit();
        return written;
      }
    }
  }

  private void serve(int generation, Path next) throws IOException {
    synchronized (lock) {
      requireOpen();
      DirectoryReader fresh = DirectoryReader.open(FSDirectory.open(next));
      Path old = folder.resolve(meta.indexFolder());
      try {
        CollectionMeta changed = meta.withIndex(generation, profile);
        changed.write(folder);
        meta = changed;
      } catch (IOException | RuntimeException e) {
        fresh.close();
        throw e;
      }
      reader.decRef();
      reader = fresh;
      behind = false;
      changed.run();
      // Readers pinned on the old files keep them open; the names may go.
      removeQuietly(old);
    }
  }

  /** Stops serving. Pinned states stay readable. Raises BUSY while somebody writes. */
  void close(boolean evenWhileWriting) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (writing && !evenWhileWriting) {
        throw busy();
      }
      last = infoOf(reader);
      closed = true;
      try {
        reader.decRef();
      } catch (IOException e) {
        throw Failures.reading(name, e);
      }
    }
  }

  Path folder() {
    return folder;
  }

  private Path claim() {
    synchronized (lock) {
      requireOpen();
      if (writing) {
        throw busy();
      }
      writing = true;
      return folder.resolve(meta.indexFolder());
    }
  }

  private void afterCommit() {
    synchronized (lock) {
      behind = true;
      if (!closed && refreshDue()) {
        refresh();
      }
    }
  }

  /** Looks whether or not it is behind: closing a writer commits what was merged meanwhile. */
  private void afterWriting() {
    synchronized (lock) {
      writing = false;
      if (!closed) {
        refresh();
      }
    }
  }

  private boolean refreshDue() {
    return nanos.getAsLong() - refreshedAt >= REFRESH_WHILE_WRITING.toNanos();
  }

  private void refresh() {
    try {
      DirectoryReader newer = DirectoryReader.openIfChanged(reader);
      if (newer != null) {
        reader.decRef();
        reader = newer;
        changed.run();
      }
      behind = false;
      refreshedAt = nanos.getAsLong();
    } catch (IOException e) {
      throw Failures.reading(name, e);
    }
  }

  private CollectionInfo infoOf(DirectoryReader state) {
    CollectionSettings settings = meta.settings();
    return new CollectionInfo(
        name,
        settings.kind(),
        settings.title(),
        state.numDocs(),
        indexedAt(state),
        settings.licence(),
        settings.onward(),
        Optional.of(Segments.state(state)));
  }

  private Optional<Instant> indexedAt(DirectoryReader state) {
    try {
      return Optional.ofNullable(
              state.getIndexCommit().getUserData().get(CollectionWriter.COMMITTED_AT))
          .map(Instant::parse);
    } catch (IOException e) {
      throw Failures.reading(name, e);
    }
  }

  private void removeLeftovers() throws IOException {
    Files.deleteIfExists(folder.resolve(CollectionMeta.FILE + ".new"));
    try (DirectoryStream<Path> indexes = Files.newDirectoryStream(folder, "index-*")) {
      for (Path index : indexes) {
        if (!index.getFileName().toString().equals(meta.indexFolder())) {
          removeQuietly(index);
        }
      }
    }
  }

  /** A leftover that cannot be removed now is removed at the next start. */
  private static void removeQuietly(Path path) {
    try {
      IOUtils.rm(path);
    } catch (IOException e) {
      LOG.warn("Leftover {} could not be removed", path.getFileName(), e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new TiscException(Reason.UNKNOWN_COLLECTION, "Collection " + name + " is gone");
    }
  }

  private TiscException busy() {
    return new TiscException(
        Reason.BUSY, "Collection " + name + " is being written by somebody else");
  }
}
