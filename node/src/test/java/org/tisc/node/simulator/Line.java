package org.tisc.node.simulator;

/**
 * The line to one peer, the same in both directions. Thread-safe.
 *
 * <p>What leaves while a flapping line is down is held back until it is up, as TCP sends it again.
 */
final class Line {
  /** Never arrives. */
  static final long NEVER = Long.MAX_VALUE;

  private final long oneWayNanos;
  private volatile NetworkProfile.Fault fault = NetworkProfile.Fault.NONE;
  private volatile long faultyFrom;

  Line(long oneWayNanos) {
    this.oneWayNanos = oneWayNanos;
  }

  /** From now on the peer has this fault. */
  void begin(NetworkProfile.Fault its) {
    faultyFrom = System.nanoTime();
    fault = its;
  }

  /** When something arrives at the other end that leaves then, on System::nanoTime. */
  long arrival(long leaves) {
    return switch (fault) {
      case NONE -> leaves + oneWayNanos;
      case SLOW -> leaves + oneWayNanos * NetworkProfile.SLOWER;
      case SILENT, KNOWN_SILENT -> NEVER;
      case FLAPPING -> leaves + untilUp(leaves - faultyFrom) + oneWayNanos;
    };
  }

  /** When an answer leaves that took so long to make and is ready then. */
  long departure(long ready, long workedNanos) {
    return fault == NetworkProfile.Fault.SLOW
        ? ready + workedNanos * (NetworkProfile.SLOWER - 1)
        : ready;
  }

  private static long untilUp(long sinceFault) {
    long flap = NetworkProfile.FLAP.toNanos();
    long inPhase = Math.floorMod(sinceFault, 2 * flap);
    return inPhase < flap ? 0 : 2 * flap - inPhase;
  }
}
