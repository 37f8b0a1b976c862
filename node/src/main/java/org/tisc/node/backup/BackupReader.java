package org.tisc.node.backup;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SealingKey;
import org.tisc.node.web.Json;

/**
 * Reads one backup file from its first to its last byte and believes nothing: names, order, lengths
 * and hashes are checked, and with a passphrase every seal. What the sink took counts only when
 * {@link #read} returns. Raises INVALID_BACKUP for a file that is cut, damaged, changed or none of
 * ours, KEY_FILE_REFUSED for another passphrase, NOT_FOUND where there is no file. Used once, by
 * one thread.
 */
final class BackupReader {
  private static final int END_RECORD_BYTES = 22;
  private static final int END_RECORD = 0x06054b50;
  private static final int MANY_ENTRIES = 0xffff;

  private final Optional<char[]> passphrase;
  private final Sink sink;
  private final List<Manifest.Entry> seen = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private @Nullable SealingKey key;
  private byte @Nullable [] proof;
  private @Nullable Manifest manifest;

  /** Takes the sealed parts, opened, in their order; reads each to its end. */
  interface Sink {
    /** One part; raises IOException only for failures of reading it. */
    void take(String name, InputStream content) throws IOException;

    /** A sink that takes nothing. */
    Sink NONE = (name, content) -> content.transferTo(OutputStream.nullOutputStream());
  }

  /**
   * A backup that was found whole.
   *
   * @param bytes length of the file
   * @param sha256 hash of the file
   * @param opened whether every seal was opened too
   */
  record Whole(Manifest manifest, long bytes, String sha256, boolean opened) {}

  private BackupReader(Optional<char[]> passphrase, Sink sink) {
    this.passphrase = passphrase;
    this.sink = sink;
  }

  /**
   * Reads a file.
   *
   * @param passphrase without it only the hashes are checked and the sink gets nothing
   * @param progress told how many bytes were read so far, now and then
   */
  static Whole read(Path file, Optional<char[]> passphrase, Sink sink, LongConsumer progress) {
    BackupReader reader = new BackupReader(passphrase, sink);
    MessageDigest digest = BackupWriter.sha256();
    try (InputStream in =
        new BufferedInputStream(
            new DigestInputStream(new Watched(Files.newInputStream(file), progress), digest),
            1 << 16)) {
      long bytes = Files.size(file);
      reader.entries(in, bytes);
      in.transferTo(OutputStream.nullOutputStream());
      Manifest manifest = reader.verdict(endRecord(file, bytes));
      return new Whole(
          manifest, bytes, HexFormat.of().formatHex(digest.digest()), passphrase.isPresent());
    } catch (NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "There is no file " + file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup is damaged or none: " + e.getMessage(), e);
    }
  }

