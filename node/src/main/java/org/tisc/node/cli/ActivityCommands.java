package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc activity …}: the ledger of service done. */
final class ActivityCommands {
  private ActivityCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(shell, "activity", List.of(new CommandLine(new Lines(shell))));
  }

  /** Lists lines, with the sums of all that count. */
  @Command(name = "list")
  static final class Lines extends NodeCommand {
    @Option(names = "--from", paramLabel = "T", descriptionKey = "activity.from")
    private String from = "";

    @Option(names = "--until", paramLabel = "T", descriptionKey = "activity.until")
    private String until = "";

    @Option(names = "--actor", paramLabel = "NAME", descriptionKey = "activity.actor")
    private String actor = "";

    @Option(names = "--what", paramLabel = "CODE", descriptionKey = "activity.what")
    private String what = "";

    @Option(names = "--client", paramLabel = "KIND", descriptionKey = "activity.client")
    private String client = "";

    @Option(names = "--tier", paramLabel = "TIER", descriptionKey = "activity.tier")
    private String tier = "";

    @Option(names = "--article", paramLabel = "N", descriptionKey = "activity.article")
    private String article = "";

    @Option(names = "--size", paramLabel = "N", descriptionKey = "activity.size")
    private String size = "";

    @Option(names = "--cursor", paramLabel = "X", descriptionKey = "activity.cursor")
    private String cursor = "";

    Lines(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("from", from);
      parameters.put("until", until);
      parameters.put("actor", actor);
      parameters.put("what", what);
      parameters.put("client", client);
      parameters.put("tier", tier);
      parameters.put("article", article);
      parameters.put("size", size);
      parameters.put("cursor", cursor);
      return node.get(NodeClient.path("/api/v1/activities", parameters));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      answer
          .path("activities")
          .forEach(
              line ->
                  rows.add(
                      Cells.of(
                          line, "at", "actor", "what", "client", "tier", "article", "minutes",
                          "outcome", "record")));
      screen.table(
          List.of(
              "at", "actor", "what", "client", "tier", "article", "minutes", "outcome", "record"),
          rows);
      screen.line(
          screen.text(
              "activity.sums",
              answer.path("counted").path("activities").asString("0"),
              answer.path("counted").path("minutes").asString("0")));
      if (answer.has("cursor")) {
        screen.line(screen.text("alert.more", answer.path("cursor").asString("")));
      }
    }
  }
}
