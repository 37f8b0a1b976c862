package org.tisc.node.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.store.Row;
import org.tisc.node.store.Tx;

/**
 * The rows of checkpoints and of what does not agree. Of each member the newest {@value #NEWEST}
 * checkpoints stay, and of older ones the first that came on each day: whoever writes his log anew
 * cannot wash out what was told of it before, however many checkpoints he tells.
 */
final class CheckpointRows {
  /** So many of each member stay whatever the day. */
  static final int NEWEST = 100;

  /** More proofs against one member prove nothing more. */
  private static final int MAX_CONTRADICTIONS = 100;

  private static final String COLUMNS =
      "SELECT network, origin, epoch, sequence, revision, size, head, at, stored_at FROM"
          + " audit_checkpoint";

  private CheckpointRows() {}

  /** Keeps a checkpoint, and what it contradicts, whatever order entries come in. */
  static void add(KeptCheckpoint told, Tx tx) {
    String network = told.origin().network().value();
    String origin = told.origin().node().value();
    String day = told.storedAt().toString().substring(0, 10);
    boolean first =
        tx.first(
                "SELECT size FROM audit_checkpoint WHERE network = ? AND origin = ?"
                    + " AND substr(stored_at, 1, 10) = ? LIMIT 1",
                row -> row.number("size"),
                network,
                origin,
                day)
            .isEmpty();
    int fresh =
        tx.update(
            "INSERT INTO audit_checkpoint (network, origin, epoch, sequence, revision, size,"
                + " head, at, stored_at, first_of_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            network,
            origin,
            told.epoch(),
            told.sequence(),
            told.revision(),
            told.checkpoint().size(),
            told.checkpoint().head(),
            told.checkpoint().at(),
            told.storedAt(),
            first);
    if (fresh == 0) {
      return;
    }
    compare(told, tx);
    int _ =
        tx.update(
            "DELETE FROM audit_checkpoint WHERE rowid = (SELECT rowid FROM audit_checkpoint"
                + " WHERE network = ? AND origin = ? ORDER BY epoch DESC, sequence DESC"
                + " LIMIT 1 OFFSET ?) AND first_of_day = 0",
            network,
            origin,
            NEWEST);
  }

  private static void compare(KeptCheckpoint told, Tx tx) {
    String network = told.origin().network().value();
    String origin = told.origin().node().value();
    tx.query(
            COLUMNS
                + " WHERE network = ? AND origin = ? AND size = ? AND head <> ?"
                + " ORDER BY epoch, sequence LIMIT 1",
            CheckpointRows::kept,
            network,
            origin,
            told.checkpoint().size(),
            told.checkpoint().head())
        .forEach(
            other ->
                contradict(
                    AuditComparison.Finding.REWRITTEN,
                    other,
                    told.checkpoint(),
                    told.storedAt(),
                    tx));
    tx.first(
            COLUMNS
                + " WHERE network = ? AND origin = ? AND (epoch, sequence) < (?, ?)"
                + " ORDER BY epoch DESC, sequence DESC LIMIT 1",
            CheckpointRows::kept,
            network,
            origin,
            told.epoch(),
            told.sequence())
        .filter(before -> before.checkpoint().size() > told.checkpoint().size())
        .ifPresent(
            before ->
                contradict(
                    AuditComparison.Finding.CUT, before, told.checkpoint(), told.storedAt(), tx));
    tx.first(
            COLUMNS
                + " WHERE network = ? AND origin = ? AND (epoch, sequence) > (?, ?)"
                + " ORDER BY epoch, sequence LIMIT 1",
            CheckpointRows::kept,
            network,
            origin,
            told.epoch(),
            told.sequence())
        .filter(after -> after.checkpoint().size() < told.checkpoint().size())
        .ifPresent(
            after ->
                contradict(
                    AuditComparison.Finding.CUT, told, after.checkpoint(), told.storedAt(), tx));
  }

