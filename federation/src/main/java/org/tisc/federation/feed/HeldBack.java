package org.tisc.federation.feed;

import java.time.Instant;

/**
 * A feed that goes on elsewhere and not here, for want of room.
 *
 * @param refusal why its next entries are not taken
 * @param since when the first of them was not
 */
public record HeldBack(Refusal refusal, Instant since) {}
