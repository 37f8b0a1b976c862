package org.tisc.node.doctor;

/** What was looked at; findings are shown in this order. Names are stable. */
public enum Check {
  /** Whether the node runs. */
  NODE,
  /** The configuration file. */
  CONFIGURATION,
  /** Java, memory, open files. */
  MACHINE,
  /** Addresses that are bound and advertised. */
  PORTS,
  /** Folders and the room on their disks. */
  DISK,
  /** The files with keys and secrets. */
  KEYS,
  /** The certificate of the HTTP side. */
  HTTPS,
  /** The clock. */
  CLOCK,
  /** Certificates and rosters of the memberships. */
  NETWORKS,
  /** The links to peers, in both directions. */
  PEERS,
  /** Callers that this node refused. */
  CALLERS,
  /** The rules of sharing. */
  RULES,
  /** The indexes of the collections. */
  COLLECTIONS,
  /** What is shared by feeds, the own and those of other members. */
  FEEDS,
  /** The database. */
  STORE,
  /** The audit log. */
  AUDIT
}
