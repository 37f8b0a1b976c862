package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final FacetQuestion question;
  private final List<Source> sources;
  private final FanOut fanOut;
  private final int salt;
  private final Timetable times;

  private final Map<Source, FacetCounts> counted = new LinkedHashMap<>();

  /** What each source counted that an earlier one has. */
  private final Map<Source, KeyDigests> twice = new LinkedHashMap<>();

  /** How that divides, as far as it could be asked. */
  private final Map<Source, FacetCounts> again = new HashMap<>();

  private final List<NodeId> missing;

  /** Whether a source found more than it can tell one by one, so that doubles stay in. */
  private boolean indistinct;

  /**
   * A question about to be asked.
   *
   * @param sources own one first; of equal keys the first one's copy counts
   * @param unreachable nodes in scope that cannot be asked
   * @param times on the clock of the fan-out
   */
  FacetQuery(
      FacetQuestion question,
      List<Source> sources,
      List<NodeId> unreachable,
      FanOut fanOut,
      int salt,
      Timetable times) {
    this.question = question;
    this.sources = sources;
    this.missing = new ArrayList<>(unreachable);
    this.fanOut = fanOut;
    this.salt = salt;
    this.times = times;
  }

  FacetAnswer run() {
    boolean several = sources.size() > 1;
    FacetRequest request =
        new FacetRequest(question.query(), question.facets(), several, salt, Optional.empty());
    fanOut
        .ask(sources, times::count, (source, deadline) -> source.count(request, deadline))
        .forEach(this::counted);
    findDoubles();
    if (!question.facets().isEmpty()) {
      countDoubles(request);
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

  private void findDoubles() {
    List<Source> holding =
        counted.keySet().stream().filter(source -> counts(source).documents() > 0).toList();
    if (holding.size() < 2) {
      return;
    }
    KeyDigests seen = KeyDigests.NONE;
    for (Source source : holding) {
      Optional<KeyDigests> keys = counts(source).digests();
      if (keys.isEmpty()) {
        indistinct = true;
        continue;
      }
      KeyDigests both = keys.get().and(seen);
      if (both.size() > 0) {
        twice.put(source, both);
      }
      seen = seen.or(keys.get());
    }
  }

  private FacetCounts counts(Source source) {
    return Objects.requireNonNull(counted.get(source));
  }

  /** Has what counted twice counted by itself. */
  private void countDoubles(FacetRequest request) {
    fanOut
        .ask(
            List.copyOf(twice.keySet()),
            _ -> times.countAgain(),
            (source, deadline) ->
                source.count(request.of(Objects.requireNonNull(twice.get(source))), deadline))
        .forEach(
            (source, outcome) -> {
              if (outcome instanceof FanOut.Answered<FacetCounts>(FacetCounts counts, long _)) {
                again.put(source, counts);
              }
            });
  }

  private SearchAnswer.Total total() {
    long copies = counted.values().stream().mapToLong(FacetCounts::documents).sum();
    long sum = copies - twice.values().stream().mapToLong(KeyDigests::size).sum();
    SearchAnswer.Relation relation = SearchAnswer.Relation.EQUAL;
    if (!missing.isEmpty()) {
      // With doubles in it neither bound would hold: what is missing may be more than they are.
      relation = SearchAnswer.Relation.AT_LEAST;
      sum =
          indistinct
              ? counted.values().stream().mapToLong(FacetCounts::documents).max().orElse(0)
              : sum;
    } else if (indistinct) {
      relation = SearchAnswer.Relation.AT_MOST;
    }
    return new SearchAnswer.Total(sum, relation);
  }

  private FacetAnswer.Divided divided(Facet facet) {
    Map<String, Long> sums = new HashMap<>();
    boolean exact = missing.isEmpty() && !indistinct && again.keySet().equals(twice.keySet());
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
      FacetCounts doubled = again.get(each.getKey());
      FacetCounts.Counted off = doubled == null ? null : doubled.facets().get(facet);
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
