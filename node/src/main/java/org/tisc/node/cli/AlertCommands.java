package org.tisc.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc alert …}: risk alerts. */
final class AlertCommands {
  private static final String PATH = "/api/v1/alerts";

  /** More than any alert file may have; the node names the exact bound. */
  private static final int MAX_FILE_BYTES = 1 << 20;

  private AlertCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "alert",
        List.of(
            new CommandLine(new Publish(shell)),
            new CommandLine(new Alerts(shell)),
            new CommandLine(new Show(shell)),
            new CommandLine(new Update(shell)),
            new CommandLine(new Cancel(shell)),
            new CommandLine(new Review(shell)),
            new CommandLine(new Acknowledge(shell)),
            new CommandLine(new Reject(shell)),
            new CommandLine(new Hide(shell)),
            new CommandLine(new Unhide(shell)),
            new CommandLine(new Discard(shell)),
            new CommandLine(new DeliveryMatrix(shell)),
            new CommandLine(new Verify(shell))));
  }

  /** What a person reads of an alert that went out or was kept. */
  private static void outcome(ObjectNode answer, Screen screen) {
    String id = answer.path("alertId").asString("");
    String revision = answer.path("revision").asString("");
    if (answer.has("recipients")) {
      screen.line(
          screen.text(
              "alert.out",
              id,
              revision,
              answer.path("recipients").size(),
              Cells.cell(answer.path("recipients"))));
    } else {
      screen.line(screen.text("alert.kept", id, revision, answer.path("state").asString("")));
    }
  }

  private static void card(ObjectNode card, Screen screen) {
    screen.line(
        screen.text(
            "alert.answered",
            card.path("alertId").asString(""),
            card.path("state").asString(""),
            card.path("inbox").asString("")));
  }

  /** A command about one alert. */
  abstract static class About extends NodeCommand {
    @Parameters(index = "0", paramLabel = "ID", descriptionKey = "alert.ID")
    private String id = "";

    @Option(names = "--network", paramLabel = "N", descriptionKey = "alert.network")
    private String network = "";

    @Option(names = "--seen", paramLabel = "N", descriptionKey = "alert.seen")
    private String seen = "";

    About(Shell shell) {
      super(shell);
    }

    /** The address of the alert, or of an act on it, with further parameters. */
    final String path(String act, String... namesAndValues) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("network", network);
      parameters.put("seen", seen);
      for (int i = 0; i < namesAndValues.length; i += 2) {
        parameters.put(namesAndValues[i], namesAndValues[i + 1]);
      }
      return NodeClient.path(PATH + "/" + NodeClient.encoded(id) + act, parameters);
    }

    /** A body with a reason. */
    static ObjectNode because(String reason) {
      return JSON.createObjectNode().put("reason", reason);
    }
  }

  /** A command that reads an alert file. */
  private static byte[] read(Shell shell, String file) {
    try (InputStream in = file.equals("-") ? shell.in() : Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new TiscException(
            Reason.TOO_LARGE, file + " is longer than any alert file: over 1 MiB");
      }
      return bytes;
    } catch (IOException failure) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "cannot read " + file + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * The alert file with the hashes of its evidence: files that are named on the command line, and
   * those that the file names without hash, which lie beside it. Without either it stays as it is.
   */
  private static byte[] withFiles(NodeClient node, String file, byte[] bytes, List<Path> further) {
    if (!(parsed(bytes) instanceof ObjectNode alert)) {
      return bytes;
    }
    boolean changed = false;
    for (JsonNode each : alert.path("evidence")) {
      if (each instanceof ObjectNode entry
          && !entry.has("sha256")
          && entry.path("name").isString()) {
        Path name = Path.of(entry.path("name").stringValue()).getFileName();
        entry.put("sha256", taken(node, Path.of(file).resolveSibling(name)));
        changed = true;
      }
    }
    for (Path each : further) {
      alert
          .withArray("evidence")
          .addObject()
          .put("name", String.valueOf(each.getFileName()))
          .put("sha256", taken(node, each));
      changed = true;
    }
    return changed ? PlainCommand.JSON.writeValueAsBytes(alert) : bytes;
  }

  /** The file as JSON; a missing node where it is none, which the node says better. */
  private static JsonNode parsed(byte[] bytes) {
    try {
      return PlainCommand.JSON.readTree(bytes);
    } catch (JacksonException notJson) {
      return PlainCommand.JSON.missingNode();
    }
  }

  private static String taken(NodeClient node, Path file) {
    try {
      return node.upload(PATH + "/evidence", Files.newInputStream(file))
          .path("sha256")
          .asString("");
    } catch (IOException failure) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "cannot read " + file + ": " + failure.getMessage(), failure);
    }
  }

  private static String then(boolean keep, boolean review) {
    return keep ? "KEEP" : review ? "REVIEW" : "";
  }

  /** Publishes an alert file, or says what that would do. */
  @Command(name = "publish")
  static final class Publish extends NodeCommand {
    @Parameters(paramLabel = "FILE", descriptionKey = "alert.FILE")
    private String file = "";

    @Option(names = "--preview", descriptionKey = "alert.preview")
    private boolean preview;

    @Option(names = "--draft", descriptionKey = "alert.draft")
    private boolean draft;

    @Option(names = "--review", descriptionKey = "alert.review")
    private boolean review;

    @Option(names = "--minutes", paramLabel = "N", descriptionKey = "alert.minutes")
    private String minutes = "";

    @Option(names = "--evidence", paramLabel = "FILE", descriptionKey = "alert.evidence")
    private List<Path> evidence = new ArrayList<>();

    Publish(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      byte[] bytes = read(shell(), file);
      if (preview) {
        return node.send("POST", PATH + "/preview", bytes);
      }
      bytes = withFiles(node, file, bytes, evidence);
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("then", then(draft, review));
      parameters.put("minutes", minutes);
      return node.send("POST", NodeClient.path(PATH, parameters), bytes);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (!preview) {
        outcome(answer, screen);
        return;
      }
      screen.line(
          screen.text(
              "alert.previewed",
              answer.path("recipients").size(),
              answer.path("network").asString(""),
              answer.path("tlp").asString("")));
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode reader : answer.path("recipients")) {
        rows.add(
            List.of(
                reader.path("peer").asString(""),
                screen.localised(reader.path("names")),
                reader.path("feed").asString("")));
      }
      screen.table(List.of("peer", "name", "feed"), rows);
      if (answer.path("reviewRequired").asBoolean(false)) {
        screen.line(screen.text("alert.reviewRequired"));
      }
    }
  }

  /** Lists alerts. */
  @Command(name = "list")
  static final class Alerts extends NodeCommand {
    @Option(names = "--box", paramLabel = "IN|OUT", descriptionKey = "alert.box")
    private String box = "";

    @Option(names = "--state", paramLabel = "S", descriptionKey = "alert.state")
    private String state = "";

    @Option(names = "--inbox", paramLabel = "S", descriptionKey = "alert.inbox")
    private String inbox = "";

    @Option(names = "--severity", paramLabel = "S", descriptionKey = "alert.severity")
    private String severity = "";

    @Option(names = "--status", paramLabel = "S", descriptionKey = "alert.status")
    private String status = "";

    @Option(names = "--network", paramLabel = "N", descriptionKey = "alert.network")
    private String network = "";

    @Option(names = "--origin", paramLabel = "NODE", descriptionKey = "alert.origin")
    private String origin = "";

    @Option(names = "--words", paramLabel = "W", descriptionKey = "alert.words")
    private String words = "";

    @Option(names = "--size", paramLabel = "N", descriptionKey = "alert.size")
    private String size = "";

    @Option(names = "--cursor", paramLabel = "X", descriptionKey = "alert.cursor")
    private String cursor = "";

    Alerts(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("box", box);
      parameters.put("state", state);
      parameters.put("inbox", inbox);
      parameters.put("severity", severity);
      parameters.put("status", status);
      parameters.put("network", network);
      parameters.put("origin", origin);
      parameters.put("q", words);
      parameters.put("size", size);
      parameters.put("cursor", cursor);
      return node.get(NodeClient.path(PATH, parameters));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode draft : answer.path("drafts")) {
        rows.add(
            List.of(
                draft.path("alertId").asString(""),
                draft.path("revision").asString(""),
                draft.path("state").asString(""),
                "",
                "",
                "",
                screen.localised(draft.path("headline"))));
      }
      for (JsonNode alert : answer.path("alerts")) {
        List<String> row =
            new ArrayList<>(
                Cells.of(alert, "alertId", "revision", "state", "severity", "status", "inbox"));
        row.add(screen.localised(alert.path("headline")));
        rows.add(row);
      }
      screen.table(
          List.of("alertId", "revision", "state", "severity", "status", "inbox", "headline"), rows);
      if (answer.has("cursor")) {
        screen.line(screen.text("alert.more", answer.path("cursor").asString("")));
      }
    }
  }

  /** Shows one alert with its history. */
  @Command(name = "show")
  static final class Show extends About {
    Show(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(path(""));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      JsonNode alert = answer.path("alert");
      String status = alert.path("status").asString("ACTUAL");
      if (!status.equals("ACTUAL")) {
        screen.line(screen.text("alert.unreal", status));
      }
      screen.raw(screen.bold(screen.localised(alert.path("headline"))));
      for (String field :
          List.of("alertId", "revision", "state", "network", "origin", "sent", "reason")) {
        line(screen, field, answer.path(field));
      }
      for (String field :
          List.of("severity", "urgency", "certainty", "expires", "tlp", "eventType", "web")) {
        line(screen, field, alert.path(field));
      }
      line(screen, "inbox", answer.path("inbox").path("state"));
      for (String field : List.of("description", "instruction")) {
        String text = screen.localised(alert.path(field));
        if (!text.isEmpty()) {
          screen.line("");
          text.lines().forEach(screen::line);
        }
      }
      if (answer.path("history").size() > 1) {
        screen.line("");
        List<List<String>> rows = new ArrayList<>();
        answer
            .path("history")
            .forEach(
                past -> rows.add(Cells.of(past, "revision", "msgType", "state", "sent", "reason")));
        screen.table(List.of("revision", "msgType", "state", "sent", "reason"), rows);
      }
    }

    private static void line(Screen screen, String field, JsonNode value) {
      if (!value.isMissingNode()) {
        screen.line(screen.text("column." + field) + ": " + Cells.cell(value));
      }
    }
  }

  /** A new version of a draft, or the next revision of an alert. */
  @Command(name = "update")
  static final class Update extends About {
    @Parameters(index = "1", paramLabel = "FILE", descriptionKey = "alert.FILE")
    private String file = "";

    @Option(names = "--draft", descriptionKey = "alert.draft")
    private boolean draft;

    @Option(names = "--review", descriptionKey = "alert.review")
    private boolean review;

    @Option(names = "--minutes", paramLabel = "N", descriptionKey = "alert.minutes")
    private String minutes = "";

    @Option(names = "--evidence", paramLabel = "FILE", descriptionKey = "alert.evidence")
    private List<Path> evidence = new ArrayList<>();

    Update(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.send(
          "PUT",
          path("", "then", then(draft, review), "minutes", minutes),
          withFiles(node, file, read(shell(), file), evidence));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      outcome(answer, screen);
    }
  }

  /** Withdraws an alert. */
  @Command(name = "cancel")
  static final class Cancel extends About {
    @Option(names = "--reason", paramLabel = "S", required = true, descriptionKey = "alert.reason")
    private String reason = "";

    Cancel(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.post(path("/cancel"), because(reason));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      outcome(answer, screen);
    }
  }

  /** Lets a draft pass, or gives it back. */
  @Command(name = "review")
  static final class Review extends About {
    @Option(names = "--return", descriptionKey = "alert.return")
    private boolean back;

    @Option(names = "--reason", paramLabel = "S", descriptionKey = "alert.reason")
    private Optional<String> reason = Optional.empty();

    Review(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = because(reason.orElse(""));
      body.put("verdict", back ? "RETURN" : "PUBLISH");
      return node.post(path("/review"), body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      outcome(answer, screen);
    }
  }

  /** A command that answers an alert of another centre. */
  abstract static class Answering extends About {
    private final String act;

    Answering(Shell shell, String act) {
      super(shell);
      this.act = act;
    }

    /** What goes with it. */
    ObjectNode body() {
      return JSON.createObjectNode();
    }

    @Override
    final ObjectNode ask(NodeClient node) {
      return node.post(path(act), body());
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      card(answer, screen);
    }
  }

  /** Takes note. */
  @Command(name = "acknowledge")
  static final class Acknowledge extends Answering {
    Acknowledge(Shell shell) {
      super(shell, "/acknowledge");
    }
  }

  /** Sends it back. */
  @Command(name = "reject")
  static final class Reject extends Answering {
    @Option(names = "--reason", paramLabel = "S", required = true, descriptionKey = "alert.reason")
    private String reason = "";

    Reject(Shell shell) {
      super(shell, "/reject");
    }

    @Override
    ObjectNode body() {
      return because(reason);
    }
  }

  /** Puts it out of sight here. */
  @Command(name = "hide")
  static final class Hide extends Answering {
    Hide(Shell shell) {
      super(shell, "/hide");
    }
  }

  /** Puts it back. */
  @Command(name = "unhide")
  static final class Unhide extends Answering {
    Unhide(Shell shell) {
      super(shell, "/unhide");
    }
  }

  /** Throws a draft away. */
  @Command(name = "discard")
  static final class Discard extends About {
    Discard(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(path(""));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("alert.discarded", answer.path("alertId").asString("")));
    }
  }

  /** Shows who got an alert. */
  @Command(name = "deliveries")
  static final class DeliveryMatrix extends About {
    @Option(names = "--revision", paramLabel = "N", descriptionKey = "alert.revision")
    private String revision = "";

    DeliveryMatrix(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(path("/deliveries", "revision", revision));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      answer
          .path("deliveries")
          .forEach(line -> rows.add(Cells.of(line, "peer", "state", "reason", "at")));
      screen.table(List.of("peer", "state", "reason", "at"), rows);
    }
  }

  /** Checks an alert file. */
  @Command(name = "verify")
  static final class Verify extends NodeCommand {
    @Parameters(paramLabel = "FILE", descriptionKey = "alert.FILE")
    private String file = "";

    Verify(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.send("POST", PATH + "/verify", read(shell(), file));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              answer.path("urgent").asBoolean(false) ? "alert.validUrgent" : "alert.valid",
              answer.path("tlp").asString("")));
    }
  }
}
