package org.tisc.federation.policy;

import java.util.Optional;
import java.util.Set;

/**
 * Which fields of a collection's documents a peer may see. The key and the kind of a document are
 * always seen: without them there is no hit.
 *
 * @param only all that may be seen; empty for every field
 * @param except what may not be seen although {@code only} has it
 */
public record VisibleFields(Optional<Set<String>> only, Set<String> except) {
  /** Every field, also those of later releases. */
  public static final VisibleFields ALL = new VisibleFields(Optional.empty(), Set.of());

  /** Seen with every hit. */
  public static final Set<String> ALWAYS = Set.of("key", "kind");

  public VisibleFields {
    only = only.map(Set::copyOf);
    except = Set.copyOf(except);
  }

  /** Whether this field may be seen. */
  public boolean sees(String field) {
    return ALWAYS.contains(field)
        || (!except.contains(field) && only.map(some -> some.contains(field)).orElse(true));
  }

  /** Whether documents may be seen whole. */
  public boolean whole() {
    return only.isEmpty() && except.isEmpty();
  }
}
