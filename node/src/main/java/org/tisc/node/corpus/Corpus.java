package org.tisc.node.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.WorkBudget;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.ingest.ColumnMapping;
import org.tisc.node.ingest.Format;
import org.tisc.node.ingest.FormatOptions;
import org.tisc.node.job.Job;
import org.tisc.node.job.JobControl;
import org.tisc.node.job.Jobs;
import org.tisc.node.web.Json;

/**
 * The work on own documents that takes long and so runs as jobs: import and reindex. An uploaded
 * file is kept until its import is over, so that an import that was interrupted by the end of the
 * node goes on at the next start; what was in before is recognised as unchanged.
 */
public final class Corpus {
  /** Kind of import jobs. */
  static final String IMPORT = "import";

  /** Kind of reindex jobs. */
  static final String REINDEX = "reindex";

  private static final Logger log = LoggerFactory.getLogger(Corpus.class);
  private static final int COPY_BYTES = 64 * 1024;

  private final LuceneIndex index;
  private final Jobs jobs;
  private final Path uploads;
  private final Importer importer;
  private final CorpusEvents events;
  private final long maxUploadBytes;

  /**
   * Work over an index.
   *
   * @param work folder of uploads and lists of rejects, made if absent
   * @param maxUploadBytes longest file
   */
  public Corpus(
      LuceneIndex index,
      Jobs jobs,
      Path work,
      long maxUploadBytes,
      CorpusEvents events,
      LongSupplier nanoClock) {
    this.index = index;
    this.jobs = jobs;
    this.uploads = work.resolve("uploads");
    this.maxUploadBytes = maxUploadBytes;
    this.events = events;
    this.importer = new Importer(index, work.resolve("rejects"), nanoClock);
    sweep();
  }

  /** Removes uploads that no interrupted import needs: those of a run that ended in the middle. */
  private void sweep() {
    Set<Path> needed =
        jobs.interrupted(IMPORT).stream()
            .map(job -> Path.of(Json.read(job.input(), ImportInput.class).path))
            .collect(Collectors.toSet());
    try (Stream<Path> files = Files.exists(uploads) ? Files.list(uploads) : Stream.empty()) {
      files.filter(file -> !needed.contains(file)).forEach(Corpus::forget);
    } catch (IOException failure) {
      log.warn("Uploads of the last run could not be removed: {}", failure.toString());
    }
  }

  /** Resumes what the last run left; called once, when everything stands. */
  public void resume() {
    for (Job job : jobs.interrupted(IMPORT)) {
      ImportInput input = Json.read(job.input(), ImportInput.class);
      // A restored node may name an upload of the home folder that it was copied from.
      Path upload = Path.of(input.path);
      if (upload.startsWith(uploads) && Files.exists(upload)) {
        log.info("Import {} goes on from its uploaded file", job.id());
        jobs.resume(job, control -> work(input, job.owner(), control));
      }
    }
    for (Job job : jobs.interrupted(REINDEX)) {
      ReindexInput input = Json.read(job.input(), ReindexInput.class);
      jobs.resume(job, control -> reindex(input.collection, control));
    }
  }

  /**
   * Keeps an upload and starts its import. Blocks until the whole file is there. Raises
   * UNKNOWN_COLLECTION, TOO_LARGE, INVALID_ARGUMENT for an unknown format, BUSY.
   */
  Job importFile(
      InputStream body,
      String name,
      String collection,
      String format,
      Optional<String> mapping,
      Locale locale,
      String owner) {
    requireCollection(collection);
    options(format, mapping);
    Path file = keep(body);
    ImportInput input =
        new ImportInput(file.toString(), name, collection, format, mapping, locale.getLanguage());
    try {
      return jobs.submit(IMPORT, owner, input, control -> work(input, owner, control));
    } catch (RuntimeException failure) {
      forget(file);
      throw failure;
    }
  }

  /** Starts a reindex. Raises UNKNOWN_COLLECTION, BUSY. */
  Job reindex(String collection, String owner) {
    requireCollection(collection);
    return jobs.submit(
        REINDEX, owner, new ReindexInput(collection), control -> reindex(collection, control));
  }

  private void requireCollection(String collection) {
    if (index.collections().stream().noneMatch(one -> one.name().equals(collection))) {
      throw new TiscException(Reason.UNKNOWN_COLLECTION, "No collection is called " + collection);
    }
  }

  private Path keep(InputStream body) {
    Path file;
    try {
      Files.createDirectories(uploads);
      file = Files.createTempFile(uploads, "upload-", ".part");
    } catch (IOException failure) {
      throw new TiscException(Reason.OUT_OF_SPACE, "The upload cannot be kept", failure);
    }
    boolean whole = false;
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[COPY_BYTES];
      long total = 0;
      for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
        total += count;
        if (total > maxUploadBytes) {
          throw new TiscException(
              Reason.TOO_LARGE,
              "The file is longer than import allows: " + maxUploadBytes + " bytes");
        }
        out.write(buffer, 0, count);
      }
      whole = true;
      return file;
    } catch (IOException failure) {
      throw new TiscException(Reason.OUT_OF_SPACE, "The upload cannot be kept", failure);
    } finally {
      if (!whole) {
        forget(file);
      }
    }
  }

  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException failure) {
      throw new TiscException(Reason.CANCELLED, "The upload broke off before its end", failure);
    }
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      log.warn("The uploaded file {} could not be removed", file, failure);
    }
  }

  private ImportReport work(ImportInput input, String owner, JobControl control)
      throws IOException {
    Path file = Path.of(input.path);
    long size = Files.size(file);
    ImportReport report =
        importer.run(
            file,
            input.name,
            input.collection,
            options(input.format, input.mapping),
            Locale.forLanguageTag(input.language),
            control.jobId(),
            (bytes, records) -> {
              control.progress(bytes, Optional.of(size), String.valueOf(records));
              control.check();
            });
    events.importFinished(owner, report);
    forget(file);
    return report;
  }

  private static FormatOptions options(String format, Optional<String> mapping) {
    FormatOptions options = FormatOptions.auto();
    if (!format.equals("auto")) {
      options =
          options.as(
              Format.find(format)
                  .orElseThrow(
                      () ->
                          new TiscException(
                              Reason.INVALID_ARGUMENT, "There is no format " + format)));
    }
    return mapping.isPresent()
        ? options.with(ColumnMapping.parse(List.of(mapping.get().split(";", -1))))
        : options;
  }

  private ReindexReport reindex(String collection, JobControl control) {
    WorkBudget budget = control::shouldEnd;
    long written =
        index.reindex(
            collection,
            IndexMapping::ofJson,
            (done, of) -> control.progress(done, Optional.of(of), ""),
            budget);
    return new ReindexReport(collection, written);
  }

  record ImportInput(
      String path,
      String name,
      String collection,
      String format,
      Optional<String> mapping,
      String language) {}

  record ReindexInput(String collection) {}

  record ReindexReport(String collection, long documents) {}
}
