package org.tisc.node.activity;

/** For whom a service was done. Nothing more of a client ever stands in the ledger. */
public enum ClientKind {
  /** A firm. */
  ENTERPRISE,
  /** A university or school. */
  UNIVERSITY,
  /** A research institute. */
  INSTITUTE,
  /** An authority or another public body. */
  PUBLIC_BODY,
  /** A natural person. */
  PERSON,
  /** One or several other centres, by name. */
  CENTRE,
  /** All centres of a network. */
  NETWORK,
  /** The own centre. */
  OWN
}
