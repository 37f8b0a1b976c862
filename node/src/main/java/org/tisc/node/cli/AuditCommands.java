package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.node.config.ConfigReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc audit …}. */
final class AuditCommands {
  private AuditCommands() {}

  static CommandLine group(Shell shell, NodeRunner runner) {
    return Tisc.group(
        shell,
        "audit",
        List.of(
            new CommandLine(new Entries(shell)),
            new CommandLine(new Verify(shell, runner)),
            new CommandLine(new Export(shell)),
            new CommandLine(new WitnessCommands.Compare(shell)),
            new CommandLine(new WitnessCommands.Tell(shell))));
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
        List<String> row = Cells.of(entry, "seq", "at", "event", "actor");
        row.add(
            entry
                .path("details")
                .propertyStream()
                .map(detail -> detail.getKey() + "=" + Cells.cell(detail.getValue()))
                .collect(Collectors.joining(" ")));
        rows.add(row);
      }
      screen.table(List.of("sequence", "at", "event", "actor", "details"), rows);
    }
  }

  /** Writes the lines of the log as they stand on the node's disk. */
  @Command(name = "export")
  static final class Export extends NodeCommand {
    @Option(names = "--from", paramLabel = "N", descriptionKey = "audit.from")
    private String from = "";

    @Option(names = "--to", paramLabel = "N", descriptionKey = "audit.to")
    private String to = "";

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
    private Optional<Path> out = Optional.empty();

    Export(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      if (json() && out.isEmpty()) {
        throw wrongUsage("audit export --json needs --out FILE");
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("from", from);
      parameters.put("to", to);
      String path = NodeClient.path("/api/v1/audit/export", parameters);
      ObjectNode answer = JSON.createObjectNode();
      answer.put("entries", Download.lines(node, path, out, shell().out()));
      out.ifPresent(file -> answer.put("file", file.toAbsolutePath().toString()));
      return answer;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.complain(screen.text("audit.exported", answer.path("entries").asString("0")));
    }
  }

  /** Checks the chain of the home folder, or of an exported file, offline. */
  @Command(name = "verify")
  static final class Verify extends PlainCommand {
    private final NodeRunner runner;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", descriptionKey = "audit.file")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--checkpoint", paramLabel = "FILE", descriptionKey = "audit.checkpoint")
    private Optional<Path> checkpoints = Optional.empty();

    Verify(Shell shell, NodeRunner runner) {
      super(shell);
      this.runner = runner;
    }

    @Override
    protected ObjectNode answer() {
      return file.isPresent()
          ? runner.verifyAuditExport(file.get(), checkpoints)
          : runner.verifyAudit(
              ConfigReader.read(new NodeFinder(shell().environment()).requireHome(common().home)),
              checkpoints);
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
              : screen.text(
                  "audit.whole",
                  answer.path("first").asString(""),
                  answer.path("entries").asString("")));
      JsonNode kept = answer.path("checkpoints");
      if (kept.isObject()) {
        screen.line(
            screen.text(
                "audit.compared",
                kept.path("count").asString(""),
                kept.path("keptBy").asString(""),
                kept.path("agreed").asString(""),
                kept.path("trimmed").asString("")));
        screen.line(screen.text("audit.root", kept.path("rootKeyHash").asString("")));
      }
      JsonNode failed = answer.path("contradiction");
      if (failed.isObject()) {
        screen.line(
            screen.text(
                "audit.contradiction." + failed.path("finding").asString(""),
                answer.path("entries").asString(""),
                kept.path("keptBy").asString(""),
                failed.path("size").asString("")));
      }
    }
  }
}
