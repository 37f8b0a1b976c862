package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.node.store.Store;

/**
 * The files that alerts name as evidence. One that is held here is named in the entry, so that its
 * readers can fetch it; any other is proved by its hash where somebody hands it over.
 */
final class EvidenceFiles {
  /** How long a file that no draft names waits for one that does. */
  static final Duration WAITS = Duration.ofDays(7);

  private final Neighbourhood around;
  private final Store store;
  private final InstantSource clock;

  EvidenceFiles(Neighbourhood around, Store store, InstantSource clock) {
    this.around = around;
    this.store = store;
    this.clock = clock;
  }

  private static ByteString hash(Evidence evidence) {
    return ByteString.copyFrom(HexFormat.of().parseHex(evidence.sha256()));
  }

  /** Whether a file is held here whole. */
  boolean holds(Evidence evidence) {
    return around.file(hash(evidence)).isPresent();
  }

  /** Those that are held here, in their order. */
  List<BlobReference> references(List<Evidence> evidence) {
    return evidence.stream()
        .map(each -> around.file(hash(each)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Takes a file that an alert will name. Raises TOO_LARGE, OUT_OF_SPACE. */
  BlobReference take(InputStream content) {
    BlobReference file = around.take(content);
    String hash = HexFormat.of().formatHex(file.sha256().toByteArray());
    Instant now = clock.instant();
    // Noted before it is kept: after a crash in between nothing is kept that nobody looks for.
    int _ =
        store.write(
            tx ->
                tx.update(
                    "INSERT INTO alert_upload (sha256, at) VALUES (?, ?)"
                        + " ON CONFLICT (sha256) DO UPDATE SET at = excluded.at",
                    hash,
                    now));
    around.keep(file.sha256());
    return file;
  }

  /**
   * The files of a draft are kept for its sake no longer: it was published, or thrown away. What
   * another draft names stays.
   */
  void release(List<Evidence> evidence) {
    evidence.stream().map(Evidence::sha256).distinct().forEach(this::release);
  }

  /**
   * Files that were taken some days ago and that no draft names are kept no longer. Safe to repeat;
   * whatever an entry names stays.
   */
  void releaseForgotten() {
    Instant before = clock.instant().minus(WAITS);
    store
        .read(
            tx ->
                tx.query(
                    "SELECT sha256 FROM alert_upload WHERE at < ? ORDER BY at LIMIT 10000",
                    row -> row.text("sha256"),
                    before))
        .forEach(this::release);
  }

  private void release(String hash) {
    boolean named =
        store
            .read(
                tx ->
                    tx.first(
                        "SELECT alert_id FROM alert_draft WHERE instr(content, ?) > 0 LIMIT 1",
                        row -> row.text("alert_id"),
                        hash))
            .isPresent();
    if (!named) {
      around.release(ByteString.copyFrom(HexFormat.of().parseHex(hash)));
      int _ = store.write(tx -> tx.update("DELETE FROM alert_upload WHERE sha256 = ?", hash));
    }
  }

  /**
   * The file that an alert names by this hash, brought here first where it is elsewhere. Raises
   * NOT_FOUND where the alert names none, and what fetching raises.
   */
  BlobReference open(List<Evidence> evidence, String sha256) {
    Evidence named =
        evidence.stream()
            .filter(each -> each.sha256().equals(sha256))
            .findFirst()
            .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "The alert names no such file"));
    if (!holds(named)) {
      around.fetch(hash(named));
    }
    return around
        .file(hash(named))
        .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "The file is not here"));
  }

  /** Writes a file that is here. */
  void write(BlobReference file, OutputStream out) throws IOException {
    for (int piece = 0; piece < file.pieces(); piece++) {
      around.piece(file.sha256(), piece).writeTo(out);
    }
  }
}
