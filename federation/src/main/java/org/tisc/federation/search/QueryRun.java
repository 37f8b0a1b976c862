package org.tisc.federation.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;

/**
 * One query: its rounds and its answer. Used by one thread.
 *
 * <p><em>Survey</em> asks for the statistics of sources of which they are not remembered. A peer
 * whose link is in doubt is always surveyed, so that one that is gone costs nobody a second search.
 * <em>Search</em> goes to everybody with the sums. Where a source turns out to have moved, or fails
 * before it was heard in this query, the sums were wrong for all: they are made anew, without those
 * that failed, and everybody is searched once more; what moves again is left out and said.
 * <em>Display</em> asks what is left to know of the page's keys.
 *
 * <p>A source that has nothing to match, by statistics of this query or by remembered ones whose
 * generation the peer has announced, is not searched.
 *
 * <p>A source that fails drops out and stands in the coverage; it never delays the others beyond
 * the round's share of the time. The shares are upper bounds, not waits. Whoever has not been heard
 * by the end of the first gave no sign of life, and counts as late.
 */
final class QueryRun {
  private static final Logger log = LoggerFactory.getLogger(QueryRun.class);

  // Shares of the whole timeout by which a round ends at the latest; the rest is for the merge.
  private static final double SURVEY_SHARE = 0.45;
  private static final double DOUBTFUL_SHARE = 0.09;
  private static final double SEARCH_SHARE = 0.80;
  private static final double DISPLAY_SHARE = 0.95;
  private static final double EXPLAIN_SHARE = 0.98;

  /** When who still searches, and was not heard yet, is asked for a sign of life. */
  private static final double SIGN_SHARE = 0.15;

  /** What a peer that is back needs to be reached anew: connection, handshake, first words. */
  private static final Duration REACHED_ANEW = Duration.ofSeconds(1);

  /** Hits that a peer renders unasked for a longer page: what is not shown is work for nothing. */
  private static final int MAX_SHOWN_AT_ONCE = 40;

  private final SearchQuestion question;
  private final long start;
  private final String scoringProfile;
  private final Coverage coverage;
  private final List<Source> sources;
  private final SearchCounters counters;
  private final LongSupplier nanoClock;
  private final FanOut fanOut;

  private final Map<Source, Source.Survey> surveys = new LinkedHashMap<>();
  private final Set<Source> heard = new HashSet<>();
  private final Set<Source> empty = new HashSet<>();
  private final Map<Source, Source.Hits> found = new HashMap<>();
  private boolean refusedAsStranger;
  private int rounds;

  QueryRun(
      SearchQuestion question,
      long start,
      String scoringProfile,
      Coverage coverage,
      List<Source> sources,
      SearchCounters counters,
      LongSupplier nanoClock) {
    this.question = question;
    this.start = start;
    this.scoringProfile = scoringProfile;
    this.coverage = coverage;
    this.sources = List.copyOf(sources);
    this.counters = counters;
    this.nanoClock = nanoClock;
    this.fanOut = new FanOut(nanoClock, question.abandoned(), "search-" + question.requestId());
  }

  /**
   * The share of a timeout that a peer gets whose link is not ready. Small, since it is probably
   * gone; but a peer that came back is in the very next query, so never too short for reaching it,
   * as far as the share of a good peer allows.
   */
  static double doubtfulShare(Duration timeout) {
    double reached = (double) REACHED_ANEW.toNanos() / Math.max(1, timeout.toNanos());
    return Math.min(SURVEY_SHARE, Math.max(DOUBTFUL_SHARE, reached));
  }

  private long by(double share) {
    return start + (long) (question.timeout().toNanos() * share);
  }

  private int limit() {
    return Math.max(1, question.size());
  }

  /** How many rounds went to peers. */
  int rounds() {
    return rounds;
  }

  SearchAnswer answer() {
    List<Source> unknown = new ArrayList<>();
    for (Source source : sources) {
      Optional<Source.Survey> remembered =
          source.doubtful() ? Optional.empty() : source.remembered();
      remembered.ifPresentOrElse(survey -> surveys.put(source, survey), () -> unknown.add(source));
      if (!(source instanceof OwnSource)) {
        (remembered.isPresent() ? counters.remembered : counters.asked).increment();
      }
    }
    survey(unknown);
    searchAll();
    refuseIfStranger();
    if (!question.collections().isEmpty() && !coverage.knowsCollections() && coverage.complete()) {
      throw new TiscException(
          Reason.UNKNOWN_COLLECTION,
          "No source in scope has a collection named "
              + String.join(", ", new TreeSet<>(question.collections())));
    }
    // The order of the sources decides whose copy is shown of several that score alike.
    Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
    for (Source source : sources) {
      Source.Hits hits = found.get(source);
      if (hits != null) {
        lists.put(source.node(), hits.hits().hits());
      }
    }
    List<Ranking.Placed> ranking = Ranking.merge(lists, Integer.MAX_VALUE);
    boolean all = lists.values().stream().allMatch(hits -> hits.size() < limit());
    SearchAnswer.Total total = coverage.total(ranking.size(), all);
    return display(ranking.subList(0, Math.min(question.size(), ranking.size())), total);
  }

