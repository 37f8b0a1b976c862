package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Makes the home folder of a node from its backup. Works offline. */
@Command
final class RestoreCommand extends PlainCommand {
  private final NodeRunner runner;

  @Parameters(index = "0", paramLabel = "FROM", descriptionKey = "restore.FROM")
  private Path from = Path.of("");

  @Option(names = "--passphrase-file", paramLabel = "FILE", descriptionKey = "backup.passphrase")
  private Optional<Path> passphraseFile = Optional.empty();

  RestoreCommand(Shell shell, NodeRunner runner) {
    super(shell);
    this.runner = runner;
  }

  @Override
  protected ObjectNode answer() {
    // Only what is said here and now: a restore makes a folder, and never the one of a demo.
    Path home = homeOption().orElseThrow(() -> wrongUsage("restore needs --home DIR"));
    char[] passphrase = Passphrase.of(passphraseFile, shell(), json(), false);
    try {
      return runner.restoreBackup(
          from, home, passphrase, Passphrase.progress(from, "restore.reading", screen()));
    } finally {
      screen().progressDone();
    }
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(
        screen.text(
            "restore.done",
            answer.path("node").asString(""),
            answer.path("home").asString(""),
            answer.path("backup").path("createdAt").asString("")));
    screen.line(screen.text("restore.old"));
    screen.line(
        screen.text(
            "restore.withheld",
            answer.path("suspendedAccounts").asString("0"),
            answer.path("suspendedTokens").asString("0"),
            answer.path("voidInvitations").asString("0")));
    screen.line(screen.text("restore.rules"));
    screen.line(screen.text("init.next", answer.path("home").asString("")));
  }
}
