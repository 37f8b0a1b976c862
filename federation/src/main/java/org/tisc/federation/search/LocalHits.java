package org.tisc.federation.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What one node found.
 *
 * @param hits distinct keys, best first: by score falling, then by key rising in UTF-16 code unit
 *     order; of several copies of a key the best-scored one, at equal score that of the collection
 *     first by name
 * @param counts for each collection searched how many documents match
 */
public record LocalHits(List<Hit> hits, Map<String, Count> counts) {
  /**
   * The order of hits everywhere: better score first, at equal score by key in UTF-8 byte order.
   */
  public static final Comparator<Hit> ORDER =
      Comparator.comparingDouble((Hit hit) -> hit.score())
          .reversed()
          .thenComparing(Hit::key, LocalHits::compareUtf8);

  public LocalHits {
    hits = List.copyOf(hits);
    counts = Map.copyOf(counts);
  }

  /** One document found. The score is not negative and not NaN. */
  public record Hit(String key, float score, String collection) {}

  /**
   * How many documents match.
   *
   * @param atLeast the number counted
   * @param exact false when counting stopped early and there may be more
   */
  public record Count(long atLeast, boolean exact) {}

  private static int compareUtf8(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
