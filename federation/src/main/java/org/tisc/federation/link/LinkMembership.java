package org.tisc.federation.link;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.NetworkRoot;
import org.tisc.federation.roster.NetworkRoot.State;
import org.tisc.federation.roster.NetworkRoots;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;

/**
 * What connections need to know of one membership of this node. Thread-safe; its key and who is
 * blocked change while connections are open; both are read anew whenever they are needed.
 */
public final class LinkMembership {
  private final PeerId self;
  private final ChainVerifier chains;
  private final RosterKeeper rosters;
  private volatile List<Identity> identities;
  private volatile Set<NodeId> blocked = Set.of();

  /**
   * A membership with nobody blocked.
   *
   * @param self this node in the network
   * @param identity its key and chain for connections
   * @param chains decides whose certificates speak for members
   * @param rosters the roster in force
   */
  public LinkMembership(
      PeerId self, Identity identity, ChainVerifier chains, RosterKeeper rosters) {
    this.self = self;
    this.identities = List.of(identity);
    this.chains = chains;
    this.rosters = rosters;
  }

  /** This node in the network. */
  public PeerId self() {
    return self;
  }

  /** Its key and chain for new connections. */
  public Identity identity() {
    return identities.getFirst();
  }

  /**
   * The key with this hash, if it is the newest or the one before: a handshake may be under way.
   */
  Optional<Identity> identity(String keyHash) {
    return identities.stream()
        .filter(one -> KeyHash.of(one.certificate().getPublicKey()).hex().equals(keyHash))
        .findFirst();
  }

  /**
   * The same key with the chain to show: while the root key changes hands, one that also leads whom
   * trusts the former root only to the present one.
   */
  Identity shown(Identity identity) {
    NetworkRoots roots = rosters.current().map(Roster::roots).orElse(NetworkRoots.NONE);
    Optional<NetworkRoot> current =
        roots.find(State.CURRENT).filter(one -> one.certificate().equals(identity.root()));
    Optional<NetworkRoot> former = roots.find(State.FORMER);
    if (current.isEmpty() || former.isEmpty()) {
      return identity;
    }
    List<X509Certificate> chain =
        new ArrayList<>(identity.chain().subList(0, identity.chain().size() - 1));
    chain.add(current.get().voucher().orElseThrow());
    chain.add(former.get().certificate());
    return new Identity(identity.key(), chain);
  }

  /** Uses another key for new connections from now on; open ones go on. */
  public void renew(Identity fresh) {
    identities = List.of(fresh, identity());
  }

  /** Decides whose certificates speak for members. */
  public ChainVerifier chains() {
    return chains;
  }

  /** Keeps the roster in force. */
  public RosterKeeper rosters() {
    return rosters;
  }

  /** The members with whom this node's administrator wants nothing to do. */
  public Set<NodeId> blocked() {
    return blocked;
  }

  /** Replaces the blocked members; whoever calls this makes the links follow. */
  public void block(Set<NodeId> nodes) {
    blocked = Set.copyOf(nodes);
  }
}
