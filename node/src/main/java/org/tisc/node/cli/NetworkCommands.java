package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc network …}: founding and listing; the rest stands beside, by idea. */
final class NetworkCommands {
  private NetworkCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "network",
        List.of(
            new CommandLine(new Create(shell)),
            new CommandLine(new AdmissionCommands.Invite(shell)),
            new CommandLine(new AdmissionCommands.Join(shell)),
            new CommandLine(new AdmissionCommands.Rekey(shell)),
            new CommandLine(new AdmissionCommands.Approve(shell)),
            new CommandLine(new Networks(shell)),
            new CommandLine(new MemberCommands.Roster(shell)),
            new CommandLine(new MemberCommands.Expel(shell)),
            new CommandLine(new MemberCommands.Deputy(shell)),
            new CommandLine(new SuccessionCommands.Transfer(shell)),
            new CommandLine(new SuccessionCommands.Recover(shell)),
            new CommandLine(new SuccessionCommands.RotateRoot(shell)),
            new CommandLine(new MemberCommands.Leave(shell)),
            new CommandLine(new MemberCommands.Renew(shell)),
            new CommandLine(new MemberCommands.Block(shell)),
            new CommandLine(new MemberCommands.Unblock(shell))));
  }

  /** Founds a network with this node as coordinator. */
  @Command(name = "create")
  static final class Create extends NodeCommand {
    @Parameters(paramLabel = "ID", descriptionKey = "network.create.ID")
    private String network = "";

    @Option(names = "--title", required = true, paramLabel = "S", descriptionKey = "network.title")
    private String title = "";

    @Option(names = "--profile", paramLabel = "P", descriptionKey = "network.profile")
    private String profile = "intl";

    @Option(names = "--root-out", paramLabel = "DIR", descriptionKey = "network.root-out")
    private Optional<String> rootOut = Optional.empty();

    @Option(names = "--approval", paramLabel = "A", descriptionKey = "network.approval")
    private Optional<String> approval = Optional.empty();

    Create(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body =
          JSON.createObjectNode()
              .put("network", network)
              .put("title", title)
              .put("profile", profile);
      rootOut.ifPresent(folder -> body.put("rootOut", folder));
      approval.ifPresent(how -> body.put("approval", how));
      return node.post("/api/v1/networks", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("network.created", answer.path("network").asString(network)));
    }
  }

  /** Lists the networks of this node. */
  @Command(name = "list")
  static final class Networks extends NodeCommand {
    Networks(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get("/api/v1/networks");
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode network : answer.path("networks")) {
        rows.add(Cells.of(network, "network", "title", "role", "state", "rosterVersion"));
      }
      screen.table(List.of("network", "title", "role", "state", "rosterVersion"), rows);
    }
  }

  /** The network that was named, or the only one there is. */
  static String only(NodeClient node, Optional<String> named) {
    return named.orElseGet(
        () -> {
          JsonNode networks = node.get("/api/v1/networks").path("networks");
          if (networks.size() != 1) {
            throw new TiscException(
                Reason.INVALID_ARGUMENT,
                "the node is a member of " + networks.size() + " networks; name one: --network ID");
          }
          return networks.get(0).path("network").asString("");
        });
  }
}