  /** Notes that a log does not agree with what was told of it; each only once. */
  static void contradict(
      AuditComparison.Finding finding,
      KeptCheckpoint kept,
      AuditCheckpoint told,
      Instant foundAt,
      Tx tx) {
    int _ =
        tx.update(
            "INSERT INTO audit_contradiction (network, origin, finding, kept_epoch, kept_sequence,"
                + " kept_size, kept_head, told_size, told_head, found_at, recorded)"
                + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0 WHERE (SELECT count(*) FROM"
                + " audit_contradiction WHERE network = ? AND origin = ?) < ?"
                + " ON CONFLICT DO NOTHING",
            kept.origin().network().value(),
            kept.origin().node().value(),
            finding,
            kept.epoch(),
            kept.sequence(),
            kept.checkpoint().size(),
            kept.checkpoint().head(),
            told.size(),
            told.head(),
            foundAt,
            kept.origin().network().value(),
            kept.origin().node().value(),
            MAX_CONTRADICTIONS);
  }

  /** The newest of each member, by network and member. */
  static List<KeptCheckpoint> newest(Tx tx) {
    return tx.query(
        COLUMNS
            + " AS one WHERE NOT EXISTS (SELECT 1 FROM audit_checkpoint AS later"
            + " WHERE later.network = one.network AND later.origin = one.origin"
            + " AND (later.epoch, later.sequence) > (one.epoch, one.sequence))"
            + " ORDER BY network, origin",
        CheckpointRows::kept);
  }

  /** The newest of one member. */
  static Optional<KeptCheckpoint> newest(PeerId origin, Tx tx) {
    return tx.first(
        COLUMNS + " WHERE network = ? AND origin = ? ORDER BY epoch DESC, sequence DESC LIMIT 1",
        CheckpointRows::kept,
        origin.network().value(),
        origin.node().value());
  }

  /** The one of a member that tells of the longest log. */
  static Optional<KeptCheckpoint> longest(PeerId origin, Tx tx) {
    return tx.first(
        COLUMNS + " WHERE network = ? AND origin = ? ORDER BY size DESC, epoch, sequence LIMIT 1",
        CheckpointRows::kept,
        origin.network().value(),
        origin.node().value());
  }

  /** The highest revision that a member told; 0 for none. */
  static long revision(PeerId origin, Tx tx) {
    return tx.first(
            "SELECT coalesce(max(revision), 0) AS revision FROM audit_checkpoint"
                + " WHERE network = ? AND origin = ?",
            row -> row.number("revision"),
            origin.network().value(),
            origin.node().value())
        .orElse(0L);
  }

  /** All that are kept of one member, by size. */
  static List<KeptCheckpoint> all(PeerId origin, Tx tx) {
    return tx.query(
        COLUMNS + " WHERE network = ? AND origin = ? ORDER BY size, epoch, sequence",
        CheckpointRows::kept,
        origin.network().value(),
        origin.node().value());
  }

  /** What does not agree, newest first. */
  static List<AuditContradiction> contradictions(Tx tx, int most) {
    return tx.query(
        "SELECT * FROM audit_contradiction ORDER BY found_at DESC, network, origin LIMIT ?",
        CheckpointRows::contradiction,
        most);
  }

  /** Those that no audit event tells of yet. */
  static List<AuditContradiction> unrecorded(Tx tx) {
    return tx.query(
        "SELECT * FROM audit_contradiction WHERE recorded = 0 ORDER BY found_at LIMIT 1000",
        CheckpointRows::contradiction);
  }

  static void recorded(AuditContradiction told, Tx tx) {
    int _ =
        tx.update(
            "UPDATE audit_contradiction SET recorded = 1 WHERE network = ? AND origin = ?"
                + " AND finding = ? AND kept_size = ? AND kept_head = ?",
            told.origin().network().value(),
            told.origin().node().value(),
            told.finding(),
            told.kept(),
            told.keptHead());
  }

  private static PeerId origin(Row row) {
    return new PeerId(new NetworkId(row.text("network")), new NodeId(row.text("origin")));
  }

  private static KeptCheckpoint kept(Row row) {
    return new KeptCheckpoint(
        origin(row),
        row.number("epoch"),
        row.number("sequence"),
        row.number("revision"),
        new AuditCheckpoint(row.number("size"), row.text("head"), row.instant("at")),
        row.instant("stored_at"));
  }

  private static AuditContradiction contradiction(Row row) {
    return new AuditContradiction(
        origin(row),
        AuditComparison.Finding.valueOf(row.text("finding")),
        row.number("kept_size"),
        row.text("kept_head"),
        row.number("told_size"),
        row.text("told_head"),
        row.instant("found_at"));
  }
}
