package org.tisc.federation.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * All rules of a node at one version. Immutable; decides without I/O.
 *
 * <p>How it decides: what no rule allows is denied. Of the rules that hold at the moment and are
 * about asker, target and verb, one that denies without naming fields wins over every other. Else
 * the most specific one that allows decides, alone, which fields may be seen and how much: by its
 * subject (peer in a network, peer, role in a network, role, network, anyone), then by its target
 * (this one, all), then the newest. What a rule that denies names as fields is taken away from what
 * that rule shows.
 *
 * @param version counts the changes from 0, the empty set
 * @param nextNumber of the next rule that is made
 * @param rules by number, rising
 */
public record RuleSet(long version, long nextNumber, List<Rule> rules) {
  /** No rule: everything is denied. */
  public static final RuleSet EMPTY = new RuleSet(0, 1, List.of());

  /** The most rules: far beyond what people oversee, and a bound for one decision's work. */
  public static final int MAX_RULES = 1_000;

  public RuleSet {
    rules = rules.stream().sorted(Comparator.comparingLong(Rule::number)).toList();
    if (rules.size() > MAX_RULES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A node has at most " + MAX_RULES + " rules of sharing");
    }
    Set<Long> numbers = new HashSet<>();
    for (Rule rule : rules) {
      if (rule.number() >= nextNumber || !numbers.add(rule.number())) {
        throw new TiscException(
            Reason.INTERNAL, "Rule " + rule.id() + " is twice among the rules, or too new");
      }
    }
  }

  /** What the rules say. */
  public Decision decide(Asker asker, Target asked, Verb verb, Instant now) {
    List<Rule> held =
        rules.stream()
            .filter(
                rule ->
                    rule.terms().verbs().contains(verb)
                        && rule.terms().target().covers(asked)
                        && rule.terms().subject().covers(asker)
                        && rule.terms().validity().at(now))
            .sorted(Rule.DECIDING)
            .toList();
    Optional<Rule> denies =
        first(held, rule -> effect(rule, Effect.DENY) && rule.terms().fields().isEmpty());
    if (denies.isPresent()) {
      return refused(verb, Decision.Because.DENIED_BY_RULE, denies);
    }
    Optional<Rule> allows = first(held, rule -> effect(rule, Effect.ALLOW));
    if (allows.isEmpty()) {
      return refused(verb, Decision.Because.NO_RULE, Optional.empty());
    }
    List<Rule> withholding = held.stream().filter(rule -> effect(rule, Effect.DENY)).toList();
    Set<String> except = new HashSet<>();
    withholding.forEach(rule -> except.addAll(rule.terms().fields()));
    Set<String> only = allows.get().terms().fields();
    return new Decision(
        verb,
        Decision.Because.ALLOWED_BY_RULE,
        allows,
        new VisibleFields(only.isEmpty() ? Optional.empty() : Optional.of(only), except),
        withholding,
        version);
  }

  private Decision refused(Verb verb, Decision.Because because, Optional<Rule> rule) {
    return new Decision(
        verb,
        because,
        rule,
        new VisibleFields(Optional.of(Set.of()), Set.of()),
        List.of(),
        version);
  }

  private static Optional<Rule> first(List<Rule> rules, Predicate<Rule> which) {
    return rules.stream().filter(which).findFirst();
  }

  private static boolean effect(Rule rule, Effect effect) {
    return rule.terms().effect() == effect;
  }

  /** The rule of this number. */
  public Optional<Rule> rule(long number) {
    return first(rules, rule -> rule.number() == number);
  }

  /** The rules that are about this collection at any time, whoever asks. */
  public List<Rule> about(String collection) {
    Target asked = new Target.OneCollection(collection);
    return rules.stream().filter(rule -> rule.terms().target().covers(asked)).toList();
  }

  /**
   * With whom a collection is shared, in the form of {@link Sharing}, where the rules come down to
   * exactly that; else {@code rules}, which says that only the rules tell.
   */
  public String share(String collection) {
    List<Rule> about = about(collection);
    if (about.stream().noneMatch(rule -> effect(rule, Effect.ALLOW))) {
      return new Sharing.None().text();
    }
    return Sharing.of(
            about.stream().map(Rule::terms).toList(), new Target.OneCollection(collection))
        .map(Sharing::text)
        .orElse(Sharing.BY_RULES);
  }

  /**
   * The next version with these rules removed and those made; a rule that would say what a
   * remaining one says is not made again. The same set where nothing changes.
   */
  public RuleSet changed(
      Predicate<Rule> removed, List<Terms> made, String madeBy, Instant madeAt, String note) {
    List<Rule> next = new ArrayList<>(rules.stream().filter(removed.negate()).toList());
    long number = nextNumber;
    for (Terms terms : made) {
      if (next.stream().noneMatch(rule -> rule.terms().equals(terms))) {
        next.add(new Rule(number++, terms, madeBy, madeAt, note));
      }
    }
    return number == nextNumber && next.size() == rules.size()
        ? this
        : new RuleSet(version + 1, number, next);
  }

  /** The next version without rules like these and with those that share the collection so. */
  public RuleSet shared(String collection, Sharing sharing, String madeBy, Instant madeAt) {
    Target target = new Target.OneCollection(collection);
    List<Terms> wanted = sharing.terms(target);
    return changed(
        rule ->
            rule.terms().target().equals(target)
                && Sharing.shares(rule.terms())
                && !wanted.contains(rule.terms()),
        wanted,
        madeBy,
        madeAt,
        "");
  }

  /** The next version without any rule that is about this collection alone. */
  public RuleSet forgotten(String collection, String madeBy, Instant madeAt) {
    Target target = new Target.OneCollection(collection);
    return changed(rule -> rule.terms().target().equals(target), List.of(), madeBy, madeAt, "");
  }
}
