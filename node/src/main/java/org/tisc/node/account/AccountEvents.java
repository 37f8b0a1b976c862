package org.tisc.node.account;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.web.Role;

/**
 * Writes what happens to accounts into the audit log; never a password, code or token. Thread-safe.
 */
final class AccountEvents {
  private static final Logger log = LoggerFactory.getLogger(AccountEvents.class);
  private static final String NOBODY = "anonymous";

  private final AuditLog audit;

  AccountEvents(AuditLog audit) {
    this.audit = audit;
  }

  void accountCreated(String actor, Account account) {
    append(
        AuditEventType.ACCOUNT_CREATED,
        actor,
        Map.of("account", account.name(), "roles", AccountRules.stored(account.roles())));
  }

  void rolesChanged(String actor, String account, Set<Role> roles, Set<Role> before) {
    append(
        AuditEventType.ACCOUNT_ROLES_CHANGED,
        actor,
        Map.of(
            "account", account,
            "roles", AccountRules.stored(roles),
            "before", AccountRules.stored(before)));
  }

  void disabled(String actor, String account, boolean disabled) {
    append(
        disabled ? AuditEventType.ACCOUNT_DISABLED : AuditEventType.ACCOUNT_ENABLED,
        actor,
        Map.of("account", account));
  }

  void confirmed(String actor, String account, int tokens) {
    append(
        AuditEventType.ACCOUNT_CONFIRMED,
        actor,
        Map.of("account", account, "tokens", String.valueOf(tokens)));
  }

  void removed(String actor, String account) {
    append(AuditEventType.ACCOUNT_REMOVED, actor, Map.of("account", account));
  }

  /** {@code by} is {@code CODE} or {@code PASSWORD}. */
  void passwordReset(String actor, String account, String by, boolean secondFactorRemoved) {
    append(
        AuditEventType.PASSWORD_RESET,
        actor,
        Map.of(
            "account", account,
            "by", by,
            "secondFactorRemoved", String.valueOf(secondFactorRemoved)));
  }

  /** {@code by} is {@code CODE} or {@code PASSWORD}. */
  void passwordChanged(String account, String by, String address) {
    append(AuditEventType.PASSWORD_CHANGED, account, Map.of("by", by, "address", address));
  }

  void tokenCreated(String actor, String account, Tokens.Listed token) {
    Map<String, String> details = new HashMap<>();
    details.put("account", account);
    details.put("roles", AccountRules.stored(Set.copyOf(token.roles())));
    details.put("label", token.label());
    details.put("expiresAt", token.expiresAt().toString());
    if (!token.scopes().isEmpty()) {
      details.put("scopes", AccountRules.storedScopes(Set.copyOf(token.scopes())));
    }
    append(AuditEventType.TOKEN_CREATED, actor, details);
  }

  void tokenRevoked(String actor, String account, String id, String label) {
    append(
        AuditEventType.TOKEN_REVOKED,
        actor,
        Map.of("account", account, "tokenId", id, "label", label));
  }

  void signedIn(String account, String address) {
    append(AuditEventType.SIGNED_IN, account, Map.of("address", address));
  }

  /**
   * Somebody was not let in. A typed name that is nobody's may be a password in the wrong field, so
   * only the form of an account's name is written down.
   *
   * @param reason {@code WRONG}, {@code DISABLED} or {@code CODE}
   */
  void signInRefused(String typedName, String address, String reason) {
    Map<String, String> details = withName(typedName, address);
    details.put("reason", reason);
    append(AuditEventType.SIGN_IN_REFUSED, NOBODY, details);
  }

  /** Many failures in a row; also a warning in the program's log. */
  void signInAlert(String typedName, String address, int failures) {
    Map<String, String> details = withName(typedName, address);
    details.put("failures", String.valueOf(failures));
    log.warn("{} failures in a row to sign in, the last from {}", failures, address);
    append(AuditEventType.SIGN_IN_ALERT, NOBODY, details);
  }

  private static Map<String, String> withName(String typedName, String address) {
    Map<String, String> details = new HashMap<>();
    details.put("address", address);
    if (AccountRules.isName(typedName)) {
      details.put("account", typedName);
    }
    return details;
  }

  void secondFactorAdded(String account, String address) {
    append(AuditEventType.SECOND_FACTOR_ADDED, account, Map.of("address", address));
  }

  void secondFactorRemoved(String account, String address) {
    append(AuditEventType.SECOND_FACTOR_REMOVED, account, Map.of("address", address));
  }

  void recoveryCodeUsed(String account, String address, long left) {
    append(
        AuditEventType.RECOVERY_CODE_USED,
        account,
        Map.of("address", address, "left", String.valueOf(left)));
  }

  void sessionEnded(String account, String address) {
    append(AuditEventType.SESSION_ENDED, account, Map.of("address", address));
  }

  /** Somebody ended all sessions of another. */
  void sessionsEnded(String actor, String account, int count) {
    append(
        AuditEventType.SESSIONS_ENDED,
        actor,
        Map.of("account", account, "count", String.valueOf(count)));
  }

  void setupDone(String account, String address) {
    append(AuditEventType.SETUP_DONE, account, Map.of("account", account, "address", address));
  }

  void setupRefused(String address) {
    append(AuditEventType.SETUP_REFUSED, NOBODY, Map.of("address", address));
  }

  private void append(AuditEventType type, String actor, Map<String, String> details) {
    audit.append(new AuditEvent(type, actor, details));
  }
}
