package org.tisc.node.simulator;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What went over all lines of a region. Thread-safe. */
final class Traffic {
  /** What gRPC puts before each message. */
  private static final int MESSAGE_HEADER = 5;

  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong slowestSearch = new AtomicLong();

  /** A message of that many bytes left, whether or not it arrives. */
  void sent(int messageBytes) {
    messages.increment();
    bytes.add(MESSAGE_HEADER + messageBytes);
  }

  /** A peer's whole part of one search took so long: there, its work, and back. */
  void searched(long nanos) {
    slowestSearch.accumulateAndGet(nanos, Math::max);
  }

  long messages() {
    return messages.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  /** The longest of the peers' parts since this was asked before. */
  long takeSlowestSearch() {
    return slowestSearch.getAndSet(0);
  }
}
