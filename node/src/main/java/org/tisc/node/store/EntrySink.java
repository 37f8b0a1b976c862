package org.tisc.node.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.StoredEntry.Effect;

/**
 * Gives entries their effect by the materialiser that knows their kind. A materialiser that fails
 * is undone for that entry alone. Used inside units of work only.
 */
public final class EntrySink {
  /** The kind that only marks where an epoch begins. */
  private static final String EPOCH = "epoch";

  private static final int MAX_REASON = 500;

  private final Map<String, Materialiser> byKind = new HashMap<>();

  /** What became of an entry, and why if it could not be applied. */
  record Outcome(Effect effect, Optional<String> reason) {}

  /** A sink for these; two that know one kind are a mistake of ours. */
  public EntrySink(Collection<? extends Materialiser> materialisers) {
    for (Materialiser each : materialisers) {
      for (String kind : each.kinds()) {
        if (kind.equals(EPOCH) || byKind.put(kind, each) != null) {
          throw new IllegalArgumentException("two materialisers for kind " + kind);
        }
      }
    }
  }

  /** The kinds that have an effect. */
  public Set<String> kinds() {
    return Set.copyOf(byKind.keySet());
  }

  /** Applies an entry that was not applied before. Raises only what spoils the whole unit. */
  Outcome apply(StoredEntry entry, Tx tx) {
    String kind = entry.entry().header().kind();
    if (entry.entry().bodyMissing()) {
      return new Outcome(Effect.NO_BODY, Optional.empty());
    }
    Materialiser materialiser = byKind.get(kind);
    if (materialiser == null) {
      return new Outcome(
          kind.equals(EPOCH) ? Effect.APPLIED : Effect.UNKNOWN_KIND, Optional.empty());
    }
    Optional<Throwable> failure = tx.attempt(part -> materialiser.apply(entry, part));
    return failure
        .map(e -> new Outcome(Effect.QUARANTINED, Optional.of(reason(e))))
        .orElseGet(() -> new Outcome(Effect.APPLIED, Optional.empty()));
  }

  /** When what an applied entry says is over; empty where it never is. */
  Optional<Instant> expires(StoredEntry entry) {
    return Optional.ofNullable(byKind.get(entry.entry().header().kind()))
        .flatMap(materialiser -> materialiser.expires(entry));
  }

  private static String reason(Throwable failure) {
    String text =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return text.substring(0, Math.min(text.length(), MAX_REASON));
  }
}
