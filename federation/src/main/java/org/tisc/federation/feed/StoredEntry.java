package org.tisc.federation.feed;

import java.time.Instant;

/**
 * An entry on this node's disk.
 *
 * @param entry as its origin made it, perhaps without its body
 * @param signatureChecked whether this very signature was checked; false for entries inside a run,
 *     which the checked signature of a later one proves through the chain
 * @param storedAt when it came to this disk
 * @param effect what it did here
 */
public record StoredEntry(
    SignedEntry entry, boolean signatureChecked, Instant storedAt, Effect effect) {
  /** What an entry did at the node that stored it. */
  public enum Effect {
    /** Its record is as it says, or newer. */
    APPLIED,
    /** This release does not know its kind; it is applied after an upgrade. */
    UNKNOWN_KIND,
    /** Its body is not here, so nothing could be applied. */
    NO_BODY,
    /** It could not be applied; the feed goes on without it. */
    QUARANTINED
  }
}
