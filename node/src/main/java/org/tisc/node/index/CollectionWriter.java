package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Writes documents into one collection. A collection has at most one writer, and a writer is used
 * by one thread at a time.
 *
 * <p>{@code put} says at once what it changes, but only {@link #commit} makes it durable and
 * visible; {@link #close} drops what was not committed. So a program that was killed finds the
 * state of its last commit, and putting everything again gives UNCHANGED for what that held. After
 * a failure other than INVALID_ARGUMENT and TOO_LARGE the writer is of no more use than to be
 * closed.
 */
public final class CollectionWriter implements AutoCloseable {
  /** Name in a commit's user data of the moment it was made. */
  static final String COMMITTED_AT = "committedAt";

  /** How many keys are remembered before they are looked up in the index; some megabytes. */
  private static final int MAX_PENDING = 20_000;

  private static final byte[] REMOVED = new byte[0];

  private final String collection;
  private final FSDirectory directory;
  private final IndexWriter writer;
  private final InstantSource clock;
  private final Runnable afterCommit;
  private final Runnable afterClose;

  /** Keys put since {@link #reader} was opened: their content's digest, or REMOVED. */
  private final Map<String, byte[]> pending = new HashMap<>();

  private DirectoryReader reader;
  private KeyLookup keys;
  private Committed soFar = Committed.NOTHING;
  private Committed durable = Committed.NOTHING;
  private boolean closed;

  /**
   * @param afterCommit told after each commit that changed something
   * @param afterClose told once, after the files are closed
   */
  CollectionWriter(
      String collection,
      Path index,
      IndexConfig config,
      InstantSource clock,
      Runnable afterCommit,
      Runnable afterClose)
      throws IOException {
    this.collection = collection;
    this.clock = clock;
    this.afterCommit = afterCommit;
    this.afterClose = afterClose;
    this.directory = FSDirectory.open(index);
    try {
      this.writer = new IndexWriter(directory, writerConfig(config));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    try {
      this.reader = DirectoryReader.open(writer);
      this.keys = new KeyLookup(reader);
    } catch (IOException | RuntimeException e) {
      writer.rollback();
      directory.close();
      throw e;
    }
  }

  static IndexWriterConfig writerConfig(IndexConfig config) {
    return new IndexWriterConfig(new TextAnalyzer())
        .setSimilarity(GivenStatisticsSearcher.similarity())
        .setRAMBufferSizeMB(config.bufferMegabytes())
        .setCommitOnClose(true);
  }

  /**
   * Adds the document, or replaces the one with its key. Safe to repeat. Raises OUT_OF_SPACE when
   * the disk is full.
   */
  public PutOutcome put(IndexableDocument document) {
    requireOpen();
    byte[] hash = document.contentHash();
    try {
      Optional<byte[]> held = hashOf(document.key());
      PutOutcome outcome;
      if (held.isEmpty()) {
        outcome = PutOutcome.ADDED;
        if (pending.get(document.key()) == null) {
          writer.addDocument(StoredFields.toLucene(document, hash));
        } else {
          replace(document, hash);
        }
      } else if (Arrays.equals(held.get(), hash)) {
        outcome = PutOutcome.UNCHANGED;
      } else {
        outcome = PutOutcome.UPDATED;
        replace(document, hash);
      }
      if (outcome != PutOutcome.UNCHANGED) {
        remember(document.key(), hash);
      }
      soFar = soFar.plus(outcome);
      return outcome;
    } catch (IOException | AlreadyClosedException e) {
      throw Failures.writing(collection, e);
    }
  }

  /** Removes the document of that key; false when it is not held. */
  public boolean remove(String key) {
    requireOpen();
    try {
      if (hashOf(key).isEmpty()) {
        return false;
      }
      writer.deleteDocuments(new Term(IndexField.KEY.fieldName(), key));
      remember(key, REMOVED);
      soFar = soFar.plusRemoved();
      return true;
    } catch (IOException | AlreadyClosedException e) {
      throw Failures.writing(collection, e);
    }
  }

  /**
   * Makes everything put so far durable: it is on disk when this returns. Readers see it at the
   * latest 5 seconds later, or when the writer is closed.
   *
   * @return everything this writer made durable, from its opening on
   */
  public Committed commit() {
    requireOpen();
    try {
      if (writer.hasUncommittedChanges()) {
        Map<String, String> data = Map.of(COMMITTED_AT, clock.instant().toString());
        writer.setLiveCommitData(data.entrySet());
        writer.commit();
        durable = soFar;
        afterCommit.run();
      } else {
        durable = soFar;
      }
      return durable;
    } catch (IOException | AlreadyClosedException e) {
      throw Failures.writing(collection, e);
    }
  }

  /** What is durable: the answer of the last commit. */
  public Committed committed() {
    return durable;
  }

  /**
   * Drops what was not committed and lets others write. May wait for a merge of segments. May be
   * called again.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (directory;
        DirectoryReader _ = reader) {
      if (!writer.isOpen() || soFar.equals(durable)) {
        writer.close();
      } else {
        writer.rollback();
      }
    } catch (IOException e) {
      throw Failures.writing(collection, e);
    } finally {
      afterClose.run();
    }
  }

  private void replace(IndexableDocument document, byte[] hash) throws IOException {
    Term key = new Term(IndexField.KEY.fieldName(), document.key());
    writer.updateDocument(key, StoredFields.toLucene(document, hash));
  }

  private Optional<byte[]> hashOf(String key) throws IOException {
    byte[] recent = pending.get(key);
    if (recent != null) {
      return recent.length == 0 ? Optional.empty() : Optional.of(recent);
    }
    Optional<KeyLookup.Place> place = keys.find(key);
    return place.isEmpty() ? Optional.empty() : Optional.of(place.get().hash());
  }

  private void remember(String key, byte[] hash) throws IOException {
    pending.put(key, hash);
    if (pending.size() >= MAX_PENDING) {
      DirectoryReader newer = DirectoryReader.openIfChanged(reader, writer);
      if (newer != null) {
        reader.close();
        reader = newer;
        keys = new KeyLookup(newer);
      }
      pending.clear();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "The writer of collection " + collection + " is closed");
    }
  }
}
