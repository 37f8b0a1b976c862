package org.tisc.node.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.audit.AuditEntry;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Times;

/** The page of the audit log: the newest entries first, a hundred at a time. Thread-safe. */
final class AuditPage {
  private static final int PAGE = 100;

  private final AuditLog audit;
  private final Messages messages = Messages.of(AuditPage.class);

  AuditPage(AuditLog audit) {
    this.audit = audit;
  }

  /**
   * What the page shows.
   *
   * @param range which entries these are, in words
   * @param older the first entry of the page before, where there is one
   * @param newer the first entry of the page behind, where there is one
   */
  record View(List<Row> rows, String range, Optional<Long> older, Optional<Long> newer) {}

  /** One entry. */
  record Row(long number, String at, String event, String code, String actor, String details) {}

  Reply show(Exchange exchange, Optional<Long> asked) {
    long count = audit.entries();
    long from = Math.max(1, asked.orElse(count - PAGE + 1));
    List<AuditEntry> entries = new ArrayList<>(audit.list(from, PAGE));
    Locale locale = exchange.locale();
    long first = entries.isEmpty() ? from : entries.getFirst().seq();
    long last = entries.isEmpty() ? from : entries.getLast().seq();
    Collections.reverse(entries);
    return new Reply.Page(
        200,
        "audit/audit.jte",
        Map.of(
            "view",
            new View(
                entries.stream().map(entry -> row(entry, locale)).toList(),
                messages.text(
                    locale,
                    "range",
                    String.valueOf(first),
                    String.valueOf(last),
                    String.valueOf(count)),
                first > 1 && !entries.isEmpty()
                    ? Optional.of(Math.max(1, first - PAGE))
                    : Optional.empty(),
                last < count ? Optional.of(last + 1) : Optional.empty())));
  }

  private Row row(AuditEntry entry, Locale locale) {
    String key = "event." + entry.event();
    return new Row(
        entry.seq(),
        Times.second(entry.at()),
        messages.has(key) ? messages.text(locale, key) : entry.event(),
        entry.event(),
        entry.actor(),
        entry.details().entrySet().stream()
            .map(detail -> detail.getKey() + "=" + detail.getValue())
            .collect(Collectors.joining("  ")));
  }
}
