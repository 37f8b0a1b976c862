package org.tisc.node.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line of the simulator asks for.
 *
 * @param nodes sizes of regions, each 2 to 200
 * @param profiles networks, in the order of {@link NetworkProfile}
 * @param documents in each node; of regions over 32 nodes a tenth
 * @param queries different ones
 * @param rounds times that each is asked warm
 * @param warmUp queries before the first measurement
 * @param timeout of each query
 * @param stormSeconds how long commits go on
 */
record SimulatorOptions(
    List<Integer> nodes,
    List<NetworkProfile> profiles,
    int documents,
    int queries,
    int rounds,
    int warmUp,
    Duration timeout,
    int stormSeconds,
    long seed) {
  static final String USAGE =
      """
      Usage: deploy/bench/simulator [OPTION VALUE]…
        --nodes 3,8,32,150       sizes of regions, each 2 to 200
        --networks all           some of room, region, world, straggler, black-hole, known-black-hole, flapping, refresh-storm
        --documents 2000         in each node, 20 to 100000; of regions over 32 nodes a tenth
        --queries 36             different ones, 1 to 10000
        --rounds 3               times that each is asked warm, 1 to 1000
        --warm-up 600            queries before the first measurement, 0 to 1000000
        --timeout 2000           milliseconds for each query, 50 to 60000
        --storm 10               seconds of commits, 1 to 3600
        --seed 1                 of documents and queries\
      """;

  private static final int LARGE_REGION = 32;
  private static final int LARGE_REGION_SHARE = 10;
  private static final int FEWEST_DOCUMENTS = 20;

  SimulatorOptions {
    nodes = List.copyOf(nodes);
    profiles = profiles.stream().distinct().sorted().toList();
  }

  /** Raises IllegalArgumentException, whose message says what is wrong. */
  static SimulatorOptions parse(String... arguments) {
    List<Integer> nodes = List.of(3, 8, 32, 150);
    List<NetworkProfile> profiles = List.of(NetworkProfile.values());
    int documents = 2_000;
    int queries = 36;
    int rounds = 3;
    int warmUp = 600;
    int timeout = 2_000;
    int storm = 10;
    long seed = 1;
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("A value is missing after " + name);
      }
      String value = arguments[i + 1];
      switch (name) {
        case "--nodes" ->
            nodes =
                Arrays.stream(value.split(",", -1)).map(one -> number(name, one, 2, 200)).toList();
        case "--networks" -> profiles = profiles(value);
        case "--documents" -> documents = number(name, value, FEWEST_DOCUMENTS, 100_000);
        case "--queries" -> queries = number(name, value, 1, 10_000);
        case "--rounds" -> rounds = number(name, value, 1, 1_000);
        case "--warm-up" -> warmUp = number(name, value, 0, 1_000_000);
        case "--timeout" -> timeout = number(name, value, 50, 60_000);
        case "--storm" -> storm = number(name, value, 1, 3_600);
        case "--seed" -> seed = number(name, value, 0, Integer.MAX_VALUE);
        default -> throw new IllegalArgumentException("No option is called '" + name + "'");
      }
    }
    return new SimulatorOptions(
        nodes,
        profiles,
        documents,
        queries,
        rounds,
        warmUp,
        Duration.ofMillis(timeout),
        storm,
        seed);
  }

  private static List<NetworkProfile> profiles(String value) {
    if (value.equals("all")) {
      return List.of(NetworkProfile.values());
    }
    List<NetworkProfile> profiles = new ArrayList<>();
    for (String word : value.split(",", -1)) {
      profiles.add(NetworkProfile.of(word));
    }
    return profiles;
  }

  private static int number(String name, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "%s is a whole number from %d to %d; not: %s".formatted(name, least, most, value));
  }

  int documentsIn(int nodesOfRegion) {
    return nodesOfRegion > LARGE_REGION
        ? Math.max(FEWEST_DOCUMENTS, documents / LARGE_REGION_SHARE)
        : documents;
  }

  /** The same as a command that repeats the run. */
  String command() {
    return "deploy/bench/simulator --nodes %s --networks %s --documents %d --queries %d --rounds %d --warm-up %d --timeout %d --storm %d --seed %d"
        .formatted(
            String.join(",", nodes.stream().map(String::valueOf).toList()),
            String.join(",", profiles.stream().map(NetworkProfile::word).toList()),
            documents,
            queries,
            rounds,
            warmUp,
            timeout.toMillis(),
            stormSeconds,
            seed);
  }
}
