package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class BackupCommandsTest {
  private static final String PASSPHRASE = "correct horse battery";

  @TempDir private Path folder;
  private PretendedNode node;

  @BeforeEach
  void start() throws IOException {
    node = new PretendedNode();
    node.answers("GET /api/v1/status", 200, "{\"node\":\"solo\"}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private TryOut.Outcome run(TryOut shell, String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = node.url();
    return shell.input(PASSPHRASE + "\nnot this").run(all);
  }

  @Test
  void writesAFileThatWasReadAgainAndOnlyTheOwnerReads() throws IOException {
    node.answers("POST /api/v1/backup", 200, "content");
    TryOut shell = new TryOut();
    TryOut.Outcome outcome =
        run(shell, "backup", folder.toString(), "--passphrase-file", "-", "--json");
    assertThat(outcome.exit()).as(outcome.err() + outcome.out()).isZero();
    Path file = Path.of(outcome.json().path("file").asString());
    assertThat(file.getFileName().toString()).matches("tisc-solo-\\d{8}T\\d{6}Z\\.zip");
    assertThat(file).content().isEqualTo("content");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    assertThat(shell.passphrases()).containsExactly(PASSPHRASE);
    assertThat(node.requests().getLast().body()).contains(PASSPHRASE);
    assertThat(outcome.out() + outcome.err()).doesNotContain(PASSPHRASE);
  }

  @Test
  void replacesNothingAndLeavesNothingThatIsNotWhole() throws IOException {
    node.answers("POST /api/v1/backup", 200, "");
    Path file = folder.resolve("node.zip");
    TryOut.Outcome outcome =
        run(new TryOut(), "backup", file.toString(), "--passphrase-file", "-", "--json");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.json().at("/problem/reason").asString()).isEqualTo("INVALID_BACKUP");
    assertThat(folder).isEmptyDirectory();

    Files.writeString(file, "mine");
    outcome = run(new TryOut(), "backup", file.toString(), "--passphrase-file", "-", "--json");
    assertThat(outcome.json().at("/problem/reason").asString()).isEqualTo("ALREADY_EXISTS");
    assertThat(file).content().isEqualTo("mine");
  }

  @Test
  void aPersonIsAskedTwiceAndAFileOfOthersIsRefused() throws IOException {
    node.answers("POST /api/v1/backup", 200, "content");
    String to = folder.resolve("node.zip").toString();
    assertThat(run(new TryOut().typing("one long enough", "another one"), "backup", to).err())
        .contains("differ");
    TryOut agreed = new TryOut().typing("one long enough", "one long enough");
    assertThat(run(agreed, "backup", to).exit()).isZero();
    assertThat(agreed.passphrases()).containsExactly("one long enough");

    Path open = Files.writeString(folder.resolve("open"), PASSPHRASE);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(
            run(new TryOut(), "restore", to, "--home", "x", "--passphrase-file", open.toString())
                .err())
        .contains("chmod 600");
  }

  @Test
  void checksAndRestoresWithoutANode() throws IOException {
    Path file = Files.writeString(folder.resolve("node.zip"), "content");
    TryOut.Outcome checked = run(new TryOut(), "backup", "--verify", file.toString());
    assertThat(checked.exit()).as(checked.err()).isZero();
    assertThat(checked.out()).contains("not tried");
    TryOut shell = new TryOut();
    TryOut.Outcome restored =
        run(
            shell,
            "restore",
            file.toString(),
            "--home",
            folder.resolve("home").toString(),
            "--passphrase-file",
            "-");
    assertThat(restored.exit()).as(restored.err()).isZero();
    assertThat(shell.passphrases()).containsExactly(PASSPHRASE);
    assertThat(node.requests()).isEmpty();

    for (String[] wrong :
        new String[][] {
          {"backup"},
          {"backup", "x", "--verify", "y"},
          {"restore"},
          {"restore", file.toString(), "--passphrase-file", "-"}
        }) {
      assertThat(run(new TryOut(), wrong).exit()).as(String.join(" ", wrong)).isEqualTo(2);
    }
  }

  @Test
  void aFullDiskIsSaidAsSuch() throws IOException {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      assertThatThrownBy(
              () ->
                  BackupCommand.copy(
                      new ByteArrayInputStream(new byte[100]),
                      Channels.newOutputStream(full),
                      Path.of("node.zip.part")))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.OUT_OF_SPACE));
    }
  }
}
