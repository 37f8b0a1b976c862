package org.tisc.federation.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Something that happened, before it has its place in the log.
 *
 * @param type what happened
 * @param actor who did it: an account name, a peer such as {@code north/node-a}, or {@code node}
 *     for the node itself; longer than {@link #MAX_TEXT} characters is cut
 * @param details facts by the names that the type allows, in its order; values longer than {@link
 *     #MAX_TEXT} characters are cut and end with an ellipsis
 */
public record AuditEvent(AuditEventType type, String actor, Map<String, String> details) {
  /** The longest actor or detail in characters: names and lists of ids, never documents. */
  public static final int MAX_TEXT = 500;

  /** Rejects a detail that the type does not list: a mistake of the caller, never of a user. */
  public AuditEvent {
    Objects.requireNonNull(type, "type");
    actor = shortened(actor);
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String name : type.details()) {
      String value = details.get(name);
      if (value != null) {
        ordered.put(name, shortened(value));
      }
    }
    for (String name : details.keySet()) {
      if (!ordered.containsKey(name)) {
        throw new IllegalArgumentException(
            type + " has no detail '" + name + "'; it allows " + type.details());
      }
    }
    details = Collections.unmodifiableMap(ordered);
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = MAX_TEXT - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
