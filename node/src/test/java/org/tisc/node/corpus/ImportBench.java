package org.tisc.node.corpus;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.node.index.BareIndexing;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.ingest.FormatOptions;

/**
 * Our import, from JSON Lines to the last commit, against Lucene alone indexing the same fields of
 * the same documents: in turn, each into fresh folders, so that a slow moment of the machine meets
 * both. Prints documents a second by the clock and by CPU, and their ratios. A program, not a test:
 * {@code deploy/bench/import} starts it.
 *
 * <p>Arguments: a folder with one file {@code KIND.jsonl} for each kind, rounds.
 */
public final class ImportBench {
  private static final int BATCH = 500;

  private final List<Path> files;
  private final Path work;
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ImportBench(List<Path> files, Path work) {
    this.files = files;
    this.work = work;
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    Path work = Files.createTempDirectory("tisc-import-bench");
    try (Stream<Path> found = Files.list(folder)) {
      List<Path> files = found.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
      new ImportBench(files, work).run(rounds);
    } finally {
      remove(work);
    }
  }

  private void run(int rounds) throws IOException {
    List<Cost> imports = new ArrayList<>();
    List<Cost> bares = new ArrayList<>();
    System.out.printf(
        Locale.ROOT,
        "%-6s %9s %14s %14s %8s %8s%n",
        "round",
        "documents",
        "bare docs/s",
        "import docs/s",
        "wall",
        "CPU");
    for (int round = 0; round <= rounds; round++) {
      Cost bare = bare();
      Cost imported = imported();
      if (imported.documents != bare.documents) {
        throw new IOException(
            "Imported %d documents of %d".formatted(imported.documents, bare.documents));
      }
      print(round == 0 ? "warm" : String.valueOf(round), bare, imported);
      // The first round warms up both.
      if (round > 0) {
        imports.add(imported);
        bares.add(bare);
      }
    }
    print("all", Cost.sum(bares), Cost.sum(imports));
  }

  private static void print(String round, Cost bare, Cost imported) {
    System.out.printf(
        Locale.ROOT,
        "%-6s %9d %14.0f %14.0f %8.2f %8.2f%n",
        round,
        bare.documents,
        bare.perSecond(),
        imported.perSecond(),
        (double) bare.nanos / imported.nanos,
        (double) bare.cpuNanos / imported.cpuNanos);
  }

  private Cost imported() throws IOException {
    Path home = Files.createTempDirectory(work, "import");
    Cost cost;
    try (LuceneIndex index = LuceneIndex.open(home, IndexConfig.defaults())) {
      for (Path file : files) {
        index.create(collection(file), CollectionSettings.of(kind(file)));
      }
      Importer importer =
          new Importer(index, Files.createDirectory(home.resolve("rejects")), System::nanoTime);
      Stopwatch watch = new Stopwatch(system);
      watch.start();
      long documents = 0;
      for (Path file : files) {
        ImportReport report =
            importer.run(
                file,
                file.getFileName().toString(),
                collection(file),
                FormatOptions.auto(),
                Locale.ROOT,
                kind(file),
                (bytes, records) -> {});
        documents += report.added();
      }
      watch.stop();
      cost = watch.cost(documents);
    }
    remove(home);
    return cost;
  }

  private Cost bare() throws IOException {
    Path home = Files.createTempDirectory(work, "bare");
    Stopwatch watch = new Stopwatch(system);
    long documents = 0;
    for (Path file : files) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        watch.start();
        BareIndexing indexing =
            new BareIndexing(home.resolve(collection(file)), IndexConfig.defaults());
        watch.stop();
        for (Optional<BareIndexing.Batch> batch = next(lines);
            batch.isPresent();
            batch = next(lines)) {
          watch.start();
          indexing.add(batch.get());
          watch.stop();
          documents += batch.get().documents().size();
        }
        watch.start();
        indexing.close();
        watch.stop();
      }
    }
    remove(home);
    return watch.cost(documents);
  }

  private static Optional<BareIndexing.Batch> next(BufferedReader lines) throws IOException {
    List<IndexableDocument> documents = new ArrayList<>();
    while (documents.size() < BATCH) {
      String line = lines.readLine();
      if (line == null) {
        break;
      }
      documents.add(IndexMapping.ofJson(ByteString.copyFromUtf8(line)));
    }
    return documents.isEmpty() ? Optional.empty() : Optional.of(BareIndexing.prepare(documents));
  }

  private static String kind(Path file) {
    return file.getFileName().toString().replace(".jsonl", "");
  }

  private static String collection(Path file) {
    return kind(file).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What some documents cost. */
  private record Cost(long documents, long nanos, long cpuNanos) {
    static Cost sum(List<Cost> costs) {
      return costs.stream()
          .reduce(
              new Cost(0, 0, 0),
              (a, b) ->
                  new Cost(a.documents + b.documents, a.nanos + b.nanos, a.cpuNanos + b.cpuNanos));
    }

    double perSecond() {
      return documents / (nanos / 1e9);
    }
  }

  /** Time by the clock and CPU time of the process while it runs. */
  private static final class Stopwatch {
    private final OperatingSystemMXBean system;
    private long nanos;
    private long cpuNanos;

    Stopwatch(OperatingSystemMXBean system) {
      this.system = system;
    }

    void start() {
      nanos -= System.nanoTime();
      cpuNanos -= system.getProcessCpuTime();
    }

    void stop() {
      nanos += System.nanoTime();
      cpuNanos += system.getProcessCpuTime();
    }

    Cost cost(long documents) {
      return new Cost(documents, nanos, cpuNanos);
    }
  }
}
