package org.tisc.federation.link;

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
    putVersion(metadata, rosters.version());
    metadata.discardAll(ROSTER_DIGEST);
    metadata.put(ROSTER_DIGEST, rosters.digest());
    metadata.discardAll(REMOVALS);
    String removals = HexFormat.of().formatHex(rosters.removalsDigest().toByteArray());
    if (!removals.isEmpty()) {
      metadata.put(REMOVALS, removals);
    }
  }

  /**
   * The digest of the removals that the other side holds beside a roster of the same version, when
   * they are other ones than here; empty when there is nothing to fetch.
   */
  static Optional<String> otherRemovals(Metadata metadata, RosterKeeper rosters) {
    String digest = metadata.get(REMOVALS);
    OptionalLong version = version(metadata);
    return digest != null
            && digest.length() == DIGEST_LENGTH
            && version.isPresent()
            && version.getAsLong() == rosters.version()
            && !digest.equals(HexFormat.of().formatHex(rosters.removalsDigest().toByteArray()))
        ? Optional.of(digest)
        : Optional.empty();
  }

  /** Whether the other side holds a roster of the same version and other content. */
  static boolean differs(Metadata metadata, RosterKeeper rosters) {
    String digest = metadata.get(ROSTER_DIGEST);
    String own = rosters.digest();
    OptionalLong version = version(metadata);
    return digest != null
        && digest.length() == DIGEST_LENGTH
        && version.isPresent()
        && version.getAsLong() == rosters.version()
        && !digest.equals(own)
        && own.equals(rosters.digest());
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
