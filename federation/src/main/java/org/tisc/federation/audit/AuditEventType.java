package org.tisc.federation.audit;

import java.util.List;

/**
 * What is audited. Each event says in one sentence when it is written and which details it may
 * carry; names are never reused or renamed, because old logs keep them.
 */
public enum AuditEventType {
  /** The node began to serve. */
  NODE_STARTED("The node began to serve.", "node", "version"),
  /** The node stopped in order. */
  NODE_STOPPED("The node stopped in order.", "node"),
  /** An administrator asked for a backup of the whole node. */
  NODE_BACKED_UP("An administrator asked for a backup of the whole node.", "address"),
  /** The node was restored from a backup; the log goes on from where it stood then. */
  NODE_RESTORED(
      "The node was restored from a backup; the log goes on from where it stood then.",
      "backupAt",
      "backupSequence",
      "backupHash",
      "instance"),
  /** This node founded a network and became its coordinator. */
  NETWORK_CREATED("This node founded a network and became its coordinator.", "network"),
  /** The coordinator made an invitation. */
  INVITATION_CREATED(
      "The coordinator made an invitation.", "network", "node", "invitation", "expiresAt"),
  /** The coordinator admitted a node and signed its certificate. */
  ENROLMENT_ACCEPTED(
      "The coordinator admitted a node and signed its certificate.", "network", "address"),
  /** The coordinator refused a node that asked to join. */
  ENROLMENT_REFUSED(
      "The coordinator refused a node that asked to join.", "caller", "what", "reason", "message"),
  /** This node became a member of a network. */
  NETWORK_JOINED("This node became a member of a network.", "network", "invitation"),
  /** A newer roster passed every check and was stored. */
  ROSTER_ACCEPTED("A newer roster passed every check and was stored.", "network", "version"),
  /** A roster failed a check and the old one was kept. */
  ROSTER_REFUSED(
      "A roster failed a check and the old one was kept.", "caller", "what", "reason", "message"),
  /** Two rosters of one version differ: evidence is kept and the older one stays in force. */
  ROSTER_EQUIVOCATION(
      "Two rosters of one version differ: evidence is kept and the older one stays in force.",
      "network",
      "version"),
  /** The gate turned away a peer's call. */
  CALL_REFUSED("The gate turned away a peer's call.", "caller", "what", "reason", "message"),
  /** A connection was refused before any call: certificate, TLS version or silence. */
  CONNECTION_REFUSED(
      "A connection was refused before any call: certificate, TLS version or silence.",
      "caller",
      "what",
      "reason",
      "message"),
  /** A peer's query was answered; its text is never kept. */
  QUERY_SERVED(
      "A peer's query was answered; its text is never kept.",
      "network",
      "peer",
      "collections",
      "hits"),
  /** A user asked a network; the text is never kept. */
  QUERY_ASKED("A user asked a network; the text is never kept.", "network", "scope", "sources"),
  /** Documents were handed out to a peer. */
  DOCUMENTS_FETCHED(
      "Documents were handed out to a peer.", "network", "peer", "collection", "count"),
  /** A collection was made. */
  COLLECTION_CREATED("A collection was made.", "collection", "kind", "share"),
  /** The sharing of a collection was changed. */
  COLLECTION_SHARED("The sharing of a collection was changed.", "collection", "share", "before"),
  /** A collection and its documents were removed. */
  COLLECTION_DROPPED("A collection and its documents were removed.", "collection", "documents"),
  /** An import ended. */
  IMPORT_FINISHED(
      "An import ended.", "collection", "job", "read", "added", "updated", "rejected", "state"),
  /** An account was made. */
  ACCOUNT_CREATED("An account was made.", "account", "roles"),
  /** A bearer token was issued. */
  TOKEN_CREATED("A bearer token was issued.", "account", "roles", "label", "expiresAt"),
  /** Somebody signed in with a password. */
  SIGNED_IN("Somebody signed in with a password.", "address"),
  /** A password was wrong, the account unknown or disabled, or the wait not over. */
  SIGN_IN_REFUSED(
      "A password was wrong, the account unknown or disabled, or the wait not over.",
      "account",
      "address",
      "reason"),
  /** A known user called a route without the role it needs. */
  ACCESS_REFUSED(
      "A known user called a route without the role it needs.",
      "method",
      "route",
      "permission",
      "address"),
  /** Old entries were removed when their time was over; the chain goes on from the last of them. */
  AUDIT_TRIMMED(
      "Old entries were removed when their time was over; the chain goes on from the last of them.",
      "lastSequence",
      "lastHash",
      "lastAt"),
  /** At start the log did not end where it should; what was cut or is missing is told here. */
  AUDIT_REPAIRED(
      "At start the log did not end where it should; what was cut or is missing is told here.",
      "cutBytes",
      "expectedEntries",
      "foundEntries");

  private final String sentence;

  // List.of never changes; the checker only knows the interface.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> details;

  AuditEventType(String sentence, String... details) {
    this.sentence = sentence;
    this.details = List.of(details);
  }

  /** When the event is written, in one English sentence. */
  public String sentence() {
    return sentence;
  }

  /** The names of the details it may carry, in the order of the reference table. */
  public List<String> details() {
    return details;
  }

  /** All events as a Markdown table, for the generated reference. */
  public static String markdownTable() {
    StringBuilder table = new StringBuilder("| event | when | details |\n|---|---|---|\n");
    for (AuditEventType type : values()) {
      table
          .append("| `")
          .append(type.name())
          .append("` | ")
          .append(type.sentence)
          .append(" | ")
          .append(String.join(", ", type.details))
          .append(" |\n");
    }
    return table.toString();
  }
}
