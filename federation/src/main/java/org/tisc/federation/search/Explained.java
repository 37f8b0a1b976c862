package org.tisc.federation.search;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;

/**
 * What a source says of one key.
 *
 * @param held whether a collection holds it
 * @param best the copy that scores best; empty where the query finds none
 * @param unusable why what the source said cannot be used
 */
record Explained(boolean held, Optional<Copy> best, Optional<TiscException> unusable) {

  /** A copy and its score. */
  record Copy(String collection, Explanation explanation) {}

  static Explained unusable(TiscException why) {
    return new Explained(false, Optional.empty(), Optional.of(why));
  }

  /**
   * What a snapshot says.
   *
   * @param subset collections of the snapshot that may be looked at
   * @param collection whose copy; that of the collection first by name of those that score best,
   *     where empty
   */
  static Explained of(
      IndexSnapshot snapshot,
      CanonicalQuery query,
      Statistics sums,
      Set<String> subset,
      String key,
      Optional<String> collection,
      WorkBudget budget) {
    Set<String> holding = new TreeSet<>();
    snapshot.holders(Set.of(key), subset).values().forEach(holding::addAll);
    collection.ifPresent(one -> holding.retainAll(Set.of(one)));
    Optional<Copy> best = Optional.empty();
    for (String name : holding) {
      Optional<Explanation> explanation =
          snapshot.explain(query, sums, new DocumentCopy(key, name), budget);
      boolean better =
          explanation.isPresent()
              && (best.isEmpty() || explanation.get().score() > best.get().explanation().score());
      if (better) {
        best = Optional.of(new Copy(name, explanation.get()));
      }
    }
    return new Explained(!holding.isEmpty(), best, Optional.empty());
  }
}
