package org.tisc.federation.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * One identity in one encrypted file (PKCS#12, RFC 7292), readable by its owner only. A file that
 * group or others can touch is refused, as is a passphrase file. Stateless and thread-safe; blocks
 * on local disk.
 */
public final class KeyFile {
  private static final String ALIAS = "key";
  private static final int MAX_PASSPHRASE_BYTES = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private KeyFile() {}

  /** Writes an identity, replacing the file in one step; on disk before it returns. */
  public static void write(Path file, Identity identity, char[] passphrase) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          ALIAS, identity.key(), passphrase, identity.chain().toArray(Certificate[]::new));
      Files.deleteIfExists(temporary);
      try (FileChannel channel = createOwnerOnly(temporary);
          OutputStream out = Channels.newOutputStream(channel)) {
        store.store(out, passphrase);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | GeneralSecurityException e) {
      throw new TiscException(Reason.INTERNAL, "The key file " + file + " cannot be written", e);
    }
  }

  /** Reads an identity. Raises KEY_FILE_REFUSED. */
  public static Identity read(Path file, char[] passphrase) {
    requireOwnerOnly(file);
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, passphrase);
      if (!(store.getKey(ALIAS, passphrase) instanceof PrivateKey key)) {
        throw new TiscException(Reason.KEY_FILE_REFUSED, "The key file " + file + " holds no key");
      }
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : store.getCertificateChain(ALIAS)) {
        chain.add((X509Certificate) certificate);
      }
      return new Identity(key, chain);
    } catch (IOException | GeneralSecurityException e) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED,
          "The key file " + file + " cannot be read: it is damaged or its passphrase is another",
          e);
    }
  }

  /**
   * The passphrase in the first line of a file, which is made with a random one when it does not
   * exist. Raises KEY_FILE_REFUSED.
   */
  public static char[] passphrase(Path file) {
    try {
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        createPassphrase(file);
      }
      requireOwnerOnly(file);
      if (Files.size(file) > MAX_PASSPHRASE_BYTES) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED,
            "The passphrase file " + file + " is longer than " + MAX_PASSPHRASE_BYTES + " bytes");
      }
      String text = Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (text.length() < 12) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED,
            "The passphrase in " + file + " is shorter than 12 characters");
      }
      return text.toCharArray();
    } catch (IOException e) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED, "The passphrase file " + file + " cannot be read", e);
    }
  }

  private static void createPassphrase(Path file) throws IOException {
    try (FileChannel channel = createOwnerOnly(file);
        OutputStream out = Channels.newOutputStream(channel)) {
      out.write((SecretTokens.create() + "\n").getBytes(StandardCharsets.UTF_8));
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      // Another thread made it first; that one counts.
    }
  }

  /** Makes a new file that only its owner can touch, open for writing. */
  static FileChannel createOwnerOnly(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(OWNER_ONLY));
  }

  /** Raises KEY_FILE_REFUSED when others than its owner can touch the file. */
  static void requireOwnerOnly(Path file) {
    try {
      Set<PosixFilePermission> extra =
          EnumSet.copyOf(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
      extra.removeAll(OWNER_ONLY);
      extra.remove(PosixFilePermission.OWNER_EXECUTE);
      if (!extra.isEmpty()) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED,
            "The file "
                + file
                + " can be touched by others than its owner; run: chmod 600 "
                + file);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.KEY_FILE_REFUSED, "The file " + file + " cannot be read", e);
    }
  }
}
