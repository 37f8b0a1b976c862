package org.tisc.federation.policy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tisc.federation.identity.PeerId;

/** Remembers what the audit would have been told. */
public final class RecordedPolicyEvents implements PolicyEvents {
  /** A change of the rules. */
  public record Changed(
      String actor,
      long before,
      long version,
      List<Rule> added,
      List<Rule> removed,
      String digest) {}

  /** A refusal of a peer. */
  public record Refused(PeerId peer, Refusal refusal) {}

  private final List<Changed> changes = new CopyOnWriteArrayList<>();
  private final List<Refused> refusals = new CopyOnWriteArrayList<>();

  @Override
  public void rulesChanged(
      String actor,
      long before,
      long version,
      List<Rule> added,
      List<Rule> removed,
      String digest) {
    changes.add(new Changed(actor, before, version, added, removed, digest));
  }

  @Override
  public void refusedByPolicy(PeerId peer, Refusal refusal) {
    refusals.add(new Refused(peer, refusal));
  }

  /** All changes so far. */
  public List<Changed> changes() {
    return List.copyOf(changes);
  }

  /** All refusals so far. */
  public List<Refused> refusals() {
    return List.copyOf(refusals);
  }
}