  /** What explains a document of the answer, once it is there and while the sources are open. */
  Explaining explaining() {
    Map<Source, LocalHits> hits = new LinkedHashMap<>();
    for (Source source : sources) {
      Source.Hits its = found.get(source);
      if (its != null) {
        hits.put(source, its.hits());
      }
    }
    return new Explaining(fanOut, hits, sums(), limit(), by(EXPLAIN_SHARE));
  }

  private void survey(List<Source> unknown) {
    if (unknown.stream().allMatch(OwnSource.class::isInstance)) {
      unknown.forEach(this::surveyHere);
      return;
    }
    countRound(unknown);
    fanOut
        .ask(
            unknown,
            source -> by(source.doubtful() ? doubtfulShare(question.timeout()) : SURVEY_SHARE),
            Source::survey)
        .forEach(
            (source, outcome) -> {
              switch (outcome) {
                case FanOut.Answered<Source.Survey>(Source.Survey survey, long at) ->
                    surveyed(source, survey, at);
                case FanOut.Failed<Source.Survey>(TiscException failure, long at) ->
                    missing(source, failure, at);
              }
            });
  }

  /** On this thread, since nobody else is waited for meanwhile. */
  private void surveyHere(Source own) {
    try {
      surveyed(own, own.survey(by(SURVEY_SHARE)), nanoClock.getAsLong());
    } catch (TiscException failure) {
      missing(own, failure, nanoClock.getAsLong());
    }
  }

  private void surveyed(Source source, Source.Survey survey, long at) {
    heard.add(source);
    if (survey.scoringProfile().equals(scoringProfile)) {
      coverage.surveyed(source.node(), survey.collections(), at);
      surveys.put(source, survey);
    } else {
      coverage.otherProfile(source.node(), survey, at);
      surveys.remove(source);
    }
  }

  private void missing(Source source, TiscException failure, long at) {
    if (source instanceof OwnSource && Coverage.faultOfQuestion(failure)) {
      throw failure;
    }
    if (failure.reason() == Reason.STATISTICS_CONTRADICT) {
      counters.contradictions.increment();
      log.warn("{} lied about its index: {}", source.node(), failure.getMessage());
    }
    refusedAsStranger |= failure.reason() == Reason.NOT_A_MEMBER;
    coverage.missing(source.node(), failure, at);
    surveys.remove(source);
  }

  /**
   * A node that is out of the network is told so, not given its own documents as the network's
   * answer: raises NOT_A_MEMBER where a peer says so and no peer answers.
   */
  private void refuseIfStranger() {
    if (refusedAsStranger && heard.stream().allMatch(OwnSource.class::isInstance)) {
      throw new TiscException(
          Reason.NOT_A_MEMBER, "The network's members do not count this node among them");
    }
  }

  /** A round is one question to several peers at once; asking oneself is none. */
  private void countRound(List<Source> asked) {
    if (!asked.stream().allMatch(OwnSource.class::isInstance)) {
      rounds++;
    }
  }

  private Statistics sums() {
    return Statistics.sum(surveys.values().stream().map(Source.Survey::statistics).toList());
  }

  private void searchAll() {
    Statistics sums = sums();
    List<Source> again = search(searched(), sums, false);
    if (again.isEmpty()) {
      return;
    }
    Statistics corrected = sums();
    List<Source> next = searched();
    if (corrected.equals(sums)) {
      // What the others scored with is still right.
      next.retainAll(again);
    } else {
      found.clear();
    }
    search(next, corrected, true);
  }

  /** Who is searched: whoever may have something that matches. */
  private List<Source> searched() {
    List<Source> searched = new ArrayList<>();
    for (Source source : sources) {
      Source.Survey survey = surveys.get(source);
      if (survey == null) {
        continue;
      }
      boolean sure = heard.contains(source);
      if (!sure && source.confirmed()) {
        sure = true;
        coverage.surveyed(source.node(), survey.collections(), nanoClock.getAsLong());
      }
      if (sure && survey.documents() == 0) {
        continue;
      }
      if (sure && Provable.matchesNothing(question.query(), survey.statistics())) {
        skip(source);
        continue;
      }
      empty.remove(source);
      searched.add(source);
    }
    return searched;
  }

