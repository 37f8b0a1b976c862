package org.tisc.node.alert;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.Tlp;
import org.tisc.node.activity.Article;
import org.tisc.node.activity.Tier;
import org.tisc.node.document.LangMap;

/**
 * What an alert says, as {@link AlertRules} found it to be in order; texts are cleaned of what
 * changes how others look.
 *
 * @param eventType what threatens, a code
 * @param category of CAP, a code
 * @param expires from when on it is over
 * @param incident what the alert is about, a name that other centres use for the same, such as the
 *     number of a case
 * @param web where more stands; an address of http or https
 */
record Alert(
    LangMap headline,
    LangMap description,
    LangMap instruction,
    Optional<String> eventType,
    Optional<String> category,
    Severity severity,
    Urgency urgency,
    Certainty certainty,
    AlertStatus status,
    Optional<OffsetDateTime> effective,
    Optional<OffsetDateTime> onset,
    OffsetDateTime expires,
    Tlp tlp,
    Tier tier,
    Article article,
    AlertAudience audience,
    Relevance relevance,
    List<Evidence> evidence,
    Optional<String> incident,
    Optional<String> web) {
  Alert {
    evidence = List.copyOf(evidence);
  }

  /** Whether it goes before what is not urgent. */
  boolean urgent() {
    return severity == Severity.EXTREME
        || severity == Severity.SEVERE
        || urgency == Urgency.IMMEDIATE;
  }

  boolean expired(Instant now) {
    return !expires.toInstant().isAfter(now);
  }
}
