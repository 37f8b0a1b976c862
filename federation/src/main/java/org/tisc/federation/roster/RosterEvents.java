package org.tisc.federation.roster;

import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;

/** What happens to rosters, told as it happens, outside of any lock. Must not block for long. */
public interface RosterEvents {
  /** A newer roster is stored and in force. */
  void accepted(Roster roster);

  /**
   * A deputy's removal is stored and in force.
   *
   * @param roster the roster in force, the member being out of it
   */
  void removed(Roster roster, Removal removal);

  /** Somebody offered a roster or removal that is not one of this network. */
  void refused(NetworkId network, TiscException why);

  /** Two rosters of one version exist; both are kept, the older acquaintance stays in force. */
  void equivocation(NetworkId network, long version);
}
