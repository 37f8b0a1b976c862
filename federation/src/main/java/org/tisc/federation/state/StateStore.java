package org.tisc.federation.state;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * Keeps small versioned documents; each write is on disk before it returns. Thread-safe. All
 * methods block on local disk only. A failing disk raises {@code INTERNAL}, a full one {@code
 * OUT_OF_SPACE}; after either the stored state is the one before the call.
 */
public interface StateStore {
  /** The largest content of one document: 4 MiB, room for a roster of several thousand members. */
  int MAX_CONTENT_BYTES = 4 * 1024 * 1024;

  /** The newest revision, or empty when there is none. */
  Optional<StateDocument> read(String kind, String id);

  /** The newest revision of every document of one kind, by id in code point order. */
  List<StateDocument> list(String kind);

  /**
   * Replaces a document if nobody else did first. Raises {@code STALE_REVISION} when the stored
   * revision is not the expected one, {@code TOO_LARGE} when the content is over the bound.
   *
   * @param expectedRevision the revision the caller has read; 0 when there must be none yet
   * @return what is stored now, with the new revision
   */
  StateDocument write(String kind, String id, long expectedRevision, ByteString content);

  /**
   * Removes a document. Raises {@code STALE_REVISION} as {@link #write} does. A later write of the
   * same id starts again at revision 1.
   */
  void delete(String kind, String id, long expectedRevision);
}
