package org.tisc.federation.policy;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * The rules in force and the versions before them. Thread-safe.
 *
 * <p>All rules are one document, so a change is whole or not at all. A change writes its version
 * into the history, then replaces the document by compare-and-set, then takes effect, then is
 * audited. A crash after the first step leaves a version in the history that never was in force;
 * the next change of that number replaces it.
 */
public final class Policy {
  /** How many versions are kept, the one in force included. */
  public static final int HISTORY = 50;

  private static final String KIND = "policy";
  private static final String ID = "rules";
  private static final String HISTORY_KIND = "policy-history";

  private final StateStore store;
  private final InstantSource clock;
  private final PolicyEvents events;
  private final Object changing = new Object();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile RuleSet current;
  private long revision;

  /** Reads the rules. Raises INTERNAL when they are damaged. */
  public Policy(StateStore store, InstantSource clock, PolicyEvents events) {
    this.store = store;
    this.clock = clock;
    this.events = events;
    Optional<StateDocument> stored = store.read(KIND, ID);
    this.current = stored.map(one -> StoredRules.read(one.content()).rules()).orElse(RuleSet.EMPTY);
    this.revision = stored.map(StateDocument::revision).orElse(0L);
  }

  /** The rules as they are stored, for those who only look. Raises INTERNAL when damaged. */
  public static RuleSet stored(StateStore store) {
    return store
        .read(KIND, ID)
        .map(one -> StoredRules.read(one.content()).rules())
        .orElse(RuleSet.EMPTY);
  }

  /** The rules in force. */
  public RuleSet rules() {
    return current;
  }

  /** Adds somebody to tell that other rules are in force; must return at once. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The kept versions, newest first. Raises INTERNAL for one that is damaged. */
  public List<PolicyVersion> history() {
    List<PolicyVersion> versions = new ArrayList<>();
    for (StateDocument document : store.list(HISTORY_KIND)) {
      PolicyVersion version = StoredRules.read(document.content());
      if (version.rules().version() <= current.version()) {
        versions.add(version);
      }
    }
    versions.sort(
        Comparator.comparingLong((PolicyVersion one) -> one.rules().version()).reversed());
    return versions;
  }

  /**
   * Makes a rule; the same rules where one says so already.
   *
   * @param expected the version that the caller has seen; empty to change whatever is in force.
   *     Raises STALE_REVISION when another one is in force
   */
  public RuleSet add(String actor, Optional<Long> expected, Terms terms, String note) {
    return change(
        actor,
        expected,
        (rules, now) -> rules.changed(_ -> false, List.of(terms), actor, now, note));
  }

  /** Removes a rule. Raises NOT_FOUND, and STALE_REVISION as {@link #add} does. */
  public RuleSet remove(String actor, Optional<Long> expected, long number) {
    return change(
        actor,
        expected,
        (rules, now) -> {
          Rule gone =
              rules
                  .rule(number)
                  .orElseThrow(
                      () -> new TiscException(Reason.NOT_FOUND, "There is no rule r" + number));
          Predicate<Rule> same = gone::equals;
          return rules.changed(same, List.of(), actor, now, "");
        });
  }

  /** Shares a collection so; rules that no sharing is made of stay. */
  public RuleSet share(String actor, String collection, Sharing sharing) {
    return change(
        actor, Optional.empty(), (rules, now) -> rules.shared(collection, sharing, actor, now));
  }

  /** Removes every rule about this collection alone: of a name that is free again. */
  public RuleSet forget(String actor, String collection) {
    return change(actor, Optional.empty(), (rules, now) -> rules.forgotten(collection, actor, now));
  }

  /**
   * Takes over how collections were shared before there were rules. Adds only, so it may be
   * repeated.
   */
  public RuleSet adopt(Map<String, Sharing> shares) {
    return change(
        "node",
        Optional.empty(),
        (rules, now) -> {
          List<Terms> terms = new ArrayList<>();
          new TreeMap<>(shares)
              .forEach(
                  (collection, sharing) ->
                      terms.addAll(sharing.terms(new Target.OneCollection(collection))));
          return rules.changed(_ -> false, terms, "node", now, "");
        });
  }

  private interface Change {
    RuleSet of(RuleSet rules, Instant now);
  }

  private RuleSet change(String actor, Optional<Long> expected, Change change) {
    synchronized (changing) {
      RuleSet before = current;
      if (expected.isPresent() && expected.get() != before.version()) {
        throw new TiscException(
            Reason.STALE_REVISION,
            "The rules are at version "
                + before.version()
                + " now, not "
                + expected.get()
                + "; look at them again");
      }
      Instant now = clock.instant();
      RuleSet next = change.of(before, now);
      if (next.equals(before)) {
        return before;
      }
      List<Rule> added = only(next, before);
      List<Rule> removed = only(before, next);
      ByteString bytes =
          StoredRules.of(
                  new PolicyVersion(
                      next,
                      actor,
                      now,
                      added.stream().map(Rule::id).toList(),
                      removed.stream().map(rule -> rule.id() + " " + rule.terms().text()).toList()))
              .bytes();
      remember(next.version(), bytes);
      revision = store.write(KIND, ID, revision, bytes).revision();
      current = next;
      listeners.forEach(Runnable::run);
      events.rulesChanged(actor, before.version(), next.version(), added, removed, digest(bytes));
      forgetOld(next.version());
      return next;
    }
  }

  private static List<Rule> only(RuleSet one, RuleSet other) {
    return one.rules().stream().filter(rule -> !other.rules().contains(rule)).toList();
  }

  private void remember(long version, ByteString bytes) {
    String id = historyId(version);
    long known = store.read(HISTORY_KIND, id).map(StateDocument::revision).orElse(0L);
    store.write(HISTORY_KIND, id, known, bytes);
  }

  private void forgetOld(long version) {
    String oldest = historyId(Math.max(0, version - HISTORY + 1));
    for (StateDocument document : store.list(HISTORY_KIND)) {
      if (document.id().compareTo(oldest) < 0) {
        store.delete(HISTORY_KIND, document.id(), document.revision());
      }
    }
  }

  private static String historyId(long version) {
    return "%018d".formatted(version);
  }

  /** SHA-256 in hexadecimal. */
  private static String digest(ByteString bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException failure) {
      throw new TiscException(Reason.INTERNAL, "This Java has no SHA-256", failure);
    }
  }
}
