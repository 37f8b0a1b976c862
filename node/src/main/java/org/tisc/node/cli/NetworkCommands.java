package org.tisc.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc network …}: founding, inviting, joining, the roster, and how membership ends. */
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
            new CommandLine(new Rekey(shell)),
            new CommandLine(new Approve(shell)),
            new CommandLine(new Networks(shell)),
            new CommandLine(new Roster(shell)),
            new CommandLine(new Expel(shell)),
            new CommandLine(new Leave(shell)),
            new CommandLine(new Renew(shell)),
            new CommandLine(new Block(shell)),
            new CommandLine(new Unblock(shell))));
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

  /** Makes an invitation. */
  @Command(name = "invite")
  static final class Invite extends NodeCommand {
    @Parameters(paramLabel = "NODE", descriptionKey = "network.invite.NODE")
    private String invited = "";

    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    @Option(names = "--valid-for", paramLabel = "T", descriptionKey = "network.valid-for")
    private Optional<String> validFor = Optional.empty();

    @Option(names = "--replace", descriptionKey = "network.replace")
    private boolean replace;

    Invite(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("node", invited);
      validFor.ifPresent(time -> body.put("validFor", time));
      if (replace) {
        body.put("replaces", true);
      }
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

  /** A command that uses an invitation, and waits where the coordinator must approve. */
  abstract static class ByInvitation extends NodeCommand {
    private static final Duration ASK_EVERY = Duration.ofSeconds(3);

    @Parameters(paramLabel = "INVITATION", descriptionKey = "network.join.INVITATION")
    private String invitation = "";

    @Option(names = "--wait", paramLabel = "S", descriptionKey = "network.wait")
    private int wait = 600;

    private final String path;

    ByInvitation(Shell shell, String path) {
      super(shell);
      this.path = path;
    }

    @Override
    final ObjectNode ask(NodeClient node) {
      ObjectNode body =
          JSON.createObjectNode()
              .put("invitation", (invitation.equals("-") ? fromInput() : invitation).strip());
      long until = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
      boolean told = false;
      while (true) {
        try {
          return node.post(path, body);
        } catch (Problem problem) {
          if (!problem.reason().equals(Reason.APPROVAL_PENDING.name())) {
            throw problem;
          }
          if (!told) {
            told = true;
            JsonNode words = node.post("/api/v1/networks/join/words", body).path("words");
            screen().complain(screen().text("network.compare", spaced(words)));
          }
          if (System.nanoTime() >= until) {
            throw problem;
          }
          pause();
        }
      }
    }

    private static void pause() {
      try {
        Thread.sleep(ASK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TiscException(Reason.CANCELLED, "interrupted while waiting for approval", e);
      }
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

  /** Joins a network. */
  @Command(name = "join")
  static final class Join extends ByInvitation {
    Join(Shell shell) {
      super(shell, "/api/v1/networks/join");
    }
  }

  /** Replaces the key of this node. */
  @Command(name = "rekey")
  static final class Rekey extends ByInvitation {
    Rekey(Shell shell) {
      super(shell, "/api/v1/networks/rekey");
    }
  }

  /** Approves a node that waits, or lists those that do. */
  @Command(name = "approve")
  static final class Approve extends NodeCommand {
    @Parameters(arity = "0..1", paramLabel = "NODE", descriptionKey = "network.approve.NODE")
    private Optional<String> waiting = Optional.empty();

    @Option(names = "--words", paramLabel = "W", descriptionKey = "network.words")
    private Optional<String> words = Optional.empty();

    @Option(names = "--network", paramLabel = "ID", descriptionKey = "network.network")
    private Optional<String> network = Optional.empty();

    Approve(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      String pending = "/api/v1/networks/" + NodeClient.encoded(only(node, network)) + "/pending";
      if (waiting.isEmpty()) {
        return node.get(pending);
      }
      ObjectNode body = JSON.createObjectNode();
      words.ifPresent(
          text -> {
            ArrayNode each = body.putArray("words");
            Arrays.stream(text.strip().split("\\s+")).forEach(each::add);
          });
      return node.post(pending + "/" + NodeClient.encoded(waiting.get()) + "/approve", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (answer.has("pending")) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode one : answer.path("pending")) {
          rows.add(
              List.of(
                  one.path("node").asString(""),
                  spaced(one.path("words")),
                  one.path("until").asString("")));
        }
        screen.table(List.of("node", "words", "until"), rows);
        return;
      }
      screen.line(
          screen.text(
              "network.approved",
              answer.path("node").asString(""),
              answer.path("network").asString(""),
              spaced(answer.path("words"))));
    }
  }

  private static String spaced(JsonNode words) {
    return words.valueStream().map(word -> word.asString("")).collect(Collectors.joining(" "));
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
        row.addAll(Cells.of(member, "region", "state", "role", "endpoints", "hostType", "phase"));
        row.add(
            member
                .path("contacts")
                .valueStream()
                .map(one -> one.path("kind").asString("") + " " + one.path("text").asString(""))
                .collect(Collectors.joining(", ")));
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
              "contacts"),
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
          + NodeClient.encoded(only(node, network))
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
          "/api/v1/networks/" + NodeClient.encoded(only(node, network)) + "/leave",
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
          "/api/v1/networks/" + NodeClient.encoded(only(node, network)) + "/renew", body);
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
