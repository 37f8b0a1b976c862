package org.tisc.federation.link;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.identity.NetworkId;

/** The memberships this node's port serves. Thread-safe; changes while the port is open. */
public final class LinkMemberships {
  /** What a server name ends in; a server name needs a dot. */
  private static final String SUFFIX = ".tisc";

  private final ConcurrentHashMap<NetworkId, LinkMembership> byNetwork = new ConcurrentHashMap<>();

  /** Adds or replaces the membership of one network. */
  public void put(LinkMembership membership) {
    byNetwork.put(membership.self().network(), membership);
  }

  /** Removes the membership of a network; whoever calls this ends its links. */
  void remove(NetworkId network) {
    byNetwork.remove(network);
  }

  /** The membership of a network. */
  public Optional<LinkMembership> find(NetworkId network) {
    return Optional.ofNullable(byNetwork.get(network));
  }

  /** The membership that a server name (RFC 6066 §3) asks for. */
  Optional<LinkMembership> findByServerName(String serverName) {
    if (!serverName.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    String network = serverName.substring(0, serverName.length() - SUFFIX.length());
    return all().stream().filter(m -> m.self().network().value().equals(network)).findFirst();
  }

  /** All memberships, in no order. */
  public Collection<LinkMembership> all() {
    return List.copyOf(byNetwork.values());
  }

  /** The server name by which a network is asked for. */
  public static String serverName(NetworkId network) {
    return network + SUFFIX;
  }
}
