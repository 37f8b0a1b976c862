package org.tisc.federation.policy;

import java.util.List;
import org.tisc.federation.identity.PeerId;

/** What the audit learns of rules and of what they refuse. */
public interface PolicyEvents {
  /**
   * The rules were changed. On disk before this returns.
   *
   * @param before the version until now
   * @param digest SHA-256 of the stored version in hexadecimal, by which its copy is known
   */
  void rulesChanged(
      String actor, long before, long version, List<Rule> added, List<Rule> removed, String digest);

  /** A peer was refused by the rules. Must not block for long. */
  void refusedByPolicy(PeerId peer, Refusal refusal);
}
