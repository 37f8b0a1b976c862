package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds what is wrong with a node and tells the cure. Works offline; says more while the node runs.
 * A node elsewhere tells what it finds of itself.
 */
@Command
final class DoctorCommand extends PlainCommand {
  private static final String PATH = "/api/v1/doctor";

  private final NodeRunner runner;

  @Option(names = "--all", descriptionKey = "doctor.all")
  private boolean all;

  DoctorCommand(Shell shell, NodeRunner runner) {
    super(shell);
    this.runner = runner;
  }

  @Override
  protected ObjectNode answer() {
    NodeFinder finder = new NodeFinder(shell().environment());
    if (common().url.isPresent()) {
      return ask(finder, Optional.empty());
    }
    Path home = finder.requireHome(common().home);
    Optional<ObjectNode> running;
    try {
      running = Optional.of(ask(finder, Optional.of(home)));
    } catch (TiscException | Problem silent) {
      // Why nobody answers, or somebody else does, is for the examination to find out.
      running = Optional.empty();
    }
    return runner.examine(home, running);
  }

  private ObjectNode ask(NodeFinder finder, Optional<Path> home) {
    NodeAddress address = finder.find(common().url, common().pin, home);
    try (NodeClient node = new NodeClient(address, shell().words().locale())) {
      return node.get(PATH);
    }
  }

  @Override
  protected int exitCode(ObjectNode answer) {
    return answer.path("worst").asString("").equals("PROBLEM") ? Tisc.FAILED : 0;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    int left = 0;
    for (JsonNode finding : answer.path("findings")) {
      String severity = finding.path("severity").asString("");
      if (severity.equals("OK") && !all) {
        left++;
        continue;
      }
      screen.line(
          screen.text(
              "doctor.finding",
              screen.text("doctor." + severity),
              words(finding.path("text")),
              finding.path("code").asString("")));
      String cure = words(finding.path("cure"));
      if (!cure.isEmpty()) {
        screen.line("    " + cure);
      }
      String command = finding.path("command").asString("");
      if (!command.isEmpty()) {
        screen.line("    $ " + command);
      }
    }
    if (left > 0) {
      screen.line(screen.text("doctor.good", left));
    }
  }

  private String words(JsonNode texts) {
    return texts.path(shell().words().locale().getLanguage()).asString("");
  }
}
