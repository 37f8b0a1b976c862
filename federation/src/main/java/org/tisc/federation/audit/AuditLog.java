package org.tisc.federation.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The append-only, hash-chained log of security-relevant events, one JSON object a line.
 * Thread-safe. One process at a time may hold a file open; the caller sees to that.
 */
public final class AuditLog implements AutoCloseable {
  /*
   * Group commit. An appender puts its event among the waiting ones, then takes the file's lock.
   * Whoever gets it first writes everything that waits in one batch with one fsync; the others find
   * their event settled when their turn comes. Sequence, time and hash are given under the file's
   * lock, so a batch that could not be written leaves the chain as it was.
   *
   * After a crash the file may end in bytes that nobody was told about: a torn line, or blocks of a
   * batch that reached the disk in another order. Every acknowledged entry lies before them, for
   * fsync covers all that stands before, so from the first bad line on everything is cut. Where the
   * head file shows that acknowledged entries are gone or changed, that is not a crash: the log
   * goes on after the last good entry only when nothing but its end is missing, and says so in an
   * entry; damage with further lines behind it is left for a person.
   */
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private static final int MAX_LIST = 1000;

  private final Path path;
  private final InstantSource clock;
  private final FileChannel file;
  private final FileChannel headFile;
  private final Object fileLock = new Object();
  private final Object waitingLock = new Object();
  private List<Waiting> waiting = new ArrayList<>();
  private volatile AuditHead head = AuditHead.EMPTY;
  private boolean broken;

  /** An event between its append and its fsync; settled under the file's lock. */
  private static final class Waiting {
    private final AuditEvent event;
    private @Nullable AuditEntry entry;
    private @Nullable TiscException failure;

    Waiting(AuditEvent event) {
      this.event = event;
    }
  }

  private AuditLog(Path path, InstantSource clock, FileChannel file, FileChannel headFile) {
    this.path = path;
    this.clock = clock;
    this.file = file;
    this.headFile = headFile;
  }

  /**
   * Opens the log, creating file and folder (readable by the owner alone) where they are missing.
   * Cuts what a crash left behind the last acknowledged entry and records that as {@code
   * AUDIT_REPAIRED}. Raises {@code INTERNAL} when the file can not be read or is damaged before its
   * end.
   */
  public static AuditLog open(Path path, InstantSource clock) {
    FileChannel file = null;
    FileChannel headFile = null;
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      file = channel(path);
      Optional<AuditHead> known = AuditHead.read(path);
      headFile = channel(AuditHead.beside(path));
      AuditLog log = new AuditLog(path, clock, file, headFile);
      log.recover(known);
      return log;
    } catch (IOException e) {
      closeQuietly(file);
      closeQuietly(headFile);
      throw new TiscException(Reason.INTERNAL, "cannot open the audit log " + path + ": " + e, e);
    } catch (TiscException e) {
      closeQuietly(file);
      closeQuietly(headFile);
      throw e;
    }
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private void recover(Optional<AuditHead> known) throws IOException {
    AuditHead start = known.filter(this::standsInFile).orElse(AuditHead.EMPTY);
    AuditHead end = new AuditScan(start).run(file, entry -> true);
    long cutBytes = file.size() - end.end();
    long expected = known.map(AuditHead::seq).orElse(0L);
    boolean unexplained = known.isEmpty() || end.seq() < expected;
    if (unexplained && cutBytes > 0 && linesAfterDamage(end.end())) {
      throw new TiscException(
          Reason.INTERNAL,
          "the audit log "
              + path
              + " is damaged at entry "
              + (end.seq() + 1)
              + "; keep it as evidence, move it and its .head file away, and start again");
    }
    head = end;
    if (cutBytes > 0 || end.seq() < expected) {
      file.truncate(end.end());
      LOG.warn("audit log {}: cut {} bytes after entry {}", path, cutBytes, end.seq());
      append(
          new AuditEvent(
              AuditEventType.AUDIT_REPAIRED,
              "node",
              Map.of(
                  "cutBytes", Long.toString(cutBytes),
                  "expectedEntries", Long.toString(Math.max(expected, end.seq())),
                  "foundEntries", Long.toString(end.seq()))));
    }
  }

