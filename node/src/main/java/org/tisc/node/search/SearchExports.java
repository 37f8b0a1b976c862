package org.tisc.node.search;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.job.Job;
import org.tisc.node.job.JobControl;
import org.tisc.node.job.JobState;
import org.tisc.node.job.Jobs;

/**
 * Lists of hits as files, each made by a job that reads the list page by page, in the snapshots of
 * its first page. Thread-safe.
 *
 * <p>A file is the work of the account that asked, and nobody else's to take. It stands under its
 * name only when it is whole, and goes after {@link #KEPT}. A job that a stop of the node ended is
 * not taken up again, since the list is gone with the node.
 */
final class SearchExports {
  /** The kind of the jobs. */
  static final String KIND = "search-export";

  /** Hits of one file. */
  static final int MOST = SearchQuestion.MAX_DEPTH;

  /** How long a file is kept. */
  static final Duration KEPT = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(SearchExports.class);

  /** Rendered hits of one answer stay far below the longest message. */
  private static final int PAGE = 200;

  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(60);
  private static final int MOST_FILES = 200;
  private static final long MOST_BYTES = 4L << 30;

  private final SearchEngine engine;
  private final Jobs jobs;
  private final NodeId own;
  private final Path folder;
  private final SearchHttp.ExportedListener exported;
  private final InstantSource clock;

  SearchExports(
      SearchEngine engine,
      Jobs jobs,
      NodeId own,
      Path folder,
      SearchHttp.ExportedListener exported,
      InstantSource clock) {
    this.engine = engine;
    this.jobs = jobs;
    this.own = own;
    this.folder = folder;
    this.exported = exported;
    this.clock = clock;
  }

  /** What is to be made; the query is nowhere in it. */
  record Input(String format, int most) {}

  /**
   * A file that was made.
   *
   * @param documents hits in it
   * @param withheld hits that are not, since their owners let nothing be passed on
   * @param more whether the list goes on behind the last one
   * @param exact whether every source in scope was heard completely
   * @param missing sources that were not
   */
  record Result(
      long documents,
      long withheld,
      boolean more,
      boolean exact,
      List<InexactReason> inexact,
      List<String> missing,
      String file,
      long bytes) {}

  /**
   * Puts the making of a file in the queue. Raises as {@link Jobs#submit} does, and BUSY when too
   * many files are kept.
   */
  Job submit(
      SearchRequest request, ExportFormat format, int most, String account, SearchTexts texts) {
    Kept kept = sweep();
    if (kept.files() >= MOST_FILES || kept.bytes() >= MOST_BYTES) {
      throw new TiscException(
          Reason.BUSY,
          "at most " + MOST_FILES + " exported files of " + (MOST_BYTES >> 30) + " GiB are kept");
    }
    return jobs.submit(
        KIND,
        account,
        new Input(format.extension(), most),
        control -> {
          Result result = new Making(request, format, most, texts, control).run();
          exported.exported(
              account, ScopeText.of(request.scope()), format.extension(), result.documents());
          return result;
        });
  }

  /** A job of this account. Raises NOT_FOUND. */
  Job find(String id, String account) {
    return jobs.find(id)
        .filter(job -> job.kind().equals(KIND) && job.owner().equals(account))
        .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "there is no such export"));
  }

  Job cancel(String id, String account) {
    return jobs.cancel(find(id, account).id());
  }

  /** The file of a job that is done. Raises NOT_FOUND where there is none, or none any more. */
  Path file(String id, String account) {
    Job job = find(id, account);
    for (ExportFormat format : ExportFormat.values()) {
      Path file = folder.resolve(job.id() + "." + format.extension());
      if (job.state() == JobState.DONE && Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new TiscException(Reason.NOT_FOUND, "this export has no file, or none any more");
  }

  /** Files that are kept. */
  private record Kept(int files, long bytes) {}

  /** Deletes what is too old; what is left. */
  private Kept sweep() {
    Instant oldest = clock.instant().minus(KEPT);
    int left = 0;
    long bytes = 0;
    if (!Files.isDirectory(folder)) {
      return new Kept(0, 0);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        } else {
          left++;
          bytes += Files.size(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("The folder of exported files cannot be looked through: {}", e.getMessage());
    }
    return new Kept(left, bytes);
  }

  /** The making of one file. Used by one thread. */
  private final class Making {
    private final SearchRequest request;
    private final ExportFormat format;
    private final int most;
    private final SearchTexts texts;
    private final JobControl control;
    private long written;
    private long withheld;

    private Making(
        SearchRequest request,
        ExportFormat format,
        int most,
        SearchTexts texts,
        JobControl control) {
      this.request = request;
      this.format = format;
      this.most = most;
      this.texts = texts;
      this.control = control;
    }

    private Result run() throws IOException {
      Files.createDirectories(folder);
      Path part = folder.resolve(control.jobId() + ".part");
      Path whole = folder.resolve(control.jobId() + "." + format.extension());
      try {
        SearchAnswer last;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          ExportSink sink = format.open(out, texts);
          last = read(sink);
          sink.finish();
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        return new Result(
            written,
            withheld,
            last.goesOn(),
            last.exact(),
            last.inexact(),
            last.sources().stream()
                .filter(source -> !source.state().complete())
                .map(
                    source ->
                        source.node().value() + source.collection().map(c -> "/" + c).orElse(""))
                .distinct()
                .toList(),
            whole.getFileName().toString(),
            Files.size(whole));
      } finally {
        Files.deleteIfExists(part);
      }
    }

    /** Reads the list to its end, or as far as wanted; the last page. */
    private SearchAnswer read(ExportSink sink) throws IOException {
      Optional<Cursor> kept = Optional.empty();
      try {
        Optional<Cursor> next = Optional.empty();
        int seen = 0;
        SearchAnswer page;
        do {
          control.check();
          page =
              engine.search(
                  question(Math.min(PAGE, most - seen)),
                  new Delivery(Optional.of("export " + control.jobId()), next, _ -> {}));
          for (SearchHit hit : page.hits()) {
            add(hit, sink);
          }
          seen += page.hits().size();
          control.progress(
              written, Optional.of(Math.min(most, Math.max(seen, page.total().count()))), "");
          kept = page.kept();
          next = page.next();
        } while (next.isPresent() && seen < most);
        return page;
      } finally {
        kept.ifPresent(engine::release);
      }
    }

    private void add(SearchHit hit, ExportSink sink) throws IOException {
      Optional<ExportRecord> record = ExportRecord.of(hit, own);
      if (record.isPresent()) {
        sink.add(record.get());
        written++;
      } else {
        withheld++;
      }
    }

    private SearchQuestion question(int size) {
      return new SearchQuestion(
          control.jobId(),
          request.scope(),
          request.query(),
          request.kinds(),
          request.collections(),
          size,
          PAGE_TIMEOUT,
          control::shouldEnd);
    }
  }
}
