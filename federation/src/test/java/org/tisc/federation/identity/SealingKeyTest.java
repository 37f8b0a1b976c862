package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class SealingKeyTest {
  private static final byte[] SALT = new byte[SealingKey.SALT_BYTES];
  private static final SealingKey KEY = SealingKey.of("a long passphrase".toCharArray(), SALT);
  private static final int CHUNK = SealedChunks.CHUNK_BYTES;
  private static final int SEALED = CHUNK + SealedChunks.TAG_BYTES;

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static byte[] sealed(byte[] content, String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream sealing = KEY.seal(out, name)) {
      int half = content.length / 2;
      sealing.write(content, 0, half);
      sealing.write(content, half, content.length - half);
    }
    return out.toByteArray();
  }

  private static byte[] opened(SealingKey key, byte[] sealed, String name) throws IOException {
    return key.open(new ByteArrayInputStream(sealed), name).readAllBytes();
  }

  private static void refuses(byte[] sealed) {
    assertThatThrownBy(() -> opened(KEY, sealed, "name"))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_FILE_REFUSED));
  }

  @Test
  void givesBackWhatWasSealedOfEveryLength() throws IOException {
    for (int length : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7}) {
      byte[] content = content(length);
      byte[] sealed = sealed(content, "name");
      assertThat(opened(KEY, sealed, "name")).as("%s bytes", length).isEqualTo(content);
      if (length > 16) {
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
            .doesNotContain(new String(content, 0, 16, StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Test
  void noticesEveryFlippedByte() throws IOException {
    byte[] sealed = sealed(content(100), "name");
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      refuses(changed);
    }
  }

  @Test
  void noticesEveryCutAndEveryByteTooMany() throws IOException {
    byte[] sealed = sealed(content(2 * CHUNK + 10), "name");
    int lead = SealedChunks.LEAD_BYTES;
    for (int length :
        new int[] {
          0,
          1,
          lead,
          lead + 15,
          lead + 16,
          lead + SEALED - 1,
          lead + SEALED,
          lead + SEALED + 1,
          lead + 2 * SEALED,
          sealed.length - 1
        }) {
      refuses(Arrays.copyOf(sealed, length));
    }
    refuses(Arrays.copyOf(sealed, sealed.length + 1));
    byte[] whole = sealed(content(2 * CHUNK), "name");
    refuses(Arrays.copyOf(whole, whole.length - SEALED));
  }

  @Test
  void noticesChunksThatAreExchangedRepeatedOrOfAnotherStream() throws IOException {
    byte[] sealed = sealed(content(3 * CHUNK), "name");
    int lead = SealedChunks.LEAD_BYTES;
    byte[] exchanged = sealed.clone();
    System.arraycopy(sealed, lead, exchanged, lead + SEALED, SEALED);
    System.arraycopy(sealed, lead + SEALED, exchanged, lead, SEALED);
    refuses(exchanged);
    byte[] repeated = sealed.clone();
    System.arraycopy(sealed, lead, repeated, lead + SEALED, SEALED);
    refuses(repeated);
    byte[] other = sealed.clone();
    System.arraycopy(sealed(content(3 * CHUNK), "name"), lead, other, lead, SEALED);
    refuses(other);
    refuses(sealed(content(10), "another name"));
  }

  @Test
  void refusesAnotherPassphraseAndAnotherSalt() throws IOException {
    byte[] sealed = sealed(content(10), "name");
    byte[] salt = new byte[SealingKey.SALT_BYTES];
    salt[0] = 1;
    for (SealingKey other :
        new SealingKey[] {
          SealingKey.of("another passphrase".toCharArray(), SALT),
          SealingKey.of("a long passphrase".toCharArray(), salt)
        }) {
      assertThatThrownBy(() -> opened(other, sealed, "name"))
          .isInstanceOf(TiscException.class)
          .hasMessageContaining("passphrase")
          .message()
          .doesNotContain("a long passphrase");
    }
  }

  @Test
  void sealsTheSameTwiceWithoutLikeness() throws IOException {
    byte[] first = sealed(content(1000), "name");
    byte[] second = sealed(content(1000), "name");
    assertThat(Arrays.copyOf(first, 64)).isNotEqualTo(Arrays.copyOf(second, 64));
  }

  @Test
  void provesContentForItsPurposeOnly() {
    byte[] content = content(100);
    byte[] proof = KEY.proof("manifest", content);
    assertThat(KEY.proves("manifest", content, proof)).isTrue();
    assertThat(KEY.proves("other", content, proof)).isFalse();
    content[5] ^= 1;
    assertThat(KEY.proves("manifest", content, proof)).isFalse();
  }

  @Test
  void takesNoShortPassphrase() {
    assertThatThrownBy(() -> SealingKey.of("short".toCharArray(), SALT))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("12");
  }
}
