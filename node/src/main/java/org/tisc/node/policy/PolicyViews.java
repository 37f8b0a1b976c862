package org.tisc.node.policy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tisc.federation.policy.Decision;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.PolicyVersion;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Verb;
import org.tisc.node.document.DocumentParts;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Times;

/** Words for the pages of sharing rules. */
final class PolicyViews {
  private static final int MOST_PEERS = 200;
  private static final int MOST_COLLECTIONS = 40;
  private static final int VERSIONS = 10;

  private final Messages messages;
  private final Locale locale;

  PolicyViews(Messages messages, Locale locale) {
    this.messages = messages;
    this.locale = locale;
  }

  /** Where the page takes its facts from. */
  record Parts(Policy policy, PolicyHttp http, Members members) {}

  PolicyView page(
      Parts parts,
      boolean mayChange,
      Optional<String> changed,
      Optional<String> problem,
      PolicyView.Question question) {
    List<String> collections = parts.http().collections();
    List<Members.Peer> peers = parts.members().active();
    List<String> columns = collections.stream().limit(MOST_COLLECTIONS).toList();
    return new PolicyView(
        parts.policy().rules().version(),
        columns,
        peers.stream().limit(MOST_PEERS).map(peer -> row(parts.http(), peer, columns)).toList(),
        peers.size() > MOST_PEERS || collections.size() > MOST_COLLECTIONS,
        parts.policy().rules().rules().stream().map(this::rule).toList(),
        DocumentParts.fields().stream()
            .map(field -> new PolicyView.Choice(field, field(field), false))
            .toList(),
        parts.policy().history().stream().limit(VERSIONS).map(this::version).toList(),
        mayChange,
        changed
            .filter(version -> version.matches("[0-9]{1,18}"))
            .map(version -> text("done", version)),
        problem,
        question);
  }

  private PolicyView.Row row(PolicyHttp http, Members.Peer peer, List<String> collections) {
    String id = peer.network() + "/" + peer.node();
    String name =
        locale.getLanguage().equals("zh") || peer.member().profile().names().en().isEmpty()
            ? peer.member().profile().names().zh()
            : peer.member().profile().names().en();
    return new PolicyView.Row(
        id,
        name,
        collections.stream()
            .map(collection -> cell(id, collection, http.decisions(peer, collection)))
            .toList());
  }

  private PolicyView.Cell cell(String peer, String collection, Map<Verb, Decision> decisions) {
    List<String> words = new ArrayList<>();
    Set<String> limits = new java.util.LinkedHashSet<>();
    decisions.forEach(
        (verb, decision) -> {
          if (decision.allowed()) {
            words.add(verb(verb));
            if (Effects.hidden(decision).isPresent()) {
              limits.add(text("limited.fields"));
            }
            if (!decision.quota().equals(Quota.NONE)) {
              limits.add(text("limited.quota"));
            }
          }
        });
    return new PolicyView.Cell(
        words.isEmpty() ? text("nothing") : String.join(text("separator"), words),
        limits.isEmpty() ? Optional.empty() : Optional.of(String.join(text("separator"), limits)),
        !words.isEmpty(),
        "/policies?peer="
            + URLEncoder.encode(peer, StandardCharsets.UTF_8)
            + "&collection="
            + URLEncoder.encode(collection, StandardCharsets.UTF_8)
            + "#explain");
  }

  private PolicyView.RuleLine rule(Rule rule) {
    Terms terms = rule.terms();
    return new PolicyView.RuleLine(
        rule.id(),
        text("effect." + terms.effect()),
        terms.effect() == Effect.DENY,
        terms.subject().text(),
        terms.target().text(),
        terms.verbs().stream()
            .sorted()
            .map(this::verb)
            .collect(Collectors.joining(text("separator"))),
        limits(terms),
        text("made", rule.madeBy(), time(rule.madeAt())),
        rule.note());
  }

  private List<String> limits(Terms terms) {
    List<String> limits = new ArrayList<>();
    if (!terms.fields().isEmpty()) {
      String names =
          DocumentParts.fields().stream()
              .filter(terms.fields()::contains)
              .map(this::field)
              .collect(Collectors.joining(text("separator")));
      limits.add(text("limits.fields." + terms.effect(), names));
    }
    terms.quota().perMinute().ifPresent(some -> limits.add(text("limits.perMinute", some)));
    terms.quota().bulkPerDay().ifPresent(some -> limits.add(text("limits.bulkPerDay", some)));
    terms.validity().from().ifPresent(from -> limits.add(text("limits.from", time(from))));
    terms.validity().until().ifPresent(until -> limits.add(text("limits.until", time(until))));
    return limits;
  }

