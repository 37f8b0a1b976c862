package org.tisc.deploy;

import org.tisc.deploy.demo.DemoCommand;
import org.tisc.deploy.start.WarmUpCommand;
import org.tisc.node.Main;
import org.tisc.node.cli.Shell;
import org.tisc.node.cli.Tisc;
import picocli.CommandLine;

/**
 * The main class of the distribution: the commands of the node, the demo region, and what makes
 * both start sooner.
 */
public final class Launcher {
  private Launcher() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Shell shell = shell(Shell.ofProcess());
    System.exit(Tisc.run(commandLine(shell, new Main(Tisc.version())), shell, arguments));
  }

  /** A shell that has the words of all commands. */
  public static Shell shell(Shell shell) {
    return shell.withTexts(DemoCommand.TEXTS).withTexts(WarmUpCommand.TEXTS);
  }

  /** All commands in such a shell. */
  public static CommandLine commandLine(Shell shell, Main main) {
    CommandLine line = Tisc.commandLine(shell, main);
    line.addSubcommand("demo", new DemoCommand(shell));
    line.addSubcommand("warm-up", new WarmUpCommand(shell));
    return line;
  }
}
