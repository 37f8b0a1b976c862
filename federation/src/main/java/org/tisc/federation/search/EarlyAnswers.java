package org.tisc.federation.search;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tisc.federation.identity.NodeId;

/**
 * Tells what is known of an answer while sources are still waited for: the best of what was found,
 * as far as it can be read already, and who is waited for. Ranks and scores are not the last word.
 * Nothing is told of an answer that is there at once. Used by one thread.
 */
final class EarlyAnswers {
  /** Sooner, a reader takes the whole answer for immediate. */
  private static final Duration FIRST_AFTER = Duration.ofMillis(80);

  private static final Duration APART = Duration.ofMillis(250);

  private final SearchQuestion question;
  private final Consumer<SearchAnswer> listener;
  private final Timetable times;
  private final LongSupplier nanoClock;
  private long next;
  private int told = -1;

  EarlyAnswers(
      SearchQuestion question,
      Consumer<SearchAnswer> listener,
      Timetable times,
      LongSupplier nanoClock) {
    this.question = question;
    this.listener = listener;
    this.times = times;
    this.nanoClock = nanoClock;
    this.next = times.start() + FIRST_AFTER.toNanos();
  }

  /**
   * Whether it is time to tell.
   *
   * @param arrived how many answers came so far, of any kind
   */
  boolean due(int arrived) {
    return arrived != told && nanoClock.getAsLong() - next >= 0;
  }

  /**
   * Tells what is known.
   *
   * @param arrived as in {@link #due}
   * @param own the own node, whose hits are rendered here
   * @param sources in order of preference
   * @param found what was found so far
   * @param awaited who is waited for
   */
  void tell(
      int arrived,
      Source own,
      List<Source> sources,
      Map<Source, Source.Hits> found,
      Collection<NodeId> awaited,
      Coverage coverage) {
    told = arrived;
    Ranking ranking = new Ranking(sources.stream().map(Source::node).toList());
    found.forEach((source, hits) -> ranking.tell(source.node(), hits.hits().hits(), true));
    ranking.fill(question.size());
    List<Ranking.Placed> page = ranking.between(0, question.size());
    PageDisplay display = new PageDisplay(page);
    found.forEach((source, hits) -> display.add(source, hits.documents()));
    if (found.containsKey(own)) {
      display.answered(own.node(), display.ask(own, times.search()));
    }
    listener.accept(
        new SearchAnswer(
            false,
            coverage.inexact(),
            new SearchAnswer.Total(ranking.distinct(), SearchAnswer.Relation.AT_LEAST),
            0,
            display.hits(coverage::collection).stream()
                .filter(hit -> hit.document().isPresent())
                .toList(),
            false,
            coverage.reports(),
            awaited.stream().sorted().toList(),
            true,
            Optional.empty(),
            Duration.ofNanos(nanoClock.getAsLong() - times.start())));
    next = nanoClock.getAsLong() + APART.toNanos();
  }
}
