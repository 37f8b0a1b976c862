package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/**
 * One question for totals and facets over several sources, each record counted once. Used by one
 * thread.
 *
 * <p>Every source counts its distinct keys, and tells their digests. In the order of the sources a
 * key counts where it first stands; what a later source counted for it is asked for again, for
 * these keys alone, and taken off. So there is at most one further round, and none where no key
 * that matches is held twice.
 */
final class FacetQuery {
  private static final double FIRST_SHARE = 0.7;
  private static final double SECOND_SHARE = 0.95;

  private final FacetQuestion question;
  private final List<Source> sources;
  private final FanOut fanOut;
  private final int salt;
  private final long start;

  private final Map<Source, FacetCounts> counted = new LinkedHashMap<>();
  private final Map<Source, FacetCounts> again = new HashMap<>();
  private final List<NodeId> missing;
  private boolean doubles;

  /**
   * A question about to be asked.
   *
   * @param sources own one first; of equal keys the first one's copy counts
   * @param unreachable nodes in scope that cannot be asked
   * @param start on the clock of the fan-out
   */
  FacetQuery(
      FacetQuestion question,
      List<Source> sources,
      List<NodeId> unreachable,
      FanOut fanOut,
      int salt,
      long start) {
    this.question = question;
    this.sources = sources;
    this.missing = new ArrayList<>(unreachable);
    this.fanOut = fanOut;
    this.salt = salt;
    this.start = start;
  }

  private long by(double share) {
    return start + (long) (question.timeout().toNanos() * share);
  }

  FacetAnswer run() {
    boolean several = sources.size() > 1;
    FacetRequest request =
        new FacetRequest(question.query(), question.facets(), several, salt, Optional.empty());
    fanOut
        .ask(
            sources,
            source ->
                by(source.doubtful() ? QueryRun.doubtfulShare(question.timeout()) : FIRST_SHARE),
            (source, deadline) -> source.count(request, deadline))
        .forEach(this::counted);
    if (several) {
      askAgain(request);
    }
    missing.sort(Comparator.naturalOrder());
    Map<NodeId, Long> byNode = new TreeMap<>();
    counted.forEach((source, counts) -> byNode.put(source.node(), counts.documents()));
    return new FacetAnswer(
        total(), question.facets().stream().map(this::divided).toList(), byNode, missing);
  }

  private void counted(Source source, FanOut.Outcome<FacetCounts> outcome) {
    switch (outcome) {
      case FanOut.Answered<FacetCounts>(FacetCounts counts, long _) -> counted.put(source, counts);
      case FanOut.Failed<FacetCounts>(TiscException failure, long _) -> {
        if (source instanceof OwnSource && Coverage.faultOfQuestion(failure)) {
          throw failure;
        }
        missing.add(source.node());
      }
    }
  }

  /** Has what counted twice counted by itself. */
  private void askAgain(FacetRequest request) {
    long holding = counted.values().stream().filter(counts -> counts.documents() > 0).count();
    if (holding < 2) {
      return;
    }
    KeyDigests seen = KeyDigests.of(new long[0]);
    Map<Source, KeyDigests> twice = new LinkedHashMap<>();
    for (Map.Entry<Source, FacetCounts> each : counted.entrySet()) {
      if (each.getValue().documents() == 0) {
        continue;
      }
      Optional<KeyDigests> keys = each.getValue().digests();
      if (keys.isEmpty()) {
        doubles = true;
        continue;
      }
      KeyDigests both = keys.get().and(seen);
      if (both.size() > 0) {
        twice.put(each.getKey(), both);
      }
      seen = seen.or(keys.get());
    }
    fanOut
        .ask(
            List.copyOf(twice.keySet()),
            _ -> by(SECOND_SHARE),
            (source, deadline) ->
                question.facets().isEmpty()
                    ? empty(twice.getOrDefault(source, seenNothing()))
                    : source.count(request.of(twice.getOrDefault(source, seenNothing())), deadline))
        .forEach(
            (source, outcome) -> {
              switch (outcome) {
                case FanOut.Answered<FacetCounts>(FacetCounts counts, long _) ->
                    again.put(source, counts);
                case FanOut.Failed<FacetCounts> _ -> doubles = true;
              }
            });
  }

  private static KeyDigests seenNothing() {
    return KeyDigests.of(new long[0]);
  }

  private static FacetCounts empty(KeyDigests keys) {
    return new FacetCounts(keys.size(), Optional.empty(), Map.of(), 0);
  }

  private SearchAnswer.Total total() {
    long sum = 0;
    for (Map.Entry<Source, FacetCounts> each : counted.entrySet()) {
      sum += each.getValue().documents();
      FacetCounts twice = again.get(each.getKey());
      sum -= twice == null ? 0 : twice.documents();
    }
    SearchAnswer.Relation relation = SearchAnswer.Relation.EQUAL;
    if (!missing.isEmpty()) {
      // With doubles in it neither bound would hold: what is missing may be more than they are.
      relation = SearchAnswer.Relation.AT_LEAST;
      sum =
          doubles
              ? counted.values().stream().mapToLong(FacetCounts::documents).max().orElse(0)
              : sum;
    } else if (doubles) {
      relation = SearchAnswer.Relation.AT_MOST;
    }
    return new SearchAnswer.Total(sum, relation);
  }

  private FacetAnswer.Divided divided(Facet facet) {
    Map<String, Long> sums = new HashMap<>();
    boolean exact = missing.isEmpty() && !doubles;
    // How much more a value may have at sources that did not tell of it.
    long untold = 0;
    for (Map.Entry<Source, FacetCounts> each : counted.entrySet()) {
      FacetCounts counts = each.getValue();
      FacetCounts.Counted one = counts.facets().get(facet);
      exact &= counts.undivided() == 0 && (one != null || counts.documents() == 0);
      if (one == null) {
        continue;
      }
      one.values().forEach((value, count) -> sums.merge(value, count, Long::sum));
      untold += one.restMost();
      FacetCounts twice = again.get(each.getKey());
      FacetCounts.Counted off = twice == null ? null : twice.facets().get(facet);
      if (off != null) {
        off.values().forEach((value, count) -> sums.merge(value, -count, Long::sum));
        exact &= off.restMost() == 0;
      }
    }
    List<FacetAnswer.Value> values =
        sums.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(each -> new FacetAnswer.Value(each.getKey(), each.getValue()))
            .sorted(
                Comparator.comparingLong(FacetAnswer.Value::count)
                    .reversed()
                    .thenComparing(FacetAnswer.Value::value))
            .toList();
    int shown = Math.min(question.most(), values.size());
    return new FacetAnswer.Divided(
        facet, values.subList(0, shown), exact && untold == 0, values.size() > shown || untold > 0);
  }
}
