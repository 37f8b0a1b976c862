package org.tisc.federation.audit;

import java.time.Instant;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * How far a log was at some time: what its owner tells others, so that they can prove later that
 * entries up to there were cut off or written anew. Says nothing of what the entries tell.
 *
 * @param size the sequence of the last entry, from 1 to {@link #MAX_SIZE}
 * @param head the hash of that entry in hexadecimal
 * @param at when, by the owner's clock; shown, never used for order
 */
public record AuditCheckpoint(long size, String head, Instant at) {
  /** The largest size that is believed. */
  public static final long MAX_SIZE = 1L << 53;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public AuditCheckpoint {
    if (size < 1 || size > MAX_SIZE || !HASH.matcher(head).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A checkpoint has a size from 1 on and a hash of 64 digits in lower case");
    }
  }

  /** Whether it speaks of the same entry as another and says another hash of it. */
  public boolean contradicts(AuditCheckpoint other) {
    return size == other.size && !head.equals(other.head);
  }
}
