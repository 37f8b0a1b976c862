package org.tisc.node.corpus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.Committed;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.ingest.FormatOptions;
import org.tisc.node.ingest.Ingest;
import org.tisc.node.ingest.IngestMessages;
import org.tisc.node.ingest.RecordReader;
import org.tisc.node.ingest.Source;

/**
 * Reads one file into one collection.
 *
 * <p>One thread reads, parses and maps, the calling one puts into the index. Memory is bounded by
 * what {@link ReadAhead} keeps and the index's buffer, whatever the file's size. Commits every
 * {@link #COMMIT_EVERY}, so that a crash costs at most that much work; since an unchanged document
 * is recognised, the same import run again loses and doubles nothing.
 */
final class Importer {
  /** A commit costs some fsyncs; this is seldom enough not to be felt. */
  static final Duration COMMIT_EVERY = Duration.ofSeconds(15);

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
      Run run = new Run(writer, rejects);
      Preparation preparation = new Preparation(reader, kind, new IngestMessages(locale));
      try (ReadAhead ahead = new ReadAhead(preparation::next, () -> counted.bytes)) {
        run.all(ahead, progress);
      }
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
    private long read;

    private Run(CollectionWriter writer, RejectsFile rejects) {
      this.writer = writer;
      this.rejects = rejects;
    }

    private void all(ReadAhead ahead, ImportProgress progress) {
      long committedAt = nanoClock.getAsLong();
      ReadAhead.Batch batch;
      do {
        batch = ahead.next();
        for (ReadAhead.Prepared prepared : batch.records()) {
          switch (prepared) {
            case ReadAhead.Fit(IndexableDocument document) -> writer.put(document);
            case ReadAhead.Unfit(ImportReport.Reject reject) -> rejects.add(reject);
          }
        }
        read += batch.records().size();
        progress.at(batch.bytes(), read);
        if (nanoClock.getAsLong() - committedAt > COMMIT_EVERY.toNanos()) {
          writer.commit();
          committedAt = nanoClock.getAsLong();
        }
      } while (!batch.last());
    }
  }

  /** Counts the bytes that were read, for progress; read and asked by the same thread. */
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
