package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc network …}: how the coordination of a network goes into other hands. */
final class SuccessionCommands {
  private SuccessionCommands() {}

  /** Offers the coordination, and takes it at the member it is offered to. */
  @Command(name = "transfer")
  static final class Transfer extends NodeCommand {
    @Parameters(arity = "0..1", paramLabel = "NODE", descriptionKey = "network.transfer.NODE")
    private Optional<String> to = Optional.empty();

    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    @Option(names = "--root", paramLabel = "DIR", descriptionKey = "network.transfer.root")
    private Optional<String> root = Optional.empty();

    @Option(names = "--withdraw", descriptionKey = "network.transfer.withdraw")
    private boolean withdraw;

    Transfer(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      if (withdraw == to.isPresent()) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "name a NODE, or --withdraw alone");
      }
      String path =
          "/api/v1/networks/"
              + NodeClient.encoded(NetworkCommands.only(node, network))
              + "/transfer";
      if (withdraw) {
        return node.delete(path);
      }
      ObjectNode body = JSON.createObjectNode();
      root.ifPresent(folder -> body.put("root", folder));
      return node.post(path + "/" + NodeClient.encoded(to.get()), body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      String key =
          switch (answer.path("state").asString("")) {
            case "OFFERED" -> "network.transfer.offered";
            case "TAKEN" -> "network.transfer.taken";
            default -> "network.transfer.withdrawn";
          };
      screen.line(
          screen.text(
              key,
              answer.path("network").asString(""),
              answer.path("node").asString(""),
              answer.path("rosterVersion").asString("")));
    }
  }

  /** Coordinates a network whose coordinator is lost. */
  @Command(name = "recover")
  static final class Recover extends NodeCommand {
    @Parameters(paramLabel = "NETWORK", descriptionKey = "network.recover.NETWORK")
    private String network = "";

    @Option(
        names = "--root",
        required = true,
        paramLabel = "FILE",
        descriptionKey = "network.recover.root")
    private String root = "";

    Recover(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.post(
          "/api/v1/networks/" + NodeClient.encoded(network) + "/recover",
          JSON.createObjectNode().put("root", root));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              "network.recovered",
              answer.path("coordinator").asString(""),
              answer.path("network").asString(""),
              answer.path("rosterVersion").asString(""),
              answer
                  .path("members")
                  .valueStream()
                  .map((JsonNode member) -> member.asString(""))
                  .collect(Collectors.joining(", "))));
    }
  }

  /** Replaces the root key, one step a time. */
  @Command(name = "rotate-root")
  static final class RotateRoot extends NodeCommand {
    @Parameters(paramLabel = "NETWORK", descriptionKey = "network.rotate.NETWORK")
    private String network = "";

    @Option(names = "--root", paramLabel = "DIR", descriptionKey = "network.rotate.root")
    private Optional<String> root = Optional.empty();

    @Option(
        names = "--force",
        split = ",",
        paramLabel = "NODE",
        descriptionKey = "network.rotate.force")
    private List<String> without = new ArrayList<>();

    @Option(names = "--withdraw", descriptionKey = "network.rotate.withdraw")
    private boolean withdraw;

    RotateRoot(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      String path = "/api/v1/networks/" + NodeClient.encoded(network) + "/rotation";
      if (withdraw) {
        return node.delete(path);
      }
      ObjectNode body = JSON.createObjectNode();
      root.ifPresent(folder -> body.put("root", folder));
      without.forEach(body.putArray("without")::add);
      return node.post(path, body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      String waiting =
          answer
              .path("waitingFor")
              .valueStream()
              .map((JsonNode member) -> member.asString(""))
              .collect(Collectors.joining(","));
      String state = answer.path("state").asString("");
      screen.line(
          screen.text(
              "network.rotate." + state + (waiting.isEmpty() ? "" : ".waiting"),
              network,
              answer.path("rosterVersion").asString(""),
              waiting));
    }
  }
}
