package org.tisc.federation.policy;

import java.util.Optional;
import org.tisc.federation.error.Reason;

/**
 * One refusal, as the peer that met it and the provider's audit know it alike.
 *
 * @param decision the id that both have
 * @param reason DENIED or QUOTA_EXCEEDED
 * @param collection which one; the peer may know of it
 * @param field which field may not be seen, as the peer named it
 * @param rule the id of the rule that decided; empty where none allows it
 * @param version of the rules
 */
public record Refusal(
    String decision,
    Reason reason,
    Verb verb,
    String collection,
    Optional<String> field,
    Optional<String> rule,
    long version) {}
