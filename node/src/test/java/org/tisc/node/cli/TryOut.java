package org.tisc.node.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.config.NodeConfig;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs commands and keeps what they said. */
final class TryOut implements NodeRunner {
  private final Map<String, String> environment = new HashMap<>();
  private final Deque<String> served = new ArrayDeque<>();
  private Optional<Path> setupCode = Optional.empty();
  private final Deque<String> passphrases = new ArrayDeque<>();
  private OptionalLong firstBad = OptionalLong.empty();
  private Locale language = Locale.ENGLISH;
  private Optional<Deque<String>> person = Optional.empty();
  private String input = "";
  private ObjectNode examined = new JsonMapper().createObjectNode();

  /** What one run said. */
  record Outcome(int exit, String out, String err) {
    JsonNode json() {
      return new JsonMapper().readTree(out);
    }
  }

  TryOut with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  TryOut in(Locale locale) {
    language = locale;
    return this;
  }

  TryOut typing(String... lines) {
    person = Optional.of(new ArrayDeque<>(Arrays.asList(lines)));
    return this;
  }

  /** What an examination finds where no node answers. */
  TryOut finding(String json) {
    examined = (ObjectNode) new JsonMapper().readTree(json);
    return this;
  }

  TryOut input(String text) {
    input = text;
    return this;
  }

  TryOut waitingForSetup(Path file) {
    setupCode = Optional.of(file);
    return this;
  }

  TryOut brokenAt(long entry) {
    firstBad = OptionalLong.of(entry);
    return this;
  }

  Deque<String> served() {
    return served;
  }

  @Override
  public void serve(NodeConfig config, Consumer<Path> setup) {
    served.add(config.node().id().value());
    setupCode.ifPresent(setup);
  }

  @Override
  public ObjectNode examine(Path home, Optional<ObjectNode> running) {
    return running.orElseGet(() -> examined);
  }

  @Override
  public ObjectNode verifyAudit(NodeConfig config, Optional<Path> checkpoints) {
    return audit(1, checkpoints);
  }

  @Override
  public ObjectNode verifyAuditExport(Path file, Optional<Path> checkpoints) {
    return audit(7, checkpoints);
  }

  private ObjectNode audit(long first, Optional<Path> checkpoints) {
    ObjectNode answer =
        new JsonMapper()
            .createObjectNode()
            .put("entries", 12)
            .put("valid", firstBad.isEmpty())
            .put("first", first);
    firstBad.ifPresent(bad -> answer.put("firstBad", bad));
    checkpoints.ifPresent(
        _ -> {
          answer
              .putObject("checkpoints")
              .put("keptBy", "peer")
              .put("count", 3)
              .put("agreed", 2)
              .put("trimmed", 0)
              .put("rootKeyHash", "c0ffee");
          answer.putObject("contradiction").put("finding", "CUT").put("size", 20);
        });
    return answer;
  }

  @Override
  public ObjectNode verifyFeeds(NodeConfig config) {
    return verifyFeedExport(config.home());
  }

  @Override
  public ObjectNode verifyFeedExport(Path file) {
    ObjectNode answer = new JsonMapper().createObjectNode().put("entries", 12);
    answer.put("valid", firstBad.isEmpty());
    ObjectNode feed = answer.putArray("feeds").addObject();
    feed.put("network", "north").put("origin", "node-a").put("audience", "NETWORK");
    feed.put("entries", 12);
    firstBad.ifPresent(
        sequence ->
            feed.putObject("firstBad")
                .put("epoch", 1)
                .put("sequence", sequence)
                .put("text", "It does not follow"));
    return answer;
  }

  @Override
  public ObjectNode verifyReport(Path file) {
    throw new AssertionError("no report is checked here");
  }

  @Override
  public ObjectNode verifyBackup(Path file, Optional<char[]> passphrase, LongConsumer progress) {
    passphrases.add(passphrase.map(String::new).orElse(""));
    try {
      long bytes = Files.size(file);
      if (bytes == 0) {
        throw new TiscException(Reason.INVALID_BACKUP, "nothing in it");
      }
      return new JsonMapper()
          .createObjectNode()
          .put("file", file.toString())
          .put("node", "solo")
          .put("bytes", bytes)
          .put("opened", passphrase.isPresent());
    } catch (IOException e) {
      throw new TiscException(Reason.NOT_FOUND, "no " + file, e);
    }
  }

  @Override
  public ObjectNode restoreBackup(Path file, Path home, char[] passphrase, LongConsumer progress) {
    passphrases.add(new String(passphrase));
    return new JsonMapper().createObjectNode().put("node", "solo").put("home", home.toString());
  }

  Deque<String> passphrases() {
    return passphrases;
  }

  Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            person.isPresent(),
            person.map(Typed::new),
            Words.of(language));
    CommandLine line = Tisc.commandLine(shell, this);
    int exit = Tisc.run(line, shell, arguments);
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private record Typed(Deque<String> lines) implements Shell.Ask {
    @Override
    public String line(String question) {
      String line = lines.poll();
      return line == null ? "" : line;
    }

    @Override
    public String secret(String question) {
      return line(question);
    }
  }
}
