package org.tisc.federation.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The form of a sealed stream: a random number, then chunks of which only the last is shorter. */
final class SealedChunks {
  /** Bytes of content in every chunk but the last. */
  static final int CHUNK_BYTES = 64 * 1024;

  /** What sealing adds to a chunk. */
  static final int TAG_BYTES = 16;

  /** The random number that leads the stream. */
  static final int LEAD_BYTES = 16;

  private static final int NONCE_BYTES = 12;

  private SealedChunks() {}

  /**
   * A cipher for one chunk. The key belongs to one stream, which the name is part of; so the number
   * of the chunk and whether it is the last one make the nonce, and are bound by it.
   */
  static Cipher cipher(int mode, SecretKeySpec key, String name, long number, boolean last)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(last ? 1 : 0).putLong(number).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(
        (name + " " + number + (last ? " last" : "")).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
