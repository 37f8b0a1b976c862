package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The commands of {@code tisc audit} about what members keep of each other's logs. */
final class WitnessCommands {
  private WitnessCommands() {}

  /** Compares the own log with what the networks hold of it, or writes what is kept of another. */
  @Command(name = "witness")
  static final class Compare extends NodeCommand {
    @Option(names = "--network", paramLabel = "ID", descriptionKey = "audit.network")
    private String network = "";

    @Option(names = "--origin", paramLabel = "NODE", descriptionKey = "audit.origin")
    private String origin = "";

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
    private Optional<Path> out = Optional.empty();

    Compare(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      boolean export = out.isPresent();
      if (export == network.isEmpty() || export == origin.isEmpty()) {
        throw wrongUsage("audit witness takes --network ID --origin NODE --out FILE, or none");
      }
      if (!export) {
        return node.get("/api/v1/audit/witness");
      }
      String path =
          "/api/v1/audit/witness/"
              + NodeClient.encoded(network)
              + "/"
              + NodeClient.encoded(origin)
              + "/export";
      ObjectNode answer = JSON.createObjectNode();
      answer.put("lines", Download.lines(node, path, out, shell().out()));
      out.ifPresent(file -> answer.put("file", file.toAbsolutePath().toString()));
      return answer;
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("valid").asBoolean(true) ? 0 : Tisc.FAILED;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (answer.has("file")) {
        screen.complain(screen.text("feed.exported", answer.path("lines").asString("0")));
        return;
      }
      for (JsonNode own : answer.path("own")) {
        JsonNode told = own.path("told");
        String holders =
            String.join(", ", own.path("holders").valueStream().map(JsonNode::asString).toList());
        screen.line(
            screen.text(
                "audit.own." + own.path("state").asString(""),
                own.path("network").asString(""),
                answer.path("entries").asString(""),
                told.path("size").asString(""),
                holders.isEmpty() ? screen.text("audit.nobody") : holders));
      }
      if (answer.has("firstBad")) {
        screen.line(screen.text("audit.untrusted", answer.path("firstBad").asString("")));
      }
      List<List<String>> others = new ArrayList<>();
      for (JsonNode told : answer.path("others")) {
        others.add(Cells.of(told, "network", "origin", "size", "at", "storedAt"));
      }
      screen.table(List.of("network", "origin", "size", "at", "storedAt"), others);
      for (JsonNode found : answer.path("contradictions")) {
        screen.line(
            screen.text(
                "audit.found." + found.path("finding").asString(""),
                found.path("network").asString("") + "/" + found.path("origin").asString(""),
                found.path("keptSize").asString(""),
                found.path("toldSize").asString(""),
                found.path("foundAt").asString("")));
      }
    }
  }

  /** Tells the networks now how far the log is. */
  @Command(name = "checkpoint")
  static final class Tell extends NodeCommand {
    @Option(names = "--network", paramLabel = "ID", descriptionKey = "audit.network")
    private Optional<String> network = Optional.empty();

    Tell(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode();
      network.ifPresent(one -> body.put("network", one));
      return node.post("/api/v1/audit/checkpoints", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      for (JsonNode told : answer.path("checkpoints")) {
        screen.line(
            screen.text(
                "audit.told",
                told.path("network").asString(""),
                told.path("size").asString(""),
                told.path("head").asString("")));
      }
    }
  }
}
