package org.tisc.federation.blob;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.BlobReference;

/**
 * Keeps files by their SHA-256. A file is held whole or not at all; what has arrived of one that is
 * on its way is kept apart, survives a crash, and counts only as far as its pieces prove
 * themselves. Thread-safe; blocks on local disk only. A failing disk raises INTERNAL; a full one,
 * or a quota that is reached, OUT_OF_SPACE, and what was there before stays.
 */
public interface BlobStore {
  /** The file if it is held whole. */
  Optional<BlobReference> find(ByteString sha256);

  /** All that are held whole, by their hash. */
  List<BlobReference> all();

  /** The hashes of pieces of a file that is held whole, 32 bytes each. Raises NOT_FOUND. */
  ByteString pieceHashes(ByteString sha256, int fromPiece, int most);

  /** One piece of a file that is held whole, from 0. Raises NOT_FOUND. */
  ByteString read(ByteString sha256, int piece);

  /**
   * Takes a file of this centre. Raises TOO_LARGE over {@code maxBytes}, INVALID_ARGUMENT if empty.
   */
  BlobReference add(InputStream content, long maxBytes);

  /**
   * Begins to take a file, or goes on where it ended; one at a time for each file. Room for all of
   * it must be left under the quota.
   *
   * @param pieceHashes the hashes of all its pieces, proved by the reference
   */
  Arrival arrive(BlobReference file, ByteString pieceHashes);

  /** Whether something of a file, but not all, is here. */
  boolean begun(ByteString sha256);

  /** Removes a file, or what is there of one. Nothing where there is none. */
  void delete(ByteString sha256);

  /** Files of which something but not all is here. */
  List<ByteString> arriving();

  /** The bytes of all that is here. */
  long usedBytes();

  /** The most bytes that may be here. */
  long quotaBytes();

  /** A file on its way. Used by one thread. */
  interface Arrival extends AutoCloseable {
    /** How many pieces are here, all from the first on. */
    int pieces();

    /** Adds the next piece. Raises INVALID_ARGUMENT where its hash is another one. */
    void add(ByteString piece);

    /** The last piece is here: the file is held whole from now on. Raises INVALID_ARGUMENT. */
    void complete();

    @Override
    void close();
  }
}
