package org.tisc.federation.policy;

import java.util.Arrays;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.MemberRole;

/** Whom a rule is about. A network, where named, is the one in which the peer asks. */
public sealed interface Subject {
  /** Whether the rule is about this asker. */
  boolean covers(Asker asker);

  /**
   * How specific it is, from 0 for everybody. Two different subjects that cover one asker never
   * have the same rank.
   */
  int rank();

  /**
   * The text form: {@code any}, {@code network:N}, {@code role:R}, {@code role:N/R}, {@code peer:P}
   * or {@code peer:N/P}.
   */
  String text();

  /** Every member of every network. */
  record Anyone() implements Subject {
    @Override
    public boolean covers(Asker asker) {
      return true;
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public String text() {
      return "any";
    }
  }

  /** Every member of one network. */
  record InNetwork(NetworkId network) implements Subject {
    @Override
    public boolean covers(Asker asker) {
      return asker.peer().network().equals(network);
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public String text() {
      return "network:" + network;
    }
  }

  /** Members with this role, of one network or of any. */
  record WithRole(Optional<NetworkId> network, MemberRole role) implements Subject {
    @Override
    public boolean covers(Asker asker) {
      return asker.role() == role && in(network, asker);
    }

    @Override
    public int rank() {
      return network.isPresent() ? 3 : 2;
    }

    @Override
    public String text() {
      return "role:" + prefix(network) + role;
    }
  }

  /** One node, in one network or in whichever it asks. */
  record Peer(Optional<NetworkId> network, NodeId node) implements Subject {
    @Override
    public boolean covers(Asker asker) {
      return asker.peer().node().equals(node) && in(network, asker);
    }

    @Override
    public int rank() {
      return network.isPresent() ? 5 : 4;
    }

    @Override
    public String text() {
      return "peer:" + prefix(network) + node;
    }
  }

  private static boolean in(Optional<NetworkId> network, Asker asker) {
    return network.isEmpty() || network.get().equals(asker.peer().network());
  }

  private static String prefix(Optional<NetworkId> network) {
    return network.map(one -> one + "/").orElse("");
  }

  /** Reads a text form, or a bare node {@code P} or {@code N/P}. Raises INVALID_ARGUMENT. */
  static Subject parse(String text) {
    String stripped = text.strip();
    if (stripped.equals("any")) {
      return new Anyone();
    }
    int colon = stripped.indexOf(':');
    String form = colon < 0 ? "peer" : stripped.substring(0, colon);
    String rest = stripped.substring(colon + 1);
    return switch (form) {
      case "network" -> new InNetwork(new NetworkId(rest));
      case "role" -> new WithRole(network(rest), role(last(rest)));
      case "peer" -> new Peer(network(rest), new NodeId(last(rest)));
      default ->
          throw new TiscException(
              Reason.INVALID_ARGUMENT,
              "A peer is NODE, NETWORK/NODE, network:ID, role:ROLE or any; not: "
                  + Quoted.of(text));
    };
  }

  private static Optional<NetworkId> network(String rest) {
    int slash = rest.indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(new NetworkId(rest.substring(0, slash)));
  }

  private static String last(String rest) {
    return rest.substring(rest.indexOf('/') + 1);
  }

  private static MemberRole role(String text) {
    return Arrays.stream(MemberRole.values())
        .filter(role -> role.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.INVALID_ARGUMENT,
                    "A role is MEMBER or COORDINATOR; not: " + Quoted.of(text)));
  }
}
