package org.tisc.federation.identity;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** A secret of 256 random bits in a file of its own that only the owner can touch (mode 0600). */
public final class SecretFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int MIN_LENGTH = 40;
  private static final int MAX_BYTES = 4_096;

  private SecretFile() {}

  /** Makes the file with a fresh secret. Raises {@code ALREADY_EXISTS} and leaves what is there. */
  public static void create(Path file) {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(file, SecretTokens.create() + "\n", StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException failure) {
      throw new TiscException(Reason.ALREADY_EXISTS, file + " exists", failure);
    } catch (IOException failure) {
      throw new TiscException(Reason.INTERNAL, "cannot write " + file, failure);
    }
  }

  /**
   * The secret, without white space around it. Raises {@code NOT_FOUND} when there is no file,
   * {@code INVALID_ARGUMENT} when others than its owner can touch it or it holds no secret.
   */
  public static String read(Path file) {
    try {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(rights)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "%s must have mode 0600, not %s; run: chmod 600 %s"
                .formatted(file, PosixFilePermissions.toString(rights), file));
      }
      String secret = Files.size(file) > MAX_BYTES ? "" : Files.readString(file).strip();
      if (secret.length() < MIN_LENGTH) {
        throw new TiscException(Reason.INVALID_ARGUMENT, file + " holds no secret");
      }
      return secret;
    } catch (NoSuchFileException failure) {
      throw new TiscException(Reason.NOT_FOUND, "there is no " + file, failure);
    } catch (IOException failure) {
      throw new TiscException(Reason.INTERNAL, "cannot read " + file, failure);
    }
  }
}
