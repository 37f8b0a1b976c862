package org.tisc.deploy;

import org.tisc.deploy.demo.DemoCommand;
import org.tisc.node.Main;
import org.tisc.node.cli.Shell;
import org.tisc.node.cli.Tisc;
import picocli.CommandLine;

/** The main class of the distribution: the commands of the node and the demo region. */
public final class Launcher {
  private Launcher() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Shell shell = Shell.ofProcess().withTexts(DemoCommand.TEXTS);
    CommandLine line = Tisc.commandLine(shell, new Main(Tisc.version()));
    line.addSubcommand("demo", new DemoCommand(shell));
    System.exit(Tisc.run(line, shell, arguments));
  }
}
