package org.tisc.federation.identity;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Reads a sealed stream; hands out proven bytes only. Used by one thread. */
final class SealedInput extends InputStream {
  private static final int SEALED_BYTES = SealedChunks.CHUNK_BYTES + SealedChunks.TAG_BYTES;

  private final InputStream in;
  private final SealingKey sealing;
  private final String name;
  private @Nullable SecretKeySpec key;

  /** One sealed chunk and one byte more, by which the last one is known. */
  private final byte[] ahead = new byte[SEALED_BYTES + 1];

  private int held;
  private byte[] proven = new byte[0];
  private int position;
  private long number;
  private boolean over;

  SealedInput(InputStream in, SealingKey sealing, String name) {
    this.in = in;
    this.sealing = sealing;
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    while (position == proven.length) {
      if (over) {
        return -1;
      }
      next();
    }
    int part = Math.min(length, proven.length - position);
    System.arraycopy(proven, position, into, offset, part);
    position += part;
    return part;
  }

  private void next() throws IOException {
    SecretKeySpec known = key;
    if (known == null) {
      known = sealing.streamKey(in.readNBytes(SealedChunks.LEAD_BYTES), name);
      key = known;
    }
    held += in.readNBytes(ahead, held, ahead.length - held);
    boolean last = held < ahead.length;
    int sealed = last ? held : SEALED_BYTES;
    try {
      if (sealed < SealedChunks.TAG_BYTES) {
        throw refused(null);
      }
      proven =
          SealedChunks.cipher(Cipher.DECRYPT_MODE, known, name, number++, last)
              .doFinal(ahead, 0, sealed);
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
    position = 0;
    over = last;
    if (!last) {
      ahead[0] = ahead[SEALED_BYTES];
      held = 1;
    }
  }

  private TiscException refused(@Nullable GeneralSecurityException cause) {
    over = true;
    String message = "The sealed " + name + " is damaged, or its passphrase is another";
    return cause == null
        ? new TiscException(Reason.KEY_FILE_REFUSED, message)
        : new TiscException(Reason.KEY_FILE_REFUSED, message, cause);
  }
}
