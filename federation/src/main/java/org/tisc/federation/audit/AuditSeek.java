package org.tisc.federation.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/** Finds a place in a long log by bisection, since sequences only rise. Used by one thread. */
final class AuditSeek {
  /** Below this many bytes reading on is cheaper than another bisection. */
  private static final long NEAR_BYTES = 1 << 16;

  private final FileChannel file;
  private final AuditHead base;
  private final long end;

  /**
   * Seeks in one file of a log.
   *
   * @param base the place before its first line
   * @param end how many of its bytes count
   */
  AuditSeek(FileChannel file, AuditHead base, long end) {
    this.file = file;
    this.base = base;
    this.end = end;
  }

  /** The place after some entry before {@code seq}, at most a few hundred entries away. */
  AuditHead before(long seq) throws IOException {
    AuditHead low = base;
    long high = end;
    while (high - low.end() > NEAR_BYTES) {
      long middle = low.end() + (high - low.end()) / 2;
      Optional<AuditHead> found = firstAfter(middle);
      if (found.isPresent() && found.get().seq() < seq) {
        low = found.get();
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The place after the first whole line that begins behind {@code position}. */
  private Optional<AuditHead> firstAfter(long position) throws IOException {
    int length = (int) Math.min(end - position, 2L * AuditLine.MAX_BYTES + 2);
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = file.read(bytes, position + bytes.position());
    }
    byte[] block = bytes.array();
    int begin = indexOfLineEnd(block, 0) + 1;
    int stop = indexOfLineEnd(block, begin);
    if (begin == 0 || stop < 0) {
      return Optional.empty();
    }
    long after = position + stop + 1;
    return AuditLine.decode(Arrays.copyOfRange(block, begin, stop))
        .map(entry -> new AuditHead(entry.seq(), after, entry.hash()));
  }

  private static int indexOfLineEnd(byte[] block, int from) {
    for (int i = from; i < block.length; i++) {
      if (block[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
