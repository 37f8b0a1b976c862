package org.tisc.federation.link;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.tisc.federation.roster.RosterKeeper;

/** The metadata that every call between members carries. */
final class LinkHeaders {
  static final Metadata.Key<String> NETWORK =
      Metadata.Key.of("tisc-network", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> ROSTER_VERSION =
      Metadata.Key.of("tisc-roster-version", Metadata.ASCII_STRING_MARSHALLER);

  static final Metadata.Key<String> ROSTER_DIGEST =
      Metadata.Key.of("tisc-roster-digest", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> REMOVALS =
      Metadata.Key.of("tisc-roster-removals", Metadata.ASCII_STRING_MARSHALLER);
  private static final int DIGEST_LENGTH = 16;

  private LinkHeaders() {}

  /** Says which roster this node holds. */
  static void putRoster(Metadata metadata, RosterKeeper rosters) {
    RosterKeeper.Label label = rosters.label();
    putVersion(metadata, label.version());
    metadata.discardAll(ROSTER_DIGEST);
    metadata.put(ROSTER_DIGEST, label.digest());
    metadata.discardAll(REMOVALS);
    if (!label.removalsDigest().isEmpty()) {
      metadata.put(REMOVALS, hex(label.removalsDigest()));
    }
  }

  /**
   * The digest of the removals that the other side holds beside a roster of the same version, when
   * they are other ones than here; empty when there is nothing to fetch.
   */
  static Optional<String> otherRemovals(Metadata metadata, RosterKeeper rosters) {
    RosterKeeper.Label own = rosters.label();
    return digest(metadata, REMOVALS, own.version())
        .filter(theirs -> !theirs.equals(hex(own.removalsDigest())));
  }

  /**
   * The digest of the roster that the other side holds, when it is of the same version and other
   * content than here.
   */
  static Optional<String> otherRoster(Metadata metadata, RosterKeeper rosters) {
    RosterKeeper.Label own = rosters.label();
    return digest(metadata, ROSTER_DIGEST, own.version())
        .filter(theirs -> !theirs.equals(own.digest()));
  }

  /** A digest that the other side says beside a version. */
  private static Optional<String> digest(
      Metadata metadata, Metadata.Key<String> key, long version) {
    OptionalLong theirs = version(metadata);
    return Optional.ofNullable(metadata.get(key))
        .filter(digest -> digest.length() == DIGEST_LENGTH)
        .filter(_ -> theirs.isPresent() && theirs.getAsLong() == version);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  static void putVersion(Metadata metadata, long version) {
    metadata.discardAll(ROSTER_VERSION);
    metadata.put(ROSTER_VERSION, Long.toString(version));
  }

  /** The roster version the other side says it holds; empty when absent or not a number. */
  static OptionalLong version(Metadata metadata) {
    String text = metadata.get(ROSTER_VERSION);
    if (text == null || text.isEmpty() || text.length() > 18) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
