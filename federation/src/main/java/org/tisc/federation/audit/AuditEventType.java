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
      "instance",
      "suspendedAccounts",
      "suspendedTokens",
      "voidInvitations"),
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
  /** The administrator of the coordinator or of a deputy took a member out of a network. */
  MEMBER_EXPELLED(
      "The administrator of the coordinator or of a deputy took a member out of a network.",
      "network",
      "node"),
  /** A deputy's removal of a member passed every check and was stored. */
  REMOVAL_ACCEPTED(
      "A deputy's removal of a member passed every check and was stored.",
      "network",
      "node",
      "deputy"),
  /** The coordinator's administrator offered the coordination to a member. */
  TRANSFER_OFFERED(
      "The coordinator's administrator offered the coordination to a member.", "network", "node"),
  /** The coordinator's administrator took the offer of the coordination back. */
  TRANSFER_WITHDRAWN(
      "The coordinator's administrator took the offer of the coordination back.", "network"),
  /** The coordinator certified a member's keys for the next term and signs nothing from then on. */
  COORDINATION_HANDED_OVER(
      "The coordinator certified a member's keys for the next term and signs nothing from then on.",
      "network",
      "node"),
  /** This node took the coordination that was offered to it. */
  COORDINATION_TAKEN(
      "This node took the coordination that was offered to it.", "network", "version"),
  /** This node became coordinator by the root key, the former one being lost. */
  COORDINATION_RECOVERED(
      "This node became coordinator by the root key, the former one being lost.",
      "network",
      "version"),
  /** The coordinator's roster announces the root key that is to follow. */
  ROOT_ANNOUNCED(
      "The coordinator's roster announces the root key that is to follow.", "network", "version"),
  /** The coordinator took the announcement of another root key back. */
  ROOT_WITHDRAWN(
      "The coordinator took the announcement of another root key back.", "network", "version"),
  /** The coordinator signs and issues under the new root key; who is named had not heard of it. */
  ROOT_BEGUN(
      "The coordinator signs and issues under the new root key; who is named had not heard of it.",
      "network",
      "version",
      "without"),
  /** The former root key counts no more; who is named still had a certificate under it. */
  ROOT_RETIRED(
      "The former root key counts no more; who is named still had a certificate under it.",
      "network",
      "version",
      "without"),
  /** This node coordinates no more: a roster of a later term names another node. */
  COORDINATION_ENDED(
      "This node coordinates no more: a roster of a later term names another node.",
      "network",
      "node"),
  /** The coordinator's administrator named a member as deputy. */
  DEPUTY_NAMED("The coordinator's administrator named a member as deputy.", "network", "node"),
  /** The coordinator's administrator took back that a member is a deputy. */
  DEPUTY_DISMISSED(
      "The coordinator's administrator took back that a member is a deputy.", "network", "node"),
  /** A member left, and the coordinator signed it. */
  MEMBER_LEFT("A member left, and the coordinator signed it.", "network", "node"),
  /** The coordinator's administrator approved a node that waited. */
  NODE_APPROVED("The coordinator's administrator approved a node that waited.", "network", "node"),
  /** This node's key in a network was replaced by an invitation. */
  NETWORK_REKEYED("This node's key in a network was replaced by an invitation.", "network"),
  /** The coordinator certified a new key of a member. */
  MEMBER_RENEWED("The coordinator certified a new key of a member.", "network", "node"),
  /** This node's administrator asked for a new key and certificate. */
  RENEWAL_ASKED("This node's administrator asked for a new key and certificate.", "network"),
  /** This node uses a new key and certificate. */
  CERTIFICATE_RENEWED("This node uses a new key and certificate.", "network", "until"),
  /** An attempt to renew this node's certificate failed; it is repeated. */
  RENEWAL_FAILED(
      "An attempt to renew this node's certificate failed; it is repeated.",
      "network",
      "reason",
      "message"),
  /** The coordinator's issuing authority and roster key were renewed by the root key. */
  AUTHORITY_RENEWED(
      "The coordinator's issuing authority and roster key were renewed by the root key.",
      "network",
      "until"),
  /** This node learned that it is a member no more. */
  MEMBERSHIP_ENDED("This node learned that it is a member no more.", "network", "version"),
  /** This node's administrator left a network. */
  NETWORK_LEFT("This node's administrator left a network.", "network"),
  /** This node's administrator blocked a member. */
  PEER_BLOCKED("This node's administrator blocked a member.", "network", "node"),
  /** This node's administrator ended a block. */
  PEER_UNBLOCKED("This node's administrator ended a block.", "network", "node"),
  /** The coordinator added a key that signs a member's feeds. */
  MEMBER_FEED_KEY_ADDED(
      "The coordinator added a key that signs a member's feeds.", "network", "node", "keyHash"),
  /** An origin was shown to have made two entries for one place; its feed is frozen there. */
  FEED_FORKED(
      "An origin was shown to have made two entries for one place; its feed is frozen there.",
      "network",
      "origin",
      "audience",
      "epoch",
      "sequence",
      "firstHash",
      "secondHash"),
  /** This node's administrator declared a new epoch of an own feed. */
  FEED_EPOCH_OPENED(
      "This node's administrator declared a new epoch of an own feed.",
      "network",
      "audience",
      "epoch"),
  /** A member holds more of a feed of this node, or something else, than this node does. */
  FEED_HEAD_DOUBTED(
      "A member holds more of a feed of this node, or something else, than this node does.",
      "network",
      "audience",
      "node",
      "epoch",
      "sequence"),
  /** An entry was stored that could not be applied; told once a minute and feed at most. */
  ENTRY_QUARANTINED(
      "An entry was stored that could not be applied; told once a minute and feed at most.",
      "network",
      "origin",
      "audience",
      "epoch",
      "sequence",
      "kind",
      "reason"),
  /** A newer roster passed every check and was stored. */
  ROSTER_ACCEPTED("A newer roster passed every check and was stored.", "network", "version"),
  /** A roster or a removal failed a check and nothing changed. */
  ROSTER_REFUSED(
      "A roster or a removal failed a check and nothing changed.",
      "caller",
      "what",
      "reason",
      "message"),
  /** Two rosters of one version differ: evidence is kept and the older one stays in force. */
  ROSTER_EQUIVOCATION(
      "Two rosters of one version differ: evidence is kept and the older one stays in force.",
      "network",
      "version"),
  /** Two homes with one member's identity were heard in turn, such as a node and its copy. */
  MEMBER_TWICE(
      "Two homes with one member's identity were heard in turn, such as a node and its copy.",
      "network",
      "node",
      "instances",
      "heardBy"),
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
  /** A user made a file of hits; the text of the query is never kept. */
  HITS_EXPORTED(
      "A user made a file of hits; the text of the query is never kept.",
      "scope",
      "format",
      "count"),
  /** Documents were handed out to a peer. */
  DOCUMENTS_FETCHED(
      "Documents were handed out to a peer.", "network", "peer", "collection", "count"),
  /** A rule of sharing was made; the digest is that of the stored version, SHA-256. */
  RULE_ADDED(
      "A rule of sharing was made; the digest is that of the stored version, SHA-256.",
      "rule",
      "terms",
      "before",
      "version",
      "digest"),
  /** A rule of sharing was removed; the digest is that of the stored version, SHA-256. */
  RULE_REMOVED(
      "A rule of sharing was removed; the digest is that of the stored version, SHA-256.",
      "rule",
      "terms",
      "before",
      "version",
      "digest"),
  /** The rules refused a peer's request; the peer was told the decision. */
  REFUSED_BY_RULES(
      "The rules refused a peer's request; the peer was told the decision.",
      "decision",
      "network",
      "peer",
      "verb",
      "collection",
      "field",
      "rule",
      "version",
      "reason"),
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
  /** The roles of an account were changed; its sessions ended. */
  ACCOUNT_ROLES_CHANGED(
      "The roles of an account were changed; its sessions ended.", "account", "roles", "before"),
  /** An account was closed to its owner; its sessions ended. */
  ACCOUNT_DISABLED("An account was closed to its owner; its sessions ended.", "account"),
  /** A disabled account was opened again. */
  ACCOUNT_ENABLED("A disabled account was opened again.", "account"),
  /** An account that a restored backup brought back was opened, with so many tokens. */
  ACCOUNT_CONFIRMED(
      "An account that a restored backup brought back was opened, with so many tokens.",
      "account",
      "tokens"),
  /** An account was removed with its tokens and sessions. */
  ACCOUNT_REMOVED("An account was removed with its tokens and sessions.", "account"),
  /** Somebody replaced another's password, by a one-time code or a new password. */
  PASSWORD_RESET(
      "Somebody replaced another's password, by a one-time code or a new password.",
      "account",
      "by",
      "secondFactorRemoved"),
  /** Somebody chose a new password, with the old one or with a one-time code. */
  PASSWORD_CHANGED(
      "Somebody chose a new password, with the old one or with a one-time code.", "address", "by"),
  /** Somebody set up a second factor. */
  SECOND_FACTOR_ADDED("Somebody set up a second factor.", "address"),
  /** Somebody gave up the second factor. */
  SECOND_FACTOR_REMOVED("Somebody gave up the second factor.", "address"),
  /** A recovery code was used up in place of a one-time code. */
  RECOVERY_CODE_USED("A recovery code was used up in place of a one-time code.", "address", "left"),
  /** Somebody ended a session of his own other than the one he used. */
  SESSION_ENDED("Somebody ended a session of his own other than the one he used.", "address"),
  /** Somebody ended all sessions of another's account. */
  SESSIONS_ENDED("Somebody ended all sessions of another's account.", "account", "count"),
  /** The page of first set-up made the first account and closed for ever. */
  SETUP_DONE(
      "The page of first set-up made the first account and closed for ever.", "account", "address"),
  /** A wrong set-up code was typed. */
  SETUP_REFUSED("A wrong set-up code was typed.", "address"),
  /** A bearer token was issued. */
  TOKEN_CREATED("A bearer token was issued.", "account", "roles", "scopes", "label", "expiresAt"),
  /** A bearer token was taken back. */
  TOKEN_REVOKED("A bearer token was taken back.", "account", "tokenId", "label"),
  /** Somebody signed in with a password. */
  SIGNED_IN("Somebody signed in with a password.", "address"),
  /** A password or code was wrong, or the account unknown or disabled. */
  SIGN_IN_REFUSED(
      "A password or code was wrong, or the account unknown or disabled.",
      "account",
      "address",
      "reason"),
  /** Failures in a row to sign in reached twenty, or a multiple of it. */
  SIGN_IN_ALERT(
      "Failures in a row to sign in reached twenty, or a multiple of it.",
      "account",
      "address",
      "failures"),
  /** The HTTPS side took up a certificate, at start or when its file was renewed. */
  HTTPS_CERTIFICATE_LOADED(
      "The HTTPS side took up a certificate, at start or when its file was renewed.",
      "fingerprint",
      "notAfter"),
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
  /** Somebody's audit log, perhaps the own one, does not agree with what was told of it before. */
  AUDIT_CONTRADICTED(
      "A checkpoint of an audit log, told by its owner, goes back behind an earlier one or differs"
          + " from it; of this node's own log: the log does.",
      "network",
      "origin",
      "finding",
      "keptSize",
      "keptHead",
      "toldSize",
      "toldHead"),
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
