package org.tisc.federation.search;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;

/**
 * The answer to a {@link SearchQuestion}.
 *
 * @param exact true only if every source is complete at one scoring profile
 * @param inexact why not, without doubles; empty when exact
 * @param total distinct documents that match
 * @param from rank of the first hit, counted from 0
 * @param hits distinct keys, best first, at equal score by key
 * @param holdersComplete whether every source said which of the keys it holds
 * @param sources by node, then collection
 * @param awaited who is still waited for, by node; none in the last answer to a question
 * @param goesOn whether hits follow the last one here, as far as is known
 * @param kept the list at {@code from}; empty where it was not kept
 * @param took from question to answer
 */
public record SearchAnswer(
    boolean exact,
    List<InexactReason> inexact,
    Total total,
    int from,
    List<SearchHit> hits,
    boolean holdersComplete,
    List<SourceReport> sources,
    List<NodeId> awaited,
    boolean goesOn,
    Optional<Cursor> kept,
    Duration took) {
  public SearchAnswer {
    inexact = List.copyOf(inexact);
    hits = List.copyOf(hits);
    sources = List.copyOf(sources);
    awaited = List.copyOf(awaited);
  }

  /** The same of a kept list. */
  SearchAnswer keptAs(String list) {
    return new SearchAnswer(
        exact,
        inexact,
        total,
        from,
        hits,
        holdersComplete,
        sources,
        awaited,
        goesOn,
        Optional.of(new Cursor(list, from)),
        took);
  }

  /** Where the next page begins; empty where there is none, or the list was not kept. */
  public Optional<Cursor> next() {
    return kept.filter(_ -> goesOn).map(list -> list.at(from + hits.size()));
  }

  /** The same hits, with what is known of the sources now. */
  SearchAnswer by(Coverage coverage) {
    return new SearchAnswer(
        coverage.complete(),
        coverage.inexact(),
        total,
        from,
        hits,
        holdersComplete && coverage.complete(),
        coverage.reports(),
        awaited,
        goesOn,
        kept,
        took);
  }

  /** How a counted number stands to the true one. */
  public enum Relation {
    /** It is the number. */
    EQUAL,
    /** There may be more. */
    AT_LEAST,
    /** Copies of one document were counted more than once, so there may be fewer. */
    AT_MOST
  }

  /** A number with what is known of it. */
  public record Total(long count, Relation relation) {}
}
