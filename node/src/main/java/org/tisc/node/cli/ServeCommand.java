package org.tisc.node.cli;

import java.util.concurrent.Callable;
import org.tisc.node.config.ConfigReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the node in this process until it is told to stop. */
@Command
final class ServeCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  private final Shell shell;
  private final NodeRunner runner;

  ServeCommand(Shell shell, NodeRunner runner) {
    this.shell = shell;
    this.runner = runner;
  }

  @Override
  public Integer call() {
    runner.serve(ConfigReader.read(new NodeFinder(shell.environment()).requireHome(common.home)));
    return 0;
  }
}
