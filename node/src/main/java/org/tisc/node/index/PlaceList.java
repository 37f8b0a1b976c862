package org.tisc.node.index;

import java.util.Arrays;

/**
 * Places in one field of one document, each from a first position to the one behind its last,
 * sorted by both, none twice, at most {@value #MOST}: of more, the first ones count. Immutable.
 */
final class PlaceList {
  /** More places than any text has that a person wrote; bounds memory and time for a document. */
  static final int MOST = 16_384;

  static final PlaceList NONE = new PlaceList(new long[0]);

  // Start in the upper half, end in the lower: sorting numbers sorts places.
  private final long[] places;

  private PlaceList(long[] places) {
    this.places = places;
  }

  /** Places of one width that start at these positions, which rise. */
  static PlaceList of(int[] starts, int width) {
    long[] places = new long[starts.length];
    for (int i = 0; i < starts.length; i++) {
      places[i] = place(starts[i], starts[i] + width);
    }
    return new PlaceList(places);
  }

  int count() {
    return places.length;
  }

  int start(int index) {
    return (int) (places[index] >>> 32);
  }

  int end(int index) {
    return (int) places[index];
  }

  /** Those places so many positions behind whose start another place starts. */
  PlaceList where(PlaceList others, int offset) {
    long[] kept = new long[places.length];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      int wanted = start(i) + offset;
      int at = others.firstFrom(wanted);
      if (at < others.count() && others.start(at) == wanted) {
        kept[count++] = places[i];
      }
    }
    return count == places.length ? this : new PlaceList(Arrays.copyOf(kept, count));
  }

  /** The places of both. */
  PlaceList or(PlaceList other) {
    if (places.length == 0) {
      return other;
    }
    if (other.places.length == 0) {
      return this;
    }
    long[] all = Arrays.copyOf(places, places.length + other.places.length);
    System.arraycopy(other.places, 0, all, places.length, other.places.length);
    return sorted(all, all.length);
  }

  /**
   * Places that cover one of these and one of the right, which do not overlap.
   *
   * @param gaps the most positions between them
   * @param ordered whether these must stand first
   */
  PlaceList within(PlaceList right, int gaps, boolean ordered) {
    PlaceList forward = before(right, gaps);
    return ordered ? forward : forward.or(right.before(this, gaps));
  }

  private PlaceList before(PlaceList right, int gaps) {
    long[] pairs = new long[Math.min(MOST, Math.max(places.length, right.places.length))];
    int count = 0;
    for (int i = 0; i < places.length && count < MOST; i++) {
      int behind = end(i);
      int at = right.firstFrom(behind);
      while (at < right.count() && right.start(at) <= behind + gaps && count < MOST) {
        if (count == pairs.length) {
          pairs = Arrays.copyOf(pairs, Math.min(MOST, 2 * count));
        }
        pairs[count++] = place(start(i), right.end(at));
        at++;
      }
    }
    return count == 0 ? NONE : sorted(pairs, count);
  }

  /** The index of the first place that starts at the position or behind it. */
  private int firstFrom(int position) {
    int found = Arrays.binarySearch(places, place(position, 0));
    return found < 0 ? -found - 1 : found;
  }

  private static PlaceList sorted(long[] all, int length) {
    Arrays.sort(all, 0, length);
    int count = 0;
    for (int i = 0; i < length && count < MOST; i++) {
      if (count == 0 || all[i] != all[count - 1]) {
        all[count++] = all[i];
      }
    }
    return new PlaceList(Arrays.copyOf(all, count));
  }

  private static long place(int start, int end) {
    return ((long) start << 32) | end;
  }
}
