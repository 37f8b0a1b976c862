package org.tisc.node.audit;

import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.node.store.Materialiser;
import org.tisc.node.store.Tx;

/** Keeps what members tell of their audit logs, and compares it with what they told before. */
public final class CheckpointMaterialiser implements Materialiser {
  @Override
  public Set<String> kinds() {
    return Set.of(CheckpointBody.KIND);
  }

  @Override
  public void apply(StoredEntry stored, Tx tx) {
    EntryHeader header = stored.entry().header();
    if (header.feed().audience().direct() || !header.recordId().equals(CheckpointBody.RECORD)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A checkpoint is told to the whole network, of one record");
    }
    KeptCheckpoint told =
        new KeptCheckpoint(
            header.feed().originId(),
            header.epoch(),
            header.sequence(),
            header.revision(),
            CheckpointBody.read(
                stored
                    .entry()
                    .body()
                    .orElseThrow(
                        () -> new TiscException(Reason.INVALID_ARGUMENT, "A checkpoint has a body"))
                    .content()),
            stored.storedAt());
    CheckpointRows.add(told, tx);
  }
}
