package org.tisc.federation.identity;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A key made from a passphrase, which seals streams so that nobody without the passphrase reads
 * them or changes them unnoticed. Immutable and thread-safe.
 *
 * <p>A sealed stream is cut into chunks, each under AES-256-GCM (NIST SP 800-38D), so that streams
 * of any length need the memory of one chunk. The name of the stream, the number of the chunk and
 * whether it is the last one are bound to it: chunks cannot be left out, exchanged, repeated or
 * taken from another stream. Every stream has a key of its own, derived from the passphrase's key,
 * a fresh random number that leads the stream, and the name; so no nonce is ever used twice, also
 * when one name is sealed twice.
 */
public final class SealingKey {
  /** Length of the salt that is kept beside what was sealed. */
  public static final int SALT_BYTES = 16;

  private static final int SHORTEST_PASSPHRASE = 12;
  private static final int LONGEST_PASSPHRASE = 1024;

  // RFC 9106 §4, the second recommended option, with one lane: 64 MiB and three passes. Fixed for
  // the form of sealed streams, so that no file can ask for more.
  private static final int MEMORY_KIB = 64 * 1024;
  private static final int PASSES = 3;
  private static final int KEY_BYTES = 32;
  private static final String MAC = "HmacSHA256";

  private final byte[] key;

  private SealingKey(byte[] key) {
    this.key = key;
  }

  /** A fresh random salt. */
  public static byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return salt;
  }

  /** Raises INVALID_ARGUMENT when a passphrase has fewer than 12 or more than 1,024 characters. */
  public static void check(char[] passphrase) {
    if (passphrase.length < SHORTEST_PASSPHRASE || passphrase.length > LONGEST_PASSPHRASE) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A passphrase has %d to %d characters, not %d"
              .formatted(SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE, passphrase.length));
    }
  }

  /**
   * The key of a passphrase by Argon2id (RFC 9106). Blocks for some tenths of a second and holds 64
   * MiB meanwhile. Raises what {@link #check} raises.
   *
   * @param salt {@value #SALT_BYTES} bytes of {@link #salt}
   */
  public static SealingKey of(char[] passphrase, byte[] salt) {
    check(passphrase);
    if (salt.length != SALT_BYTES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A salt has " + SALT_BYTES + " bytes, not " + salt.length);
    }
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withSalt(salt)
            .withMemoryAsKB(MEMORY_KIB)
            .withIterations(PASSES)
            .withParallelism(1)
            .build());
    byte[] input =
        Normalizer.normalize(CharBuffer.wrap(passphrase), Normalizer.Form.NFC)
            .getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(input, key);
    Arrays.fill(input, (byte) 0);
    return new SealingKey(key);
  }

  /**
   * Seals what is written into the stream that is returned. Closing that one seals the last chunk
   * and leaves {@code out} open; a stream that is not closed cannot be opened.
   *
   * @param name what is sealed; {@link #open} needs the same
   */
  public OutputStream seal(OutputStream out, String name) {
    return new SealedOutput(out, this, name);
  }

  /**
   * Reads what was sealed. Bytes come only from chunks that were proven; whatever is damaged, cut,
   * exchanged or of another name or key raises KEY_FILE_REFUSED while reading. Only the stream that
   * was read to its end is whole. Closing leaves {@code in} open.
   */
  public InputStream open(InputStream in, String name) {
    return new SealedInput(in, this, name);
  }

  /** A proof over some bytes that only who knows the passphrase can make: 32 bytes. */
  public byte[] proof(String purpose, byte[] content) {
    return mac("proof", purpose, content);
  }

  /** Whether a proof is the one of these bytes; takes the same time either way. */
  public boolean proves(String purpose, byte[] content, byte[] proof) {
    return MessageDigest.isEqual(proof(purpose, content), proof);
  }

  /** The key of one stream. */
  SecretKeySpec streamKey(byte[] nonce, String name) {
    return new SecretKeySpec(mac("stream", name, nonce), "AES");
  }

  private byte[] mac(String use, String name, byte[] content) {
    byte[] label =
        ("tisc.sealed/1 " + use + " " + name.length() + " " + name)
            .getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(label.length).array());
      mac.update(label);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }
}
