package org.tisc.node.cli;

import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.ConfigText;
import org.tisc.node.config.NodeConfig;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** Shows the effective configuration. Works offline; names files of secrets, never their text. */
@Command
final class ConfigCommand extends PlainCommand {
  ConfigCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ObjectNode answer() {
    NodeConfig config =
        ConfigReader.read(new NodeFinder(shell().environment()).requireHome(common().home));
    ObjectNode answer = JSON.createObjectNode().put("home", config.home().toString());
    ConfigText.values(config)
        .forEach((section, values) -> answer.set(section, JSON.valueToTree(values)));
    return answer;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line("# " + answer.path("home").asString("") + "/" + NodeConfig.FILE);
    answer.forEachEntry(
        (section, values) -> {
          if (values.isObject()) {
            screen.line(section + ":");
            values.forEachEntry(
                (key, value) -> screen.line("  " + key + ": " + value.asString("")));
          }
        });
  }
}
