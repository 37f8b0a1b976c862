package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.feed.EntryBody;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.KeyHash;

/** Entries as a store hands them to materialisers; nobody checks their signatures here. */
final class TestEntries {
  private TestEntries() {}

  /** The entry that a draft becomes at a place. */
  static StoredEntry of(EntryDraft draft, long sequence, Instant at) {
    ByteString content = draft.content();
    EntryHeader header =
        new EntryHeader(
            draft.feed(),
            1,
            sequence,
            sequence == 1 ? EntryHash.NONE : new EntryHash(hash("before " + sequence)),
            draft.kind(),
            draft.recordId(),
            draft.revision(),
            at,
            draft.tlp(),
            draft.urgent(),
            content.isEmpty() ? ByteString.EMPTY : hash("body"),
            content.size(),
            draft.blobs(),
            new KeyHash("00".repeat(32)),
            draft.erases());
    return new StoredEntry(
        new SignedEntry(
            ByteString.copyFromUtf8("header"),
            header,
            new EntryHash(hash(draft.feed() + " " + sequence)),
            ByteString.EMPTY,
            content.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new EntryBody(ByteString.copyFrom(new byte[EntryBody.SALT_BYTES]), content))),
        true,
        at,
        StoredEntry.Effect.APPLIED);
  }

  private static ByteString hash(String text) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
