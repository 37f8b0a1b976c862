package org.tisc.node.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.membership.Succession.Step;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes by which the coordination of a network goes into other hands. */
final class SuccessionHttp {
  private final Memberships memberships;

  SuccessionHttp(Memberships memberships) {
    this.memberships = memberships;
  }

  void declare(Routes routes) {
    routes.add(
        "POST",
        "/api/v1/networks/{network}/transfer/{node}",
        Permission.NETWORK_ADMINISTER,
        "Offer the coordination of a network to a member, or take it at that member.",
        this::transfer);
    routes.add(
        "DELETE",
        "/api/v1/networks/{network}/transfer",
        Permission.NETWORK_ADMINISTER,
        "Take back an offer of the coordination that nobody has taken yet.",
        this::withdraw);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/recover",
        Permission.NETWORK_ADMINISTER,
        "Coordinate a network whose coordinator is lost, by its root key.",
        this::recover);
  }

  private Reply transfer(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    NodeId node = new NodeId(exchange.path("node"));
    Optional<Path> root =
        exchange.json(TransferBody.class).root.map(folder -> Fields.absolute("root", folder));
    Step step = memberships.succession().transfer(network, node, root, exchange.caller().name());
    return Reply.ok(
        new Transferred(
            network.value(), node.value(), step.name(), memberships.roster(network).version()));
  }

  private Reply withdraw(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    memberships.succession().withdraw(network, exchange.caller().name());
    return Reply.ok(new Withdrawn(network.value(), "WITHDRAWN"));
  }

  private Reply recover(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    Path root =
        Fields.absolute("root", Fields.required("root", exchange.json(RecoverBody.class).root));
    Roster roster = memberships.succession().recover(network, root, exchange.caller().name());
    return Reply.ok(
        new Recovered(
            network.value(),
            roster.coordinator().node().value(),
            roster.version(),
            roster.members().stream()
                .filter(Member::active)
                .map(member -> member.node().value())
                .toList()));
  }

  record TransferBody(Optional<String> root) {}

  record Transferred(String network, String node, String state, long rosterVersion) {}

  record Withdrawn(String network, String state) {}

  record RecoverBody(Optional<String> root) {}

  record Recovered(String network, String coordinator, long rosterVersion, List<String> members) {}
}
