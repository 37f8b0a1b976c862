package org.tisc.node.alert;

import org.tisc.node.web.Json;
import tools.jackson.databind.node.ObjectNode;

/** Alert files of tests. */
final class Files {
  private Files() {}

  /** A short good one. */
  static ObjectNode small(String headline) {
    ObjectNode file = Json.mapper().createObjectNode();
    file.putObject("headline").put("zh", headline).put("en", "Alert");
    file.put("severity", "MODERATE");
    file.put("urgency", "EXPECTED");
    file.put("certainty", "LIKELY");
    file.put("expires", "2026-06-01T00:00:00+08:00");
    file.putObject("audience").put("network", "delta");
    return file;
  }

  /** For some members alone. */
  static ObjectNode direct(String headline, String tlp, String... peers) {
    ObjectNode file = small(headline);
    file.put("tlp", tlp);
    var list = file.withObject("audience").putArray("peers");
    for (String peer : peers) {
      list.add(peer);
    }
    return file;
  }

  /** With every field. */
  static ObjectNode full() {
    ObjectNode file = small("美国展会扣押风险");
    file.putObject("description").put("zh", "第一段。\n第二段。").put("en", "Two paragraphs.");
    file.putObject("instruction").put("zh", "核对参展产品");
    file.put("eventType", "customs-seizure").put("category", "Security").put("status", "EXERCISE");
    file.put("effective", "2026-03-01T00:00:00Z").put("onset", "2026-04-01T09:00:00+08:00");
    file.put("tlp", "GREEN").put("tier", "KEY").put("article", "8.2");
    ObjectNode relevance = file.putObject("relevance");
    relevance.putArray("regions").add("320000").add("US");
    relevance.putArray("industries").add("C3841");
    relevance.putArray("ipc").add("H01M 10/0525").add("H01M");
    relevance.putArray("nice").add("9");
    relevance.putArray("markets").add("US");
    relevance.putArray("parties").add("甲公司");
    file.putArray("evidence")
        .addObject()
        .put("name", "notice.pdf")
        .put("mediaType", "application/pdf")
        .put("sha256", "ab".repeat(32));
    file.put("incident", "337-TA-1400").put("web", "https://example.org/a?b=c");
    return file;
  }
}
