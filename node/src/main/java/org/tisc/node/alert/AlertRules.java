package org.tisc.node.alert;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.activity.Article;
import org.tisc.node.activity.Tier;
import org.tisc.node.document.LangMap;
import tools.jackson.databind.JsonNode;

/**
 * The rules of an alert's content: what the shapes say of each field, and what holds between
 * fields. An alert of another centre is judged by the same rules, but a word that only a newer
 * release knows is read as unknown.
 */
final class AlertRules {
  private static final String ID = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final String CODE = "[A-Za-z0-9][A-Za-z0-9._/-]{0,63}";
  private static final int HEADLINE = 200;
  private static final int TEXT = 20_000;
  private static final int LINE = 200;
  private static final int CODES = 200;
  private static final int PEERS = 200;
  private static final int ADDRESS = 2_000;

  private static final Shape.Choice SEVERITY = words(Severity.values(), Severity.UNKNOWN);
  private static final Shape.Choice URGENCY = words(Urgency.values(), Urgency.UNKNOWN);
  private static final Shape.Choice CERTAINTY = words(Certainty.values(), Certainty.UNKNOWN);
  private static final Shape.Choice STATUS = words(AlertStatus.values());
  private static final Shape.Choice TIER = words(Tier.values());
  private static final Shape.Choice TLP =
      new Shape.Choice(Arrays.stream(Tlp.values()).map(Tlp::text).toList(), Optional.empty());

  private static final Shape.Word CODE_WORD =
      new Shape.Word(CODE, "a code of 1 to 64 letters, digits, dots, hyphens and underscores");

  /** The fields of an audience, of relevance and of a piece of evidence. */
  static final Shape.Parts AUDIENCE =
      parts(
          List.of("network"),
          "network",
          new Shape.Word(ID, "the id of a network"),
          "peers",
          new Shape.ListOf(new Shape.Word(ID, "the id of a node"), PEERS));

  static final Shape.Parts RELEVANCE =
      parts(
          List.of(),
          "regions",
          new Shape.ListOf(
              new Shape.Word("[0-9]{6}|[A-Z]{2}", "six digits (GB/T 2260) or two capitals (ST.3)"),
              CODES),
          "industries",
          new Shape.ListOf(
              new Shape.Word("[A-Z][0-9]{0,4}", "a letter and up to four digits (GB/T 4754)"),
              CODES),
          "ipc",
          new Shape.ListOf(
              new Shape.Word(
                  "[A-HY]([0-9]{2}([A-Z]( ?[0-9]{1,4}(/[0-9]{2,8})?)?)?)?",
                  "a symbol such as H01M 10/0525"),
              CODES),
          "nice",
          new Shape.ListOf(new Shape.Word("[1-9]|[1-3][0-9]|4[0-5]", "a class from 1 to 45"), 45),
          "markets",
          new Shape.ListOf(CODE_WORD, CODES),
          "parties",
          new Shape.ListOf(new Shape.Line(LINE), CODES));

  static final Shape.Parts EVIDENCE =
      parts(
          List.of("name", "sha256"),
          "name",
          new Shape.Line(LINE),
          "mediaType",
          new Shape.Word(
              "[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}",
              "a media type such as application/pdf"),
          "sha256",
          new Shape.Word("[0-9a-f]{64}", "64 hexadecimal digits in lower case"));

  /** All fields of an alert that this release knows. */
  static final Shape.Parts ALERT =
      parts(
          List.of("headline", "severity", "urgency", "certainty", "expires", "audience"),
          "headline",
          new Shape.Texts(HEADLINE, true),
          "description",
          new Shape.Texts(TEXT, false),
          "instruction",
          new Shape.Texts(TEXT, false),
          "eventType",
          CODE_WORD,
          "category",
          CODE_WORD,
          "severity",
          SEVERITY,
          "urgency",
          URGENCY,
          "certainty",
          CERTAINTY,
          "status",
          STATUS,
          "effective",
          new Shape.Moment(),
          "onset",
          new Shape.Moment(),
          "expires",
          new Shape.Moment(),
          "tlp",
          TLP,
          "tier",
          TIER,
          "article",
          new Shape.Word(Article.PATTERN, "3 to 15, perhaps with a paragraph such as 8.1"),
          "audience",
          AUDIENCE,
          "relevance",
          RELEVANCE,
          "evidence",
          new Shape.ListOf(EVIDENCE, EntryHeader.MAX_BLOBS),
          "incident",
          new Shape.Line(LINE),
          "web",
          new Shape.Web(ADDRESS));

  private AlertRules() {}

  private static Shape.Choice words(Enum<?>[] all, Enum<?>... otherwise) {
    return new Shape.Choice(
        Arrays.stream(all).map(Enum::name).toList(),
        Arrays.stream(otherwise).map(Enum::name).findFirst());
  }

