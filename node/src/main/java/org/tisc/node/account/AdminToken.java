package org.tisc.node.account;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Role;

/**
 * The local administrator: whoever can read {@code HOME/admin.token} on the node's machine. It
 * holds every role, so that a node can be set up before it has accounts.
 */
public final class AdminToken {
  /** Who that is, in audit and pages. The at sign keeps it apart from every account's name. */
  public static final Caller CALLER = new Caller("admin@local", EnumSet.allOf(Role.class));

  private static final String FILE = "admin.token";
  private static final int MIN_LENGTH = 40;

  private final String digest;

  private AdminToken(String digest) {
    this.digest = digest;
  }

  /**
   * Makes the token file, readable by its owner alone. Raises {@code ALREADY_EXISTS} when there is
   * one.
   */
  public static void create(Path home) {
    Path file = home.resolve(FILE);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Credentials.freshToken() + "\n", StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new TiscException(Reason.ALREADY_EXISTS, file + " exists", e);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot write " + file, e);
    }
  }

  /**
   * Reads the token file. Raises {@code NOT_FOUND} when there is none and {@code INVALID_ARGUMENT}
   * when others than its owner can read it or it holds no token.
   */
  public static AdminToken read(Path home) {
    Path file = home.resolve(FILE);
    try {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
      String token = Files.readString(file).strip();
      if (!PosixFilePermissions.fromString("rw-------").containsAll(rights)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            file
                + " must have mode 0600, not "
                + PosixFilePermissions.toString(rights)
                + "; run: chmod 600 "
                + file);
      }
      if (token.length() < MIN_LENGTH) {
        throw new TiscException(Reason.INVALID_ARGUMENT, file + " holds no token");
      }
      return new AdminToken(Credentials.digest(token));
    } catch (NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "there is no " + file, e);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read " + file, e);
    }
  }

  /** Whether this is the token. */
  boolean accepts(String token) {
    return Credentials.same(digest, Credentials.digest(token));
  }
}
