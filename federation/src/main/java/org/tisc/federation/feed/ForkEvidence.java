package org.tisc.federation.feed;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Two entries of one origin for one place of one feed, both without body: whoever can check
 * signatures sees that the origin did not keep its word, or was restored from an old copy.
 *
 * @param first the one that is held, or the one with the lower hash
 * @param second the other
 */
public record ForkEvidence(SignedEntry first, SignedEntry second) {
  public ForkEvidence {
    first = first.withoutBody();
    second = second.withoutBody();
    if (!first.header().feed().equals(second.header().feed())
        || !first.position().samePlace(second.position())
        || first.hash().equals(second.hash())) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A fork is two different entries for one place of one feed");
    }
  }

  /** The place that both claim, with the first one's hash. */
  public FeedPosition place() {
    return first.position();
  }
}
