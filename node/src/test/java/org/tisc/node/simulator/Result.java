package org.tisc.node.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.SearchAnswer;

/** What was measured over one network, and its row of the table. Used by one thread. */
final class Result {
  /** Above the rows of a table in Markdown. */
  static final String HEADER =
      """
      | nodes | network | rounds cold, warm | right | complete | cold p50 | warm p50, p95, p99 | F p50 | warm / F | CPU a query | one node, bare Lucene | ratio | kB, messages | past the deadline | peer named where missed | beside |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\
      """;

  private final int nodes;
  private final NetworkProfile profile;
  private final NodeId faulty;
  private final Duration timeout;
  private final List<Long> coldNanos = new ArrayList<>();
  private final List<Long> warmNanos = new ArrayList<>();
  private final List<Long> floors = new ArrayList<>();
  private long coldRounds;
  private long warmRounds;
  private long mostWarmRounds;
  private int compared;
  private int right;
  private int answers;
  private int complete;
  private int late;
  private int named;
  private int othersMissed;
  private long cpu;
  private long cpuOne;
  private long cpuBare;
  private long messages;
  private long bytes;
  private String beside = "";

  Result(int nodes, NetworkProfile profile, NodeId faulty, Duration timeout) {
    this.nodes = nodes;
    this.profile = profile;
    this.faulty = faulty;
    this.timeout = timeout;
  }

  /** An answer to a node that knew nothing. */
  void cold(SearchAnswer answer, List<String> expected, long nanos, long rounds) {
    coldNanos.add(nanos);
    coldRounds += rounds;
    judge(answer, nanos);
    compare(answer, expected);
  }

  /**
   * An answer to a node that had asked the same before.
   *
   * @param floor the time of the slowest peer, its line included; 0 where none was searched
   */
  void warm(SearchAnswer answer, List<String> expected, long nanos, long rounds, long floor) {
    moving(answer, nanos, rounds, floor);
    compare(answer, expected);
  }

  /** The same while the region changes, so that nothing can be compared. */
  void moving(SearchAnswer answer, long nanos, long rounds, long floor) {
    warmNanos.add(nanos);
    warmRounds += rounds;
    mostWarmRounds = Math.max(mostWarmRounds, rounds);
    if (floor > 0) {
      floors.add(floor);
    }
    judge(answer, nanos);
  }

  private void judge(SearchAnswer answer, long nanos) {
    answers++;
    complete += answer.exact() ? 1 : 0;
    late += nanos > timeout.toNanos() ? 1 : 0;
    boolean names =
        answer.sources().stream()
            .anyMatch(source -> source.node().equals(faulty) && !source.state().complete());
    named += names ? 1 : 0;
    boolean others =
        answer.sources().stream()
            .anyMatch(source -> !source.node().equals(faulty) && !source.state().complete());
    othersMissed += others ? 1 : 0;
  }

  /** Whether an answer that says it is exact is: keys, order and score bits. */
  void compare(SearchAnswer answer, List<String> expected) {
    if (answer.exact()) {
      compared++;
      List<String> bits =
          answer.hits().stream().map(hit -> Measurement.bits(hit.key(), hit.score())).toList();
      right += bits.equals(expected) ? 1 : 0;
    }
  }

  /** What one time of all warm queries took. */
  void spent(long cpuNanos, long sentMessages, long sentBytes) {
    cpu += cpuNanos;
    messages += sentMessages;
    bytes += sentBytes;
  }

  /** What the same took on one node that holds everything, and by Lucene alone. */
  void unionCpu(long oneNode, long bare) {
    cpuOne += oneNode;
    cpuBare += bare;
  }

  /** How often statistics of a peer were known before it was asked, and were still right. */
  void cache(long remembered, long asked, long moved, double commitsASecond) {
    beside =
        "statistics known %.1f %%, commits %.2f a second and node"
            .formatted(
                100.0 * (remembered - moved) / Math.max(1, remembered + asked), commitsASecond);
  }

  int answers() {
    return answers;
  }

  int complete() {
    return complete;
  }

  int compared() {
    return compared;
  }

  int right() {
    return right;
  }

  int late() {
    return late;
  }

  int named() {
    return named;
  }

  /** Answers that lack somebody who has no fault. */
  int othersMissed() {
    return othersMissed;
  }

  long mostWarmRounds() {
    return mostWarmRounds;
  }

  double coldRounds() {
    return (double) coldRounds / Math.max(1, coldNanos.size());
  }

  /** One row under {@link #HEADER}; what was not measured is a dash. */
  String row() {
    int warm = Math.max(1, warmNanos.size());
    double floor = millis(floors, 0.5);
    boolean waits = profile.fault().silent();
    boolean faulted = profile.fault() != NetworkProfile.Fault.NONE;
    return String.join(
        " | ",
        "| " + nodes,
        profile.word(),
        (coldNanos.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", coldRounds()))
            + String.format(Locale.ROOT, ", %.2f", (double) warmRounds / warm),
        right + " of " + compared,
        String.format(Locale.ROOT, "%.0f %%", 100.0 * complete / Math.max(1, answers)),
        coldNanos.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f", millis(coldNanos, 0.5)),
        String.format(
            Locale.ROOT,
            "%.1f, %.1f, %.1f",
            millis(warmNanos, 0.5),
            millis(warmNanos, 0.95),
            millis(warmNanos, 0.99)),
        floors.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f", floor),
        floors.isEmpty() || waits
            ? "–"
            : String.format(Locale.ROOT, "%.2f", millis(warmNanos, 0.5) / floor),
        cpu == 0 ? "–" : String.format(Locale.ROOT, "%.2f", cpu / 1e6 / warm),
        cpu == 0
            ? "–"
            : String.format(Locale.ROOT, "%.2f, %.2f", cpuOne / 1e6 / warm, cpuBare / 1e6 / warm),
        cpu == 0
            ? "–"
            : String.format(
                Locale.ROOT,
                "%.2f, %.2f",
                (double) cpu / Math.max(1, cpuOne),
                (double) cpu / Math.max(1, cpuBare)),
        String.format(Locale.ROOT, "%.1f, %.1f", bytes / 1e3 / warm, (double) messages / warm),
        String.valueOf(late),
        faulted ? named + " of " + (answers - complete) : "–",
        (othersMissed > 0 ? "others missed in " + othersMissed : beside.isEmpty() ? "–" : beside)
            + " |");
  }

  private static double millis(List<Long> nanos, double share) {
    if (nanos.isEmpty()) {
      return 0;
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    int at = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.clamp(at, 0, sorted.size() - 1)) / 1e6;
  }
}
