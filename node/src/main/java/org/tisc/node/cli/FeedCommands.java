package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.node.config.ConfigReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc feed …}. */
final class FeedCommands {
  private static final int SHOWN_HASH = 16;

  private FeedCommands() {}

  static CommandLine group(Shell shell, NodeRunner runner) {
    return Tisc.group(
        shell,
        "feed",
        List.of(
            new CommandLine(new Feeds(shell)),
            new CommandLine(new Verify(shell, runner)),
            new CommandLine(new Export(shell)),
            new CommandLine(new Epoch(shell))));
  }

  /** Lists feeds. */
  @Command(name = "list")
  static final class Feeds extends NodeCommand {
    Feeds(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get("/api/v1/feeds");
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode feed : answer.path("feeds")) {
        List<String> row =
            Cells.of(
                feed, "network", "origin", "audience", "epoch", "sequence", "entries", "state");
        String hash = feed.path("headHash").asString("");
        row.add(hash.substring(0, Math.min(SHOWN_HASH, hash.length())));
        rows.add(row);
      }
      screen.table(
          List.of(
              "network", "origin", "audience", "epoch", "sequence", "entries", "state", "headHash"),
          rows);
      for (JsonNode feed : answer.path("feeds")) {
        JsonNode heldBack = feed.path("heldBack");
        if (heldBack.isObject()) {
          screen.complain(
              screen.text(
                  "feed.heldBack",
                  feed.path("network").asString("") + "/" + feed.path("origin").asString(""),
                  heldBack.path("reason").asString(""),
                  heldBack.path("text").asString("")));
        }
      }
      int quarantined = answer.path("quarantined").size();
      int unknown = answer.path("unknownKinds").size();
      if (quarantined > 0) {
        screen.complain(screen.text("feed.quarantined", String.valueOf(quarantined)));
      }
      if (unknown > 0) {
        screen.complain(screen.text("feed.unknown", String.valueOf(unknown)));
      }
    }
  }

  /** Writes a feed as a file that proves itself. */
  @Command(name = "export")
  static final class Export extends NodeCommand {
    @Parameters(index = "0", paramLabel = "NETWORK", descriptionKey = "feed.network")
    private String network = "";

    @Parameters(index = "1", paramLabel = "ORIGIN", descriptionKey = "feed.origin")
    private String origin = "";

    @Option(names = "--audience", paramLabel = "NODE", descriptionKey = "feed.audience")
    private String audience = "";

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
    private Optional<Path> out = Optional.empty();

    Export(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      if (json() && out.isEmpty()) {
        throw wrongUsage("feed export --json needs --out FILE");
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("audience", audience);
      String path =
          NodeClient.path(
              "/api/v1/feeds/"
                  + NodeClient.encoded(network)
                  + "/"
                  + NodeClient.encoded(origin)
                  + "/export",
              parameters);
      ObjectNode answer = JSON.createObjectNode();
      answer.put("lines", Download.lines(node, path, out, shell().out()));
      out.ifPresent(file -> answer.put("file", file.toAbsolutePath().toString()));
      return answer;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.complain(screen.text("feed.exported", answer.path("lines").asString("0")));
    }
  }

  /** Declares a new epoch of an own feed. */
  @Command(name = "epoch")
  static final class Epoch extends NodeCommand {
    @Parameters(index = "0", paramLabel = "NETWORK", descriptionKey = "feed.network")
    private String network = "";

    @Option(names = "--audience", paramLabel = "NODE", descriptionKey = "feed.audience")
    private Optional<String> audience = Optional.empty();

    Epoch(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode();
      audience.ifPresent(reader -> body.put("audience", reader));
      return node.post("/api/v1/feeds/" + NodeClient.encoded(network) + "/epoch", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              "feed.opened",
              answer.path("network").asString(""),
              answer.path("epoch").asString("")));
    }
  }

  /** Checks all feeds of the home folder, or an exported one, offline. */
  @Command(name = "verify")
  static final class Verify extends PlainCommand {
    private final NodeRunner runner;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", descriptionKey = "feed.file")
    private Optional<Path> file = Optional.empty();

    Verify(Shell shell, NodeRunner runner) {
      super(shell);
      this.runner = runner;
    }

    @Override
    protected ObjectNode answer() {
      return file.isPresent()
          ? runner.verifyFeedExport(file.get())
          : runner.verifyFeeds(
              ConfigReader.read(new NodeFinder(shell().environment()).requireHome(common().home)));
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("valid").asBoolean(false) ? 0 : Tisc.FAILED;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      for (JsonNode feed : answer.path("feeds")) {
        String name =
            feed.path("network").asString("")
                + "/"
                + feed.path("origin").asString("")
                + " "
                + feed.path("audience").asString("");
        String entries = feed.path("entries").asString("");
        JsonNode bad = feed.path("firstBad");
        screen.line(
            bad.isObject()
                ? screen.text(
                    "feed.broken",
                    name,
                    entries,
                    bad.path("epoch").asString(""),
                    bad.path("sequence").asString(""),
                    bad.path("text").asString(""))
                : screen.text("feed.whole", name, entries));
      }
      if (answer.has("rootKeyHash")) {
        screen.line(screen.text("feed.root", answer.path("rootKeyHash").asString("")));
      }
    }
  }
}
