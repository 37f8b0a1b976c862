package org.tisc.federation.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the log ended when it was last written: kept beside it in one line of fixed length, so that
 * entries missing at the end are noticed. It is written after the log is on disk and not forced
 * itself, so after a power cut it may be older than the log, never newer. Whoever can rewrite both
 * files can hide a cut; it proves loss and careless edits, not a determined administrator.
 *
 * @param seq the last entry, 0 for none
 * @param end the length of the log in bytes after it
 * @param hash the hash of that entry
 */
record AuditHead(long seq, long end, String hash) {
  static final AuditHead EMPTY = new AuditHead(0, 0, AuditLine.ORIGIN);

  private static final Pattern FORM = Pattern.compile("(\\d{19}) (\\d{19}) ([0-9a-f]{64})\n");

  static Path beside(Path log) {
    return log.resolveSibling(log.getFileName() + ".head");
  }

  /** The stored head, or empty when there is none or it is damaged. */
  static Optional<AuditHead> read(Path log) {
    try {
      Matcher matcher = FORM.matcher(Files.readString(beside(log), StandardCharsets.US_ASCII));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new AuditHead(
              Long.parseLong(matcher.group(1)),
              Long.parseLong(matcher.group(2)),
              matcher.group(3)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The one line of the file. */
  String line() {
    return String.format(Locale.ROOT, "%019d %019d %s", seq, end, hash) + "\n";
  }

  void write(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line().getBytes(StandardCharsets.US_ASCII));
    long position = 0;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
  }
}
