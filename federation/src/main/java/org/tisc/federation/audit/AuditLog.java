package org.tisc.federation.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
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
 * The append-only, hash-chained log of security-relevant events, one JSON object a line. Every
 * month, and whenever it has grown long, a new file is begun; the chain goes on through all of
 * them. Thread-safe. One process at a time may hold a log open; the caller sees to that.
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
   *
   * A file is closed by giving it the name of its first entry. After a crash just behind that the
   * head still names the end of the closed file; the new one then begins empty and the head of the
   * log is the closed file's last entry.
   */
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private static final int MAX_LIST = 1000;

  /** A file of this many bytes is closed before the next batch. */
  private static final long SEGMENT_BYTES = 16L << 20;

  private final Path path;
  private final InstantSource clock;
  private final long segmentBytes;
  private FileChannel file;
  private final FileChannel headFile;
  private final Object fileLock = new Object();
  private final Object waitingLock = new Object();
  private List<Waiting> waiting = new ArrayList<>();
  private volatile AuditHead head = AuditHead.EMPTY;
  private boolean broken;

  /** The place before the first line of the written file, and that line's time. */
  private AuditHead base = AuditHead.EMPTY;

  private Optional<Instant> begun = Optional.empty();

  /** An event between its append and its fsync; settled under the file's lock. */
  private static final class Waiting {
    private final AuditEvent event;
    private @Nullable AuditEntry entry;
    private @Nullable TiscException failure;

    Waiting(AuditEvent event) {
      this.event = event;
    }
  }

  private AuditLog(
      Path path, InstantSource clock, long segmentBytes, FileChannel file, FileChannel headFile) {
    this.path = path;
    this.clock = clock;
    this.segmentBytes = segmentBytes;
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
    return open(path, clock, SEGMENT_BYTES);
  }

  static AuditLog open(Path path, InstantSource clock, long segmentBytes) {
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
      AuditLog log = new AuditLog(path, clock, segmentBytes, file, headFile);
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
    base = AuditSegments.of(path).base();
    AuditHead start = known.filter(this::standsInFile).orElse(base);
    AuditHead end = new AuditScan(start).run(file, (entry, line) -> true);
    begun = beginning();
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

  /** Whether the written file really holds the entry that the head names, where it names it. */
  private boolean standsInFile(AuditHead known) {
    try {
      return AuditSegments.lineBefore(file, known.end())
          .filter(entry -> entry.seq() == known.seq() && entry.hash().equals(known.hash()))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** The time of the written file's first line. */
  private Optional<Instant> beginning() throws IOException {
    byte[] block =
        AuditSegments.read(file, 0, (int) Math.min(file.size(), AuditLine.MAX_BYTES + 1L));
    for (int i = 0; i < block.length; i++) {
      if (block[i] == '\n') {
        return AuditLine.decode(Arrays.copyOf(block, i)).map(AuditEntry::at);
      }
    }
    return Optional.empty();
  }

  /** Whether a whole line follows the damaged one. */
  private boolean linesAfterDamage(long position) throws IOException {
    byte[] rest =
        AuditSegments.read(
            file, position, (int) Math.min(file.size() - position, 4L * AuditLine.MAX_BYTES));
    int lineEnds = 0;
    for (byte next : rest) {
      lineEnds += next == '\n' ? 1 : 0;
    }
    return lineEnds > 1;
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
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      if (full(before, now)) {
        before = closeSegment(before);
      }
      List<AuditEntry> entries = new ArrayList<>(batch.size());
      AuditHead after = before;
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
      if (begun.isEmpty()) {
        begun = Optional.of(now);
      }
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

  private boolean full(AuditHead end, Instant now) {
    return end.end() >= segmentBytes
        || begun.filter(first -> !month(first).equals(month(now))).isPresent();
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }

  /** Gives the written file its name among the closed ones and begins the next. */
  private AuditHead closeSegment(AuditHead end) throws IOException {
    Path closed = AuditSegments.name(path, base.seq() + 1);
    Files.move(path, closed, StandardCopyOption.ATOMIC_MOVE);
    closeQuietly(file);
    file = channel(path);
    FileChannel folder = FileChannel.open(closed.toAbsolutePath().getParent());
    try (folder) {
      folder.force(true);
    }
    base = new AuditHead(end.seq(), 0, end.hash());
    begun = Optional.empty();
    head = base;
    return base;
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

  /** How far the log is now; empty while it holds nothing. */
  public Optional<AuditCheckpoint> checkpoint() {
    AuditHead now = head;
    return now.seq() == 0
        ? Optional.empty()
        : Optional.of(
            new AuditCheckpoint(
                now.seq(), now.hash(), clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  /**
   * Compares the log with what was once said of it: empty where it agrees, or where the entry is
   * kept no more. Reads the disk.
   */
  public Optional<AuditComparison.Finding> compare(AuditCheckpoint checkpoint) {
    if (checkpoint.size() > entries()) {
      return Optional.of(AuditComparison.Finding.CUT);
    }
    return list(checkpoint.size(), 1).stream()
        .filter(
            entry -> entry.seq() == checkpoint.size() && !entry.hash().equals(checkpoint.head()))
        .map(_ -> AuditComparison.Finding.REWRITTEN)
        .findFirst();
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
    List<AuditEntry> found = new ArrayList<>();
    read(from, from + limit - 1, (entry, line) -> found.add(entry));
    return found;
  }

  /**
   * Writes the lines of some entries as they stand on disk, so that {@link #verifyExport} can check
   * them anywhere. Sees every entry whose append returned before the call.
   *
   * @param from the first sequence wanted, from 1; older ones than are kept are left out
   * @param to the last sequence wanted
   */
  public void export(long from, long to, OutputStream out) throws IOException {
    if (from < 1 || to < from) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "from is 1 or more and to not less: " + from + " and " + to);
    }
    read(
        from,
        to,
        (entry, line) -> {
          out.write(line);
          out.write('\n');
          return true;
        });
  }

  /** One file to read: opened while its name was certain. */
  private record Part(FileChannel file, AuditHead base, long end) {}

  private void read(long from, long to, AuditScan.Reader reader) {
    long last = Math.min(to, head.seq());
    List<Part> parts = new ArrayList<>();
    try {
      for (Part part : parts(parts, from, last)) {
        AuditHead start = new AuditSeek(part.file, part.base, part.end).before(from);
        new AuditScan(start)
            .run(
                part.file,
                (entry, line) ->
                    entry.seq() <= last
                        && (entry.seq() < from || reader.read(entry, line))
                        && entry.seq() < last);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read the audit log " + path, e);
    } finally {
      parts.forEach(part -> closeQuietly(part.file));
    }
  }

  /** The files that hold entries of a range, oldest first, put into {@code parts} as opened. */
  private List<Part> parts(List<Part> parts, long from, long to) throws IOException {
    if (from > to) {
      return parts;
    }
    synchronized (fileLock) {
      List<AuditSegments.Segment> closed = AuditSegments.of(path).closed();
      for (int i = 0; i < closed.size(); i++) {
        long next = i + 1 < closed.size() ? closed.get(i + 1).first() : base.seq() + 1;
        if (closed.get(i).first() <= to && next > from) {
          add(parts, closed.get(i).file(), Optional.empty());
        }
      }
      if (to > base.seq()) {
        add(parts, path, Optional.of(head.end()));
      }
      return parts;
    }
  }

  private static void add(List<Part> parts, Path path, Optional<Long> end) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    parts.add(new Part(file, AuditHead.EMPTY, 0));
    Optional<AuditHead> begin = AuditSegments.begin(file);
    if (begin.isEmpty()) {
      throw new IOException(path + " does not begin with an entry");
    }
    parts.set(parts.size() - 1, new Part(file, begin.get(), end.orElse(file.size())));
  }

  /**
   * The whole log as of now; the caller closes it. Appending goes on meanwhile. Raises {@code
   * INTERNAL} when a file cannot be read.
   */
  public AuditCopy copy() {
    synchronized (fileLock) {
      AuditCopy copy = new AuditCopy(head);
      try {
        for (AuditSegments.Segment segment : AuditSegments.of(path).closed()) {
          copy.add(segment.file(), Files.size(segment.file()));
        }
        copy.add(path, head.end());
        return copy;
      } catch (IOException e) {
        copy.close();
        throw new TiscException(Reason.INTERNAL, "cannot read the audit log " + path, e);
      }
    }
  }

  /**
   * Removes closed files whose last entry is older than {@code keep}, from the oldest on; the
   * newest closed file stays always. What is removed is first recorded as {@code AUDIT_TRIMMED},
   * with the hash that the chain goes on from. Age counts from now or from the newest closed file's
   * end, whichever is earlier, so that a clock that jumped ahead costs no entry. Blocks on the
   * disk; safe to repeat, also after a crash.
   *
   * @return how many files were removed
   */
  public int trim(Duration keep) {
    try {
      List<AuditSegments.Segment> closed;
      synchronized (fileLock) {
        closed = AuditSegments.of(path).closed();
      }
      if (closed.isEmpty()) {
        return 0;
      }
      Instant now = clock.instant();
      Instant before =
          AuditSegments.last(closed.getLast().file())
              .map(AuditEntry::at)
              .filter(end -> end.isBefore(now))
              .orElse(now)
              .minus(keep);
      List<Path> old = new ArrayList<>();
      Optional<AuditEntry> newest = Optional.empty();
      for (AuditSegments.Segment segment : closed.subList(0, Math.max(0, closed.size() - 1))) {
        Optional<AuditEntry> last = AuditSegments.last(segment.file());
        if (last.isEmpty() || !last.get().at().isBefore(before)) {
          break;
        }
        old.add(segment.file());
        newest = last;
      }
      if (newest.isPresent()) {
        append(
            new AuditEvent(
                AuditEventType.AUDIT_TRIMMED,
                "node",
                Map.of(
                    "lastSequence", Long.toString(newest.get().seq()),
                    "lastHash", newest.get().hash(),
                    "lastAt", newest.get().at().toString())));
        for (Path file : old) {
          Files.deleteIfExists(file);
        }
      }
      return old.size();
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot trim the audit log " + path, e);
    }
  }

  /**
   * Checks a whole log without a node: every hash, the chain through all its files, the order;
   * where the first entry is not number 1, that an entry says so many were trimmed; and, where the
   * head file stands beside it, that no entry is missing at the end. Memory use does not grow with
   * the log. Raises {@code NOT_FOUND} when there is no such file, {@code INTERNAL} when it can not
   * be read.
   */
  public static AuditVerification verify(Path path) {
    return verify(path, List.of()).log();
  }

  /**
   * The same, and whether the log agrees with what others say of it. A checkpoint of an entry that
   * was trimmed tells nothing.
   */
  public static AuditComparison verify(Path path, List<AuditCheckpoint> checkpoints) {
    return AuditCheck.log(path, checkpoints);
  }

  /**
   * Checks the newest file of a log without a node: every hash, the chain in it, the order, and
   * that no entry is missing at its end. Much quicker than {@link #verify} on a log of years; what
   * it raises is the same.
   */
  public static AuditVerification verifyNewest(Path path) {
    return AuditCheck.newest(path);
  }

  /**
   * Checks exported entries, from whatever entry on they begin: every hash, the chain, the order.
   * Raises {@code NOT_FOUND} when there is no such file, {@code INTERNAL} when it can not be read.
   */
  public static AuditVerification verifyExport(Path path) {
    return verifyExport(path, List.of()).log();
  }

  /**
   * The same against what others say of the log. Entries that were not exported count as missing at
   * the end, and as trimmed at the beginning.
   */
  public static AuditComparison verifyExport(Path path, List<AuditCheckpoint> checkpoints) {
    return AuditCheck.export(path, checkpoints);
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

  static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("closing an audit file", e);
    }
  }
}
