package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc network …}: what happens to members once they are in. */
final class MemberCommands {
  private MemberCommands() {}

  /** Shows the roster. */
  @Command(name = "roster")
  static final class Roster extends NodeCommand {
    // Enough to tell the few roots of a network apart.
    private static final int ROOT_DIGITS = 16;

    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    Roster(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(
          "/api/v1/networks/"
              + NodeClient.encoded(NetworkCommands.only(node, network))
              + "/roster");
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
        row.addAll(Cells.of(member, "region", "state"));
        row.add(
            member.path("deputy").asBoolean(false) ? "DEPUTY" : member.path("role").asString(""));
        row.addAll(Cells.of(member, "endpoints", "hostType", "phase"));
        row.add(
            member
                .path("contacts")
                .valueStream()
                .map(one -> one.path("kind").asString("") + " " + one.path("text").asString(""))
                .collect(Collectors.joining(", ")));
        String root = member.path("root").asString("");
        row.add(root.substring(0, Math.min(root.length(), ROOT_DIGITS)));
        rows.add(row);
      }
      screen.table(
          List.of(
              "node",
              "name",
              "region",
              "state",
              "role",
              "endpoints",
              "hostType",
              "phase",
              "contacts",
              "root"),
          rows);
    }
  }

  /** A command about one member of a network. */
  abstract static class AboutMember extends NodeCommand {
    @Parameters(paramLabel = "NODE", descriptionKey = "network.NODE")
    private String member = "";

    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    AboutMember(Shell shell) {
      super(shell);
    }

    /** The path of the network, then of the member below this name. */
    final String path(NodeClient node, String below) {
      return "/api/v1/networks/"
          + NodeClient.encoded(NetworkCommands.only(node, network))
          + "/"
          + below
          + "/"
          + NodeClient.encoded(member);
    }

    static void say(String key, ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              key,
              answer.path("node").asString(""),
              answer.path("network").asString(""),
              answer.path("rosterVersion").asString("")));
    }
  }

  /** Takes a member out of a network. */
  @Command(name = "expel")
  static final class Expel extends AboutMember {
    Expel(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.post(path(node, "members") + "/expel", JSON.createObjectNode());
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      say("network.expelled", answer, screen);
    }
  }

  /** Names a member as deputy. */
  @Command(name = "deputy")
  static final class Deputy extends AboutMember {
    @Option(names = "--remove", descriptionKey = "network.deputy.remove")
    private boolean remove;

    Deputy(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      String path = path(node, "deputies");
      return remove ? node.delete(path) : node.put(path, JSON.createObjectNode());
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      boolean named = answer.path("deputy").asBoolean(false);
      say(named ? "network.deputy.named" : "network.deputy.dismissed", answer, screen);
    }
  }

  /** Leaves a network. */
  @Command(name = "leave")
  static final class Leave extends NodeCommand {
    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    @Option(names = "--local", descriptionKey = "network.leave.local")
    private boolean local;

    Leave(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.post(
          "/api/v1/networks/" + NodeClient.encoded(NetworkCommands.only(node, network)) + "/leave",
          JSON.createObjectNode().put("local", local));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("network.left", answer.path("network").asString("")));
    }
  }

  /** Renews the key and certificate of this node. */
  @Command(name = "renew")
  static final class Renew extends NodeCommand {
    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    @Option(names = "--root-in", paramLabel = "DIR", descriptionKey = "network.root-in")
    private Optional<String> rootIn = Optional.empty();

    Renew(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode();
      rootIn.ifPresent(folder -> body.put("rootIn", folder));
      return node.post(
          "/api/v1/networks/" + NodeClient.encoded(NetworkCommands.only(node, network)) + "/renew",
          body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      boolean renewed = answer.path("state").asString("").equals("RENEWED");
      screen.line(
          screen.text(
              renewed ? "network.renewed" : "network.renewing",
              answer.path("network").asString(""),
              answer.path("certificateNotAfter").asString("")));
    }
  }

  /** Blocks a member at this node. */
  @Command(name = "block")
  static final class Block extends AboutMember {
    Block(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.put(path(node, "blocks"), JSON.createObjectNode());
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      say("network.blocked", answer, screen);
    }
  }

  /** Ends a block. */
  @Command(name = "unblock")
  static final class Unblock extends AboutMember {
    Unblock(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(path(node, "blocks"));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      say("network.unblocked", answer, screen);
    }
  }
}
