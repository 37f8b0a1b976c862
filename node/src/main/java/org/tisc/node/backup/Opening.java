package org.tisc.node.backup;

import java.util.HexFormat;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SealingKey;

/**
 * The first entry of a backup, in clear: what is needed to make the key from a passphrase.
 *
 * @param format {@link BackupForm#FORMAT}
 * @param node whose backup it is, for people; the manifest is what counts
 * @param salt in hexadecimal
 * @param check proves the passphrase; hexadecimal
 */
record Opening(String format, String node, String salt, String check) {
  Opening {
    Manifest.requireFormat(format);
    if (salt.length() != 2 * SealingKey.SALT_BYTES || node.length() > 63 || check.length() != 64) {
      throw new TiscException(Reason.INVALID_BACKUP, "The backup's opening is damaged");
    }
    bytes(salt);
    bytes(check);
  }

  static Opening of(String node, byte[] salt, SealingKey key) {
    HexFormat hex = HexFormat.of();
    return new Opening(
        BackupForm.FORMAT,
        node,
        hex.formatHex(salt),
        hex.formatHex(key.proof(BackupForm.PROVES_PASSPHRASE, salt)));
  }

  /** The key; raises KEY_FILE_REFUSED where the passphrase is another. */
  SealingKey key(char[] passphrase) {
    byte[] salted = bytes(salt);
    SealingKey key = SealingKey.of(passphrase, salted);
    if (!key.proves(BackupForm.PROVES_PASSPHRASE, salted, bytes(check))) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED, "The passphrase is not the one of this backup");
    }
    return key;
  }

  private static byte[] bytes(String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new TiscException(Reason.INVALID_BACKUP, "The backup's opening is damaged", e);
    }
  }
}
