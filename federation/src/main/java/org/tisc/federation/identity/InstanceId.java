package org.tisc.federation.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Tells apart two home folders that hold one node's identity, such as a node and its restored
 * backup: made at random with each home folder, never copied. No secret.
 *
 * @param value 32 hexadecimal digits in lower case
 */
public record InstanceId(String value) {
  /** The name of its file inside the home folder. */
  public static final String FILE = "instance";

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final int BYTES = 16;
  private static final int MAX_FILE_BYTES = 64;

  /** Refuses what has another form. */
  public InstanceId {
    if (!FORM.matcher(value).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "An instance id is 32 of 0-9 and a-f, not "
              + value.substring(0, Math.min(40, value.length())));
    }
  }

  /** A fresh one. */
  public static InstanceId random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new InstanceId(HexFormat.of().formatHex(bytes));
  }

  /**
   * The one of a home folder, made and written where it has none. Raises INVALID_ARGUMENT when its
   * file is damaged, INTERNAL when it cannot be read or written.
   */
  public static InstanceId of(Path home) {
    Path file = home.resolve(FILE);
    try {
      if (Files.notExists(file)) {
        create(file);
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new TiscException(Reason.INVALID_ARGUMENT, file + " is damaged; delete it");
      }
      return new InstanceId(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read or write " + file + ": " + e, e);
    }
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, random().value + "\n", StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      // Somebody else made it first; that one counts.
      return;
    }
  }
}
