package org.tisc.node.audit;

import java.time.Instant;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.identity.PeerId;

/**
 * What a member, perhaps this node, told of its audit log.
 *
 * @param origin the member
 * @param epoch of the entry in its feed that says so
 * @param sequence of that entry
 * @param revision of the record; rises with each that the member tells
 * @param storedAt when it came to this node
 */
record KeptCheckpoint(
    PeerId origin,
    long epoch,
    long sequence,
    long revision,
    AuditCheckpoint checkpoint,
    Instant storedAt) {}
