package org.tisc.node.cli;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Prints the completion script for bash: {@code source <(tisc completion)}. */
@Command
final class CompletionCommand extends PlainCommand {
  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ObjectNode answer() {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    return JSON.createObjectNode()
        .put("script", AutoComplete.bash("tisc", spec.root().commandLine()));
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    shell().out().print(answer.path("script").asString(""));
  }
}
