package org.tisc.node.query;

/** How a field's name and its value are joined. */
enum Relation {
  EQUAL,
  NOT_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  LESS,
  LESS_OR_EQUAL;

  boolean compares() {
    return this != EQUAL && this != NOT_EQUAL;
  }
}
