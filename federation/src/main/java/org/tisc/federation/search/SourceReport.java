package org.tisc.federation.search;

import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;

/**
 * What one source did: one collection of one node, or the whole node where it was never heard.
 *
 * @param collection empty for a peer that did not tell its collections
 * @param reason the stable code beside the state, such as {@code NO_INBOUND}; empty when all is
 *     well
 * @param hits how many documents of the source match, as far as it counted
 * @param indexedAt the age of what was searched
 * @param millis from the start of the query to the source's last answer
 * @param refusal what the source said beside the reason when its rules refused
 */
public record SourceReport(
    NodeId node,
    Optional<String> collection,
    SourceState state,
    Optional<String> reason,
    long hits,
    Optional<Instant> indexedAt,
    long millis,
    Optional<Refused> refusal) {

  /**
   * A refusal by the source, in its words.
   *
   * @param decision the id under which the source's audit has it, of a decision by its rules
   * @param field the field that is not open
   * @param retryAfterSeconds when the same question may pass
   */
  public record Refused(
      Optional<String> decision, Optional<String> field, Optional<Long> retryAfterSeconds) {}
}
