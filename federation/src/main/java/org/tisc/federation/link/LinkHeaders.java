package org.tisc.federation.link;

import io.grpc.Metadata;
import java.util.OptionalLong;

/** The metadata that every call between members carries. */
final class LinkHeaders {
  static final Metadata.Key<String> NETWORK =
      Metadata.Key.of("tisc-network", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> ROSTER_VERSION =
      Metadata.Key.of("tisc-roster-version", Metadata.ASCII_STRING_MARSHALLER);

  private LinkHeaders() {}

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
