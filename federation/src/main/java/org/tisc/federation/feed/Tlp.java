package org.tisc.federation.feed;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** To whom content may be handed on: Traffic Light Protocol 2.0 (FIRST, 2022). */
public enum Tlp {
  /** Anyone. */
  CLEAR,
  /** All networks of the reader, not the public. */
  GREEN,
  /** The reader's centre and its clients, as far as they need it. */
  AMBER,
  /** The reader's centre alone. */
  AMBER_STRICT,
  /** The named persons alone. */
  RED;

  /** Whether it travels only in feeds for one member. */
  public boolean directOnly() {
    return this == AMBER_STRICT || this == RED;
  }

  /** Raises DENIED where a feed for this audience must not carry it. */
  public void require(Audience audience) {
    if (directOnly() && !audience.direct()) {
      throw new TiscException(
          Reason.DENIED, "What is marked " + text() + " travels to single members only");
    }
  }

  /** As people write it, such as {@code AMBER+STRICT}. */
  public String text() {
    return this == AMBER_STRICT ? "AMBER+STRICT" : name();
  }

  /** Reads {@link #text}. Raises INVALID_ARGUMENT. */
  public static Tlp parse(String text) {
    for (Tlp each : values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    throw new TiscException(
        Reason.INVALID_ARGUMENT,
        "A mark is CLEAR, GREEN, AMBER, AMBER+STRICT or RED, not: "
            + text.substring(0, Math.min(text.length(), 40)));
  }
}
