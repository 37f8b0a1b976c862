package org.tisc.node.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that only introduces commands, such as {@code network}; alone it is wrong usage. */
@CommandLine.Command
final class GroupCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  // Read by picocli alone.
  @SuppressWarnings("UnusedVariable")
  @Mixin
  private Common common = new Common();

  private final Shell shell;

  GroupCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    throw new ParameterException(
        spec.commandLine(),
        shell
            .words()
            .text(
                "usage.missing",
                spec.qualifiedName(),
                String.join(", ", spec.subcommands().keySet())));
  }
}
