package org.tisc.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** {@code tisc network …}: founding, inviting, joining, looking at the roster. */
final class NetworkCommands {
  /** Longest invitation that is read from standard input. */
  private static final int LONGEST_INVITATION = 65_536;

  private NetworkCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "network",
        List.of(
            new CommandLine(new Create(shell)),
            new CommandLine(new Invite(shell)),
            new CommandLine(new Join(shell)),
            new CommandLine(new Networks(shell)),
            new CommandLine(new Roster(shell))));
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
      return node.post("/api/v1/networks", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("network.created", answer.path("network").asString(network)));
    }
  }

  /** Makes an invitation. */
  @Command(name = "invite")
  static final class Invite extends NodeCommand {
    @Parameters(paramLabel = "NODE", descriptionKey = "network.invite.NODE")
    private String invited = "";

    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    @Option(names = "--valid-for", paramLabel = "T", descriptionKey = "network.valid-for")
    private Optional<String> validFor = Optional.empty();

    Invite(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("node", invited);
      validFor.ifPresent(time -> body.put("validFor", time));
      return node.post(
          "/api/v1/networks/" + NodeClient.encoded(only(node, network)) + "/invitations", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.complain(
          screen.text(
              "network.invited",
              answer.path("node").asString(""),
              answer.path("expiresAt").asString("")));
      screen.line(answer.path("invitation").asString(""));
    }
  }

  /** Joins a network. */
  @Command(name = "join")
  static final class Join extends NodeCommand {
    @Parameters(paramLabel = "INVITATION", descriptionKey = "network.join.INVITATION")
    private String invitation = "";

    Join(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      String text = invitation.equals("-") ? fromInput() : invitation;
      return node.post(
          "/api/v1/networks/join", JSON.createObjectNode().put("invitation", text.strip()));
    }

    private String fromInput() {
      try {
        byte[] bytes = shell().in().readNBytes(LONGEST_INVITATION);
        return new String(bytes, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new TiscException(Reason.INVALID_INVITATION, "cannot read standard input", e);
      }
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              "network.joined",
              answer.path("node").asString(""),
              answer.path("network").asString(""),
              answer.path("rosterVersion").asString(""),
              answer.path("certificateNotAfter").asString("")));
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
        rows.add(Cells.of(network, "network", "title", "role", "rosterVersion"));
      }
      screen.table(List.of("network", "title", "role", "rosterVersion"), rows);
    }
  }

  /** Shows the roster. */
  @Command(name = "roster")
  static final class Roster extends NodeCommand {
    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    Roster(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get("/api/v1/networks/" + NodeClient.encoded(only(node, network)) + "/roster");
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              "network.roster",
              answer.path("network").asString(""),
              answer.path("version").asString(""),
              answer.path("validUntil").asString("")));
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode member : answer.path("members")) {
        List<String> row = new ArrayList<>(Cells.of(member, "node"));
        row.add(screen.localised(member.path("names")));
        row.addAll(Cells.of(member, "region", "state", "role", "endpoints"));
        rows.add(row);
      }
      screen.table(List.of("node", "name", "region", "state", "role", "endpoints"), rows);
    }
  }

  /** The network that was named, or the only one there is. */
  private static String only(NodeClient node, Optional<String> named) {
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
