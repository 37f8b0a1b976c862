package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc policy …}: the rules of sharing. */
final class PolicyCommands {
  private static final String PATH = "/api/v1/policy";

  private PolicyCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "policy",
        List.of(
            new CommandLine(new Rules(shell)),
            new CommandLine(new Allow(shell)),
            new CommandLine(new Deny(shell)),
            new CommandLine(new PresetRule(shell)),
            new CommandLine(new Remove(shell)),
            new CommandLine(new Explain(shell)),
            new CommandLine(new History(shell))));
  }

  /** The rules as a table. */
  private static void table(JsonNode rules, Screen screen) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode rule : rules) {
      List<String> row = new ArrayList<>(Cells.of(rule, "rule", "effect", "peer", "collection"));
      row.add(words(rule.path("verbs")));
      row.add(limits(rule));
      row.addAll(Cells.of(rule, "madeBy", "note"));
      rows.add(row);
    }
    screen.table(
        List.of("rule", "effect", "peer", "collection", "verbs", "limits", "madeBy", "note"), rows);
  }

  private static String words(JsonNode verbs) {
    return verbs
        .valueStream()
        .map(verb -> verb.asString("").toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }

  /** The limits of a rule as the options that make them. */
  private static String limits(JsonNode rule) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("fields", "fields");
    options.put("perMinute", "per-minute");
    options.put("bulkPerDay", "bulk-per-day");
    options.put("validFrom", "from");
    options.put("validUntil", "until");
    List<String> limits = new ArrayList<>();
    options.forEach(
        (field, option) -> {
          if (rule.has(field)) {
            limits.add(option + "=" + Cells.cell(rule.path(field)).replace(", ", ","));
          }
        });
    return String.join(" ", limits);
  }

  /** What a change does to whom. */
  private static void effects(ObjectNode answer, Screen screen) {
    boolean preview = answer.path("preview").asBoolean(false);
    for (JsonNode rule : answer.path("added")) {
      screen.line(
          screen.text(
              preview ? "policy.wouldAdd" : "policy.added",
              rule.path("rule").asString(""),
              rule.path("text").asString("")));
    }
    for (JsonNode rule : answer.path("removed")) {
      screen.line(
          screen.text(
              preview ? "policy.wouldRemove" : "policy.removed",
              rule.path("rule").asString(""),
              rule.path("text").asString("")));
    }
    if (answer.path("added").isEmpty() && answer.path("removed").isEmpty()) {
      screen.line(screen.text("policy.same"));
    }
    boolean nothing = true;
    for (String list : List.of("gained", "lost", "altered")) {
      Map<String, List<String>> verbs = new LinkedHashMap<>();
      for (JsonNode change : answer.path(list)) {
        verbs
            .computeIfAbsent(
                change.path("network").asString("")
                    + "/"
                    + change.path("node").asString("")
                    + " "
                    + change.path("collection").asString(""),
                _ -> new ArrayList<>())
            .add(change.path("verb").asString("").toLowerCase(Locale.ROOT));
      }
      verbs.forEach(
          (what, which) ->
              screen.line(screen.text("policy." + list, what, String.join(",", which))));
      nothing &= verbs.isEmpty();
    }
    if (nothing) {
      screen.line(screen.text("policy.nothing"));
    }
    if (!answer.path("complete").asBoolean(true)) {
      screen.complain(screen.text("policy.incomplete"));
    }
  }

  /** Lists the rules. */
  @Command(name = "list")
  static final class Rules extends NodeCommand {
    Rules(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("policy.version", answer.path("version").asString("")));
      if (answer.path("rules").isEmpty()) {
        screen.line(screen.text("policy.none"));
      } else {
        table(answer.path("rules"), screen);
      }
    }
  }

  /** A command that makes a rule. */
  abstract static class Make extends NodeCommand {
    @Option(names = "--note", paramLabel = "S", descriptionKey = "policy.note")
    private Optional<String> note = Optional.empty();

    @Option(names = "--preview", descriptionKey = "policy.preview")
    private boolean preview;

    Make(Shell shell) {
      super(shell);
    }

    /** The rule to make. */
    abstract ObjectNode rule();

    @Override
    final ObjectNode ask(NodeClient node) {
      ObjectNode body = rule();
      note.ifPresent(text -> body.put("note", text));
      return node.post(PATH + "/rules" + (preview ? "?preview=true" : ""), body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      effects(answer, screen);
    }
  }

  /** A command that makes a rule part by part. */
  abstract static class Parts extends Make {
    @Parameters(index = "0", paramLabel = "PEER", descriptionKey = "policy.PEER")
    private String peer = "";

    @Parameters(index = "1", paramLabel = "COLLECTION", descriptionKey = "policy.COLLECTION")
    private String collection = "";

    @Option(names = "--verbs", paramLabel = "V,…", descriptionKey = "policy.verbs")
    private Optional<String> verbs = Optional.empty();

    @Option(names = "--fields", paramLabel = "F,…", descriptionKey = "policy.fields")
    private Optional<String> fields = Optional.empty();

    @Option(names = "--from", paramLabel = "T", descriptionKey = "policy.from")
    private Optional<String> from = Optional.empty();

    @Option(names = "--until", paramLabel = "T", descriptionKey = "policy.until")
    private Optional<String> until = Optional.empty();

    Parts(Shell shell) {
      super(shell);
    }

    ObjectNode parts(String effect) {
      ObjectNode body =
          JSON.createObjectNode()
              .put("effect", effect)
              .put("peer", peer)
              .put("collection", collection);
      verbs.ifPresent(list -> body.set("verbs", split(list)));
      fields.ifPresent(list -> body.set("fields", split(list)));
      from.ifPresent(moment -> body.put("validFrom", moment));
      until.ifPresent(moment -> body.put("validUntil", moment));
      return body;
    }

    private static ArrayNode split(String list) {
      ArrayNode values = JSON.createArrayNode();
      Arrays.stream(list.split(",", -1)).map(String::strip).forEach(values::add);
      return values;
    }
  }

  /** Makes a rule that allows. */
  @Command(name = "allow")
  static final class Allow extends Parts {
    @Option(names = "--per-minute", paramLabel = "N", descriptionKey = "policy.per-minute")
    private Optional<Integer> perMinute = Optional.empty();

    @Option(names = "--bulk-per-day", paramLabel = "N", descriptionKey = "policy.bulk-per-day")
    private Optional<Long> bulkPerDay = Optional.empty();

    Allow(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode rule() {
      ObjectNode body = parts("ALLOW");
      perMinute.ifPresent(some -> body.put("perMinute", some));
      bulkPerDay.ifPresent(some -> body.put("bulkPerDay", some));
      return body;
    }
  }

  /** Makes a rule that denies. */
  @Command(name = "deny")
  static final class Deny extends Parts {
    Deny(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode rule() {
      return parts("DENY");
    }
  }

  /** Makes the rule of a preset. */
  @Command(name = "preset")
  static final class PresetRule extends Make {
    @Parameters(index = "0", paramLabel = "PRESET", descriptionKey = "policy.PRESET")
    private String preset = "";

    @Parameters(index = "1", paramLabel = "PEER", descriptionKey = "policy.PEER")
    private String peer = "";

    @Parameters(index = "2", paramLabel = "COLLECTION", descriptionKey = "policy.COLLECTION")
    private String collection = "";

    PresetRule(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode rule() {
      return JSON.createObjectNode()
          .put("preset", preset)
          .put("peer", peer)
          .put("collection", collection);
    }
  }

  /** Removes a rule. */
  @Command(name = "remove")
  static final class Remove extends NodeCommand {
    @Parameters(paramLabel = "RULE", descriptionKey = "policy.RULE")
    private String rule = "";

    @Option(names = "--preview", descriptionKey = "policy.preview")
    private boolean preview;

    Remove(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(
          PATH + "/rules/" + NodeClient.encoded(rule) + (preview ? "?preview=true" : ""));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      effects(answer, screen);
    }
  }

  /** Says what the rules say, and which one decides. */
  @Command(name = "explain")
  static final class Explain extends NodeCommand {
    @Parameters(index = "0", paramLabel = "PEER", descriptionKey = "policy.onePEER")
    private String peer = "";

    @Parameters(index = "1", paramLabel = "COLLECTION", descriptionKey = "policy.oneCOLLECTION")
    private String collection = "";

    @Option(names = "--verb", paramLabel = "V", descriptionKey = "policy.verb")
    private Optional<String> verb = Optional.empty();

    Explain(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("peer", peer);
      parameters.put("collection", collection);
      parameters.put("verb", verb.orElse(""));
      return node.get(NodeClient.path(PATH + "/explain", parameters));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      for (JsonNode network : answer.path("networks")) {
        screen.line(
            screen.text(
                "policy.explained",
                network.path("network").asString("") + "/" + network.path("node").asString(""),
                network.path("role").asString(""),
                answer.path("collection").asString("")));
        if (!network.path("active").asBoolean(true)) {
          screen.line(screen.text("policy.notActive"));
        }
        for (JsonNode said : network.path("verbs")) {
          screen.line("  " + verdict(said, screen));
        }
      }
    }

    private static String verdict(JsonNode said, Screen screen) {
      String word = said.path("verb").asString("").toLowerCase(Locale.ROOT);
      JsonNode rule = said.path("rule");
      StringBuilder line =
          new StringBuilder(
              said.path("allowed").asBoolean(false)
                  ? screen.text("policy.allowedBy", word, id(rule), text(rule))
                  : rule.isObject()
                      ? screen.text("policy.deniedBy", word, id(rule), text(rule))
                      : screen.text("policy.deniedByNone", word));
      if (said.has("hidden")) {
        line.append("; ").append(screen.text("policy.hidden", Cells.cell(said.path("hidden"))));
      }
      if (said.has("withheldBy")) {
        line.append("; ")
            .append(screen.text("policy.withheldBy", Cells.cell(said.path("withheldBy"))));
      }
      if (said.has("bulkToday")) {
        line.append("; ")
            .append(screen.text("policy.bulkToday", said.path("bulkToday").asString("")));
      }
      return line.toString();
    }

    private static String id(JsonNode rule) {
      return rule.path("rule").asString("");
    }

    private static String text(JsonNode rule) {
      return rule.path("text").asString("");
    }
  }

  /** Lists the versions of the rules. */
  @Command(name = "history")
  static final class History extends NodeCommand {
    @Option(names = "--version", paramLabel = "N", descriptionKey = "policy.oneVersion")
    private Optional<Long> version = Optional.empty();

    History(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH + "/history" + version.map(number -> "/" + number).orElse(""));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (answer.has("rules")) {
        screen.line(screen.text("policy.version", answer.path("version").asString("")));
        table(answer.path("rules"), screen);
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode one : answer.path("versions")) {
        rows.add(Cells.of(one, "version", "madeAt", "madeBy", "added", "removed"));
      }
      screen.table(List.of("version", "madeAt", "madeBy", "added", "removed"), rows);
    }
  }
}
