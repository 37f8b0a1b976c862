package org.tisc.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc synonyms …}: the words that this centre takes for one. */
final class SynonymCommands {
  private static final String PATH = "/api/v1/synonyms";

  private SynonymCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "synonyms",
        List.of(new CommandLine(new Show(shell)), new CommandLine(new Replace(shell))));
  }

  private static void lines(ObjectNode answer, Screen screen) {
    for (JsonNode group : answer.path("groups")) {
      screen.line(String.join(", ", group.valueStream().map(JsonNode::asString).toList()));
    }
  }

  /** Prints one group a line, as {@link Replace} takes them. */
  @Command(name = "show")
  static final class Show extends NodeCommand {
    Show(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      lines(answer, screen);
    }
  }

  /** Puts the groups of a file in place of those that are kept. */
  @Command(name = "set")
  static final class Replace extends NodeCommand {
    @Parameters(paramLabel = "FILE", descriptionKey = "synonyms.file")
    private Path file = Path.of("");

    Replace(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode();
      try {
        body.put("text", Files.readString(file));
      } catch (IOException e) {
        throw wrongUsage("cannot read " + file + ": " + e);
      }
      return node.put(PATH, body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("synonyms.kept", answer.path("groups").size()));
    }
  }
}
