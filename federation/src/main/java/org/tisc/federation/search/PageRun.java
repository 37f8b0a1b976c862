package org.tisc.federation.search;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/**
 * One page of a query's list. Used by one thread, which holds the query's lock.
 *
 * <p>Where lists are too short for the page, their sources are asked to go on where they stopped,
 * in the snapshots they pinned and with the same sums, so a page continues the one before exactly.
 * A source that cannot go on is left out from there and stands in the coverage; what it told before
 * keeps its place. <em>Display</em> asks what is left to know of the page's keys.
 */
final class PageRun {
  /** Hits asked for at once of a list that is read on; some pages of the usual size. */
  private static final int AHEAD = 100;

  /** Pages of this size are read by programs, to the end. */
  private static final int LONG_PAGE = 200;

  /** What one message holds with ease. */
  private static final int MOST_AHEAD = 10_000;

  private final OpenQuery query;
  private final Timetable times;
  private final FanOut fanOut;
  private final LongSupplier nanoClock;
  private int rounds;

  PageRun(OpenQuery query, Timetable times, FanOut fanOut, LongSupplier nanoClock) {
    this.query = query;
    this.times = times;
    this.fanOut = fanOut;
    this.nanoClock = nanoClock;
  }

  /** How many rounds went to peers. */
  int rounds() {
    return rounds;
  }

  /** The page of so many hits from this rank on, counted from 0. */
  SearchAnswer answer(int from, int size) {
    fill(from + size);
    Ranking ranking = query.ranking();
    SearchAnswer.Total total = query.coverage().total(ranking.distinct(), ranking.whole());
    return display(from, ranking.between(from, from + size), total);
  }

  private boolean goesOn(int end) {
    Ranking ranking = query.ranking();
    return end < SearchQuestion.MAX_DEPTH && (ranking.size() > end || !ranking.ended());
  }

  private void fill(int rank) {
    Ranking ranking = query.ranking();
    ranking.fill(rank);
    while (ranking.size() < rank && !ranking.whole()) {
      int missing = rank - ranking.size();
      List<NodeId> shorter = ranking.shorterThan(missing);
      // Of a list that was told to its depth nothing more is needed: what stands behind is not
      // among so many of all.
      List<Source> asked =
          query.sources().stream()
              .filter(source -> shorter.contains(source.node()))
              .filter(source -> ranking.told(source.node()) < SearchQuestion.MAX_DEPTH)
              .toList();
      if (asked.isEmpty()) {
        return;
      }
      readOn(asked, missing);
      ranking.fill(rank);
    }
  }

  private void readOn(List<Source> asked, int missing) {
    countRound(asked);
    fanOut
        .ask(
            asked,
            _ -> times.search(),
            (source, deadline) ->
                source.search(
                    query.sums(),
                    query.ranking().told(source.node()),
                    next(source, missing),
                    0,
                    deadline))
        .forEach(
            (source, outcome) -> {
              switch (outcome) {
                case FanOut.Answered<Source.Found>(Source.Hits hits, long at) -> {
                  List<LocalHits.Hit> more = hits.hits().hits();
                  query.coverage().displayed(source.node(), at);
                  query.ranking().tell(source.node(), more, more.size() < next(source, missing));
                }
                case FanOut.Answered<Source.Found>(Source.Moved _, long at) ->
                    lost(source, QueryRun.moved(source), at);
                case FanOut.Failed<Source.Found>(TiscException failure, long at) ->
                    lost(source, failure, at);
              }
            });
  }

  /**
   * How many hits a source is asked for. What follows the hits that people page through counts as
   * taken in bulk, so of it no more than is wanted; but for whoever reads on in long pages, more
   * each time, since an owner ranks all that comes before anew.
   */
  private int next(Source source, int missing) {
    int told = query.ranking().told(source.node());
    if (told < SearchQuestion.MAX_SIZE) {
      return Math.min(Math.max(missing, AHEAD), SearchQuestion.MAX_SIZE - told);
    }
    int wanted = missing < LONG_PAGE ? missing : Math.max(missing, told / 2);
    return Math.min(Math.min(wanted, MOST_AHEAD), SearchQuestion.MAX_DEPTH - told);
  }

  private void lost(Source source, TiscException failure, long at) {
    if (source instanceof OwnSource && Coverage.faultOfQuestion(failure)) {
      throw failure;
    }
    query.coverage().lost(source.node(), failure, at);
    query.lose(source);
  }

  private SearchAnswer display(int from, List<Ranking.Placed> page, SearchAnswer.Total total) {
    Coverage coverage = query.coverage();
    PageDisplay display = new PageDisplay(page);
    for (Source source : query.sources()) {
      if (query.mayHold(source)) {
        display.add(source, query.rendered(source));
      }
    }
    List<Source> asked = display.unknown();
    countRound(asked);
    boolean holdersComplete = true;
    for (Map.Entry<Source, FanOut.Outcome<Source.Shown>> entry :
        fanOut.ask(asked, _ -> times.display(), display::ask).entrySet()) {
      NodeId node = entry.getKey().node();
      switch (entry.getValue()) {
        case FanOut.Answered<Source.Shown>(Source.Shown shown, long at) -> {
          display.answered(node, shown);
          coverage.displayed(node, at);
        }
        case FanOut.Failed<Source.Shown>(TiscException failure, long at) -> {
          holdersComplete = false;
          if (display.wantsTexts(entry.getKey())) {
            coverage.lostBeforeDisplay(node, failure, at);
          }
        }
      }
    }
    return new SearchAnswer(
        coverage.complete(),
        coverage.inexact(),
        total,
        from,
        display.hits(coverage::collection),
        holdersComplete && coverage.complete(),
        coverage.reports(),
        List.of(),
        goesOn(from + page.size()),
        Optional.empty(),
        Duration.ofNanos(nanoClock.getAsLong() - times.start()));
  }

  /** A round is one question to several peers at once; asking oneself is none. */
  private void countRound(List<Source> asked) {
    if (!asked.stream().allMatch(OwnSource.class::isInstance)) {
      rounds++;
    }
  }
}
