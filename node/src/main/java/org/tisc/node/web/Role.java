package org.tisc.node.web;

/** What a user may do at home. A user may hold several roles; none includes another. */
public enum Role {
  /** Searches and reads. */
  READER,
  /** Works for clients: searches, writes records, imports documents. */
  STAFF,
  /** Approves what others wrote. */
  REVIEWER,
  /** Installs, joins networks, manages collections and sharing. */
  ADMINISTRATOR,
  /** Manages accounts and security settings. */
  SECURITY,
  /** Reads the audit log. */
  AUDITOR
}
