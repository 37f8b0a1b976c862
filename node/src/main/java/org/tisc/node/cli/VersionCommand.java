package org.tisc.node.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** Says which version this is. Works offline. */
@Command
final class VersionCommand extends PlainCommand {
  VersionCommand(Shell shell) {
    super(shell);
  }

  /** The version of the jar that this class came in; {@code 0} outside a jar. */
  static String version() {
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("0");
  }

  @Override
  protected ObjectNode answer() {
    return JSON.createObjectNode()
        .put("version", version())
        .put("java", System.getProperty("java.vm.version", ""));
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(
        "tisc "
            + answer.path("version").asString("")
            + " (Java "
            + answer.path("java").asString("")
            + ")");
  }
}
