package org.tisc.node.account;

import java.util.Optional;
import org.tisc.node.web.Authenticator;
import org.tisc.node.web.Caller;

/** Answers the web room's question who is calling. Thread-safe; reads the store. */
final class AccountAuthenticator implements Authenticator {
  /** No token or session id of ours is longer; more is not worth a look-up. */
  private static final int MAX_LENGTH = 200;

  private final Tokens tokens;
  private final Sessions sessions;
  private final AdminToken adminToken;

  /** Knows the tokens of the accounts, the sessions, and the local administrator. */
  AccountAuthenticator(Tokens tokens, Sessions sessions, AdminToken adminToken) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.adminToken = adminToken;
  }

  @Override
  public Optional<Caller> byToken(String token) {
    if (token.isEmpty() || token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return adminToken.accepts(token) ? Optional.of(AdminToken.CALLER) : tokens.caller(token);
  }

  @Override
  public Optional<Caller> bySession(String session) {
    return session.length() > MAX_LENGTH ? Optional.empty() : sessions.caller(session);
  }
}
