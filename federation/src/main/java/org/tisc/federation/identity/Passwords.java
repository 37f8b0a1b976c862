package org.tisc.federation.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes people's passwords with Argon2id (RFC 9106). The parameters stand in the stored text, in
 * the PHC string form, so that they can grow later. At most four hashings run at once in one
 * instance, since each holds its memory; others wait for their turn. Thread-safe.
 */
public final class Passwords {
  /** Memory of one hashing: 19 MiB, which with two passes is OWASP's smallest advice. */
  private static final int MEMORY_KIB = 19 * 1024;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MAX_AT_ONCE = 4;
  // A stored text with larger figures is damaged or planted; running it would eat the machine.
  private static final int MAX_MEMORY_KIB = 256 * 1024;
  private static final int MAX_PASSES = 10;
  private static final Pattern STORED =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private final SecureRandom random = new SecureRandom();
  private final Semaphore turns = new Semaphore(MAX_AT_ONCE, true);

  /** The text to store for a password. Blocks for some 30 to 140 ms and for its turn. */
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  /**
   * Whether this is the password; false also when the stored text is not one of ours. Takes the
   * same time for a right and a wrong password, and blocks as {@link #hash} does.
   */
  public boolean verify(String password, String stored) {
    Matcher matcher = STORED.matcher(stored);
    if (!matcher.matches()) {
      return false;
    }
    int memory = Integer.parseInt(matcher.group(1));
    int passes = Integer.parseInt(matcher.group(2));
    int lanes = Integer.parseInt(matcher.group(3));
    if (lanes < 1
        || passes < 1
        || passes > MAX_PASSES
        || memory < 8 * lanes
        || memory > MAX_MEMORY_KIB) {
      return false;
    }
    byte[] salt;
    byte[] expected;
    try {
      salt = Base64.getDecoder().decode(matcher.group(4));
      expected = Base64.getDecoder().decode(matcher.group(5));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return MessageDigest.isEqual(
        expected, compute(password, salt, memory, passes, lanes, expected.length));
  }

  /** Whether the stored text was made with other parameters than today's. */
  public boolean outdated(String stored) {
    return !stored.startsWith(
        "$argon2id$v=19$m=%d,t=%d,p=%d$".formatted(MEMORY_KIB, PASSES, LANES));
  }

  private byte[] compute(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withSalt(salt)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .build();
    byte[] input =
        Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[length];
    turns.acquireUninterruptibly();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(input, out);
    } finally {
      turns.release();
    }
    return out;
  }
}
