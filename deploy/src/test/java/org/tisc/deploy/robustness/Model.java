package org.tisc.deploy.robustness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All that was tried in a region since it began, and what was said about it. Thread-safe. */
final class Model {
  private final Map<String, Attempt> byToken = new TreeMap<>();
  private final Set<Attempt> changed = new HashSet<>();

  /** A new attempt, noted before it is made. */
  synchronized Attempt begin(String token, String origin, Set<String> readers) {
    Attempt attempt = new Attempt(token, origin, readers);
    byToken.put(token, attempt);
    changed.add(attempt);
    return attempt;
  }

  /** Changes an attempt. */
  synchronized void note(Attempt attempt, Consumer<Attempt> change) {
    change.accept(attempt);
    changed.add(attempt);
  }

  /** What was tried or changed since all was found to be as it must be. */
  synchronized boolean changed(Attempt attempt) {
    return changed.contains(attempt);
  }

  /** All is as it must be until now. */
  synchronized void settle() {
    changed.clear();
  }

  /** One of the attempts that fit; the same one for the same random numbers and history. */
  synchronized Optional<Attempt> any(Random random, Predicate<Attempt> wanted) {
    List<Attempt> fitting = byToken.values().stream().filter(wanted).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(random.nextInt(fitting.size())));
  }

  synchronized Optional<Attempt> find(String token) {
    return Optional.ofNullable(byToken.get(token));
  }

  synchronized Collection<Attempt> all() {
    return new ArrayList<>(byToken.values());
  }

  synchronized long acknowledged() {
    return byToken.values().stream()
        .filter(one -> one.published == Attempt.Word.ACKNOWLEDGED)
        .count();
  }
}
