package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The hash of an entry's header, and by it of all entries before: SHA-256 over {@code tisc feed
 * entry v1}, one zero byte and the header's bytes.
 *
 * @param bytes 32 bytes; none before the first entry of a feed
 */
public record EntryHash(ByteString bytes) {
  /** Length in bytes. */
  public static final int BYTES = 32;

  /** What stands before the first entry of a feed. */
  public static final EntryHash NONE = new EntryHash(ByteString.EMPTY);

  public EntryHash {
    if (!bytes.isEmpty() && bytes.size() != BYTES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "An entry's hash has " + BYTES + " bytes, not " + bytes.size());
    }
  }

  /** Lower-case hexadecimal digits; empty for {@link #NONE}. */
  public String hex() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public String toString() {
    return hex();
  }
}
