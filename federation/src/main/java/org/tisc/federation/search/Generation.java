package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The name of one collection's set of segments: two states of a collection with the same name have
 * the same statistics, though documents may have been deleted between them.
 */
final class Generation {
  /** Length of a name. */
  static final int BYTES = 16;

  private Generation() {}

  /** The name of these segments, in whatever order they come. */
  static ByteString of(Collection<ByteString> segments) {
    MessageDigest digest = sha256();
    segments.stream()
        .sorted(ByteString.unsignedLexicographicalComparator())
        .forEach(segment -> digest.update(segment.asReadOnlyByteBuffer()));
    return ByteString.copyFrom(digest.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException failure) {
      throw new TiscException(Reason.INTERNAL, "This Java has no SHA-256", failure);
    }
  }
}
