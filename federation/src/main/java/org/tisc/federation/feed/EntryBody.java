package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The body of an entry with the salt that makes its hash unguessable, so that an erased body cannot
 * be found out by trying.
 *
 * @param salt {@link #SALT_BYTES} bytes
 * @param content at least one byte
 */
public record EntryBody(ByteString salt, ByteString content) {
  /** The length of a salt. */
  public static final int SALT_BYTES = 16;

  public EntryBody {
    if (salt.size() != SALT_BYTES
        || content.isEmpty()
        || content.size() > EntryHeader.MAX_BODY_BYTES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A body has a salt of "
              + SALT_BYTES
              + " and 1 to "
              + EntryHeader.MAX_BODY_BYTES
              + " bytes, not "
              + salt.size()
              + " and "
              + content.size());
    }
  }
}
