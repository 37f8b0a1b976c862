package org.tisc.federation.search;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * When the rounds of one question end at the latest, on the query's clock. The shares of the whole
 * time are upper bounds, not waits; what is left at the end is for the merge.
 *
 * @param start when the question came
 * @param timeout for the whole answer
 */
record Timetable(long start, Duration timeout) {
  private static final double VARIANTS_SHARE = 0.2;
  private static final double SURVEY_SHARE = 0.45;
  private static final double DOUBTFUL_SHARE = 0.09;
  private static final double SEARCH_SHARE = 0.80;
  private static final double DISPLAY_SHARE = 0.95;
  private static final double EXPLAIN_SHARE = 0.98;
  private static final double COUNT_SHARE = 0.7;

  /** When who still searches, and was not heard yet, is asked for a sign of life. */
  private static final double SIGN_SHARE = 0.15;

  /** What a peer that is back needs to be reached anew: connection, handshake, first words. */
  private static final Duration REACHED_ANEW = Duration.ofSeconds(1);

  /** The end of asking for the words that fuzzy ones stand for. */
  long variants(Source source) {
    return by(source.doubtful() ? Math.min(doubtfulShare(), VARIANTS_SHARE) : VARIANTS_SHARE);
  }

  /** The end of asking for statistics, by which whoever gave no sign of life counts as late. */
  long survey() {
    return by(SURVEY_SHARE);
  }

  /** The same for one source: less time where its link is in doubt. */
  long survey(Source source) {
    return by(source.doubtful() ? doubtfulShare() : SURVEY_SHARE);
  }

  /**
   * Until when those who are searched from a moment on must show that they are alive. Where a round
   * before it used the time up, whoever is asked only now gets half of what is left for searching.
   */
  FanOut.Signs signs(Predicate<Source> whom, long now) {
    long by = later(survey(), now + (search() - now) / 2);
    return new FanOut.Signs(whom, later(by(SIGN_SHARE), now + (by - now) / 3), by);
  }

  /** Moments of such clocks have no order but that of their difference. */
  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }

  long search() {
    return by(SEARCH_SHARE);
  }

  long display() {
    return by(DISPLAY_SHARE);
  }

  long explain() {
    return by(EXPLAIN_SHARE);
  }

  /** The end of a first count, which is all of most questions for totals. */
  long count(Source source) {
    return by(source.doubtful() ? doubtfulShare() : COUNT_SHARE);
  }

  /** The end of a count of doubles. */
  long countAgain() {
    return by(DISPLAY_SHARE);
  }

  /**
   * The share of a timeout that a peer gets whose link is not ready. Small, since it is probably
   * gone; but a peer that came back is in the very next query, so never too short for reaching it,
   * as far as the share of a good peer allows.
   */
  double doubtfulShare() {
    double reached = (double) REACHED_ANEW.toNanos() / Math.max(1, timeout.toNanos());
    return Math.min(SURVEY_SHARE, Math.max(DOUBTFUL_SHARE, reached));
  }

  private long by(double share) {
    return start + (long) (timeout.toNanos() * share);
  }
}
