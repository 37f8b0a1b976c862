package org.tisc.federation.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one log: closed segments, each named after its first entry, then the file that is
 * written. Closed segments are never changed, only removed from the oldest on; the newest of them
 * always stays, because the written file continues it.
 *
 * @param closed from the oldest to the newest
 */
record AuditSegments(List<Segment> closed) {
  private static final Pattern NUMBER = Pattern.compile("\\d{19}");

  AuditSegments {
    closed = List.copyOf(closed);
  }

  /** A closed segment and the sequence of its first entry. */
  record Segment(Path file, long first) {}

  /** Those beside a log. */
  static AuditSegments of(Path log) throws IOException {
    String prefix = log.getFileName() + ".";
    List<Segment> found = new ArrayList<>();
    Path folder = log.toAbsolutePath().getParent();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path file : files) {
        Matcher number =
            NUMBER.matcher(String.valueOf(file.getFileName()).substring(prefix.length()));
        if (number.matches()) {
          found.add(new Segment(file, Long.parseLong(number.group())));
        }
      }
    } catch (NoSuchFileException none) {
      return new AuditSegments(List.of());
    }
    found.sort(Comparator.comparingLong(Segment::first));
    return new AuditSegments(found);
  }

  /** The name of the segment that begins with an entry. */
  static Path name(Path log, long first) {
    return log.resolveSibling(String.format(Locale.ROOT, "%s.%019d", log.getFileName(), first));
  }

  /** Where the written file begins: behind the newest closed segment. */
  AuditHead base() throws IOException {
    if (closed.isEmpty()) {
      return AuditHead.EMPTY;
    }
    Path newest = closed.getLast().file();
    AuditEntry last =
        last(newest).orElseThrow(() -> new IOException(newest + " does not end with an entry"));
    return new AuditHead(last.seq(), 0, last.hash());
  }

  /**
   * Where a file begins by what its first line says; the caller decides whether to believe it.
   * Empty where the file does not begin with a good line.
   */
  static Optional<AuditHead> begin(FileChannel file) throws IOException {
    byte[] block = read(file, 0, (int) Math.min(file.size(), AuditLine.MAX_BYTES + 1L));
    for (int i = 0; i < block.length; i++) {
      if (block[i] == '\n') {
        return AuditLine.decode(Arrays.copyOf(block, i))
            .map(entry -> new AuditHead(entry.seq() - 1, 0, entry.prev()));
      }
    }
    return Optional.empty();
  }

  /** The last entry of a file that ends with a good line. */
  static Optional<AuditEntry> last(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return lineBefore(file, file.size());
    }
  }

  /** The entry whose line ends just before a place. */
  static Optional<AuditEntry> lineBefore(FileChannel file, long end) throws IOException {
    if (end < 1 || end > file.size()) {
      return Optional.empty();
    }
    int length = (int) Math.min(end, AuditLine.MAX_BYTES + 2L);
    byte[] tail = read(file, end - length, length);
    if (tail[length - 1] != '\n') {
      return Optional.empty();
    }
    int begin = length - 1;
    while (begin > 0 && tail[begin - 1] != '\n') {
      begin--;
    }
    return AuditLine.decode(Arrays.copyOfRange(tail, begin, length - 1));
  }

  static byte[] read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("the file ends before byte " + (position + length));
      }
    }
    return bytes.array();
  }
}
