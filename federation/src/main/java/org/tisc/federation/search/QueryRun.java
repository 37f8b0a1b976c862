package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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
 * One query, up to the lists that everybody found. Used by one thread.
 *
 * <p><em>Survey</em> asks for the statistics of sources of which they are not remembered. A peer
 * whose link is in doubt is always surveyed, so that one that is gone costs nobody a second search.
 * <em>Search</em> goes to everybody with the sums. Where a source turns out to have moved, or fails
 * before it was heard in this query, the sums were wrong for all: they are made anew, without those
 * that failed, and everybody is searched once more; what moves again is left out and said. The
 * pages of the merged list are made by {@link PageRun}.
 *
 * <p>A source that has nothing to match, by statistics of this query or by remembered ones whose
 * generation the peer has announced, is not searched.
 *
 * <p>A source that fails drops out and stands in the coverage; it never delays the others beyond
 * the round's share of the time. The shares are upper bounds, not waits. Whoever has not been heard
 * by the end of the first gave no sign of life, and counts as late; who was not asked until then,
 * because others used that time up, has half of what is left.
 */
final class QueryRun {
  private static final Logger log = LoggerFactory.getLogger(QueryRun.class);

  /** Hits that a peer renders unasked for a longer page: what is not shown is work for nothing. */
  private static final int MAX_SHOWN_AT_ONCE = 40;

  private final SearchQuestion question;
  private final Timetable times;
  private final String scoringProfile;
  private final Coverage coverage;
  private final List<Source> sources;
  private final SearchCounters counters;
  private final LongSupplier nanoClock;
  private final FanOut fanOut;
  private final EarlyAnswers early;

  private final Map<Source, Source.Survey> surveys = new LinkedHashMap<>();
  private final Set<Source> heard = new HashSet<>();
  private final Set<Source> empty = new HashSet<>();
  private final Map<Source, Source.Hits> found = new HashMap<>();
  private final Set<NodeId> awaited = new HashSet<>();
  private boolean refusedAsStranger;
  private int arrived;
  private int rounds;

  QueryRun(
      SearchQuestion question,
      Timetable times,
      String scoringProfile,
      Coverage coverage,
      List<Source> sources,
      SearchCounters counters,
      FanOut fanOut,
      EarlyAnswers early,
      LongSupplier nanoClock) {
    this.question = question;
    this.times = times;
    this.scoringProfile = scoringProfile;
    this.coverage = coverage;
    this.sources = List.copyOf(sources);
    this.counters = counters;
    this.fanOut = fanOut;
    this.early = early;
    this.nanoClock = nanoClock;
  }

  private int limit() {
    return Math.max(1, question.size());
  }

  /** How many rounds went to peers. */
  int rounds() {
    return rounds;
  }

  /** Asks everybody; the first page can be shown then. */
  OpenQuery open() {
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
    Statistics sums = searchAll();
    refuseIfStranger();
    if (!question.collections().isEmpty() && !coverage.knowsCollections() && coverage.complete()) {
      throw new TiscException(
          Reason.UNKNOWN_COLLECTION,
          "No source in scope has a collection named "
              + String.join(", ", new TreeSet<>(question.collections())));
    }
    // The order of the sources decides whose copy is shown of several that score alike.
    return new OpenQuery(question, sources, coverage, sums, found, empty, limit());
  }

  private void survey(List<Source> unknown) {
    if (unknown.stream().allMatch(OwnSource.class::isInstance)) {
      unknown.forEach(this::surveyHere);
      return;
    }
    countRound(unknown);
    fanOut.ask(
        unknown,
        times::survey,
        FanOut.Signs.NONE,
        Source::survey,
        watch(
            unknown,
            (source, outcome) -> {
              switch (outcome) {
                case FanOut.Answered<Source.Survey>(Source.Survey survey, long at) ->
                    surveyed(source, survey, at);
                case FanOut.Failed<Source.Survey>(TiscException failure, long at) ->
                    missing(source, failure, at);
              }
            }));
  }

  /** On this thread, since nobody else is waited for meanwhile. */
  private void surveyHere(Source own) {
    try {
      surveyed(own, own.survey(times.survey()), nanoClock.getAsLong());
    } catch (TiscException failure) {
      missing(own, failure, nanoClock.getAsLong());
    }
  }

  /** Hears outcomes, and tells early answers while it waits for more. */
  private <T> FanOut.Watch<T> watch(
      List<Source> asked, BiConsumer<Source, FanOut.Outcome<T>> hearing) {
    awaited.clear();
    asked.forEach(source -> awaited.add(source.node()));
    return new FanOut.Watch<>() {
      @Override
      public void came(Source source, FanOut.Outcome<T> outcome) {
        arrived++;
        awaited.remove(source.node());
        hearing.accept(source, outcome);
      }

      @Override
      public void waiting() {
        if (early.due(arrived)) {
          tellEarly();
        }
      }
    };
  }

  /**
   * What the own node has is there first. Where others still tell statistics, it is scored by what
   * was told so far.
   */
  private void tellEarly() {
    Source own = sources.getFirst();
    Map<Source, Source.Hits> known = new HashMap<>(found);
    try {
      if (!known.containsKey(own)
          && surveys.containsKey(own)
          && !empty.contains(own)
          && own.search(sums(), 0, limit(), 0, times.search()) instanceof Source.Hits hits) {
        known.put(own, hits);
      }
      early.tell(arrived, own, sources, known, awaited, coverage);
    } catch (TiscException failure) {
      // The answer itself will say what is wrong.
      log.debug("Nothing to tell early", failure);
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

  /** The sums with which all were searched in the end. */
  private Statistics searchAll() {
    Statistics sums = sums();
    List<Source> again = search(searched(), sums, false);
    if (again.isEmpty()) {
      return sums;
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
    return corrected;
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
    fanOut.ask(
        asked,
        _ -> times.search(),
        times.signs(source -> !heard.contains(source), nanoClock.getAsLong()),
        (source, deadline) -> source.search(sums, 0, limit(), shownAtOnce(source, sums), deadline),
        watch(
            asked,
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
                  } else if (last || known || at - times.search() >= 0) {
                    lost(source, failure, at);
                  } else {
                    missing(source, failure, at);
                    wrong.add(source);
                  }
                }
              }
            }));
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

  /** It changed while it was asked, or between two pages. */
  static TiscException moved(Source source) {
    return new TiscException(
        Reason.SNAPSHOT_EXPIRED, source.node() + " changed while it was asked");
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
}
