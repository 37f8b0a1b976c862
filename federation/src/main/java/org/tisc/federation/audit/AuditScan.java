package org.tisc.federation.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Reads a log forward from a known place and checks the chain. Used by one thread. */
final class AuditScan {
  private final AuditHead from;

  /** Takes each good entry with the bytes of its line; false ends the reading. */
  @FunctionalInterface
  interface Reader {
    boolean read(AuditEntry entry, byte[] line) throws IOException;
  }

  AuditScan(AuditHead from) {
    this.from = from;
  }

  /**
   * Checks from the start on and hands each good entry to {@code reader}, until one is bad, the
   * file ends, or the reader returns false. Returns the place after the last good entry.
   */
  AuditHead run(FileChannel file, Reader reader) throws IOException {
    file.position(from.end());
    // Not closed: the channel belongs to the caller.
    InputStream in = new BufferedInputStream(Channels.newInputStream(file), 1 << 16);
    AuditHead head = from;
    while (true) {
      Optional<byte[]> line = line(in);
      Optional<AuditEntry> entry = line.flatMap(AuditLine::decode);
      if (line.isEmpty()
          || entry.isEmpty()
          || entry.get().seq() != head.seq() + 1
          || !entry.get().prev().equals(head.hash())) {
        return head;
      }
      head =
          new AuditHead(entry.get().seq(), head.end() + line.get().length + 1, entry.get().hash());
      if (!reader.read(entry.get(), line.get())) {
        return head;
      }
    }
  }

  /** The bytes up to the next line end, or empty when none comes within the bound. */
  private static Optional<byte[]> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() == AuditLine.MAX_BYTES) {
        return Optional.empty();
      }
      line.write(next);
    }
    return Optional.of(line.toByteArray());
  }
}
