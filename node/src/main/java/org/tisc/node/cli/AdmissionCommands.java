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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc network …}: how a node becomes a member by an invitation. */
final class AdmissionCommands {
  /** Longest invitation that is read from standard input. */
  private static final int LONGEST_INVITATION = 65_536;

  private AdmissionCommands() {}

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
          "/api/v1/networks/"
              + NodeClient.encoded(NetworkCommands.only(node, network))
              + "/invitations",
          body);
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
      String pending =
          "/api/v1/networks/"
              + NodeClient.encoded(NetworkCommands.only(node, network))
              + "/pending";
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
}
