package org.tisc.node.audit;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.store.Store;

/**
 * The own log against what was told of it to one network.
 *
 * @param compared how many checkpoints were looked at
 * @param newest what was told last
 * @param vouched the largest size up to which all agree; 0 for none
 * @param failed what is not met
 */
record OwnComparison(
    NetworkId network,
    int compared,
    Optional<KeptCheckpoint> newest,
    long vouched,
    Optional<Failed> failed) {
  /**
   * A checkpoint that the log does not meet.
   *
   * @param kept of a log that was cut the one that tells how long it was; of one that was written
   *     anew the first that differs
   * @param now what the log holds instead: its end, or the entry in that place
   */
  record Failed(AuditComparison.Finding finding, KeptCheckpoint kept, AuditCheckpoint now) {}

  /** By all that is kept; reads the disk for each. */
  static OwnComparison withAll(AuditLog audit, Store store, PeerId self) {
    return of(audit, store, self, store.read(tx -> CheckpointRows.all(self, tx)));
  }

  /** By what tells of the longest log alone. */
  static OwnComparison withLongest(AuditLog audit, Store store, PeerId self) {
    return of(
        audit, store, self, store.read(tx -> CheckpointRows.longest(self, tx)).stream().toList());
  }

  private static OwnComparison of(
      AuditLog audit, Store store, PeerId self, List<KeptCheckpoint> bySize) {
    long vouched = 0;
    Optional<Failed> failed = Optional.empty();
    for (KeptCheckpoint one : bySize) {
      Optional<AuditComparison.Finding> finding = audit.compare(one.checkpoint());
      if (finding.isEmpty()) {
        vouched = failed.isEmpty() ? one.checkpoint().size() : vouched;
      } else if (failed.isEmpty() || failed.get().finding() == AuditComparison.Finding.CUT) {
        failed = Optional.of(new Failed(finding.get(), one, now(audit, one.checkpoint())));
      }
    }
    return new OwnComparison(
        self.network(),
        bySize.size(),
        store.read(tx -> CheckpointRows.newest(self, tx)),
        vouched,
        failed);
  }

  private static AuditCheckpoint now(AuditLog audit, AuditCheckpoint told) {
    return audit.list(told.size(), 1).stream()
        .map(entry -> new AuditCheckpoint(entry.seq(), entry.hash(), entry.at()))
        .findFirst()
        .or(audit::checkpoint)
        .orElse(told);
  }
}
