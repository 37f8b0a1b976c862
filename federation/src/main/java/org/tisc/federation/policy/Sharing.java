package org.tisc.federation.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * The short way to say with whom a collection is shared: a handful of rules that permit every verb
 * on every field without limits. The default is nobody.
 */
public sealed interface Sharing {
  /** What stands for the short form where the rules say more than it can. */
  String BY_RULES = "rules";

  /** The rules that this stands for. */
  List<Terms> terms(Target collection);

  /**
   * The form of the command line and of JSON: {@code none}, {@code network:ID}, {@code peers:A,B}.
   */
  String text();

  /** With nobody. */
  record None() implements Sharing {
    @Override
    public List<Terms> terms(Target collection) {
      return List.of();
    }

    @Override
    public String text() {
      return "none";
    }
  }

  /** With every active member of one network. */
  record WithNetwork(NetworkId network) implements Sharing {
    @Override
    public List<Terms> terms(Target collection) {
      return List.of(Terms.everything(new Subject.InNetwork(network), collection));
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
    public List<Terms> terms(Target collection) {
      return nodes.stream()
          .sorted()
          .map(node -> Terms.everything(new Subject.Peer(Optional.empty(), node), collection))
          .toList();
    }

    @Override
    public String text() {
      return "peers:"
          + new TreeSet<>(nodes).stream().map(NodeId::value).collect(Collectors.joining(","));
    }
  }

  /** Whether a rule is one of those that sharing is made of. */
  static boolean shares(Terms terms) {
    return terms.unlimited()
        && terms.target() instanceof Target.OneCollection
        && (terms.subject() instanceof Subject.InNetwork
            || (terms.subject() instanceof Subject.Peer peer && peer.network().isEmpty()));
  }

  /** The short form of rules that are exactly those of a short form. */
  static Optional<Sharing> of(List<Terms> rules, Target collection) {
    Set<NodeId> nodes = new TreeSet<>();
    Set<NetworkId> networks = new TreeSet<>();
    for (Terms terms : rules) {
      if (!terms.target().equals(collection) || !shares(terms)) {
        return Optional.empty();
      }
      switch (terms.subject()) {
        case Subject.InNetwork(NetworkId network) -> networks.add(network);
        case Subject.Peer peer -> nodes.add(peer.node());
        case Subject.Anyone _, Subject.WithRole _ -> {
          return Optional.empty();
        }
      }
    }
    if (networks.isEmpty()) {
      return Optional.of(nodes.isEmpty() ? new None() : new WithPeers(nodes));
    }
    return nodes.isEmpty() && networks.size() == 1
        ? Optional.of(new WithNetwork(networks.iterator().next()))
        : Optional.empty();
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
        Reason.INVALID_ARGUMENT, "share is none, network:ID or peers:A,B; not: " + Quoted.of(text));
  }
}
