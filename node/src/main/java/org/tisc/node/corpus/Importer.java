package org.tisc.node.corpus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.Document;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.Committed;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.ingest.FormatOptions;
import org.tisc.node.ingest.Ingest;
import org.tisc.node.ingest.IngestMessages;
import org.tisc.node.ingest.Outcome;
import org.tisc.node.ingest.RecordReader;
import org.tisc.node.ingest.Source;

/**
 * Reads one file into one collection.
 *
 * <p>Memory is bounded by one document and the index's buffer, whatever the file's size. Commits
 * every {@link #COMMIT_EVERY}, so that a crash costs at most that much work; since an unchanged
 * document is recognised, the same import run again loses and doubles nothing.
 */
final class Importer {
  /** A commit costs some fsyncs; this is seldom enough not to be felt. */
  static final Duration COMMIT_EVERY = Duration.ofSeconds(15);

  private static final int BATCH = 200;

  private final LuceneIndex index;
  private final Path rejectsFolder;
  private final LongSupplier nanoClock;

  Importer(LuceneIndex index, Path rejectsFolder, LongSupplier nanoClock) {
    this.index = index;
    this.rejectsFolder = rejectsFolder;
    this.nanoClock = nanoClock;
  }

  /**
   * Imports a file.
   *
   * @param name the file's name as its sender knows it; stands in rejects and helps to know the
   *     format
   * @param id names the list of rejects
   */
  ImportReport run(
      Path file,
      String name,
      String collection,
      FormatOptions options,
      Locale locale,
      String id,
      ImportProgress progress) {
    String kind =
        index.collections().stream()
            .filter(one -> one.name().equals(collection))
            .findFirst()
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNKNOWN_COLLECTION, "No collection is called " + collection))
            .kind();
    try (Counted counted = new Counted(Files.newInputStream(file));
        CollectionWriter writer = index.writer(collection);
        RejectsFile rejects = new RejectsFile(rejectsFolder.resolve(id + ".jsonl"));
        RecordReader reader =
            Ingest.open(new Source(name, new BufferedInputStream(counted)), options)) {
      Run run = new Run(writer, rejects, kind, new IngestMessages(locale));
      run.all(reader, counted, progress);
      Committed committed = writer.commit();
      return new ImportReport(
          collection,
          run.read,
          committed.added(),
          committed.updated(),
          committed.unchanged(),
          rejects.count(),
          rejects.first(),
          rejects.path());
    } catch (IOException failure) {
      throw new TiscException(Reason.INTERNAL, "The uploaded file cannot be read", failure);
    }
  }

  private final class Run {
    private final CollectionWriter writer;
    private final RejectsFile rejects;
    private final String kind;
    private final IngestMessages messages;
    private long read;

    private Run(
        CollectionWriter writer, RejectsFile rejects, String kind, IngestMessages messages) {
      this.writer = writer;
      this.rejects = rejects;
      this.kind = kind;
      this.messages = messages;
    }

    private void all(RecordReader reader, Counted counted, ImportProgress progress) {
      long committedAt = nanoClock.getAsLong();
      for (Optional<Outcome> next = reader.next(); next.isPresent(); next = reader.next()) {
        read++;
        switch (next.get()) {
          case Outcome.Accepted accepted -> put(accepted);
          case Outcome.Reject reject ->
              rejects.add(
                  new ImportReport.Reject(
                      reject.file(), reject.line(), reject.record(), messages.of(reject)));
        }
        if (read % BATCH == 0) {
          progress.at(counted.bytes, read);
          if (nanoClock.getAsLong() - committedAt > COMMIT_EVERY.toNanos()) {
            writer.commit();
            committedAt = nanoClock.getAsLong();
          }
        }
      }
      progress.at(counted.bytes, read);
    }

    private void put(Outcome.Accepted accepted) {
      Document document = accepted.document();
      if (!document.kind().name().equals(kind)) {
        reject(accepted, "KIND_DIFFERS: " + document.kind().name() + ", expected " + kind);
        return;
      }
      IndexableDocument indexable;
      try {
        indexable = IndexMapping.of(document);
      } catch (TiscException failure) {
        if (failure.reason().kind() != Kind.INVALID) {
          throw failure;
        }
        reject(accepted, failure.reason() + ": " + failure.getMessage());
        return;
      }
      writer.put(indexable);
    }

    private void reject(Outcome.Accepted accepted, String reason) {
      rejects.add(
          new ImportReport.Reject(accepted.file(), accepted.line(), accepted.record(), reason));
    }
  }

  /** Counts the bytes that were read, for progress. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long bytes;

    private Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      bytes += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      bytes += Math.max(0, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
