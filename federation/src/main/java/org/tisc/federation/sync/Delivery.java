package org.tisc.federation.sync;

import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;

/**
 * What is known of one entry at one of its readers.
 *
 * @param node the reader
 * @param state how far it is
 * @param at of STORED the time of the reader's statement by its own clock, of REJECTED when it was
 *     heard; empty else
 * @param reason of REJECTED the stable code; empty else
 * @param text of REJECTED the reader's words, plain and at most 500 characters; empty else
 */
public record Delivery(NodeId node, State state, Optional<Instant> at, String reason, String text) {
  /** How far an entry is at a reader. */
  public enum State {
    /** The reader is entitled to it and has not said that it stored it. */
    QUEUED,
    /** The reader said so, signed. */
    STORED,
    /** The reader refuses it, for the reason that it told last. */
    REJECTED,
    /**
     * It was a reader when the entry was published, and left without a word about it; or it went on
     * to a later epoch, in which the entry does not count.
     */
    UNKNOWN
  }
}
