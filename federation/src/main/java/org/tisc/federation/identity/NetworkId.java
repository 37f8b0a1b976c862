package org.tisc.federation.identity;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The name of a network: a DNS label in lower case (RFC 1123 §2.1), so that it fits a URI host and
 * a server name unchanged. Nothing is normalised: what does not match is refused.
 *
 * @param value 1 to 63 characters of {@code [a-z0-9-]}, neither starting nor ending with a hyphen
 */
public record NetworkId(String value) implements Comparable<NetworkId> {
  public NetworkId {
    if (!Labels.label(value)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A network id is 1 to 63 of a-z, 0-9 and '-', not starting or ending with '-'; this is"
              + " not: "
              + value.substring(0, Math.min(value.length(), 80)));
    }
  }

  @Override
  public int compareTo(NetworkId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
