package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * An entry as it travels and as it is kept: the exact bytes of its origin. Holding one says nothing
 * about whether its signature was checked or its body fits.
 *
 * @param headerBytes the header as its origin made it
 * @param header the same for reading
 * @param hash of the header's bytes
 * @param signature over the header's bytes
 * @param body absent where the header says there is none, and where it was compacted, erased or
 *     withheld
 */
public record SignedEntry(
    ByteString headerBytes,
    EntryHeader header,
    EntryHash hash,
    ByteString signature,
    Optional<EntryBody> body) {
  /** Its place. */
  public FeedPosition position() {
    return new FeedPosition(header.epoch(), header.sequence(), hash);
  }

  /** Whether the header promises a body that is not here. */
  public boolean bodyMissing() {
    return header.bodyBytes() > 0 && body.isEmpty();
  }

  /** The same without its body. */
  public SignedEntry withoutBody() {
    return new SignedEntry(headerBytes, header, hash, signature, Optional.empty());
  }
}
