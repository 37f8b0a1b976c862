package org.tisc.node.config;

import java.util.Optional;

/**
 * Where peers are told to call: an address, or {@code dial-out} for a node that nobody can reach
 * and that therefore only dials out.
 */
public record Advertisement(Optional<HostPort> address) {
  private static final String DIAL_OUT = "dial-out";

  /**
   * Reads {@code host:port} or {@code dial-out}; raises IllegalArgumentException naming the form.
   */
  static Advertisement parse(String text) {
    if (text.equals(DIAL_OUT)) {
      return new Advertisement(Optional.empty());
    }
    try {
      return new Advertisement(Optional.of(HostPort.parse(text)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ", or " + DIAL_OUT, e);
    }
  }

  @Override
  public String toString() {
    return address.map(HostPort::toString).orElse(DIAL_OUT);
  }
}
