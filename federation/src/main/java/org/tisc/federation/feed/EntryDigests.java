package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes that a feed is made of. Stateless and thread-safe. */
final class EntryDigests {
  /** Separates what is signed and hashed as an entry from everything else. */
  static final String DOMAIN = "tisc feed entry v1";

  private static final byte[] PREFIX = (DOMAIN + "\0").getBytes(StandardCharsets.US_ASCII);

  private EntryDigests() {}

  /** The hash of an entry whose header has these bytes. */
  static EntryHash ofHeader(ByteString header) {
    MessageDigest digest = sha256();
    digest.update(PREFIX);
    update(digest, header);
    return new EntryHash(ByteString.copyFrom(digest.digest()));
  }

  /** What a header says of this body; the salt stands before the content. */
  static ByteString ofBody(EntryBody body) {
    MessageDigest digest = sha256();
    update(digest, body.salt());
    update(digest, body.content());
    return ByteString.copyFrom(digest.digest());
  }

  private static void update(MessageDigest digest, ByteString bytes) {
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      digest.update(part);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
