package org.tisc.node.account;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One-time codes of authenticator apps (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 s;
 * these are the parameters that every app has. Thread-safe.
 */
final class Totp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SECRET_BYTES = 20;
  private static final int STEP_SECONDS = 30;
  private static final int CODES = 1_000_000;

  /** Steps before and after now whose codes are taken too: clocks differ, and typing takes time. */
  private static final int DRIFT = 1;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  /** A fresh secret of 160 bits in Base32, as apps take it. */
  static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return base32(bytes);
  }

  /** The address that an app reads from a picture: who it is for, and the secret. */
  static String uri(String secret, String node, String account) {
    return "otpauth://totp/"
        + encoded("TISC " + node)
        + ":"
        + encoded(account)
        + "?secret="
        + secret
        + "&issuer="
        + encoded("TISC " + node)
        + "&algorithm=SHA1&digits=6&period=30";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The step that an instant lies in. */
  static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
  }

  /** The six digits of a step. */
  static String code(String secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int at = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash, at, Integer.BYTES).getInt() & 0x7fffffff;
      return String.format(Locale.ROOT, "%06d", number % CODES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
    }
  }

  /**
   * The step whose code was typed, if it is near now and later than the last one that was taken: a
   * code that somebody watched is worth nothing. Always looks at every step.
   */
  static OptionalLong match(String secret, String typed, Instant now, long lastTaken) {
    String digits = typed.length() > 20 ? "" : typed.replaceAll("[\\s-]", "");
    long found = Long.MIN_VALUE;
    for (long step = step(now) - DRIFT; step <= step(now) + DRIFT; step++) {
      boolean same = Constant.same(code(secret, step), digits);
      found = same && step > lastTaken ? step : found;
    }
    return found == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    long bits = 0;
    int count = 0;
    for (byte one : bytes) {
      bits = (bits << 8) | (one & 0xff);
      count += 8;
      while (count >= 5) {
        count -= 5;
        text.append(BASE32.charAt((int) (bits >> count) & 31));
      }
    }
    return text.toString();
  }

  /** The bytes of a secret of ours; 160 bits are 32 letters with none left over. */
  private static byte[] bytes(String secret) {
    ByteBuffer bytes = ByteBuffer.allocate(secret.length() * 5 / 8);
    long bits = 0;
    int count = 0;
    for (int i = 0; i < secret.length(); i++) {
      bits = (bits << 5) | BASE32.indexOf(secret.charAt(i));
      count += 5;
      if (count >= 8) {
        count -= 8;
        bytes.put((byte) (bits >> count));
      }
    }
    return bytes.array();
  }
}
