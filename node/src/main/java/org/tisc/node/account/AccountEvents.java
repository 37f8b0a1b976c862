package org.tisc.node.account;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.web.Role;

/** Writes what happens to accounts into the audit log; never a password or token. Thread-safe. */
final class AccountEvents {
  private final AuditLog audit;

  AccountEvents(AuditLog audit) {
    this.audit = audit;
  }

  void accountCreated(String actor, String account, Set<Role> roles) {
    append(
        AuditEventType.ACCOUNT_CREATED,
        actor,
        Map.of("account", account, "roles", AccountRules.stored(roles)));
  }

  void tokenCreated(
      String actor, String account, Set<Role> roles, String label, Optional<Instant> expiresAt) {
    Map<String, String> details = new HashMap<>();
    details.put("account", account);
    details.put("roles", AccountRules.stored(roles));
    details.put("label", label);
    expiresAt.ifPresent(time -> details.put("expiresAt", time.toString()));
    append(AuditEventType.TOKEN_CREATED, actor, details);
  }

  void signedIn(String account, String address) {
    append(AuditEventType.SIGNED_IN, account, Map.of("address", address));
  }

  /**
   * Somebody was not let in. A typed name that is nobody's may be a password in the wrong field, so
   * only the form of an account's name is written down.
   *
   * @param reason {@code WRONG} or {@code DISABLED}
   */
  void signInRefused(String typedName, String address, String reason) {
    Map<String, String> details = new HashMap<>();
    details.put("address", address);
    details.put("reason", reason);
    if (AccountRules.isName(typedName)) {
      details.put("account", typedName);
    }
    append(AuditEventType.SIGN_IN_REFUSED, "anonymous", details);
  }

  private void append(AuditEventType type, String actor, Map<String, String> details) {
    audit.append(new AuditEvent(type, actor, details));
  }
}
