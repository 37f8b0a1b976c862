package org.tisc.federation.search;

import java.util.Collection;
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

  /** Which collections a question names: by kind and by name, where none means all. */
  static Predicate<CollectionInfo> named(Collection<String> kinds, Collection<String> names) {
    return collection ->
        (kinds.isEmpty() || kinds.contains(collection.kind()))
            && (names.isEmpty() || names.contains(collection.name()));
  }

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
