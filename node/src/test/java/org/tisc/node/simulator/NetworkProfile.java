package org.tisc.node.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the lines of a region are. A fault is one peer's, and begins when the region is warm. */
enum NetworkProfile {
  /** All nodes stand in one room. */
  ROOM(0, Fault.NONE),
  /** A region: a round trip takes 20 ms. */
  REGION(20, Fault.NONE),
  /** Another part of the world: a round trip takes 120 ms. */
  WORLD(120, Fault.NONE),
  /** For one peer everything takes twenty times as long: its line and its work. */
  STRAGGLER(20, Fault.SLOW),
  /** One peer takes everything and answers nothing, and its link has not noticed yet. */
  BLACK_HOLE(20, Fault.SILENT),
  /** The same, and the link has noticed. */
  KNOWN_BLACK_HOLE(20, Fault.KNOWN_SILENT),
  /** One peer's line is up for two seconds and down for two. */
  FLAPPING(20, Fault.FLAPPING),
  /** Every node commits once a second. */
  REFRESH_STORM(20, Fault.NONE);

  /** What is wrong with one peer. */
  enum Fault {
    NONE,
    SLOW,
    SILENT,
    KNOWN_SILENT,
    FLAPPING;

    /** Whether the peer never answers. */
    boolean silent() {
      return this == SILENT || this == KNOWN_SILENT;
    }
  }

  /** How much slower a straggler is. */
  static final int SLOWER = 20;

  /** How long a flapping line is up, and then down. */
  static final Duration FLAP = Duration.ofSeconds(2);

  private final int roundTripMillis;
  private final Fault fault;

  NetworkProfile(int roundTripMillis, Fault fault) {
    this.roundTripMillis = roundTripMillis;
    this.fault = fault;
  }

  int roundTripMillis() {
    return roundTripMillis;
  }

  /** From one node to another. */
  long oneWayNanos() {
    return Duration.ofMillis(roundTripMillis).toNanos() / 2;
  }

  Fault fault() {
    return fault;
  }

  /** As written on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Raises IllegalArgumentException, which says what there is. */
  static NetworkProfile of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No network is called '%s'; there are: %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(NetworkProfile::word)
                                .collect(Collectors.joining(", ")))));
  }
}
