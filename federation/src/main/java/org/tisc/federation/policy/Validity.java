package org.tisc.federation.policy;

import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * When a rule holds, by the provider's clock.
 *
 * @param from the first moment; always before where empty
 * @param until the first moment at which it holds no more; for ever where empty
 */
public record Validity(Optional<Instant> from, Optional<Instant> until) {
  /** At any time. */
  public static final Validity ALWAYS = new Validity(Optional.empty(), Optional.empty());

  public Validity {
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A rule that begins at " + from.get() + " can not end at " + until.get());
    }
  }

  /** Whether it holds at this moment. */
  public boolean at(Instant moment) {
    return from.map(begin -> !moment.isBefore(begin)).orElse(true)
        && until.map(moment::isBefore).orElse(true);
  }
}
