package org.tisc.deploy.robustness;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.tisc.deploy.process.ProcessNode;
import org.tisc.deploy.process.TiscProcess;
import org.tisc.node.Main;
import org.tisc.node.cli.Shell;
import org.tisc.node.cli.Tisc;

/** The packaged node on a machine whose clock is wrong by some days. */
final class OffsetNode {
  private static final String DAYS = "tisc.history.days";

  private OffsetNode() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    InstantSource clock =
        InstantSource.offset(
            InstantSource.system(), Duration.ofDays(Long.parseLong(System.getProperty(DAYS))));
    Shell shell = Shell.ofProcess();
    System.exit(
        Tisc.run(Tisc.commandLine(shell, new Main(Tisc.version(), clock)), shell, arguments));
  }

  /** Starts it; returns when it is ready. */
  static void serve(ProcessNode node, List<String> options, int days) {
    List<String> all = new ArrayList<>(options);
    all.add("-D" + DAYS + "=" + days);
    node.serve(
        TiscProcess.java(
            node.environment(),
            OffsetNode.class,
            all,
            List.of("serve", "--home", node.home().toString())));
  }
}
