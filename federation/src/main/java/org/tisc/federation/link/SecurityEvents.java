package org.tisc.federation.link;

import java.util.Map;

/**
 * Where security-relevant events are told, for the audit log. Called on the thread where the event
 * happens; may block on local disk. The details never hold a secret.
 */
@FunctionalInterface
public interface SecurityEvents {
  /**
   * Tells one event.
   *
   * @param event its name in lower case with a dot, such as {@code call.refused}
   * @param details facts by name; values may come from a peer and are at most 500 characters
   */
  void record(String event, Map<String, String> details);
}
