package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.feed.BlobReference;

/**
 * The files that alerts name as evidence. One that is held here is named in the entry, so that its
 * readers can fetch it; any other is proved by its hash where somebody hands it over.
 */
final class EvidenceFiles {
  private final Function<ByteString, Optional<BlobReference>> held;

  /**
   * Files of this node.
   *
   * @param held a file of this node by its SHA-256
   */
  EvidenceFiles(Function<ByteString, Optional<BlobReference>> held) {
    this.held = held;
  }

  /** Whether a file is held here whole. */
  boolean holds(Evidence evidence) {
    return find(evidence).isPresent();
  }

  /** Those that are held here, in their order. */
  List<BlobReference> references(List<Evidence> evidence) {
    return evidence.stream().map(this::find).flatMap(Optional::stream).toList();
  }

  private Optional<BlobReference> find(Evidence evidence) {
    return held.apply(ByteString.copyFrom(HexFormat.of().parseHex(evidence.sha256())));
  }
}
