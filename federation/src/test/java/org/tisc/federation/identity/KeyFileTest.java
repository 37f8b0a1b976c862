package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;

final class KeyFileTest {
  private static final char[] PASSPHRASE = "a long enough passphrase".toCharArray();

  @TempDir Path folder = Path.of("");

  @Test
  void readsBackKeysOfBothKinds() {
    NetworkId network = new NetworkId("net");
    Identity root = CertificateAuthority.createRoot(network, Instant.now());
    Identity roster = new CertificateAuthority(root).createRosterKey(network, Instant.now());
    for (Identity identity : new Identity[] {root, roster}) {
      Path file = folder.resolve("key.p12");
      KeyFile.write(file, identity, PASSPHRASE);
      Identity read = KeyFile.read(file, PASSPHRASE);
      assertThat(read.chain()).isEqualTo(identity.chain());
      assertThat(read.key().getEncoded()).isEqualTo(identity.key().getEncoded());
    }
    byte[] signature =
        Signatures.sign(
            KeyFile.read(folder.resolve("key.p12"), PASSPHRASE).key(), "test", new byte[] {1});
    assertThat(
            Signatures.verify(
                roster.certificate().getPublicKey(), "test", new byte[] {1}, signature))
        .isTrue();
  }

  @Test
  void isWrittenForItsOwnerOnlyAndLeavesNothingBeside() throws Exception {
    Path file = written();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void isRefusedWhenOthersCanTouchIt() throws Exception {
    for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Path file = written();
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
      assertThat(assertFails(Reason.KEY_FILE_REFUSED, () -> KeyFile.read(file, PASSPHRASE)))
          .hasMessageContaining("chmod 600");
    }
  }

  @Test
  void isRefusedWithAnotherPassphraseOrDamaged() throws Exception {
    Path file = written();
    assertFails(
        Reason.KEY_FILE_REFUSED, () -> KeyFile.read(file, "another passphrase".toCharArray()));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertFails(Reason.KEY_FILE_REFUSED, () -> KeyFile.read(file, PASSPHRASE));
    assertFails(Reason.KEY_FILE_REFUSED, () -> KeyFile.read(folder.resolve("absent"), PASSPHRASE));
  }

  @Test
  void aPassphraseIsMadeOnceAndReadAgain() throws Exception {
    Path file = folder.resolve("passphrase");
    char[] made = KeyFile.passphrase(file);
    assertThat(made).hasSizeGreaterThan(40);
    assertThat(KeyFile.passphrase(file)).isEqualTo(made);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertFails(Reason.KEY_FILE_REFUSED, () -> KeyFile.passphrase(file));
  }

  @Test
  void aShortPassphraseIsRefused() throws Exception {
    Path file = folder.resolve("short");
    KeyFile.passphrase(file);
    Files.writeString(file, "short\n");
    assertFails(Reason.KEY_FILE_REFUSED, () -> KeyFile.passphrase(file));
  }

  private Path written() {
    Path file = folder.resolve("key.p12");
    KeyFile.write(
        file, CertificateAuthority.createRoot(new NetworkId("net"), Instant.now()), PASSPHRASE);
    return file;
  }
}
