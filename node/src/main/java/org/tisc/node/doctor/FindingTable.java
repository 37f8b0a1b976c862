package org.tisc.node.doctor;

import java.util.Locale;
import org.tisc.node.web.Messages;

/** The codes of all findings as a Markdown table by check. */
final class FindingTable {
  private static final Messages MESSAGES = Messages.of(FindingTable.class);

  private FindingTable() {}

  static String markdown() {
    StringBuilder table = new StringBuilder();
    for (Check check : Check.values()) {
      table
          .append("\n## ")
          .append(text(Locale.CHINESE, "check." + check))
          .append(" / ")
          .append(text(Locale.ENGLISH, "check." + check))
          .append(" (`")
          .append(check)
          .append("`)\n\n| code | severity | 说明 | what it says | 处理 | cure |\n")
          .append("|---|---|---|---|---|---|\n");
      for (FindingCode code : FindingCode.values()) {
        if (code.check() == check) {
          row(table, code);
        }
      }
    }
    return table.toString();
  }

  private static void row(StringBuilder table, FindingCode code) {
    String finding = "finding." + code;
    String cure = "cure." + code;
    table
        .append("| `")
        .append(code)
        .append("` | ")
        .append(code.severity())
        .append(" | ")
        .append(text(Locale.CHINESE, finding))
        .append(" | ")
        .append(text(Locale.ENGLISH, finding))
        .append(" | ")
        .append(MESSAGES.has(cure) ? text(Locale.CHINESE, cure) : "")
        .append(" | ")
        .append(MESSAGES.has(cure) ? text(Locale.ENGLISH, cure) : "")
        .append(" |\n");
  }

  /** With a dot for each thing that a finding names. */
  private static String text(Locale language, String key) {
    return MESSAGES.text(language, key, "…", "…", "…", "…", "…", "…").replace("|", "\\|");
  }
}
