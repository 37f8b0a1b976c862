package org.tisc.node.policy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.policy.Decision;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.PolicyVersion;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.RuleSet;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Usage;
import org.tisc.federation.policy.Verb;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.LocalIndex;
import org.tisc.node.document.SafeText;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of the rules of sharing. */
public final class PolicyHttp {
  private static final int CREATED = 201;

  private final Policy policy;
  private final Usage usage;
  private final LocalIndex index;
  private final Members members;
  private final InstantSource clock;

  /**
   * The routes over these rules.
   *
   * @param index whose collections there are
   * @param rosters the rosters in force of this node's networks
   */
  public PolicyHttp(
      NodeId self,
      Policy policy,
      Usage usage,
      LocalIndex index,
      Supplier<List<Roster>> rosters,
      InstantSource clock) {
    this.policy = policy;
    this.usage = usage;
    this.index = index;
    this.members = new Members(self, rosters);
    this.clock = clock;
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/policy",
        Permission.POLICY_READ,
        "The rules of sharing in force.",
        _ -> Reply.ok(PolicyReply.Rules.of(policy.rules())));
    routes.add(
        "GET",
        "/api/v1/policy/history",
        Permission.POLICY_READ,
        "The versions of the rules that are kept, newest first, each with who changed what.",
        _ ->
            Reply.ok(
                new PolicyReply.History(
                    policy.history().stream()
                        .map(version -> PolicyReply.Version.of(version, false))
                        .toList())));
    routes.add(
        "GET",
        "/api/v1/policy/history/{version}",
        Permission.POLICY_READ,
        "One kept version with all its rules.",
        exchange -> Reply.ok(version(exchange.path("version"))));
    routes.add(
        "GET",
        "/api/v1/policy/explain",
        Permission.POLICY_READ,
        "What the rules say to peer= about collection=, and which rule decides.",
        exchange ->
            Reply.ok(
                explain(
                    parameter(exchange, "peer"),
                    parameter(exchange, "collection"),
                    exchange.parameter("verb").map(Verb::parse))));
    routes.add(
        "POST",
        "/api/v1/policy/rules",
        Permission.POLICY_ADMINISTER,
        "Make a rule; preview=true only says who would gain or lose what.",
        exchange -> {
          RuleInput input = exchange.json(RuleInput.class);
          boolean preview = preview(exchange);
          return new Reply.Json(
              preview ? 200 : CREATED, add(exchange.caller().name(), input, preview));
        });
    routes.add(
        "DELETE",
        "/api/v1/policy/rules/{rule}",
        Permission.POLICY_ADMINISTER,
        "Remove a rule; preview=true only says who would gain or lose what.",
        exchange ->
            Reply.ok(
                remove(
                    exchange.caller().name(),
                    exchange.path("rule"),
                    exchange.parameter("version").map(PolicyHttp::number),
                    preview(exchange))));
    new PolicyPages(this, policy, members).declare(routes);
  }

  private static boolean preview(Exchange exchange) {
    return exchange.parameter("preview").map("true"::equals).orElse(false);
  }

  private static String parameter(Exchange exchange, String name) {
    return exchange
        .parameter(name)
        .orElseThrow(() -> new TiscException(Reason.INVALID_ARGUMENT, name + " is missing"));
  }

  static long number(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A version is a number; not: " + SafeText.shortened(SafeText.line(text), 80));
    }
    return Long.parseLong(text);
  }

  private PolicyReply.Version version(String text) {
    long wanted = number(text);
    return policy.history().stream()
        .filter(version -> version.rules().version() == wanted)
        .findFirst()
        .map((PolicyVersion version) -> PolicyReply.Version.of(version, true))
        .orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, "Version " + wanted + " is not kept"));
  }

  /** The names of the own collections, in order. */
  List<String> collections() {
    return index.collections().stream().map(CollectionInfo::name).sorted().toList();
  }

  /** Makes a rule, or says what it would do. Raises UNKNOWN_COLLECTION, STALE_REVISION. */
  PolicyReply.Changed add(String actor, RuleInput input, boolean preview) {
    Terms terms = input.terms();
    if (terms.target() instanceof Target.OneCollection(String name)) {
      requireCollection(name);
    }
    String note = input.note().orElse("");
    RuleSet before = policy.rules();
    requireVersion(before, input.version());
    RuleSet after =
        preview
            ? before.changed(_ -> false, List.of(terms), actor, clock.instant(), note)
            : policy.add(actor, input.version(), terms, note);
    return changed(before, after, preview);
  }

  /** Removes a rule, or says what that would do. Raises NOT_FOUND, STALE_REVISION. */
  PolicyReply.Changed remove(String actor, String rule, Optional<Long> version, boolean preview) {
    long number = Rule.number(rule);
    RuleSet before = policy.rules();
    requireVersion(before, version);
    if (before.rule(number).isEmpty()) {
      throw new TiscException(Reason.NOT_FOUND, "There is no rule " + rule);
    }
    RuleSet after =
        preview
            ? before.changed(one -> one.number() == number, List.of(), actor, clock.instant(), "")
            : policy.remove(actor, version, number);
    return changed(before, after, preview);
  }

  private static void requireVersion(RuleSet rules, Optional<Long> seen) {
    if (seen.isPresent() && seen.get() != rules.version()) {
      throw new TiscException(
          Reason.STALE_REVISION,
          "The rules are at version " + rules.version() + " now, not " + seen.get());
    }
  }

  private PolicyReply.Changed changed(RuleSet before, RuleSet after, boolean preview) {
    Effects effects = Effects.of(before, after, members.active(), collections(), clock.instant());
    return new PolicyReply.Changed(
        preview ? before.version() : after.version(),
        preview,
        only(after, before),
        only(before, after),
        effects.gained(),
        effects.lost(),
        effects.altered(),
        effects.complete());
  }

  private static List<PolicyReply.RuleView> only(RuleSet one, RuleSet other) {
    return one.rules().stream()
        .filter(rule -> !other.rules().contains(rule))
        .map(PolicyReply.RuleView::of)
        .toList();
  }

  private void requireCollection(String name) {
    if (!collections().contains(name)) {
      throw new TiscException(Reason.UNKNOWN_COLLECTION, "No collection is called " + name);
    }
  }

  /**
   * What the rules say. Raises UNKNOWN_COLLECTION, and what {@link Members#named} raises.
   *
   * @param verb only this one
   */
  PolicyReply.Explanation explain(String peer, String collection, Optional<Verb> verb) {
    Target target = Target.parse(collection);
    switch (target) {
      case Target.OneCollection(String name) -> requireCollection(name);
      case Target.Topic _ -> {
        // Rooms register topics; a name that none has is decided alike.
      }
      case Target.EveryCollection _ ->
          throw new TiscException(
              Reason.INVALID_ARGUMENT, "Name one collection, or a topic as topic:NAME");
    }
    RuleSet rules = policy.rules();
    Instant now = clock.instant();
    return new PolicyReply.Explanation(
        peer.strip(),
        target.text(),
        rules.version(),
        members.named(peer).stream().map(one -> inNetwork(rules, one, target, verb, now)).toList());
  }

  private PolicyReply.InNetwork inNetwork(
      RuleSet rules, Members.Peer peer, Target target, Optional<Verb> only, Instant now) {
    return new PolicyReply.InNetwork(
        peer.network().value(),
        peer.node().value(),
        peer.asker().role(),
        peer.member().active(),
        Arrays.stream(Verb.values())
            .filter(verb -> only.map(verb::equals).orElse(true))
            .map(verb -> said(peer, rules.decide(peer.asker(), target, verb, now)))
            .toList());
  }

  private PolicyReply.Said said(Members.Peer peer, Decision decision) {
    List<String> withheldBy = decision.withholding().stream().map(Rule::id).toList();
    return new PolicyReply.Said(
        decision.verb(),
        decision.allowed(),
        decision.because(),
        decision.rule().map(PolicyReply.RuleView::of),
        Optional.of(withheldBy).filter(some -> !some.isEmpty()),
        Effects.hidden(decision),
        decision
            .quota()
            .bulkPerDay()
            .map(
                _ ->
                    usage.documentsToday(
                        peer.asker().peer(),
                        Usage.counter(decision.rule().orElseThrow().number()))));
  }

  /** One line for each verb: allowed, and whether fields are hidden. */
  Map<Verb, Decision> decisions(Members.Peer peer, String collection) {
    RuleSet rules = policy.rules();
    Instant now = clock.instant();
    Map<Verb, Decision> decisions = new java.util.EnumMap<>(Verb.class);
    for (Verb verb : Verb.values()) {
      decisions.put(
          verb, rules.decide(peer.asker(), new Target.OneCollection(collection), verb, now));
    }
    return decisions;
  }
}
