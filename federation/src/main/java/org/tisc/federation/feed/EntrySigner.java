package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Signatures;

/** Makes this node's entries: gives a draft its place, its salt and its signature. */
final class EntrySigner implements FeedStore.Maker {
  /** The kind of the first entry of every epoch but the first. */
  static final String EPOCH = "epoch";

  private final Function<NetworkId, Optional<KeyPair>> keys;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** A signer with the node's keys for feeds, by network. */
  EntrySigner(Function<NetworkId, Optional<KeyPair>> keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Raises FEED_KEY_MISSING, and INVALID_ENTRY for a draft that breaks a rule of the contract. */
  @Override
  public SignedEntry next(EntryDraft draft, FeedPosition head) {
    KeyPair key =
        keys.apply(draft.feed().network())
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.FEED_KEY_MISSING,
                        "This node has no key for feeds in network " + draft.feed().network()));
    boolean opens = draft.kind().equals(EPOCH);
    Optional<EntryBody> body = body(draft.content());
    EntryHeader header =
        new EntryHeader(
            draft.feed(),
            opens ? head.epoch() + 1 : Math.max(1, head.epoch()),
            opens ? 1 : head.sequence() + 1,
            head.hash(),
            draft.kind(),
            draft.recordId(),
            draft.revision(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            draft.tlp(),
            draft.urgent(),
            body.map(EntryDigests::ofBody).orElse(ByteString.EMPTY),
            draft.content().size(),
            draft.blobs(),
            KeyHash.of(key.getPublic()),
            draft.erases());
    ByteString bytes = EntryProtos.encode(header);
    return new SignedEntry(
        bytes,
        header,
        EntryDigests.ofHeader(bytes),
        ByteString.copyFrom(
            Signatures.sign(key.getPrivate(), EntryDigests.DOMAIN, bytes.toByteArray())),
        body);
  }

  private Optional<EntryBody> body(ByteString content) {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    byte[] salt = new byte[EntryBody.SALT_BYTES];
    random.nextBytes(salt);
    return Optional.of(new EntryBody(ByteString.copyFrom(salt), content));
  }
}
