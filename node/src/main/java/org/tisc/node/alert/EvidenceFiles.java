package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;

/**
 * The files that alerts name as evidence. One that is held here is named in the entry, so that its
 * readers can fetch it; any other is proved by its hash where somebody hands it over.
 */
final class EvidenceFiles {
  private final Neighbourhood around;

  EvidenceFiles(Neighbourhood around) {
    this.around = around;
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
    return around.keep(content);
  }

  /** The files of a draft are kept for its sake no longer: it was published, or thrown away. */
  void release(List<Evidence> evidence) {
    references(evidence).forEach(file -> around.release(file.sha256()));
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
