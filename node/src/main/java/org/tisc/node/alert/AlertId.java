package org.tisc.node.alert;

import java.security.SecureRandom;
import java.time.Instant;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/**
 * Names alerts: the origin, a dot, and 26 characters of time and chance. The origin in front lets
 * nobody claim another's alert.
 */
final class AlertId {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 16;
  private static final int BITS = 5;
  private static final String TAIL = "[0-9a-hjkmnp-tv-z]{26}";

  private final SecureRandom random = new SecureRandom();

  /** A new one; later ones of a node are greater, to the millisecond. */
  String next(NodeId origin, Instant now) {
    StringBuilder id = new StringBuilder(origin.value()).append('.');
    long millis = now.toEpochMilli();
    for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
      id.append(DIGITS.charAt((int) (millis >>> (digit * BITS)) & 31));
    }
    for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }

  /** Whether an id is one of this origin's. */
  static boolean belongs(String id, NodeId origin) {
    return id.startsWith(origin.value() + ".")
        && id.substring(origin.value().length() + 1).matches(TAIL);
  }

  /** Raises INVALID_ARGUMENT where an id is none of this origin's. */
  static void require(String id, NodeId origin) {
    if (!belongs(id, origin)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "The record is not one that " + origin + " may name");
    }
  }
}
