package org.tisc.node.account;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Role;

/**
 * What this centre decided about its accounts.
 *
 * @param separateDuties whether one person holds at most one of the three administrators' roles
 * @param secondFactorRequired whether these three sign in to the browser with a second factor only
 * @param ownNames names of the node and centre, which make a password predictable
 */
public record AccountPolicy(
    boolean separateDuties, boolean secondFactorRequired, List<String> ownNames) {
  /** The three roles that check each other. */
  static final Set<Role> DUTIES = EnumSet.of(Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR);

  public AccountPolicy {
    ownNames = List.copyOf(ownNames);
  }

  /** Raises {@code INVALID_ARGUMENT} when one person may not hold all of these roles. */
  void requireSeparate(Set<Role> roles) {
    if (mixesDuties(roles)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "one person holds at most one of ADMINISTRATOR, SECURITY and AUDITOR; a centre that"
              + " decides otherwise sets accounts.separate_duties to false");
    }
  }

  /** Whether these are roles that one person may not hold together. */
  boolean mixesDuties(Set<Role> roles) {
    return separateDuties && roles.stream().filter(DUTIES::contains).count() > 1;
  }

  /** Whether somebody with these roles needs a second factor in the browser. */
  boolean needsSecondFactor(Set<Role> roles) {
    return secondFactorRequired && roles.stream().anyMatch(DUTIES::contains);
  }
}
