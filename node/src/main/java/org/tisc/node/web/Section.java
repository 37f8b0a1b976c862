package org.tisc.node.web;

/**
 * The parts of the navigation: the three tiers of service of the guideline for TISCs
 * (国知办发服字〔2025〕26号, articles 3 to 12), then the running of the node.
 */
public enum Section {
  /** 基础服务, articles 3 to 5. */
  BASIC,
  /** 重点服务, articles 6 to 8. */
  KEY,
  /** 协同服务, articles 9 to 12. */
  COLLABORATIVE,
  /** 管理: sharing, people, records of this node. */
  ADMINISTRATION
}
