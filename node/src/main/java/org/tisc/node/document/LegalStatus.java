package org.tisc.node.document;

import java.util.Locale;
import java.util.Optional;

/** Whether a right is alive, in the three values that users think in, and the honest fourth. */
public enum LegalStatus {
  /** 有效: granted or registered, and not lapsed. */
  IN_FORCE("In force"),
  /** 审中: filed, not yet decided. */
  PENDING("Pending"),
  /** 失效: refused, withdrawn, lapsed, expired or invalidated. */
  DEAD("Dead"),
  /** Not told by the source. */
  UNKNOWN("Unknown");

  private final String title;

  LegalStatus(String title) {
    this.title = title;
  }

  /** The English name; texts for users come from {@link DocumentMessages}. */
  public String title() {
    return title;
  }

  /** Reads the constant's name or the words used in Chinese and English exports. */
  public static Optional<LegalStatus> find(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    return switch (word) {
      case "in_force", "active", "valid", "granted", "registered", "live", "有效", "授权", "已注册" ->
          Optional.of(IN_FORCE);
      case "pending", "审中", "在审", "实质审查", "公开", "under_examination" -> Optional.of(PENDING);
      case "dead",
          "inactive",
          "expired",
          "lapsed",
          "withdrawn",
          "refused",
          "revoked",
          "失效",
          "无效",
          "已失效" ->
          Optional.of(DEAD);
      case "unknown", "未知" -> Optional.of(UNKNOWN);
      default -> Optional.empty();
    };
  }
}
