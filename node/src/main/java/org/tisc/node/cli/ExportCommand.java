package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a collection as JSON Lines to standard output, or to a file that appears only when it is
 * complete.
 */
@Command
final class ExportCommand extends NodeCommand {
  @Option(
      names = "--collection",
      required = true,
      paramLabel = "C",
      descriptionKey = "export.collection")
  private String collection = "";

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
  private Optional<Path> out = Optional.empty();

  ExportCommand(Shell shell) {
    super(shell);
  }

  @Override
  ObjectNode ask(NodeClient node) {
    if (json() && out.isEmpty()) {
      throw wrongUsage("export --json needs --out FILE");
    }
    String path = CollectionCommands.path(collection) + "/export";
    ObjectNode answer = JSON.createObjectNode().put("collection", collection);
    answer.put("documents", Download.lines(node, path, out, shell().out()));
    out.ifPresent(file -> answer.put("file", file.toAbsolutePath().toString()));
    return answer;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.complain(screen.text("export.done", answer.path("documents").asString("0"), collection));
  }
}
