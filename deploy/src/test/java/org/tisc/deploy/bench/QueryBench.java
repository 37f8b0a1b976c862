package org.tisc.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One query over a region of three nodes, against the same query over one node that holds the same
 * documents. Both regions run at the same time and are asked in turn, so that a slow moment of the
 * machine meets both. Prints medians, their ratio, CPU per query, and how many rankings differ.
 *
 * <p>A young Java process spends most of its time compiling: rounds are asked and not counted until
 * both regions have answered the warm-up's number of queries.
 *
 * <p>Arguments: launcher, documents, queries of each type, rounds, queries to warm up.
 */
public final class QueryBench {
  private static final int SIZE = 20;
  private static final int BASE_PORT_MANY = 21_000;
  private static final int BASE_PORT_ONE = 22_000;

  private QueryBench() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String launcher = arguments[0];
    long documents = Long.parseLong(arguments[1]);
    int queries = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    int warmUp = Integer.parseInt(arguments[4]);
    Path folder = Files.createTempDirectory("tisc-query-bench");
    try (Region many =
            Region.start(launcher, folder.resolve("many"), 3, documents, BASE_PORT_MANY);
        Region one = Region.start(launcher, folder.resolve("one"), 1, documents, BASE_PORT_ONE)) {
      Map<String, List<String>> log = queryLog(one, queries);
      for (int asked = 0; asked < warmUp; ) {
        for (String query : log.values().stream().flatMap(List::stream).toList()) {
          many.search(query, SIZE);
          one.search(query, SIZE);
          asked++;
        }
      }
      measure(many, one, log, rounds);
    }
  }

  private static void measure(Region many, Region one, Map<String, List<String>> log, int rounds)
      throws IOException, InterruptedException {
    Map<String, List<Long>> timesMany = new TreeMap<>();
    Map<String, List<Long>> timesOne = new TreeMap<>();
    int asked = 0;
    int different = 0;
    long cpuMany = 0;
    long cpuOne = 0;
    for (int round = 0; round < rounds; round++) {
      long beforeMany = many.cpuTicks();
      long beforeOne = one.cpuTicks();
      for (Map.Entry<String, List<String>> type : log.entrySet()) {
        for (String query : type.getValue()) {
          Region.Timed byMany = many.search(query, SIZE);
          Region.Timed byOne = one.search(query, SIZE);
          asked++;
          different += byMany.ranking().equals(byOne.ranking()) ? 0 : 1;
          timesMany.computeIfAbsent(type.getKey(), _ -> new ArrayList<>()).add(byMany.nanos());
          timesOne.computeIfAbsent(type.getKey(), _ -> new ArrayList<>()).add(byOne.nanos());
        }
      }
      cpuMany += many.cpuTicks() - beforeMany;
      cpuOne += one.cpuTicks() - beforeOne;
    }
    System.out.printf("%-12s %12s %12s %8s%n", "type", "3 nodes p50", "1 node p50", "ratio");
    List<Long> allMany = new ArrayList<>();
    List<Long> allOne = new ArrayList<>();
    for (String type : timesMany.keySet()) {
      print(type, timesMany.getOrDefault(type, List.of()), timesOne.getOrDefault(type, List.of()));
      allMany.addAll(timesMany.getOrDefault(type, List.of()));
      allOne.addAll(timesOne.getOrDefault(type, List.of()));
    }
    print("all", allMany, allOne);
    System.out.printf(
        "CPU per query, all processes: %.2f ms against %.2f ms, ratio %.2f%n",
        10.0 * cpuMany / asked, 10.0 * cpuOne / asked, (double) cpuMany / Math.max(1, cpuOne));
    System.out.printf("rankings that differ: %d of %d%n", different, asked);
  }

  private static void print(String type, List<Long> many, List<Long> one) {
    double medianMany = median(many);
    double medianOne = median(one);
    System.out.printf(
        "%-12s %9.2f ms %9.2f ms %8.2f%n", type, medianMany, medianOne, medianMany / medianOne);
  }

  private static double median(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[sorted.length / 2] / 1e6;
  }

  /** Queries of several types from words that stand in the documents. */
  private static Map<String, List<String>> queryLog(Region one, int queries)
      throws IOException, InterruptedException {
    Random random = new Random(1);
    List<String> chinese = new ArrayList<>();
    List<String> english = new ArrayList<>();
    for (String probe : List.of("方法", "装置", "系统", "method", "device", "system")) {
      for (JsonNode hit : one.search(probe, 500).answer().path("hits")) {
        String title = hit.path("title").asString();
        for (String run : title.split("[^\\p{IsHan}]+")) {
          if (run.length() >= 4) {
            int from = random.nextInt(run.length() - 2);
            chinese.add(run.substring(from, Math.min(run.length(), from + 2 + random.nextInt(3))));
          }
        }
        Arrays.stream(title.split("[^A-Za-z]+")).filter(w -> w.length() > 3).forEach(english::add);
      }
    }
    if (chinese.isEmpty()) {
      throw new IOException("The probes found no documents to take words from");
    }
    List<String> words = new ArrayList<>(chinese);
    words.addAll(english);
    Map<String, List<String>> log = new LinkedHashMap<>();
    for (int i = 0; i < queries; i++) {
      String a = words.get(random.nextInt(words.size()));
      String b = words.get(random.nextInt(words.size()));
      add(log, "word", a);
      add(log, "and", a + " AND " + b);
      add(log, "or", a + " OR " + b);
      add(log, "not", a + " NOT " + b);
      add(log, "title", "TI=" + a);
      add(log, "class", a + " AND IPC=" + "ABCDEFGH".charAt(random.nextInt(8)));
      add(log, "date", a + " AND PD>=" + (2015 + random.nextInt(10)));
    }
    return log;
  }

  private static void add(Map<String, List<String>> log, String type, String query) {
    log.computeIfAbsent(type, _ -> new ArrayList<>()).add(query);
  }
}
