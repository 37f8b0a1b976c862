package org.tisc.node.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tisc.node.index.SharedMemory;

/**
 * Prints what a search over regions of several sizes costs over several networks, and whether it is
 * right: one row for each. A program, not a test: {@code deploy/bench/simulator} starts it.
 */
public final class Simulator {
  private static final int WRONG_USAGE = 2;

  private Simulator() {}

  /** Runs the simulator; ends with 2 for options that are wrong. */
  public static void main(String[] arguments) throws Exception {
    SimulatorOptions options;
    try {
      options = SimulatorOptions.parse(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.println(SimulatorOptions.USAGE);
      System.exit(WRONG_USAGE);
      return;
    }
    System.out.println(options.command());
    System.out.println(Result.HEADER);
    for (int nodes : options.nodes()) {
      run(options, nodes);
    }
    // Threads of libraries may still be waiting.
    System.exit(0);
  }

  private static void run(SimulatorOptions options, int nodes) throws Exception {
    ZipfCorpus corpus = new ZipfCorpus(options.seed(), nodes, options.documentsIn(nodes));
    Path folder = SharedMemory.createFolder();
    try (SimulatedRegion region = new SimulatedRegion(corpus, folder);
        Measurement measurement =
            new Measurement(
                region,
                new QueryLog(corpus, options.seed()).next(options.queries()),
                options.timeout())) {
      measurement.warmUp(options.warmUp());
      for (NetworkProfile profile : options.profiles()) {
        System.out.println(measure(measurement, options, profile).row());
      }
      System.err.printf(
          Locale.ROOT,
          "%d nodes: %d of %d queries find something; load %.1f%n",
          nodes,
          measurement.finding(),
          options.queries(),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    } finally {
      remove(folder);
    }
  }

  private static Result measure(
      Measurement measurement, SimulatorOptions options, NetworkProfile profile)
      throws IOException, InterruptedException {
    return switch (profile) {
      case REFRESH_STORM -> measurement.storm(options.stormSeconds());
      // Each of these waits long for one peer: one time of them tells it.
      case STRAGGLER, BLACK_HOLE, KNOWN_BLACK_HOLE -> measurement.of(profile, 1);
      case ROOM, REGION, WORLD, FLAPPING -> measurement.of(profile, options.rounds());
    };
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
