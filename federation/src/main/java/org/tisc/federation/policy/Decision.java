package org.tisc.federation.policy;

import java.util.List;
import java.util.Optional;

/**
 * What the rules say to one wish.
 *
 * @param because why
 * @param rule the one that decided; empty where none is about the wish
 * @param fields what may be seen, where it is allowed
 * @param withholding rules that take fields away, deciding order
 * @param version of the rules that were asked
 */
public record Decision(
    Verb verb,
    Because because,
    Optional<Rule> rule,
    VisibleFields fields,
    List<Rule> withholding,
    long version) {
  /** Why it was decided so. */
  public enum Because {
    /** A rule allows it and none denies it. */
    ALLOWED_BY_RULE,
    /** A rule denies it. */
    DENIED_BY_RULE,
    /** No rule is about it, and what nobody allowed is denied. */
    NO_RULE
  }

  public Decision {
    withholding = List.copyOf(withholding);
  }

  /** Whether the wish is granted. */
  public boolean allowed() {
    return because == Because.ALLOWED_BY_RULE;
  }

  /** The limits of the deciding rule. */
  public Quota quota() {
    return rule.map(one -> one.terms().quota()).orElse(Quota.NONE);
  }
}
