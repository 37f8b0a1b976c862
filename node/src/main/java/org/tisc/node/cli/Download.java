package org.tisc.node.cli;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Lines that a node streams, brought to standard output or, whole or not at all, into a file. */
final class Download {
  private Download() {}

  /**
   * Fetches a path of the node. Raises {@code UNAVAILABLE} where it breaks off; then a file of that
   * name is as it was.
   *
   * @return the number of lines
   */
  static long lines(NodeClient node, String path, Optional<Path> out, OutputStream standard) {
    try (InputStream lines = new BufferedInputStream(node.download(path), 1 << 16)) {
      if (out.isEmpty()) {
        return copy(lines, standard);
      }
      Path file = out.get().toAbsolutePath();
      Path part = file.resolveSibling(file.getFileName() + ".part");
      long count;
      try (OutputStream to = Files.newOutputStream(part)) {
        count = copy(lines, to);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return count;
    } catch (IOException e) {
      throw new TiscException(Reason.UNAVAILABLE, "the export broke off: " + e.getMessage(), e);
    }
  }

  /** Writes a text to a file, whole or not at all. Raises INVALID_ARGUMENT where that fails. */
  static void text(String text, Path out) {
    Path file = out.toAbsolutePath();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, file + " cannot be written: " + e, e);
    }
  }

  private static long copy(InputStream from, OutputStream to) throws IOException {
    Lines lines = new Lines(to);
    from.transferTo(lines);
    lines.flush();
    return lines.count;
  }

  /** Counts line ends on the way. */
  private static final class Lines extends FilterOutputStream {
    private long count;

    Lines(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          count++;
        }
      }
      out.write(bytes, offset, length);
    }
  }
}
