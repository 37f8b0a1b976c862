package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Signatures;

/**
 * The keys that sign what this node shares in feeds, one per membership, and the proofs that go
 * with such keys. A key is on disk before anybody hears of it. Thread-safe; blocks on local disk.
 */
final class FeedKeys {
  private static final String DOMAIN = "tisc feed key v1";

  private final KeyFolder keys;
  private final InstantSource clock;
  private final Map<NetworkId, KeyPair> known = new ConcurrentHashMap<>();

  /** A key with the proof that whoever tells it has it. */
  record Told(ByteString key, ByteString proof) {
    static Told of(PeerId member, KeyPair key) {
      return new Told(
          FeedKey.of(key.getPublic()).spki(),
          ByteString.copyFrom(Signatures.sign(key.getPrivate(), DOMAIN, bytes(member))));
    }

    /** The key, if it is one and its proof holds. Raises INVALID_ARGUMENT. */
    FeedKey check(PeerId member) {
      FeedKey told = new FeedKey(key);
      if (!told.verifies(DOMAIN, ByteString.copyFrom(bytes(member)), proof)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "Nothing proves that " + member + " has this key for feeds");
      }
      return told;
    }

    private static byte[] bytes(PeerId member) {
      return (member.network().value() + "\0" + member.node().value())
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  FeedKeys(KeyFolder keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The key in use in a network; empty before it is made. */
  Optional<KeyPair> find(NetworkId network) {
    KeyPair present = known.get(network);
    if (present != null) {
      return Optional.of(present);
    }
    Optional<KeyPair> read = keys.feed(network).map(FeedKeys::pair);
    read.ifPresent(key -> known.put(network, key));
    return read;
  }

  /** The key in use in a network, made where there is none. */
  synchronized KeyPair ensure(NetworkId network) {
    Optional<KeyPair> present = find(network);
    return present.isPresent() ? present.get() : renew(network);
  }

  /** Another key in place of the one in use. */
  synchronized KeyPair renew(NetworkId network) {
    KeyPair fresh = KeyPairs.ed25519();
    keys.keepFeed(network, Certificates.uncertified(fresh, clock.instant()));
    known.put(network, fresh);
    return fresh;
  }

  /** The key that a membership will have that is not there yet, or is getting other keys. */
  KeyPair joining(NetworkId network) {
    return keys.joiningFeed(network)
        .map(FeedKeys::pair)
        .orElseGet(
            () -> {
              KeyPair fresh = KeyPairs.ed25519();
              keys.keepJoiningFeed(network, Certificates.uncertified(fresh, clock.instant()));
              return fresh;
            });
  }

  /** The files have changed: a membership has begun, has other keys, or is over. */
  void forget(NetworkId network) {
    known.remove(network);
  }

  private static KeyPair pair(Identity kept) {
    return new KeyPair(kept.certificate().getPublicKey(), kept.key());
  }
}
