package org.tisc.federation.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What one peer may do in one call. Used by one thread. What it refuses it refuses of collections
 * that the peer may know of; of all others its caller never speaks.
 */
public final class Rights {
  private record Wish(Verb verb, String collection) {}

  private static final String READING = "reading";

  private final Guard guard;
  private final RuleSet rules;
  private final Asker asker;
  private final Instant now;
  private final Map<Wish, Decision> decided = new HashMap<>();

  Rights(Guard guard, RuleSet rules, Asker asker, Instant now) {
    this.guard = guard;
    this.rules = rules;
    this.asker = asker;
    this.now = now;
  }

  /** What the rules say to this verb on this collection. */
  public Decision decision(Verb verb, String collection) {
    return decided.computeIfAbsent(
        new Wish(verb, collection),
        wish -> rules.decide(asker, new Target.OneCollection(wish.collection()), wish.verb(), now));
  }

  /** Whether the rules allow it. */
  public boolean may(Verb verb, String collection) {
    return decision(verb, collection).allowed();
  }

  /**
   * Refuses a query that names a field which the peer may not see in one of the collections.
   *
   * @param named each field as the query names it, with the fields whose content it would tell
   */
  public void requireFields(Collection<String> collections, Map<String, Set<String>> named) {
    for (String collection : new TreeSet<>(collections)) {
      Decision decision = decision(Verb.SEARCH, collection);
      new TreeMap<>(named)
          .forEach(
              (field, told) -> {
                if (!told.stream().allMatch(decision.fields()::sees)) {
                  throw guard.refuse(
                      asker,
                      decision,
                      Reason.DENIED,
                      collection,
                      Optional.of(field),
                      Optional.empty(),
                      "Field " + field + " of collection " + collection + " is not open to you");
                }
              });
    }
  }

  /** Refuses a verb on a collection of which the peer may know. */
  public TiscException refusal(Verb verb, String collection) {
    return guard.refuse(
        asker,
        decision(verb, collection),
        Reason.DENIED,
        collection,
        Optional.empty(),
        Optional.empty(),
        "The right to " + verb.word() + " collection " + collection + " is not given to you");
  }

  /**
   * Counts one request by every rule that lets it into one of the collections. Raises
   * QUOTA_EXCEEDED.
   *
   * @param round what sort of request; sorts are counted apart
   */
  public void countRequest(Verb verb, Collection<String> collections, String round) {
    Set<Long> counted = new TreeSet<>();
    for (String collection : new TreeSet<>(collections)) {
      Decision decision = decision(verb, collection);
      Rule rule = decision.rule().orElseThrow();
      Optional<Integer> limit = decision.quota().perMinute();
      if (limit.isPresent() && counted.add(rule.number())) {
        Optional<Duration> wait =
            guard.usage().request(asker.peer(), rule.number(), round, limit.get());
        if (wait.isPresent()) {
          throw exceeded(
              decision, collection, wait.get(), limit.get() + " requests a minute are yours");
        }
      }
    }
  }

  /** Refuses, before any work, a list of hits so long where one collection forbids that. */
  public void requireDepth(int limit, Collection<String> collections) {
    if (Bulk.beyondPages(limit) > 0) {
      for (String collection : new TreeSet<>(collections)) {
        if (!may(Verb.BULK, collection)) {
          throw refusal(Verb.BULK, collection);
        }
      }
    }
  }

  /**
   * Counts documents taken in bulk. Raises QUOTA_EXCEEDED, and DENIED where the peer has no right
   * to bulk.
   */
  public void countBulk(String collection, long documents) {
    Decision decision = decision(Verb.BULK, collection);
    if (!decision.allowed()) {
      throw refusal(Verb.BULK, collection);
    }
    Optional<Long> limit = decision.quota().bulkPerDay();
    if (limit.isPresent()) {
      Rule rule = decision.rule().orElseThrow();
      Optional<Duration> wait =
          guard
              .usage()
              .documents(asker.peer(), Usage.counter(rule.number()), documents, limit.get());
      if (wait.isPresent()) {
        throw exceeded(
            decision, collection, wait.get(), limit.get() + " documents a day are yours in bulk");
      }
    }
  }

  /** Counts one fetched document: as reading, and when the day's reading is over as bulk. */
  public void countFetch(String collection) {
    Decision bulk = decision(Verb.BULK, collection);
    if (bulk.allowed() && bulk.quota().bulkPerDay().isEmpty()) {
      return;
    }
    Optional<Duration> wait =
        guard.usage().documents(asker.peer(), READING, 1, Bulk.READING_PER_DAY);
    if (wait.isEmpty()) {
      return;
    }
    if (!bulk.allowed()) {
      throw exceeded(
          bulk,
          collection,
          wait.get(),
          Bulk.READING_PER_DAY + " documents a day are yours without the right to bulk");
    }
    countBulk(collection, 1);
  }

  private TiscException exceeded(
      Decision decision, String collection, Duration wait, String limit) {
    return guard.refuse(
        asker,
        decision,
        Reason.QUOTA_EXCEEDED,
        collection,
        Optional.empty(),
        Optional.of(wait),
        "Of collection %s %s; ask again in %d seconds"
            .formatted(collection, limit, wait.plusMillis(999).toSeconds()));
  }
}
