package org.tisc.node.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.NodeConfig;
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
    NodeConfig config =
        ConfigReader.read(new NodeFinder(shell.environment()).requireHome(common.home));
    runner.serve(config, file -> announce(config.localUrl(), file));
    return 0;
  }

  /** The code itself is for the eyes of a person only; what is piped ends in a log. */
  private void announce(String url, Path file) {
    Screen screen = new Screen(shell);
    if (shell.ask().isEmpty()) {
      screen.complain(screen.text("serve.setup.file", url, file));
      return;
    }
    try {
      screen.complain(screen.text("serve.setup", url, Files.readString(file).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
