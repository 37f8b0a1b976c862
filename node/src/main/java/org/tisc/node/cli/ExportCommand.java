package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a collection as JSON Lines, or what a query finds in one of several forms, to standard
 * output, or to a file that appears only when it is complete. Exit code 3 when not every source of
 * the query answered completely.
 */
@Command
final class ExportCommand extends NodeCommand {
  @Mixin private QueryOptions options = new QueryOptions();

  @Option(names = "--query", paramLabel = "Q", descriptionKey = "export.query")
  private String query = "";

  @Option(names = "--format", paramLabel = "F", descriptionKey = "export.format")
  private String format = "";

  @Option(names = "--most", paramLabel = "N", descriptionKey = "export.most")
  private String most = "";

  @Option(names = "--columns", paramLabel = "C,…", descriptionKey = "export.columns")
  private String columns = "";

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
  private Optional<Path> out = Optional.empty();

  ExportCommand(Shell shell) {
    super(shell);
  }

  @Override
  void check() {
    if (json() && out.isEmpty()) {
      throw wrongUsage("export --json needs --out FILE");
    }
    if (options.collection().isEmpty() && query.isEmpty()) {
      throw wrongUsage("export needs --collection or --query");
    }
  }

  @Override
  ObjectNode ask(NodeClient node) {
    if (!query.isEmpty()) {
      return hits(node);
    }
    String path = CollectionCommands.path(options.collection()) + "/export";
    ObjectNode answer = JSON.createObjectNode().put("collection", options.collection());
    answer.put("documents", Download.lines(node, path, out, shell().out()));
    out.ifPresent(file -> answer.put("file", file.toAbsolutePath().toString()));
    return answer;
  }

  /** What a query finds, by a job of the node. */
  private ObjectNode hits(NodeClient node) {
    ObjectNode body = options.body(query);
    QueryOptions.put(body, "format", format.isEmpty() ? ExportedFile.ending(out) : format);
    QueryOptions.put(body, "most", most);
    QueryOptions.put(body, "columns", columns);
    return ExportedFile.fetch(node, node.post("/api/v1/search/exports", body), out, shell());
  }

  @Override
  protected int exitCode(ObjectNode answer) {
    return query.isEmpty() || answer.path("exact").asBoolean(false) ? 0 : Tisc.INCOMPLETE;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    String documents = answer.path("documents").asString("0");
    if (query.isEmpty()) {
      screen.complain(screen.text("export.done", documents, options.collection()));
      return;
    }
    ExportedFile.print(answer, out, screen);
  }
}
