package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Signatures;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * Makes this node's statements of what it holds in one network. Their number rises through
 * restarts: numbers are taken from the disk in blocks, and what is left of a block is lost with the
 * process. A block begins no lower than the clock's milliseconds, so that a node restored from an
 * old copy goes on above what it said after that copy; where its clock was wrong then, peers give
 * it back what it said ({@link #goOnAbove}). Thread-safe; waits for local disk once in a block.
 */
final class OwnStatements {
  private static final String KIND = "have-number";
  // A write in so many statements; at one a second, some a day.
  private static final long BLOCK = 10_000;
  // No clock of a node that ever ran says so many milliseconds.
  private static final long HIGHEST = Long.MAX_VALUE / 2;

  private final PeerId self;
  private final StateStore store;
  private final Supplier<Optional<KeyPair>> key;
  private final InstantSource clock;
  private long next;
  private long end;

  OwnStatements(
      PeerId self, StateStore store, Supplier<Optional<KeyPair>> key, InstantSource clock) {
    this.self = self;
    this.store = store;
    this.key = key;
    this.clock = clock;
  }

  /** A statement of these positions, signed where the node has a key for feeds. */
  Statement make(Map<FeedId, FeedPosition> positions) {
    long number = number();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<KeyPair> signing = key.get();
    ByteString hash =
        signing
            .map(pair -> ByteString.copyFrom(KeyHash.of(pair.getPublic()).bytes()))
            .orElse(ByteString.EMPTY);
    ByteString bytes = FeedFrames.have(self.network(), self.node(), number, now, positions, hash);
    ByteString signature =
        signing
            .map(
                pair ->
                    ByteString.copyFrom(
                        Signatures.sign(pair.getPrivate(), Statement.DOMAIN, bytes.toByteArray())))
            .orElse(ByteString.EMPTY);
    return new Statement(self.node(), number, now, positions, hash, bytes, signature);
  }

  private synchronized long number() {
    if (next >= end) {
      Optional<StateDocument> stored = store.read(KIND, self.network().value());
      long before = stored.map(document -> parse(document.content())).orElse(0L);
      next = Math.max(Math.max(next, before), clock.millis());
      end = next + BLOCK;
      store.write(
          KIND,
          self.network().value(),
          stored.map(StateDocument::revision).orElse(0L),
          ByteString.copyFromUtf8(Long.toString(end)));
    }
    return next++;
  }

  /**
   * Whether others know a statement of this node at or above the number that its next one would
   * have: it was restored from an old copy, and what it said after that copy was by a clock ahead.
   */
  synchronized boolean reached(long number) {
    return next <= number && number < HIGHEST;
  }

  /** Numbers the next statements above this one, so that they count as newer. */
  synchronized void goOnAbove(long number) {
    next = Math.max(next, number + 1);
  }

  private static long parse(ByteString content) {
    return Long.parseLong(content.toStringUtf8());
  }
}
