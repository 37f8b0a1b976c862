package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Names a file by its content.
 *
 * @param sha256 of the file; 32 bytes
 * @param size in bytes, at least 1
 * @param piecesSha256 SHA-256 over the SHA-256 of each piece of 1 MiB, in their order; 32 bytes
 */
public record BlobReference(ByteString sha256, long size, ByteString piecesSha256) {
  /** The length of all pieces but the last. */
  public static final int PIECE_BYTES = 1 << 20;

  public BlobReference {
    if (sha256.size() != EntryHash.BYTES || piecesSha256.size() != EntryHash.BYTES || size < 1) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A file is named by two hashes of 32 bytes and a positive size");
    }
  }

  /** How many pieces the file has. */
  public long pieces() {
    return (size + PIECE_BYTES - 1) / PIECE_BYTES;
  }
}
