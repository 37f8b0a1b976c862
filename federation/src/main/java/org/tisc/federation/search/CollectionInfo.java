package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Optional;

/**
 * One collection as its owner describes it.
 *
 * @param name unique on the node, {@code [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?}
 * @param kind the kind of its documents: PATENT, TRADEMARK, GEOGRAPHICAL_INDICATION, LAYOUT_DESIGN
 *     or LITERATURE
 * @param title for people, in any language
 * @param documents live documents
 * @param indexedAt when the snapshot this describes was committed; empty for a collection that
 *     never held a document
 * @param licence the licence text or name shown on hits, if any
 * @param onward whether receivers may pass documents on: {@code no}, {@code cite} or {@code yes}
 * @param state names the commit this describes, {@value #STATE_BYTES} bytes that no other commit
 *     has; empty for a peer of an older release
 */
public record CollectionInfo(
    String name,
    String kind,
    Optional<String> title,
    long documents,
    Optional<Instant> indexedAt,
    Optional<String> licence,
    String onward,
    Optional<ByteString> state) {
  /** Length of a state's name. */
  public static final int STATE_BYTES = 16;
}