  private PolicyView.VersionLine version(PolicyVersion version) {
    return new PolicyView.VersionLine(
        String.valueOf(version.rules().version()),
        text("made", version.madeBy(), time(version.madeAt())),
        String.join(text("separator"), version.added()),
        String.join(text("separator"), version.removed()));
  }

  /** The answers to a question about one peer. */
  List<PolicyView.Answer> answers(PolicyReply.Explanation explanation) {
    return explanation.networks().stream()
        .map(
            one ->
                new PolicyView.Answer(
                    text(
                        "answer.peer",
                        one.network() + "/" + one.node(),
                        explanation.collection(),
                        one.role()),
                    one.active() ? Optional.empty() : Optional.of(text("answer.notActive")),
                    one.verbs().stream().map(this::line).toList()))
        .toList();
  }

  private PolicyView.Line line(PolicyReply.Said said) {
    List<String> remarks = new ArrayList<>();
    said.hidden()
        .ifPresent(
            hidden ->
                remarks.add(
                    text(
                        "answer.hidden",
                        hidden.stream()
                            .map(this::field)
                            .collect(Collectors.joining(text("separator"))))));
    said.withheldBy()
        .ifPresent(rules -> remarks.add(text("answer.withheldBy", String.join(", ", rules))));
    said.rule()
        .filter(_ -> said.allowed())
        .ifPresent(
            rule -> {
              rule.perMinute().ifPresent(some -> remarks.add(text("limits.perMinute", some)));
              rule.bulkPerDay()
                  .ifPresent(
                      some -> remarks.add(text("answer.bulk", some, said.bulkToday().orElse(0L))));
            });
    return new PolicyView.Line(
        verb(said.verb()),
        said.allowed(),
        text(said.allowed() ? "answer.allowed" : "answer.denied"),
        said.rule()
            .map(rule -> text("because." + said.because(), rule.rule(), rule.text()))
            .orElseGet(() -> text("because." + said.because())),
        remarks);
  }

  /** A change before it is made. */
  PolicyView.Preview preview(PolicyForm form, PolicyReply.Changed changed) {
    List<PolicyReply.RuleView> rules =
        form.removes().isPresent() ? changed.removed() : changed.added();
    return new PolicyView.Preview(
        form.removes().isPresent(),
        rules.stream()
            .map(rule -> form.removes().isPresent() ? rule.rule() + " " + rule.text() : rule.text())
            .findFirst()
            .orElseGet(() -> text("preview.same")),
        form.fields().stream()
            .map(field -> new PolicyView.Choice(field.name(), field.value(), false))
            .toList(),
        groups(changed.gained()),
        groups(changed.lost()),
        groups(changed.altered()),
        changed.gained().isEmpty() && changed.lost().isEmpty() && changed.altered().isEmpty(),
        changed.complete());
  }

  private List<PolicyView.Group> groups(List<Effects.Change> changes) {
    Map<List<String>, List<Effects.Change>> groups = new LinkedHashMap<>();
    for (Effects.Change change : changes) {
      groups
          .computeIfAbsent(
              List.of(
                  change.network() + "/" + change.node(),
                  change.collection(),
                  change.hidden().orElse(List.of()).stream()
                      .map(this::field)
                      .collect(Collectors.joining(text("separator")))),
              _ -> new ArrayList<>())
          .add(change);
    }
    List<PolicyView.Group> shown = new ArrayList<>();
    groups.forEach(
        (group, members) ->
            shown.add(
                new PolicyView.Group(
                    group.get(0),
                    group.get(1),
                    members.stream()
                        .map(change -> verb(change.verb()))
                        .collect(Collectors.joining(text("separator"))),
                    group.get(2))));
    return shown;
  }

  private String verb(Verb verb) {
    return text("verb." + verb);
  }

  private String field(String field) {
    return text("field." + field);
  }

  private static String time(Instant moment) {
    return Times.minute(moment);
  }

  private String text(String key, Object... arguments) {
    return messages.text(locale, key, arguments);
  }
}
