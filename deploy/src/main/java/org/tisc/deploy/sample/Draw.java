package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The choices made for one document: a sequence that depends on nothing but seed and index
 * (SplitMix64, Steele et al. 2014). Used by one thread.
 */
final class Draw {
  private long state;

  Draw(long seed, long index) {
    state = mix(seed * 0x9E3779B97F4A7C15L + mix(index + 0x632BE59BD9B4E019L));
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number from 0 to bound - 1. */
  int below(int bound) {
    state += 0x9E3779B97F4A7C15L;
    return (int) Long.remainderUnsigned(mix(state), bound);
  }

  /** True in so many of a hundred cases. */
  boolean percent(int share) {
    return below(100) < share;
  }

  /** One of them. */
  <T> T one(List<T> of) {
    return of.get(below(of.size()));
  }

  /** Some different ones, in the order drawn. */
  <T> List<T> some(List<T> of, int count) {
    List<T> left = new ArrayList<>(of);
    List<T> drawn = new ArrayList<>();
    while (drawn.size() < count && !left.isEmpty()) {
      drawn.add(left.remove(below(left.size())));
    }
    return drawn;
  }

  /** A day from first to last. */
  LocalDate day(LocalDate first, LocalDate last) {
    return first.plusDays(below((int) (last.toEpochDay() - first.toEpochDay()) + 1));
  }
}
