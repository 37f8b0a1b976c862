package org.tisc.federation.sync;

import java.time.Duration;

/** What the exchange says where nothing happens, in fake time. */
public final class IdleCost {
  private IdleCost() {}

  /** Bytes of frames of the topic that one side of one pair sends in an idle hour. */
  public static long bytesAnHour(int nodes) {
    Simulation region = new Simulation(1, nodes, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofMinutes(1));
    long before = region.bytes();
    region.run(Duration.ofHours(1));
    return (region.bytes() - before) / ((long) nodes * (nodes - 1));
  }
}
