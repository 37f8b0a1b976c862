package org.tisc.federation.link;

import java.util.Set;

/**
 * What a caller must show for a service; the strictest unless the service is named here.
 *
 * @param open services that need no certificate
 * @param certified services that need a valid certificate but no place on the roster in force
 */
public record Access(Set<String> open, Set<String> certified) {
  public Access {
    open = Set.copyOf(open);
    certified = Set.copyOf(certified);
  }

  /** What the caller must show. */
  enum Need {
    /** Nothing but the network's name. */
    NOTHING,
    /** A valid certificate of the network. */
    CERTIFICATE,
    /** A valid certificate whose key the roster in force lists for an active member. */
    MEMBERSHIP
  }

  Need of(String service) {
    if (open.contains(service)) {
      return Need.NOTHING;
    }
    return certified.contains(service) ? Need.CERTIFICATE : Need.MEMBERSHIP;
  }
}
