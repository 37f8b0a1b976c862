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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SourceReport;
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
   * How a file is wanted.
   *
   * @param columns of a table; empty for all
   */
  record Form(ExportFormat format, List<String> columns) {
    Form {
      columns = List.copyOf(columns);
    }
  }

  /** Where a file's hits come from. */
  interface Source {
    /** Brings all hits, and says what they are all of. */
    Told read(Writing writing) throws IOException;

    /** The columns of a table of it, where these were chosen. */
    default List<String> columns(List<String> chosen) {
      return chosen;
    }

    /** Whether what may not be passed on has its place in the file, as it was asked for by name. */
    default boolean named() {
      return false;
    }
  }

  /**
   * What a source says at its end.
   *
   * @param sources every one that was asked
   */
  record Told(
      boolean more, boolean exact, List<InexactReason> inexact, List<SourceReport> sources) {}

  /**
   * A file that was made.
   *
   * @param documents hits in it
   * @param withheld hits that are not, since their owners let nothing be passed on
   * @param more whether the list goes on behind the last one
   * @param exact whether every source in scope was heard completely
   * @param missing sources that were not
   * @param gone documents asked for by name that nobody who answered holds or grants any more
   * @param unreached documents asked for by name whose holder may be among those not heard
   * @param ownShape true where columns were named for a form that has a shape of its own
   */
  record Result(
      long documents,
      long withheld,
      boolean more,
      boolean exact,
      List<InexactReason> inexact,
      List<String> missing,
      Optional<List<String>> gone,
      Optional<List<String>> unreached,
      Optional<Boolean> ownShape,
      String file,
      long bytes) {}

  /**
   * Puts the making of a file of a search's hits in the queue. Raises as {@link Jobs#submit} does,
   * and BUSY when too many files are kept.
   */
  Job submit(SearchRequest request, Form form, int most, String account, SearchTexts texts) {
    return submit(
        new ListOfHits(engine, request, most, ListOfHits.PAGE_TIMEOUT),
        ScopeText.of(request.scope()),
        form,
        most,
        account,
        texts);
  }

  /**
   * The same for documents that somebody kept, which are asked for anew.
   *
   * @param documents in the order of the file
   */
  Job submit(
      List<KeptHits.Kept> documents,
      List<NetworkId> networks,
      Form form,
      String account,
      SearchTexts texts) {
    return submit(
        new KeptHits(engine, documents, networks, texts),
        "basket",
        form,
        documents.size(),
        account,
        texts);
  }

  private Job submit(
      Source source, String scope, Form form, int most, String account, SearchTexts texts) {
    Kept kept = sweep();
    if (kept.files() >= MOST_FILES || kept.bytes() >= MOST_BYTES) {
      throw new TiscException(
          Reason.BUSY,
          "at most " + MOST_FILES + " exported files of " + (MOST_BYTES >> 30) + " GiB are kept");
    }
    return jobs.submit(
        KIND,
        account,
        new Input(form.format().extension(), most),
        control -> {
          Result result = new Making(source, form, texts, control).run();
          exported.exported(account, scope, form.format().extension(), result.documents());
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

  /** Sources that were not heard completely. */
  static List<String> missing(List<SourceReport> sources) {
    return sources.stream()
        .filter(source -> !source.state().complete())
        .map(source -> source.node().value() + source.collection().map(c -> "/" + c).orElse(""))
        .distinct()
        .toList();
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

  /** What a source writes to. Used by one thread. */
  interface Writing {
    /** The job, which may be asked to end. */
    JobControl control();

    /** One more hit; kept is what the reader wrote beside it, by column. */
    void add(SearchHit hit, Map<String, String> kept) throws IOException;

    /** A document of a list that nobody gave. */
    void missing(String key, boolean gone) throws IOException;

    /** Hits that were written. */
    long written();
  }

  /** The making of one file. Used by one thread. */
  private final class Making {
    private final Source source;
    private final Form form;
    private final SearchTexts texts;
    private final JobControl control;
    private final List<String> gone = new ArrayList<>();
    private final List<String> unreached = new ArrayList<>();
    private long written;
    private long withheld;

    private Making(Source source, Form form, SearchTexts texts, JobControl control) {
      this.source = source;
      this.form = form;
      this.texts = texts;
      this.control = control;
    }

    private Result run() throws IOException {
      Files.createDirectories(folder);
      Path part = folder.resolve(control.jobId() + ".part");
      Path whole = folder.resolve(control.jobId() + "." + form.format().extension());
      try {
        Told told;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          ExportSink sink = form.format().open(out, columns(), texts);
          told = source.read(writing(sink));
          sink.finish();
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        return new Result(
            written,
            withheld,
            told.more(),
            told.exact(),
            told.inexact(),
            missing(told.sources()),
            some(gone),
            some(unreached),
            form.columns().isEmpty() || form.format().tabular()
                ? Optional.empty()
                : Optional.of(true),
            whole.getFileName().toString(),
            Files.size(whole));
      } finally {
        Files.deleteIfExists(part);
      }
    }

    private List<String> columns() {
      List<String> chosen = form.columns().isEmpty() ? HitColumns.FILE : form.columns();
      return source.columns(chosen);
    }

    private static Optional<List<String>> some(List<String> keys) {
      return Optional.of(List.copyOf(keys)).filter(list -> !list.isEmpty());
    }

    private Writing writing(ExportSink sink) {
      return new Writing() {
        @Override
        public JobControl control() {
          return control;
        }

        @Override
        public void add(SearchHit hit, Map<String, String> kept) throws IOException {
          Optional<ExportRecord> record = ExportRecord.of(hit, own, kept);
          if (record.isPresent()) {
            sink.add(record.get());
            written++;
          } else {
            if (source.named()) {
              sink.missing(hit.key(), texts.of("kept.WITHHELD"));
            }
            withheld++;
          }
        }

        @Override
        public void missing(String key, boolean wholly) throws IOException {
          (wholly ? gone : unreached).add(key);
          sink.missing(key, texts.of(wholly ? "kept.GONE" : "kept.UNREACHED"));
        }

        @Override
        public long written() {
          return written;
        }
      };
    }
  }
}