  private void skip(Source source) {
    if (empty.add(source) && !(source instanceof OwnSource)) {
      counters.skipped.increment();
    }
    coverage.nothing(source.node());
  }

  /**
   * Searches these sources.
   *
   * @param last whether nobody is searched again
   * @return sources whose part in the sums was wrong; some may be out
   */
  private List<Source> search(List<Source> asked, Statistics sums, boolean last) {
    countRound(asked);
    List<Source> wrong = new ArrayList<>();
    List<Source> expired = new ArrayList<>();
    fanOut
        .ask(
            asked,
            _ -> by(SEARCH_SHARE),
            new FanOut.Signs(source -> !heard.contains(source), by(SIGN_SHARE), by(SURVEY_SHARE)),
            (source, deadline) -> source.search(sums, limit(), shownAtOnce(source, sums), deadline))
        .forEach(
            (source, outcome) -> {
              switch (outcome) {
                case FanOut.Answered<Source.Found>(Source.Hits hits, long at) -> {
                  heard.add(source);
                  coverage.surveyed(source.node(), hits.collections(), at);
                  coverage.searched(source.node(), hits.hits(), at);
                  found.put(source, hits);
                }
                case FanOut.Answered<Source.Found>(Source.Moved(Source.Survey survey), long at) -> {
                  counters.moved.increment();
                  if (last) {
                    coverage.lost(source.node(), moved(source), at);
                  } else {
                    surveyed(source, survey, at);
                    wrong.add(source);
                  }
                }
                case FanOut.Failed<Source.Found>(TiscException failure, long at) -> {
                  boolean known = heard.contains(source);
                  if (!last && failure.reason() == Reason.SNAPSHOT_EXPIRED) {
                    expired.add(source);
                    wrong.add(source);
                  } else if (last || known || at - by(SEARCH_SHARE) >= 0) {
                    lost(source, failure, at);
                  } else {
                    missing(source, failure, at);
                    wrong.add(source);
                  }
                }
              }
            });
    if (!expired.isEmpty()) {
      survey(expired);
    }
    return wrong;
  }

  private void lost(Source source, TiscException failure, long at) {
    if (source instanceof OwnSource && Coverage.faultOfQuestion(failure)) {
      throw failure;
    }
    coverage.lost(source.node(), failure, at);
  }

  private static TiscException moved(Source source) {
    return new TiscException(
        Reason.SNAPSHOT_EXPIRED, source.node() + " changed twice while it was asked");
  }

  /**
   * How many hits a source renders unasked: its part of the page as its part of the statistics lets
   * expect, and half as many again, so that the page is most often whole after one round without
   * everybody rendering all of it.
   */
  private int shownAtOnce(Source source, Statistics sums) {
    Source.Survey survey = surveys.get(source);
    if (survey == null || question.size() > MAX_SHOWN_AT_ONCE) {
      return 0;
    }
    double share = 0;
    int counted = 0;
    for (Map.Entry<IndexTerm, TermStatistics> term : sums.terms().entrySet()) {
      long all = term.getValue().documentFrequency();
      if (all > 0) {
        share += (double) survey.statistics().term(term.getKey()).documentFrequency() / all;
        counted++;
      }
    }
    double expected = counted == 0 ? documentShare(survey) : share / counted;
    return Math.min(question.size(), 2 + (int) Math.ceil(question.size() * expected * 1.5));
  }

  private double documentShare(Source.Survey survey) {
    long all = surveys.values().stream().mapToLong(Source.Survey::documents).sum();
    return (double) survey.documents() / Math.max(1, all);
  }

  private SearchAnswer display(List<Ranking.Placed> page, SearchAnswer.Total total) {
    PageDisplay display = new PageDisplay(page);
    for (Source source : sources) {
      Source.Hits hits = found.get(source);
      if (hits != null || empty.contains(source)) {
        display.add(source, hits == null ? Map.of() : hits.documents());
      }
    }
    List<Source> asked = display.unknown();
    countRound(asked);
    boolean holdersComplete = true;
    for (Map.Entry<Source, FanOut.Outcome<Source.Shown>> entry :
        fanOut.ask(asked, _ -> by(DISPLAY_SHARE), display::ask).entrySet()) {
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
        display.hits(coverage::collection),
        holdersComplete && coverage.complete(),
        coverage.reports(),
        Duration.ofNanos(nanoClock.getAsLong() - start));
  }
}
