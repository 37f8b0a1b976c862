package org.tisc.federation.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** One check of the files of a log, in order. Used by one thread. */
final class AuditCheck {
  private final AuditHead known;
  private final NavigableMap<Long, List<AuditCheckpoint>> checkpoints = new TreeMap<>();
  private long vouched;
  private int agreed;
  private int trimmed;
  private Optional<AuditCheckpoint> unmet = Optional.empty();
  private AuditHead head = AuditHead.EMPTY;
  private AuditHead begin = AuditHead.EMPTY;
  private boolean whole = true;
  private boolean explained;
  private boolean agrees;

  private AuditCheck(AuditHead known) {
    this.known = known;
    this.agrees = known.seq() == 0;
  }

  static AuditComparison log(Path path, List<AuditCheckpoint> checkpoints) {
    return reading(
        path,
        () -> {
          AuditSegments before = AuditSegments.of(path);
          AuditComparison found;
          try {
            found = files(path, before, checkpoints);
          } catch (NoSuchFileException e) {
            if (before.equals(AuditSegments.of(path))) {
              throw e;
            }
            return files(path, AuditSegments.of(path), checkpoints);
          }
          // A running node may have closed or trimmed a file meanwhile.
          return found.log().valid() || before.equals(AuditSegments.of(path))
              ? found
              : files(path, AuditSegments.of(path), checkpoints);
        });
  }

  private static AuditComparison files(
      Path path, AuditSegments segments, List<AuditCheckpoint> checkpoints) throws IOException {
    AuditCheck check =
        new AuditCheck(AuditHead.read(path).orElse(AuditHead.EMPTY)).against(checkpoints);
    List<Path> files = new ArrayList<>();
    segments.closed().forEach(segment -> files.add(segment.file()));
    // Between closing a file and beginning the next there is none to write into.
    if (files.isEmpty() || Files.exists(path)) {
      files.add(path);
    }
    for (Path file : files) {
      check.file(file, file.equals(files.getFirst()));
    }
    return check.comparison();
  }

  /** The file that is written, or while that is empty the one before it. */
  static AuditVerification newest(Path path) {
    return reading(
        path,
        () -> {
          AuditSegments segments = AuditSegments.of(path);
          AuditCheck check = new AuditCheck(AuditHead.read(path).orElse(AuditHead.EMPTY));
          check.explained = true;
          boolean begun = Files.exists(path) && Files.size(path) > 0;
          if (!begun && !segments.closed().isEmpty()) {
            check.file(segments.closed().getLast().file(), true);
          } else {
            check.file(path, true);
          }
          return check.verdict();
        });
  }

  static AuditComparison export(Path path, List<AuditCheckpoint> checkpoints) {
    return reading(
        path,
        () -> {
          AuditCheck check = new AuditCheck(AuditHead.EMPTY).against(checkpoints);
          check.explained = true;
          check.file(path, true);
          return check.comparison();
        });
  }

  private AuditCheck against(List<AuditCheckpoint> others) {
    others.forEach(one -> checkpoints.computeIfAbsent(one.size(), _ -> new ArrayList<>()).add(one));
    return this;
  }

  private interface Reading<T> {
    T verify() throws IOException;
  }

  private static <T> T reading(Path path, Reading<T> reading) {
    try {
      return reading.verify();
    } catch (NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "there is no audit log at " + path, e);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read the audit log " + path, e);
    }
  }

  private void file(Path path, boolean first) throws IOException {
    if (!whole) {
      return;
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (first) {
        // Only what comes later can tell whether a log may begin here.
        Optional<AuditHead> claimed = AuditSegments.begin(file).filter(place -> place.seq() >= 0);
        head = claimed.orElse(AuditHead.EMPTY);
        begin = head;
        explained |= head.equals(AuditHead.EMPTY);
        trimmed +=
            checkpoints.headMap(begin.seq(), false).values().stream().mapToInt(List::size).sum();
        meet(begin.seq(), begin.hash());
      }
      AuditHead end =
          new AuditScan(new AuditHead(head.seq(), 0, head.hash()))
              .run(file, (entry, line) -> good(entry));
      whole = end.end() == file.size();
      head = new AuditHead(end.seq(), 0, end.hash());
    }
  }

  private boolean good(AuditEntry entry) {
    if (entry.event().equals(AuditEventType.AUDIT_TRIMMED.name())) {
      explained |=
          Long.toString(begin.seq()).equals(entry.details().get("lastSequence"))
              && begin.hash().equals(entry.details().get("lastHash"));
    }
    meet(entry.seq(), entry.hash());
    if (entry.seq() == known.seq()) {
      agrees = entry.hash().equals(known.hash());
      return agrees;
    }
    return true;
  }

  /** Compares an entry with what others say of its place. */
  private void meet(long seq, String hash) {
    for (AuditCheckpoint checkpoint : checkpoints.getOrDefault(seq, List.of())) {
      if (checkpoint.head().equals(hash)) {
        agreed++;
        vouched = unmet.isEmpty() ? seq : vouched;
      } else if (unmet.isEmpty()) {
        unmet = Optional.of(checkpoint);
      }
    }
  }

  private AuditComparison comparison() {
    AuditVerification own = verdict();
    if (!own.valid()) {
      return new AuditComparison(own, agreed, trimmed, Optional.empty());
    }
    long first = begin.seq() + 1;
    if (unmet.isPresent()) {
      return new AuditComparison(
          AuditVerification.badAfter(first, Math.max(vouched, begin.seq())),
          agreed,
          trimmed,
          Optional.of(
              new AuditComparison.Contradiction(AuditComparison.Finding.REWRITTEN, unmet.get())));
    }
    NavigableMap<Long, List<AuditCheckpoint>> missing = checkpoints.tailMap(head.seq(), false);
    if (missing.isEmpty()) {
      return new AuditComparison(own, agreed, trimmed, Optional.empty());
    }
    return new AuditComparison(
        AuditVerification.badAfter(first, head.seq()),
        agreed,
        trimmed,
        Optional.of(
            new AuditComparison.Contradiction(
                AuditComparison.Finding.CUT,
                missing.values().stream().toList().getLast().getLast())));
  }

  private AuditVerification verdict() {
    long first = begin.seq() + 1;
    if (!explained) {
      return AuditVerification.badAfter(first, 0);
    }
    if (head.seq() < known.seq()) {
      return AuditVerification.badAfter(first, head.seq());
    }
    if (!agrees) {
      return AuditVerification.badAfter(first, known.seq() - 1);
    }
    return whole
        ? AuditVerification.good(first, head.seq())
        : AuditVerification.badAfter(first, head.seq());
  }
}
