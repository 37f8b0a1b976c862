package org.tisc.node.search;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.Steps;
import org.tisc.node.query.Syntax;

/**
 * The last queries of each person, so that a query can name them by number. Kept in memory alone:
 * they are gone after {@link #KEPT} without a search, at a restart, and when others came since.
 * Thread-safe.
 */
final class SearchSteps {
  /** Steps kept of one person; the oldest go first and their numbers do not come again. */
  static final int MOST_STEPS = 50;

  /** How long they are kept after the last search: a working day. */
  static final Duration KEPT = Duration.ofHours(8);

  private static final int MOST_PEOPLE = 500;

  private final InstantSource clock;

  // In the order of the last use.
  private final Map<String, History> people = new LinkedHashMap<>(16, 0.75f, true);

  SearchSteps(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One query.
   *
   * @param text as typed
   * @param tree with the earlier steps it named in it
   */
  record Step(int number, String text, Dialect dialect, Syntax tree) {}

  private static final class History {
    private final Deque<Step> steps = new ArrayDeque<>();
    private Instant used = Instant.EPOCH;
    private int last;
  }

  /** Keeps a query and gives its number; the query asked last has its number already. */
  synchronized int add(String person, String text, Dialect dialect, Syntax tree) {
    forgetOld();
    History history = people.computeIfAbsent(person, _ -> new History());
    history.used = clock.instant();
    Step before = history.steps.peekLast();
    if (before != null
        && before.text().equals(text)
        && before.dialect() == dialect
        && before.tree().equals(tree)) {
      return before.number();
    }
    history.last++;
    history.steps.addLast(new Step(history.last, text, dialect, tree));
    if (history.steps.size() > MOST_STEPS) {
      history.steps.removeFirst();
    }
    if (people.size() > MOST_PEOPLE) {
      people.remove(people.keySet().iterator().next());
    }
    return history.last;
  }

  /** What a person's query may name now. */
  Steps of(String person) {
    return number ->
        list(person).stream().filter(step -> step.number() == number).map(Step::tree).findFirst();
  }

  /** The steps of a person, oldest first. */
  synchronized List<Step> list(String person) {
    forgetOld();
    return Optional.ofNullable(people.get(person))
        .map(history -> List.copyOf(history.steps))
        .orElse(List.of());
  }

  private void forgetOld() {
    Instant now = clock.instant();
    people.values().removeIf(history -> history.used.plus(KEPT).isBefore(now));
  }
}
