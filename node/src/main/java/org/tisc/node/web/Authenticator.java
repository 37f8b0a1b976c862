package org.tisc.node.web;

import java.util.Optional;

/** Finds out who is calling; implemented by the account room. Thread-safe; may block on disk. */
public interface Authenticator {
  /** Whose bearer token this is; empty when it is unknown, expired or its account disabled. */
  Optional<Caller> byToken(String token);

  /**
   * Whose browser session this is; empty when it is unknown, ended or expired. Counts as use of the
   * session.
   */
  Optional<Caller> bySession(String session);
}
