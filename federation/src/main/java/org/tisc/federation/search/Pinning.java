package org.tisc.federation.search;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Pins the collections that a query may see. */
final class Pinning {
  private static final int ATTEMPTS = 3;

  private Pinning() {}

  /**
   * A snapshot of the collections that fit. One that is dropped between the look and the pinning is
   * left out, as if the question had come a moment later.
   */
  static IndexSnapshot pin(LocalIndex index, Predicate<CollectionInfo> fits) {
    for (int attempt = 1; ; attempt++) {
      Set<String> names =
          index.collections().stream()
              .filter(fits)
              .map(CollectionInfo::name)
              .collect(Collectors.toCollection(TreeSet::new));
      try {
        return index.snapshot(names);
      } catch (TiscException failure) {
        if (failure.reason() != Reason.UNKNOWN_COLLECTION || attempt == ATTEMPTS) {
          throw failure;
        }
      }
    }
  }
}
