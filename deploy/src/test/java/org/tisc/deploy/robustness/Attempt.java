package org.tisc.deploy.robustness;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One alert that somebody tried to publish, and all that was tried with it later: what was
 * acknowledged must be so everywhere, what was refused nowhere, and what nobody answered may be
 * either. Guarded by its {@link Model}.
 */
final class Attempt {
  /** What is known of an act. */
  enum Word {
    /** The node said that it is done. */
    ACKNOWLEDGED,
    /** The node said that it is not done. */
    REFUSED,
    /** The node said nothing: it was killed, or the call took too long. */
    UNKNOWN
  }

  final String token;
  final String origin;
  final Set<String> readers;
  Word published = Word.UNKNOWN;
  String id = "";
  long revision;
  Word cancelled = Word.REFUSED;

  /** Whether some later act was not answered, so that there may be more than is known. */
  boolean open;

  /** The revision that a reader acknowledged, by reader, as far as the reader said that it did. */
  final TreeMap<String, Long> acknowledged = new TreeMap<>();

  /** An attempt that is about to be made; no readers for all members. */
  Attempt(String token, String origin, Set<String> readers) {
    this.token = token;
    this.origin = origin;
    this.readers = new TreeSet<>(readers);
  }

  /** Whether a node must have it, if anybody has. */
  boolean reaches(String node) {
    return node.equals(origin) || readers.isEmpty() || readers.contains(node);
  }

  @Override
  public String toString() {
    return "%s of %s for %s: %s, id %s, revision %d, cancelled %s%s"
        .formatted(
            token,
            origin,
            readers.isEmpty() ? "all" : readers,
            published,
            id,
            revision,
            cancelled,
            open ? ", and maybe more" : "");
  }
}