  private void entries(InputStream in, long bytes) throws IOException {
    // Not closed: the stream below is read on to its end.
    ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8);
    long left = bytes;
    for (ZipEntry next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
      String name = next.getName();
      if (manifest != null || seen.size() > BackupForm.MAX_ENTRIES || !names.add(name)) {
        throw invalid("it has more entries than its manifest, or one twice");
      }
      MessageDigest digest = BackupWriter.sha256();
      Bounded content = new Bounded(new DigestInputStream(zip, digest), left);
      take(name, content);
      content.transferTo(OutputStream.nullOutputStream());
      left = content.left;
      seen.add(new Manifest.Entry(name, content.read, HexFormat.of().formatHex(digest.digest())));
    }
  }

  private void take(String name, InputStream content) throws IOException {
    if (names.size() == 1) {
      if (!name.equals(BackupForm.OPENING)) {
        throw invalid("it does not begin as one");
      }
      byte[] text = atMost(content, BackupForm.MAX_OPENING_BYTES);
      Opening opening = parsed(text, Opening.class);
      key = passphrase.map(opening::key).orElse(null);
    } else if (name.equals(BackupForm.MANIFEST)) {
      manifest = manifest(atMost(content, BackupForm.MAX_MANIFEST_BYTES));
    } else if (proof != null) {
      throw invalid("something stands between proof and manifest");
    } else if (name.equals(BackupForm.PROOF)) {
      proof = atMost(content, BackupForm.MAX_OPENING_BYTES);
    } else if (!BackupForm.sealed(name)) {
      throw invalid("it holds an entry that has no place in a backup");
    } else if (key != null) {
      unsealed(name, key.open(content, name));
    }
  }

  private void unsealed(String name, InputStream content) throws IOException {
    try {
      sink.take(name, content);
    } catch (TiscException e) {
      // The passphrase was proven before, so it is the file that is wrong.
      throw e.reason() == Reason.KEY_FILE_REFUSED
          ? new TiscException(
              Reason.INVALID_BACKUP, "The backup is damaged or changed in its part " + name, e)
          : e;
    }
  }

  private Manifest manifest(byte[] text) {
    byte[] proven = proof;
    if (proven == null) {
      throw invalid("its manifest has no proof");
    }
    SealingKey known = key;
    if (known != null && !known.proves(BackupForm.PROVES_MANIFEST, text, hex(proven))) {
      throw invalid("its manifest was changed");
    }
    Manifest read = parsed(text, Manifest.class);
    // The proof itself is the last of what was seen.
    if (!read.entries().equals(seen.subList(0, seen.size() - 1))) {
      throw invalid("its entries are not those of its manifest");
    }
    return read;
  }

  private Manifest verdict(int entries) {
    Manifest found = manifest;
    if (found == null) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup is not complete: it was cut before its end");
    }
    if (entries != MANY_ENTRIES && entries != seen.size()) {
      throw invalid("its end tells of other entries");
    }
    return found;
  }

  /** How many entries the last bytes of the file tell of; a file that was cut lacks them. */
  private static int endRecord(Path file, long bytes) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(END_RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(Math.max(0, bytes - END_RECORD_BYTES));
      while (end.hasRemaining() && channel.read(end) >= 0) {
        // Goes on until the record is read.
      }
    }
    if (end.hasRemaining() || end.getInt(0) != END_RECORD || end.getShort(20) != 0) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup is not complete: it was cut before its end");
    }
    return Short.toUnsignedInt(end.getShort(10));
  }

  private static byte[] atMost(InputStream content, int bytes) throws IOException {
    byte[] read = content.readNBytes(bytes + 1);
    if (read.length > bytes) {
      throw invalid("an entry is longer than it can be");
    }
    return read;
  }

  private static byte[] hex(byte[] text) {
    return HexFormat.of().parseHex(new String(text, StandardCharsets.US_ASCII));
  }

  private static <T> T parsed(byte[] json, Class<T> type) {
    try {
      return Json.read(new String(json, StandardCharsets.UTF_8), type);
    } catch (TiscException e) {
      throw e.reason() == Reason.INVALID_BACKUP
          ? e
          : new TiscException(Reason.INVALID_BACKUP, "The backup is damaged: " + e.getMessage(), e);
    }
  }

  private static TiscException invalid(String why) {
    return new TiscException(Reason.INVALID_BACKUP, "The backup is damaged or changed: " + why);
  }

  /**
   * The content of an entry. Entries are not compressed, so all of them together are never longer
   * than the file; one that claims to be is refused before it fills memory or disk.
   */
  private static final class Bounded extends FilterInputStream {
    private long left;
    private long read;

    Bounded(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      if (count > 0) {
        left -= count;
        read += count;
        if (left < 0) {
          throw invalid("it holds more than its own length");
        }
      }
      return count;
    }

    @Override
    public void close() {}
  }

  /** Tells how far the reading is. */
  private static final class Watched extends FilterInputStream {
    private final LongConsumer progress;
    private long read;

    Watched(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      progress.accept(next < 0 ? read : ++read);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      read += Math.max(0, count);
      progress.accept(read);
      return count;
    }
  }
}
