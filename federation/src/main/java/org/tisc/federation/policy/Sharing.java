package org.tisc.federation.policy;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/** With whom a collection is shared for search and fetch. The default is nobody. */
public sealed interface Sharing {
  /** Whether this peer may search and fetch. */
  boolean allows(PeerId peer);

  /**
   * The form of the command line and of JSON: {@code none}, {@code network:ID}, {@code peers:A,B}.
   */
  String text();

  /** With nobody. */
  record None() implements Sharing {
    @Override
    public boolean allows(PeerId peer) {
      return false;
    }

    @Override
    public String text() {
      return "none";
    }
  }

  /** With every active member of one network. */
  record WithNetwork(NetworkId network) implements Sharing {
    @Override
    public boolean allows(PeerId peer) {
      return peer.network().equals(network);
    }

    @Override
    public String text() {
      return "network:" + network;
    }
  }

  /** With these nodes, in whichever of our networks they ask. */
  record WithPeers(Set<NodeId> nodes) implements Sharing {
    public WithPeers {
      nodes = Set.copyOf(nodes);
      if (nodes.isEmpty()) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "peers: needs at least one node id");
      }
    }

    @Override
    public boolean allows(PeerId peer) {
      return nodes.contains(peer.node());
    }

    @Override
    public String text() {
      return "peers:"
          + new TreeSet<>(nodes).stream().map(NodeId::value).collect(Collectors.joining(","));
    }
  }

  /** Reads the text form. Raises INVALID_ARGUMENT on anything else. */
  static Sharing parse(String text) {
    if (text.equals("none")) {
      return new None();
    }
    if (text.startsWith("network:")) {
      return new WithNetwork(new NetworkId(text.substring("network:".length())));
    }
    if (text.startsWith("peers:")) {
      Set<NodeId> nodes = new TreeSet<>();
      for (String node : text.substring("peers:".length()).split(",", -1)) {
        nodes.add(new NodeId(node.strip()));
      }
      return new WithPeers(nodes);
    }
    throw new TiscException(
        Reason.INVALID_ARGUMENT,
        "share is none, network:ID or peers:A,B; not: "
            + text.substring(0, Math.min(text.length(), 80)));
  }
}
