package org.tisc.node.search;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.SearchScope;

/**
 * The text form of a scope: {@code local}, {@code network:ID}, {@code peers:A,B}. Peers are members
 * of one network: the node's only one, or the one named before a slash, as in {@code peers:ID/A,B}.
 */
final class ScopeText {
  private static final String LOCAL = "local";
  private static final String NETWORK = "network:";
  private static final String PEERS = "peers:";
  private static final int MOST_PEERS = 256;

  private ScopeText() {}

  /** A scope that cannot be understood; carries the key of the sentence and its arguments. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient Object[] arguments;

    private Refused(String key, Object... arguments) {
      super(key);
      this.key = key;
      this.arguments = arguments.clone();
    }

    String text(SearchTexts texts) {
      return texts.of(key, arguments == null ? new Object[0] : arguments);
    }
  }

  /** What is asked when nothing is said: the only network, else the own node. */
  static SearchScope standard(List<NetworkId> networks) {
    return networks.size() == 1
        ? new SearchScope.WholeNetwork(networks.getFirst())
        : new SearchScope.Local();
  }

  static SearchScope parse(String text, List<NetworkId> networks) throws Refused {
    if (text.equals(LOCAL)) {
      return new SearchScope.Local();
    }
    try {
      if (text.startsWith(NETWORK)) {
        return new SearchScope.WholeNetwork(
            own(new NetworkId(text.substring(NETWORK.length())), networks));
      }
      if (text.startsWith(PEERS)) {
        return peers(text.substring(PEERS.length()), networks);
      }
    } catch (TiscException badId) {
      throw new Refused("scope.badId");
    }
    throw new Refused("scope.unknown");
  }

  private static SearchScope peers(String text, List<NetworkId> networks) throws Refused {
    int slash = text.indexOf('/');
    NetworkId network;
    if (slash >= 0) {
      network = own(new NetworkId(text.substring(0, slash)), networks);
    } else if (networks.size() == 1) {
      network = networks.getFirst();
    } else {
      throw new Refused(networks.isEmpty() ? "scope.noNetwork" : "scope.whichNetwork");
    }
    Set<NodeId> nodes = new LinkedHashSet<>();
    for (String node : text.substring(slash + 1).split(",", MOST_PEERS + 1)) {
      nodes.add(new NodeId(node.strip()));
    }
    return new SearchScope.SomePeers(network, nodes);
  }

  private static NetworkId own(NetworkId network, List<NetworkId> networks) throws Refused {
    if (networks.isEmpty()) {
      throw new Refused("scope.noNetwork");
    }
    if (!networks.contains(network)) {
      throw new Refused(
          "scope.foreignNetwork",
          network.value(),
          networks.stream().map(NetworkId::value).collect(Collectors.joining(", ")));
    }
    return network;
  }

  /** The text that {@link #parse} reads as this scope. */
  static String of(SearchScope scope) {
    return switch (scope) {
      case SearchScope.Local _ -> LOCAL;
      case SearchScope.WholeNetwork whole -> NETWORK + whole.network();
      case SearchScope.SomePeers some ->
          PEERS
              + some.network()
              + "/"
              + new TreeSet<>(some.nodes())
                  .stream().map(NodeId::value).collect(Collectors.joining(","));
    };
  }
}
