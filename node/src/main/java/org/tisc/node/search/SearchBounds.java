package org.tisc.node.search;

import java.time.Duration;
import org.tisc.federation.search.SearchQuestion;

/**
 * What this node grants whoever asks.
 *
 * @param timeout of an answer, where the asker names none; 50 ms or more
 * @param longest timeout that an asker may name; at most a minute
 * @param mostHits on one page, at most {@value SearchQuestion#MAX_SIZE}
 */
public record SearchBounds(Duration timeout, Duration longest, int mostHits) {
  /** The standard bounds. */
  public static final SearchBounds STANDARD =
      new SearchBounds(Duration.ofSeconds(5), Duration.ofMinutes(1), SearchQuestion.MAX_SIZE);
}
