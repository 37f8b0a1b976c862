package org.tisc.node.web;

import java.util.Set;

/** What a route needs. Each permission names the roles that hold it; nothing is implied. */
public enum Permission {
  /** Anyone, signed in or not: sign-in page, assets, problem pages, liveness. */
  PUBLIC(Set.of()),
  /** See the node's state, its networks and peers. */
  STATUS_READ(
      Set.of(
          Role.READER, Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)),
  /** Search and read documents. */
  SEARCH(Set.of(Role.READER, Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR)),
  /** Import into, export from and reindex existing collections; see and cancel jobs. */
  CORPUS_WRITE(Set.of(Role.STAFF, Role.ADMINISTRATOR)),
  /** Create, share and drop collections. */
  CORPUS_ADMINISTER(Set.of(Role.ADMINISTRATOR)),
  /** See the rules of sharing and ask what they say. */
  POLICY_READ(Set.of(Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)),
  /** Make and remove rules of sharing. */
  POLICY_ADMINISTER(Set.of(Role.ADMINISTRATOR)),
  /** Read alerts but those for named persons alone. */
  ALERT_READ(Set.of(Role.READER, Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR)),
  /** Write, publish, correct and withdraw alerts. */
  ALERT_WRITE(Set.of(Role.STAFF)),
  /** Read all alerts and drafts; answer alerts of other centres. */
  ALERT_ANSWER(Set.of(Role.STAFF, Role.REVIEWER)),
  /** Let alerts that others wrote pass. */
  ALERT_REVIEW(Set.of(Role.REVIEWER)),
  /** Read the ledger of service done. */
  ACTIVITY_READ(Set.of(Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR)),
  /** Create and join networks, invite members. */
  NETWORK_ADMINISTER(Set.of(Role.ADMINISTRATOR)),
  /** See the feeds, their entries' headers and what is kept without effect. */
  FEED_READ(Set.of(Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR)),
  /** Export feeds with their content, open epochs. */
  FEED_ADMINISTER(Set.of(Role.ADMINISTRATOR)),
  /** Look after the own account: password, second factor, sessions. */
  ACCOUNT_OWN(
      Set.of(
          Role.READER, Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)),
  /** Take the whole node away as a sealed backup. */
  BACKUP(Set.of(Role.ADMINISTRATOR)),
  /** Manage accounts. */
  ACCOUNT_ADMINISTER(Set.of(Role.SECURITY)),
  /** Read the audit log. */
  AUDIT_READ(Set.of(Role.AUDITOR)),
  /** Tell the networks how far the audit log is. */
  AUDIT_WITNESS(Set.of(Role.AUDITOR));

  // Set.of never changes; the checker only knows the interface.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Role> roles;

  Permission(Set<Role> roles) {
    this.roles = roles;
  }

  /** The roles that hold it; empty for {@link #PUBLIC}. */
  public Set<Role> roles() {
    return roles;
  }
}
