package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc report …}: searches in files that prove what was answered. */
final class ReportCommands {
  private static final int SHOWN_HASH = 16;

  private ReportCommands() {}

  static CommandLine group(Shell shell, NodeRunner runner) {
    return Tisc.group(
        shell,
        "report",
        List.of(new CommandLine(new Make(shell)), new CommandLine(new Verify(shell, runner))));
  }

  /** Searches, and writes the signed answer. */
  @Command(name = "make")
  static final class Make extends NodeCommand {
    @Parameters(paramLabel = "QUERY", arity = "1..*", descriptionKey = "search.QUERY")
    private List<String> words = new ArrayList<>();

    @Mixin private QueryOptions options = new QueryOptions();

    @Option(names = "--size", paramLabel = "N", descriptionKey = "search.size")
    private String size = "";

    @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "report.file")
    private Path out = Path.of("");

    Make(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = options.body(String.join(" ", words));
      QueryOptions.put(body, "size", size);
      ObjectNode file = node.post("/api/v1/search/report", body);
      Download.text(file.toString(), out);
      ObjectNode said = (ObjectNode) JSON.readTree(file.path("report").asString("{}"));
      ObjectNode answer = JSON.createObjectNode();
      answer.put("file", out.toAbsolutePath().toString());
      answer.put("keyHash", file.path("keyHash").asString(""));
      answer.put("exact", said.path("answer").path("exact").asBoolean(false));
      answer.put("hits", said.path("answer").path("hits").size());
      return answer;
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("exact").asBoolean(false) ? 0 : Tisc.INCOMPLETE;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              answer.path("exact").asBoolean(false) ? "report.made" : "report.made.inexact",
              answer.path("hits").asString(""),
              answer.path("file").asString("")));
    }
  }

  /** Checks a report, without a node. */
  @Command(name = "verify")
  static final class Verify extends PlainCommand {
    private final NodeRunner runner;

    @Parameters(paramLabel = "FILE", descriptionKey = "report.file")
    private Path file = Path.of("");

    Verify(Shell shell, NodeRunner runner) {
      super(shell);
      this.runner = runner;
    }

    @Override
    protected ObjectNode answer() {
      return runner.verifyReport(file);
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("valid").asBoolean(false) ? 0 : Tisc.FAILED;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      String hash = answer.path("rootKeyHash").asString("");
      screen.line(
          screen.text(
              answer.path("valid").asBoolean(false) ? "report.valid" : "report.invalid",
              answer.path("network").asString("") + "/" + answer.path("node").asString(""),
              answer.path("at").asString(""),
              hash.substring(0, Math.min(SHOWN_HASH, hash.length()))));
      screen.line(answer.path("report").path("answer").path("understoodAs").asString(""));
    }
  }
}
