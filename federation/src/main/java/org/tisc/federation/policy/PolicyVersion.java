package org.tisc.federation.policy;

import java.time.Instant;
import java.util.List;

/**
 * One version of the rules, with who made it.
 *
 * @param madeBy an account name, or the word node for the program itself
 * @param added ids of the rules that are new in it
 * @param removed the rules of the version before that are not in it, each as id and text
 */
public record PolicyVersion(
    RuleSet rules, String madeBy, Instant madeAt, List<String> added, List<String> removed) {
  public PolicyVersion {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }
}
