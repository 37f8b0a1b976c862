package org.tisc.node.activity;

import java.util.Optional;

/** The tiers of service of the guideline for TISCs (国知办发服字〔2025〕26号). */
public enum Tier {
  /** 基础服务, articles 3 to 5. */
  BASIC,
  /** 重点服务, articles 6 to 8. */
  KEY,
  /** 协同服务, articles 9 to 12. */
  COLLABORATIVE;

  /** The tier that an article stands in; empty for those on running a centre. */
  public static Optional<Tier> of(Article article) {
    int number = article.number();
    if (number <= 5) {
      return Optional.of(BASIC);
    }
    if (number <= 8) {
      return Optional.of(KEY);
    }
    return number <= 12 ? Optional.of(COLLABORATIVE) : Optional.empty();
  }
}
