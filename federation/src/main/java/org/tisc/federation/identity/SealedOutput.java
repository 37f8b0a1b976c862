package org.tisc.federation.identity;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Seals what is written into it. Used by one thread. */
final class SealedOutput extends OutputStream {
  private final OutputStream out;
  private final String name;
  private final SecretKeySpec key;
  private final byte[] lead = new byte[SealedChunks.LEAD_BYTES];
  private final byte[] chunk = new byte[SealedChunks.CHUNK_BYTES];
  private int filled;
  private long number;
  private boolean begun;
  private boolean closed;

  SealedOutput(OutputStream out, SealingKey key, String name) {
    this.out = out;
    this.name = name;
    new SecureRandom().nextBytes(lead);
    this.key = key.streamKey(lead, name);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the sealed stream is closed");
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      // A full chunk waits until more comes, for the last one is sealed otherwise.
      if (filled == chunk.length) {
        emit(false);
      }
      int part = Math.min(left, chunk.length - filled);
      System.arraycopy(bytes, from, chunk, filled, part);
      filled += part;
      from += part;
      left -= part;
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      emit(true);
    }
  }

  private void emit(boolean last) throws IOException {
    if (!begun) {
      begun = true;
      out.write(lead);
    }
    try {
      out.write(
          SealedChunks.cipher(Cipher.ENCRYPT_MODE, key, name, number++, last)
              .doFinal(chunk, 0, filled));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES in GCM", e);
    }
    filled = 0;
  }
}
