package org.tisc.federation.search;

import java.time.Duration;
import java.util.List;

/**
 * The answer to a {@link SearchQuestion}.
 *
 * @param exact true only if every source is complete at one scoring profile
 * @param inexact why not, without doubles; empty when exact
 * @param total distinct documents that match
 * @param hits distinct keys, best first, at equal score by key
 * @param holdersComplete whether every source said which of the keys it holds
 * @param sources by node, then collection
 * @param took from question to answer
 */
public record SearchAnswer(
    boolean exact,
    List<InexactReason> inexact,
    Total total,
    List<SearchHit> hits,
    boolean holdersComplete,
    List<SourceReport> sources,
    Duration took) {
  public SearchAnswer {
    inexact = List.copyOf(inexact);
    hits = List.copyOf(hits);
    sources = List.copyOf(sources);
  }

  /** The same hits, with what is known of the sources now. */
  SearchAnswer by(Coverage coverage) {
    return new SearchAnswer(
        coverage.complete(),
        coverage.inexact(),
        total,
        hits,
        holdersComplete && coverage.complete(),
        coverage.reports(),
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
