package org.tisc.federation.search;

import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link SearchFigures}. Thread-safe. */
final class SearchCounters {
  private final LongAdder queries = new LongAdder();
  private final LongAdder rounds = new LongAdder();
  private final LongAdder warm = new LongAdder();
  final LongAdder remembered = new LongAdder();
  final LongAdder asked = new LongAdder();
  final LongAdder moved = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder contradictions = new LongAdder();

  /** One query over a network took so many rounds. */
  void answered(int roundsOfQuery) {
    queries.increment();
    rounds.add(roundsOfQuery);
    if (roundsOfQuery <= 1) {
      warm.increment();
    }
  }

  SearchFigures figures(long cacheBytes) {
    return new SearchFigures(
        queries.sum(),
        rounds.sum(),
        warm.sum(),
        remembered.sum(),
        asked.sum(),
        moved.sum(),
        skipped.sum(),
        contradictions.sum(),
        cacheBytes);
  }
}
