package org.tisc.node.index;

/**
 * What a writer has made durable since it was opened. Documents put after the last commit are not
 * in it.
 *
 * @param added documents put whose key was new
 * @param updated documents put that replaced one of other content
 * @param unchanged documents put that were there already, byte for byte
 * @param removed documents removed
 */
public record Committed(long added, long updated, long unchanged, long removed) {
  static final Committed NOTHING = new Committed(0, 0, 0, 0);

  Committed plus(PutOutcome outcome) {
    return switch (outcome) {
      case ADDED -> new Committed(added + 1, updated, unchanged, removed);
      case UPDATED -> new Committed(added, updated + 1, unchanged, removed);
      case UNCHANGED -> new Committed(added, updated, unchanged + 1, removed);
    };
  }

  Committed plusRemoved() {
    return new Committed(added, updated, unchanged, removed + 1);
  }
}
