package org.tisc.federation.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole log as of one moment, to be read while the log goes on: its files stay readable until
 * this is closed, also when the log renames or removes them. Used by one thread.
 */
public final class AuditCopy implements AutoCloseable {
  private final AuditHead head;
  private final List<File> files = new ArrayList<>();

  AuditCopy(AuditHead head) {
    this.head = head;
  }

  /** Takes a file so far as it counts now. */
  void add(Path path, long bytes) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    files.add(new File(String.valueOf(path.getFileName()), channel, bytes));
  }

  /** The sequence of the last entry, 0 for none. */
  public long entries() {
    return head.seq();
  }

  /** The hash of the last entry in hexadecimal; 64 zeros for none. */
  public String hash() {
    return head.hash();
  }

  /** The files with entries, oldest first; beside each other under their names they are the log. */
  public List<File> files() {
    return List.copyOf(files);
  }

  /**
   * The small file that notes where the log ends; it belongs beside the others as {@code .head}.
   */
  public InputStream headFile() {
    return new ByteArrayInputStream(head.line().getBytes(StandardCharsets.US_ASCII));
  }

  /** One file with entries. */
  public static final class File {
    private final String name;
    private final FileChannel channel;
    private final long bytes;

    private File(String name, FileChannel channel, long bytes) {
      this.name = name;
      this.channel = channel;
      this.bytes = bytes;
    }

    /** Its name, without folder. */
    public String name() {
      return name;
    }

    /** Its content from the first byte on; to be read once. */
    public InputStream content() throws IOException {
      channel.position(0);
      return new Bounded(Channels.newInputStream(channel), bytes);
    }
  }

  /** So many bytes of a file that may have grown since. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long bytes) {
      this.in = in;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(into, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new IOException("a file of the audit log ends " + left + " bytes too early");
      }
      left -= count;
      return count;
    }
  }

  /** Gives the files free. Safe to repeat. */
  @Override
  public void close() {
    files.forEach(file -> AuditLog.closeQuietly(file.channel));
  }
}
