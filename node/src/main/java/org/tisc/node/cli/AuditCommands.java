package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tisc.node.config.ConfigReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc audit …}. */
final class AuditCommands {
  private AuditCommands() {}

  static CommandLine group(Shell shell, NodeRunner runner) {
    return Tisc.group(
        shell,
        "audit",
        List.of(new CommandLine(new Entries(shell)), new CommandLine(new Verify(shell, runner))));
  }

  /** Lists entries. */
  @Command(name = "list")
  static final class Entries extends NodeCommand {
    @Option(names = "--from", paramLabel = "N", descriptionKey = "audit.from")
    private String from = "";

    @Option(names = "--limit", paramLabel = "N", descriptionKey = "audit.limit")
    private String limit = "";

    Entries(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("from", from);
      parameters.put("limit", limit);
      return node.get(NodeClient.path("/api/v1/audit", parameters));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode entry : answer.path("list")) {
        rows.add(Cells.of(entry, "seq", "at", "event", "actor", "details"));
      }
      screen.table(List.of("sequence", "at", "event", "actor", "fields"), rows);
    }
  }

  /** Checks the chain of the home folder, offline. */
  @Command(name = "verify")
  static final class Verify extends PlainCommand {
    private final NodeRunner runner;

    Verify(Shell shell, NodeRunner runner) {
      super(shell);
      this.runner = runner;
    }

    @Override
    protected ObjectNode answer() {
      NodeRunner.AuditCheck check =
          runner.verifyAudit(
              ConfigReader.read(new NodeFinder(shell().environment()).requireHome(common().home)));
      ObjectNode answer =
          JSON.createObjectNode()
              .put("entries", check.entries())
              .put("valid", check.firstBad().isEmpty());
      check.firstBad().ifPresent(position -> answer.put("firstBad", position));
      return answer;
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("valid").asBoolean(false) ? 0 : Tisc.FAILED;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          answer.has("firstBad")
              ? screen.text(
                  "audit.broken",
                  answer.path("entries").asString(""),
                  answer.path("firstBad").asString(""))
              : screen.text("audit.whole", answer.path("entries").asString("")));
    }
  }
}
