package org.tisc.node.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Builds a collection's index anew from the stored documents and waits for it. */
@Command
final class ReindexCommand extends NodeCommand {
  @Option(
      names = "--collection",
      required = true,
      paramLabel = "C",
      descriptionKey = "reindex.collection")
  private String collection = "";

  ReindexCommand(Shell shell) {
    super(shell);
  }

  @Override
  ObjectNode ask(NodeClient node) {
    ObjectNode job =
        node.post(CollectionCommands.path(collection) + "/reindex", JSON.createObjectNode());
    try {
      return Jobs.result(node, job, new JobProgress(screen()));
    } finally {
      screen().progressDone();
    }
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(screen.text("reindex.done", collection));
  }
}
