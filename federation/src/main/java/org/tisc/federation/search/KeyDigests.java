package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A set of keys, each told by 64 bits of a hash, in ascending order. Two keys of one set in ten
 * million that share their bits are as likely as one in four hundred thousand. Unchanging.
 */
public final class KeyDigests {
  /** The most keys of one set. */
  public static final int MAX = 50_000;

  /** No key. */
  static final KeyDigests NONE = new KeyDigests(new long[0]);

  private final long[] sorted;

  private KeyDigests(long[] sorted) {
    this.sorted = sorted;
  }

  /** A set of these digests; one that stands there twice counts once. */
  public static KeyDigests of(long[] digests) {
    return new KeyDigests(Arrays.stream(digests).sorted().distinct().toArray());
  }

  /** Raises INVALID_ARGUMENT where the bytes are no ascending digests. */
  static KeyDigests read(ByteString bytes) {
    if (bytes.size() % Long.BYTES != 0 || bytes.size() / Long.BYTES > MAX) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A set of keys has 8 bytes each, of at most " + MAX);
    }
    long[] digests = new long[bytes.size() / Long.BYTES];
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    for (int i = 0; i < digests.length; i++) {
      digests[i] = buffer.getLong();
      if (i > 0 && digests[i] <= digests[i - 1]) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "A set of keys is in ascending order");
      }
    }
    return new KeyDigests(digests);
  }

  ByteString bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(sorted.length * Long.BYTES);
    for (long digest : sorted) {
      buffer.putLong(digest);
    }
    return ByteString.copyFrom(buffer.flip());
  }

  /** How many keys. */
  public int size() {
    return sorted.length;
  }

  /** Whether a key is in it. */
  public boolean contains(long digest) {
    return Arrays.binarySearch(sorted, digest) >= 0;
  }

  /** The keys of both. */
  KeyDigests and(KeyDigests other) {
    long[] both = new long[Math.min(size(), other.size())];
    int found = 0;
    int i = 0;
    int j = 0;
    while (i < sorted.length && j < other.sorted.length) {
      int order = Long.compare(sorted[i], other.sorted[j]);
      if (order == 0) {
        both[found++] = sorted[i];
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return new KeyDigests(Arrays.copyOf(both, found));
  }

  /** The keys of either; may be more than {@link #MAX}. */
  KeyDigests or(KeyDigests other) {
    long[] all = Arrays.copyOf(sorted, size() + other.size());
    System.arraycopy(other.sorted, 0, all, size(), other.size());
    return of(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyDigests digests && Arrays.equals(sorted, digests.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return size() + " keys";
  }
}