  private static Shape.Parts parts(List<String> required, Object... namesAndShapes) {
    Map<String, Shape> parts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndShapes.length; i += 2) {
      parts.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
    }
    return new Shape.Parts(java.util.Collections.unmodifiableMap(parts), required);
  }

  /** The JSON Schema of an alert file. */
  static Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "/api/v1/schemas/alert.json");
    schema.put("title", "TISC risk alert");
    schema.putAll(ALERT.schema());
    return schema;
  }

  /**
   * Reads an alert that somebody here wrote. Raises INVALID_ARGUMENT with every broken rule.
   *
   * @param now an alert that is over by now is none
   */
  static Alert own(JsonNode json, Instant now) {
    Findings findings = new Findings(false);
    Optional<Alert> alert = read(json, findings);
    alert
        .filter(one -> one.expired(now))
        .ifPresent(_ -> findings.add("expires", "a time that is not over yet"));
    findings.raise();
    return alert.orElseThrow();
  }

  /** Reads an alert that was published. Raises INVALID_ARGUMENT with every broken rule. */
  static Alert published(JsonNode json) {
    Findings findings = new Findings(true);
    Optional<Alert> alert = read(json, findings);
    findings.raise();
    return alert.orElseThrow();
  }

  private static Optional<Alert> read(JsonNode json, Findings findings) {
    ALERT.check("", json, findings);
    if (!findings.isEmpty()) {
      return Optional.empty();
    }
    Alert alert = checked(json);
    between(alert, findings);
    return Optional.of(alert);
  }

  /** What holds between fields. */
  private static void between(Alert alert, Findings findings) {
    if (alert.tlp().directOnly() && !alert.audience().direct()) {
      findings.add(
          "audience.peers",
          "named members: what is marked "
              + alert.tlp().text()
              + " goes to single members only, never to a whole network");
    }
    OffsetDateTime expires = alert.expires();
    if (alert.effective().filter(time -> !time.isBefore(expires)).isPresent()) {
      findings.add("expires", "a time after effective");
    }
    if (alert.onset().filter(time -> time.isAfter(expires)).isPresent()) {
      findings.add("expires", "a time not before onset");
    }
    Optional<Tier> tier = Tier.of(alert.article());
    if (tier.isPresent() && tier.get() != alert.tier()) {
      findings.add("tier", tier.get() + ", where article " + alert.article().text() + " stands");
    }
    if (alert.evidence().stream().map(Evidence::sha256).distinct().count()
        != alert.evidence().size()) {
      findings.add("evidence", "each file once");
    }
  }

  private static Alert checked(JsonNode json) {
    Article article = new Article(text(json, "article").orElse("8.1"));
    JsonNode relevance = json.path("relevance");
    return new Alert(
        texts(json, "headline", CleanText::line),
        texts(json, "description", CleanText::block),
        texts(json, "instruction", CleanText::block),
        text(json, "eventType"),
        text(json, "category"),
        Severity.valueOf(SEVERITY.read(json.get("severity"))),
        Urgency.valueOf(URGENCY.read(json.get("urgency"))),
        Certainty.valueOf(CERTAINTY.read(json.get("certainty"))),
        text(json, "status").map(AlertStatus::valueOf).orElse(AlertStatus.ACTUAL),
        text(json, "effective").flatMap(Shape.Moment::read),
        text(json, "onset").flatMap(Shape.Moment::read),
        text(json, "expires").flatMap(Shape.Moment::read).orElseThrow(),
        text(json, "tlp").map(Tlp::parse).orElse(Tlp.AMBER),
        text(json, "tier").map(Tier::valueOf).or(() -> Tier.of(article)).orElse(Tier.KEY),
        article,
        audience(json.path("audience")),
        new Relevance(
            list(relevance, "regions"),
            list(relevance, "industries"),
            list(relevance, "ipc"),
            list(relevance, "nice"),
            list(relevance, "markets"),
            list(relevance, "parties")),
        json.path("evidence").valueStream().map(AlertRules::evidence).toList(),
        text(json, "incident").map(CleanText::line),
        text(json, "web"));
  }

  private static AlertAudience audience(JsonNode json) {
    Set<NodeId> peers = new TreeSet<>();
    list(json, "peers").forEach(peer -> peers.add(new NodeId(peer)));
    return new AlertAudience(new NetworkId(text(json, "network").orElseThrow()), peers);
  }

  private static Evidence evidence(JsonNode json) {
    return new Evidence(
        CleanText.line(text(json, "name").orElseThrow()),
        text(json, "mediaType"),
        text(json, "sha256").orElseThrow());
  }

  private static LangMap texts(JsonNode json, String name, Function<String, String> clean) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.path(name)
        .properties()
        .forEach(each -> texts.put(each.getKey(), clean.apply(each.getValue().stringValue())));
    return new LangMap(texts);
  }

  private static Optional<String> text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  private static List<String> list(JsonNode json, String name) {
    return json.path(name).valueStream().map(JsonNode::stringValue).map(CleanText::line).toList();
  }
}
