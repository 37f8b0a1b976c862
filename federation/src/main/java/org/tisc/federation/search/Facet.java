package org.tisc.federation.search;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * One way to divide what matches: by the values of a field, whole or cut to a level of its
 * hierarchy.
 *
 * @param field a name that every node knows alike, such as {@code office}; the index says which
 *     there are
 * @param level 0 for whole values, else 1 for the coarsest
 */
public record Facet(String field, int level) implements Comparable<Facet> {
  /** The deepest level of any field. */
  public static final int MAX_LEVEL = 8;

  public Facet {
    if (!field.matches("[a-zA-Z]{1,32}") || level < 0 || level > MAX_LEVEL) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A facet is a field, and a level of 0 to " + MAX_LEVEL);
    }
  }

  @Override
  public int compareTo(Facet other) {
    int byField = field.compareTo(other.field);
    return byField != 0 ? byField : Integer.compare(level, other.level);
  }

  @Override
  public String toString() {
    return level == 0 ? field : field + ":" + level;
  }
}
