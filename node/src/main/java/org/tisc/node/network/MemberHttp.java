package org.tisc.node.network;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Roster;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes about members of a network, and about this node as one of them. */
final class MemberHttp {
  private final Memberships memberships;

  MemberHttp(Memberships memberships) {
    this.memberships = memberships;
  }

  void declare(Routes routes) {
    routes.add(
        "POST",
        "/api/v1/networks/{network}/members/{node}/expel",
        Permission.NETWORK_ADMINISTER,
        "Take a member out of a network that this node coordinates or is a deputy in.",
        this::expel);
    routes.add(
        "PUT",
        "/api/v1/networks/{network}/deputies/{node}",
        Permission.NETWORK_ADMINISTER,
        "Name a member of a network that this node coordinates as deputy, who may expel members.",
        exchange -> deputy(exchange, true));
    routes.add(
        "DELETE",
        "/api/v1/networks/{network}/deputies/{node}",
        Permission.NETWORK_ADMINISTER,
        "Take back that a member is a deputy.",
        exchange -> deputy(exchange, false));
    routes.add(
        "POST",
        "/api/v1/networks/{network}/leave",
        Permission.NETWORK_ADMINISTER,
        "Leave a network.",
        this::leave);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/renew",
        Permission.NETWORK_ADMINISTER,
        "Renew this node's key and certificate now.",
        this::renew);
    routes.add(
        "PUT",
        "/api/v1/networks/{network}/blocks/{node}",
        Permission.NETWORK_ADMINISTER,
        "Have nothing to do with a member from now on.",
        exchange -> block(exchange, true));
    routes.add(
        "DELETE",
        "/api/v1/networks/{network}/blocks/{node}",
        Permission.NETWORK_ADMINISTER,
        "End a block.",
        exchange -> block(exchange, false));
    routes.add(
        "GET",
        "/api/v1/networks/{network}/roster",
        Permission.STATUS_READ,
        "The newest roster of a network.",
        exchange -> {
          NetworkId network = new NetworkId(exchange.path("network"));
          return Reply.ok(
              RosterView.of(
                  memberships.roster(network), memberships.rotation().standing(network).root()));
        });
  }

  private Reply expel(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    NodeId node = new NodeId(exchange.path("node"));
    Roster roster = memberships.expel(network, node, exchange.caller().name());
    return Reply.ok(
        new Expelled(network.value(), node.value(), MemberState.REMOVED.name(), roster.version()));
  }

  private Reply deputy(Exchange exchange, boolean may) {
    NetworkId network = new NetworkId(exchange.path("network"));
    NodeId node = new NodeId(exchange.path("node"));
    Roster roster = memberships.deputy(network, node, may, exchange.caller().name());
    return Reply.ok(new Deputy(network.value(), node.value(), may, roster.version()));
  }

  private Reply leave(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    boolean locally = exchange.json(LeaveBody.class).local.orElse(false);
    memberships.leave(network, locally, exchange.caller().name());
    return Reply.ok(new Left(network.value(), "LEFT"));
  }

  private Reply renew(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    Optional<Path> rootIn =
        exchange.json(RenewBody.class).rootIn.map(folder -> Fields.absolute("rootIn", folder));
    boolean used = memberships.renew(network, rootIn, exchange.caller().name());
    MembershipSummary summary =
        memberships.list().stream()
            .filter(one -> one.network().equals(network))
            .findFirst()
            .orElseThrow(() -> new TiscException(Reason.UNKNOWN_NETWORK, "No network " + network));
    return Reply.ok(
        new Renewed(network.value(), used ? "RENEWED" : "WAITING", summary.certificateNotAfter()));
  }

  private Reply block(Exchange exchange, boolean blocked) {
    NetworkId network = new NetworkId(exchange.path("network"));
    NodeId node = new NodeId(exchange.path("node"));
    if (blocked) {
      memberships.block(network, node, exchange.caller().name());
    } else {
      memberships.unblock(network, node, exchange.caller().name());
    }
    return Reply.ok(new Blocked(network.value(), node.value(), blocked));
  }

  record LeaveBody(Optional<Boolean> local) {}

  record RenewBody(Optional<String> rootIn) {}

  record Renewed(String network, String state, Instant certificateNotAfter) {}

  record Expelled(String network, String node, String state, long rosterVersion) {}

  record Deputy(String network, String node, boolean deputy, long rosterVersion) {}

  record Left(String network, String state) {}

  record Blocked(String network, String node, boolean blocked) {}
}