  /** Whether the log really holds the entry that the head names, where it names it. */
  private boolean standsInFile(AuditHead known) {
    try {
      if (known.seq() == 0 || known.end() > file.size() || known.end() < 1) {
        return false;
      }
      int length = (int) Math.min(known.end(), AuditLine.MAX_BYTES + 2L);
      byte[] tail = read(known.end() - length, length);
      if (tail[length - 1] != '\n') {
        return false;
      }
      int begin = length - 1;
      while (begin > 0 && tail[begin - 1] != '\n') {
        begin--;
      }
      return AuditLine.decode(Arrays.copyOfRange(tail, begin, length - 1))
          .filter(entry -> entry.seq() == known.seq() && entry.hash().equals(known.hash()))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a whole line follows the damaged one. */
  private boolean linesAfterDamage(long position) throws IOException {
    byte[] rest = read(position, (int) Math.min(file.size() - position, 4L * AuditLine.MAX_BYTES));
    int lineEnds = 0;
    for (byte next : rest) {
      lineEnds += next == '\n' ? 1 : 0;
    }
    return lineEnds > 1;
  }

  private byte[] read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new IOException(path + " ends before byte " + (position + length));
      }
    }
    return bytes.array();
  }

  /**
   * Writes an event and returns its entry once that is on disk. Blocks on the local disk only;
   * concurrent appends share one fsync. Raises {@code OUT_OF_SPACE} when the disk is full and
   * {@code INTERNAL} when it fails; after either the log is as before, and a repeated call is safe.
   */
  public AuditEntry append(AuditEvent event) {
    Waiting mine = new Waiting(event);
    synchronized (waitingLock) {
      waiting.add(mine);
    }
    synchronized (fileLock) {
      if (mine.entry == null && mine.failure == null) {
        List<Waiting> batch;
        synchronized (waitingLock) {
          batch = waiting;
          waiting = new ArrayList<>();
        }
        write(batch);
      }
      if (mine.entry != null) {
        return mine.entry;
      }
      TiscException failure = mine.failure;
      throw failure != null
          ? new TiscException(failure.reason(), String.valueOf(failure.getMessage()), failure)
          : new IllegalStateException("an event left its batch unsettled");
    }
  }

  private void write(List<Waiting> batch) {
    AuditHead before = head;
    try {
      if (broken) {
        throw new IOException("an earlier failure could not be undone");
      }
      List<AuditEntry> entries = new ArrayList<>(batch.size());
      AuditHead after = before;
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 * batch.size());
      for (Waiting one : batch) {
        AuditLine.Encoded line = AuditLine.encode(after.seq() + 1, now, one.event, after.hash());
        bytes.writeBytes(line.line().getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
        entries.add(line.entry());
        after = new AuditHead(line.entry().seq(), before.end() + bytes.size(), line.entry().hash());
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) {
        file.write(buffer, before.end() + buffer.position());
      }
      file.force(false);
      head = after;
      for (int i = 0; i < entries.size(); i++) {
        batch.get(i).entry = entries.get(i);
      }
    } catch (IOException | RuntimeException e) {
      undo(before);
      TiscException failure = failed(e);
      batch.forEach(one -> one.failure = failure);
      return;
    }
    try {
      head.write(headFile);
    } catch (IOException e) {
      LOG.warn("audit log {}: its head could not be noted: {}", path, e.toString());
    }
  }

  private void undo(AuditHead before) {
    try {
      file.truncate(before.end());
      file.force(false);
    } catch (IOException e) {
      broken = true;
    }
  }

  private TiscException failed(Exception e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean full = text.contains("no space left") || text.contains("quota exceeded");
    return new TiscException(
        full ? Reason.OUT_OF_SPACE : Reason.INTERNAL, "cannot write the audit log " + path, e);
  }

  /** How many entries are on disk. */
  public long entries() {
    return head.seq();
  }

  /**
   * Entries from a sequence on, in order. Reads the disk; sees every entry whose append returned.
   *
   * @param from the first sequence wanted, from 1
   * @param limit at most this many, 1 to 1,000
   */
  public List<AuditEntry> list(long from, int limit) {
    if (from < 1 || limit < 1 || limit > MAX_LIST) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "from must be 1 or more and limit 1 to " + MAX_LIST + ", not " + from + " and " + limit);
    }
    AuditHead end = head;
    List<AuditEntry> found = new ArrayList<>();
    if (from > end.seq()) {
      return found;
    }
    try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
      AuditHead start = new AuditSeek(reading, end).before(from);
      long last = Math.min(end.seq(), from + limit - 1);
      new AuditScan(start)
          .run(
              reading,
              entry -> {
                if (entry.seq() >= from) {
                  found.add(entry);
                }
                return entry.seq() < last;
              });
      return found;
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read the audit log " + path, e);
    }
  }

  /**
   * Checks a whole log without a node: every hash, the chain, the order, and, where the head file
   * stands beside it, that no entry is missing at the end. Memory use does not grow with the log.
   * Raises {@code NOT_FOUND} when there is no such file, {@code INTERNAL} when it can not be read.
   */
  public static AuditVerification verify(Path path) {
    try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
      AuditHead known = AuditHead.read(path).orElse(AuditHead.EMPTY);
      boolean[] agrees = {known.seq() == 0};
      AuditHead end =
          new AuditScan(AuditHead.EMPTY)
              .run(
                  reading,
                  entry -> {
                    if (entry.seq() == known.seq()) {
                      agrees[0] = entry.hash().equals(known.hash());
                      return agrees[0];
                    }
                    return true;
                  });
      if (end.seq() < known.seq()) {
        return AuditVerification.badAfter(end.seq());
      }
      if (!agrees[0]) {
        return AuditVerification.badAfter(known.seq() - 1);
      }
      return end.end() == reading.size()
          ? AuditVerification.good(end.seq())
          : AuditVerification.badAfter(end.seq());
    } catch (NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "there is no audit log at " + path, e);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read the audit log " + path, e);
    }
  }

  /** Closes the file; later appends raise {@code INTERNAL}. Safe to repeat. */
  @Override
  public void close() {
    synchronized (fileLock) {
      broken = true;
      closeQuietly(file);
      closeQuietly(headFile);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("closing an audit file", e);
    }
  }
}
