package org.tisc.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The passphrase of a backup: from a file, standard input or a person, never from an argument. */
final class Passphrase {
  private static final int LONGEST_BYTES = 4096;
  private static final long SHOW_EVERY_BYTES = 1 << 20;

  private Passphrase() {}

  /**
   * From the file if there is one, else from the person at the terminal. Raises INVALID_ARGUMENT
   * where there is neither.
   *
   * @param fresh whether it is chosen now, so that it is asked for twice
   */
  static char[] of(Optional<Path> file, Shell shell, boolean json, boolean fresh) {
    if (file.isPresent()) {
      return read(file.get(), shell);
    }
    if (json || shell.ask().isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "the passphrase is missing: --passphrase-file FILE or -");
    }
    Shell.Ask person = shell.ask().get();
    String typed = person.secret(shell.words().text("backup.ask"));
    if (fresh && !typed.equals(person.secret(shell.words().text("backup.ask.again")))) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "the two passphrases differ");
    }
    return typed.toCharArray();
  }

  /**
   * The first line of a file, or of standard input for {@code -}. Raises NOT_FOUND, and
   * KEY_FILE_REFUSED where others than the owner can read the file.
   */
  static char[] read(Path file, Shell shell) {
    try {
      byte[] bytes;
      if (file.toString().equals("-")) {
        bytes = shell.in().readNBytes(LONGEST_BYTES);
      } else {
        requireOwnerOnly(file);
        try (var in = Files.newInputStream(file)) {
          bytes = in.readNBytes(LONGEST_BYTES);
        }
      }
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("")
          .strip()
          .toCharArray();
    } catch (IOException e) {
      throw new TiscException(Reason.NOT_FOUND, "cannot read the passphrase file " + file, e);
    }
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      // A pipe of the shell has no rights worth a look.
      return;
    }
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
    if (rights.contains(PosixFilePermission.GROUP_READ)
        || rights.contains(PosixFilePermission.OTHERS_READ)) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED,
          "the passphrase file can be read by others than its owner; run: chmod 600 " + file);
    }
  }

  /** Shows about every megabyte how far the reading of a file is. */
  static LongConsumer progress(Path file, String key, Screen screen) {
    String name = screen.text(key);
    long total = file.toFile().length() >> 20;
    long[] shown = {0};
    return read -> {
      if (read - shown[0] >= SHOW_EVERY_BYTES) {
        shown[0] = read;
        screen.progress(name + " " + (read >> 20) + "/" + total + " MiB");
      }
    };
  }
}
