package org.tisc.node.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Checkpoints and contradictions as JSON. */
final class WitnessView {
  private WitnessView() {}

  /**
   * The answer of {@code audit witness}.
   *
   * @param entries of the own log
   * @param valid whether the own log agrees with all that was told of it
   * @param firstBad the first own entry that nothing vouches for any more
   * @param own by network
   * @param others the newest of each member, by network and member
   * @param contradictions of any log, newest first
   */
  record Answer(
      long entries,
      boolean valid,
      Optional<Long> firstBad,
      List<Own> own,
      List<Told> others,
      List<Contradiction> contradictions) {}

  /**
   * The own log in one network.
   *
   * @param state {@code NOTHING_TOLD}, {@code AGREES}, {@code CUT} or {@code REWRITTEN}
   * @param checkpoints how many were compared
   * @param told the one that is not met, else the newest
   * @param holders members that have signed that they hold it
   */
  record Own(
      String network, String state, int checkpoints, Optional<Told> told, List<String> holders) {}

  /** What a member told of its log. */
  record Told(
      String network,
      String origin,
      long size,
      String head,
      Instant at,
      Instant storedAt,
      long epoch,
      long sequence) {
    static Told of(KeptCheckpoint kept) {
      return new Told(
          kept.origin().network().value(),
          kept.origin().node().value(),
          kept.checkpoint().size(),
          kept.checkpoint().head(),
          kept.checkpoint().at(),
          kept.storedAt(),
          kept.epoch(),
          kept.sequence());
    }
  }

  /** A log that does not agree with what was told of it. */
  record Contradiction(
      String network,
      String origin,
      String finding,
      long keptSize,
      String keptHead,
      long toldSize,
      String toldHead,
      Instant foundAt) {
    static Contradiction of(AuditContradiction found) {
      return new Contradiction(
          found.origin().network().value(),
          found.origin().node().value(),
          found.finding().name(),
          found.kept(),
          found.keptHead(),
          found.told(),
          found.toldHead(),
          found.foundAt());
    }
  }
}
