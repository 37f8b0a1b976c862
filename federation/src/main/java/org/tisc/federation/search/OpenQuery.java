package org.tisc.federation.search;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;

/**
 * What one query found so far, and what its sources pinned for it, so that its list can be read on.
 * Used by one thread at a time, which holds {@link #lock}.
 */
final class OpenQuery implements AutoCloseable {
  private final SearchQuestion question;
  private CanonicalQuery asked;
  private final List<Source> sources;
  private final Coverage coverage;
  private final Statistics sums;
  private final Ranking ranking;
  private final Set<Source> holding;
  private final Map<Source, Map<String, RenderedDocument>> rendered = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * A query whose sources were searched.
   *
   * @param sources in order of preference
   * @param sums with which all of them scored
   * @param found what each found; a source without a list has none
   * @param empty sources that were not searched, since nothing of theirs matches
   * @param limit how many hits each was asked for
   */
  OpenQuery(
      SearchQuestion question,
      List<Source> sources,
      Coverage coverage,
      Statistics sums,
      Map<Source, Source.Hits> found,
      Set<Source> empty,
      int limit) {
    this.question = question;
    this.asked = question.query();
    this.sources = List.copyOf(sources);
    this.coverage = coverage;
    this.sums = sums;
    this.ranking = new Ranking(sources.stream().map(Source::node).toList());
    this.holding = new HashSet<>(empty);
    found.forEach(
        (source, hits) -> {
          holding.add(source);
          rendered.put(source, hits.documents());
          List<LocalHits.Hit> first = hits.hits().hits();
          ranking.tell(source.node(), first, first.size() < limit);
        });
  }

  /** Its query was made of this one, by which pages of it are asked for. */
  OpenQuery madeOf(CanonicalQuery query) {
    asked = query;
    return this;
  }

  /** Whether it is the same question, though perhaps of another size and time. */
  boolean answers(SearchQuestion other) {
    return asked.equals(other.query())
        && question.scope().equals(other.scope())
        && question.kinds().equals(other.kinds())
        && question.collections().equals(other.collections());
  }

  List<Source> sources() {
    return sources;
  }

  Coverage coverage() {
    return coverage;
  }

  Statistics sums() {
    return sums;
  }

  Ranking ranking() {
    return ranking;
  }

  /** The sources that were searched and are not lost. */
  List<Source> searched() {
    return sources.stream().filter(one -> rendered.containsKey(one) && mayHold(one)).toList();
  }

  /** Whether a source answered, so that it may hold keys of the list. */
  boolean mayHold(Source source) {
    return holding.contains(source);
  }

  /** A source cannot go on; what it told keeps its place. */
  void lose(Source source) {
    holding.remove(source);
    ranking.end(source.node());
  }

  /** How hits of a source read, as far as it told unasked. */
  Map<String, RenderedDocument> rendered(Source source) {
    return rendered.getOrDefault(source, Map.of());
  }

  /** Held while the list is read on. */
  ReentrantLock lock() {
    return lock;
  }

  /** Gives up what was pinned. */
  @Override
  public void close() {
    sources.forEach(Source::close);
  }
}
