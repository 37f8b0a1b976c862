package org.tisc.federation.policy;

/**
 * What counts as taking documents in bulk. Reading ends where these begin, and then the verb {@link
 * Verb#BULK} is needed and each further document counts against the day's quota:
 *
 * <ul>
 *   <li>hits of one result list after its first {@link #PAGE_DEPTH};
 *   <li>whole documents fetched by one peer, from all collections together, after the first {@link
 *       #READING_PER_DAY} of a day.
 * </ul>
 *
 * <p>A day begins at midnight in the provider's time zone.
 */
public final class Bulk {
  /** The longest list of hits that people page through: the largest page of a query. */
  public static final int PAGE_DEPTH = 1_000;

  /** More whole documents than the readers of one centre open in a day. */
  public static final int READING_PER_DAY = 500;

  private Bulk() {}

  /** How many of so many hits of one list are taken in bulk. */
  public static int beyondPages(int hits) {
    return Math.max(0, hits - PAGE_DEPTH);
  }
}
