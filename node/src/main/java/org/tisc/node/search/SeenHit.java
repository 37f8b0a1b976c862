package org.tisc.node.search;

import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.desk.KeptDocument;

/**
 * What a form or a JSON body says of a hit that goes into a basket, as its sender saw it; what is
 * absent is null.
 */
record SeenHit(
    @Nullable String key, @Nullable String kind, @Nullable String title, @Nullable String holder) {
  /** The same, checked. Raises INVALID_ARGUMENT. */
  KeptDocument.Seen seen() {
    if (key == null) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "each document has its key");
    }
    String shownKind = kind == null ? SearchReply.kind(key) : kind;
    return new KeptDocument.Seen(
        key.strip(), shownKind, title == null ? "" : title, holder == null ? "" : holder);
  }
}
