package org.tisc.federation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.MemberRole;

/**
 * The evaluator against a naive oracle: every peer, role, collection, field, verb and moment of a
 * small world, under thousands of random rule sets. The oracle works on rows of plain text and
 * knows nothing of the classes under test; only the rules' text forms are shared.
 */
class RuleSetTest {
  private static final List<String> NETWORKS = List.of("jjj", "csj");
  private static final List<String> NODES = List.of("tianjin", "hebei", "shanghai");
  private static final List<String> ROLES = List.of("MEMBER", "COORDINATOR");
  private static final List<String> COLLECTIONS = List.of("patents", "marks", "layouts");
  private static final List<String> FIELDS = List.of("title", "claims", "inventor", "key");
  private static final List<String> VERBS = List.of("SEARCH", "FETCH", "BULK");
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final List<Instant> MOMENTS =
      List.of(START.minusSeconds(1), START, START.plusSeconds(3_599), START.plusSeconds(3_600));

  /** One rule as a person would write it down; empty texts stand for "any". */
  private record Row(
      int number,
      boolean allows,
      String network,
      String role,
      String node,
      String collection,
      Set<String> verbs,
      Set<String> fields,
      boolean begins,
      boolean ends) {
    String subject() {
      String prefix = network.isEmpty() ? "" : network + "/";
      if (!node.isEmpty()) {
        return "peer:" + prefix + node;
      }
      if (!role.isEmpty()) {
        return "role:" + prefix + role;
      }
      return network.isEmpty() ? "any" : "network:" + network;
    }

    Rule rule() {
      EnumSet<Verb> which = EnumSet.noneOf(Verb.class);
      verbs.forEach(verb -> which.add(Verb.parse(verb)));
      return new Rule(
          number,
          new Terms(
              allows ? Effect.ALLOW : Effect.DENY,
              Subject.parse(subject()),
              Target.parse(collection.isEmpty() ? "any" : collection),
              which,
              fields,
              Quota.NONE,
              new Validity(
                  begins ? Optional.of(START) : Optional.empty(),
                  ends ? Optional.of(START.plusSeconds(3_600)) : Optional.empty())),
          "test",
          START,
          "");
    }

    boolean matches(
        String askingNetwork,
        String askingNode,
        String askingRole,
        String wanted,
        String verb,
        Instant now) {
      return (network.isEmpty() || network.equals(askingNetwork))
          && (node.isEmpty() || node.equals(askingNode))
          && (role.isEmpty() || role.equals(askingRole))
          && (collection.isEmpty() || collection.equals(wanted))
          && verbs.contains(verb)
          && !(begins && now.isBefore(START))
          && !(ends && !now.isBefore(START.plusSeconds(3_600)));
    }

    /** The order of the manual: who before what, each from the particular to the general. */
    int precision() {
      int who =
          !node.isEmpty()
              ? network.isEmpty() ? 40 : 50
              : !role.isEmpty() ? network.isEmpty() ? 20 : 30 : network.isEmpty() ? 0 : 10;
      return who + (collection.isEmpty() ? 0 : 1);
    }
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Set<String> some(Random random, List<String> of, int least) {
    Set<String> some = new HashSet<>();
    for (String one : of) {
      if (random.nextBoolean()) {
        some.add(one);
      }
    }
    while (some.size() < least) {
      some.add(any(random, of));
    }
    return some;
  }

  private static Row row(Random random, int number) {
    String network = random.nextInt(3) == 0 ? "" : any(random, NETWORKS);
    int who = random.nextInt(4);
    boolean allows = random.nextInt(3) > 0;
    Set<String> fields = random.nextBoolean() ? Set.of() : some(random, FIELDS.subList(0, 3), 1);
    return new Row(
        number,
        allows,
        network,
        who == 1 ? any(random, ROLES) : "",
        who >= 2 ? any(random, NODES) : "",
        random.nextInt(3) == 0 ? "" : any(random, COLLECTIONS),
        some(random, VERBS, 1),
        // Half of the denials name fields; otherwise the world would be mostly closed.
        fields,
        random.nextInt(4) == 0,
        random.nextInt(4) == 0);
  }

  @Test
  void everyDecisionIsThatOfTheNaiveOracle() {
    Random random = new Random(20_260_301);
    int decisions = 0;
    int allowed = 0;
    for (int world = 0; world < 400; world++) {
      List<Row> rows = new ArrayList<>();
      int count = random.nextInt(9);
      for (int i = 1; i <= count; i++) {
        rows.add(row(random, i));
      }
      RuleSet rules = new RuleSet(1, count + 1, rows.stream().map(Row::rule).toList());
      for (String network : NETWORKS) {
        for (String node : NODES) {
          for (String role : ROLES) {
            for (String collection : COLLECTIONS) {
              for (String verb : VERBS) {
                for (Instant now : MOMENTS) {
                  List<Row> held =
                      rows.stream()
                          .filter(r -> r.matches(network, node, role, collection, verb, now))
                          .toList();
                  Decision decision =
                      rules.decide(
                          new Asker(
                              new PeerId(new NetworkId(network), new NodeId(node)),
                              MemberRole.valueOf(role)),
                          new Target.OneCollection(collection),
                          Verb.valueOf(verb),
                          now);
                  compare(held, decision, "world " + world + " " + rows);
                  decisions++;
                  allowed += decision.allowed() ? 1 : 0;
                }
              }
            }
          }
        }
      }
    }
    // A generator that only ever denies, or only allows, would prove nothing.
    assertThat(allowed).isBetween(decisions / 10, decisions * 9 / 10);
  }

  private static void compare(List<Row> held, Decision decision, String world) {
    boolean forbidden = false;
    Row decides = null;
    for (Row row : held) {
      if (!row.allows() && row.fields().isEmpty()) {
        forbidden = true;
      }
      if (row.allows()
          && (decides == null
              || row.precision() > decides.precision()
              || (row.precision() == decides.precision() && row.number() > decides.number()))) {
        decides = row;
      }
    }
    boolean permitted = !forbidden && decides != null;
    assertThat(decision.allowed()).as(world).isEqualTo(permitted);
    for (String field : FIELDS) {
      boolean seen = permitted && decides != null;
      if (seen && !field.equals("key") && decides != null) {
        seen = decides.fields().isEmpty() || decides.fields().contains(field);
        for (Row row : held) {
          if (!row.allows() && row.fields().contains(field)) {
            seen = false;
          }
        }
      }
      assertThat(decision.allowed() && decision.fields().sees(field)).as(world).isEqualTo(seen);
    }
    if (permitted && decides != null) {
      assertThat(decision.rule().orElseThrow().number()).as(world).isEqualTo(decides.number());
      assertThat(decision.because()).isEqualTo(Decision.Because.ALLOWED_BY_RULE);
    } else {
      assertThat(decision.because())
          .as(world)
          .isEqualTo(forbidden ? Decision.Because.DENIED_BY_RULE : Decision.Because.NO_RULE);
      assertThat(decision.rule().isPresent()).as(world).isEqualTo(forbidden);
    }
  }

  @Test
  void rulesOfTopicsAndOfCollectionsNeverMeet() {
    RuleSet rules =
        RuleSet.EMPTY.changed(
            _ -> false,
            List.of(
                Terms.everything(new Subject.Anyone(), new Target.EveryCollection()),
                Terms.everything(new Subject.Anyone(), new Target.Topic("positions"))),
            "test",
            START,
            "");
    Asker asker =
        new Asker(new PeerId(new NetworkId("jjj"), new NodeId("hebei")), MemberRole.MEMBER);
    assertThat(rules.decide(asker, new Target.Topic("positions"), Verb.SEARCH, START).allowed())
        .isTrue();
    assertThat(rules.decide(asker, new Target.Topic("other"), Verb.SEARCH, START).because())
        .isEqualTo(Decision.Because.NO_RULE);
    assertThat(
            rules
                .decide(asker, new Target.OneCollection("positions"), Verb.SEARCH, START)
                .rule()
                .orElseThrow()
                .number())
        .isEqualTo(1);
  }

  @Test
  void aRuleThatSaysWhatAnotherSaysIsNotMadeTwiceAndNumbersAreNeverUsedAgain() {
    Terms terms = Terms.everything(new Subject.Anyone(), new Target.EveryCollection());
    RuleSet one = RuleSet.EMPTY.changed(_ -> false, List.of(terms, terms), "test", START, "");
    assertThat(one.rules()).hasSize(1);
    assertThat(one.changed(_ -> false, List.of(terms), "other", START, "")).isSameAs(one);
    RuleSet none = one.changed(_ -> true, List.of(), "test", START, "");
    RuleSet again = none.changed(_ -> false, List.of(terms), "test", START, "");
    assertThat(again.rules().getFirst().id()).isEqualTo("r2");
    assertThat(again.version()).isEqualTo(3);
  }
}
