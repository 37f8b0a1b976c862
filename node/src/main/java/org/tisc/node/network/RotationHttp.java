package org.tisc.node.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.membership.RootRotation.Standing;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes by which the root key of a network is replaced. */
final class RotationHttp {
  private final Memberships memberships;

  RotationHttp(Memberships memberships) {
    this.memberships = memberships;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/networks/{network}/rotation",
        Permission.STATUS_READ,
        "How far the replacement of a network's root key is, and whom it waits for.",
        exchange ->
            Reply.ok(
                Rotation.of(
                    memberships.rotation().standing(new NetworkId(exchange.path("network"))))));
    routes.add(
        "POST",
        "/api/v1/networks/{network}/rotation",
        Permission.NETWORK_ADMINISTER,
        "Take the next step of replacing a network's root key, at its coordinator.",
        this::step);
    routes.add(
        "DELETE",
        "/api/v1/networks/{network}/rotation",
        Permission.NETWORK_ADMINISTER,
        "Take the announcement of another root key back.",
        exchange ->
            Reply.ok(
                Rotation.of(
                    memberships
                        .rotation()
                        .withdraw(
                            new NetworkId(exchange.path("network")), exchange.caller().name()))));
  }

  private Reply step(Exchange exchange) {
    RotationBody body = exchange.json(RotationBody.class);
    Optional<Path> root = body.root.map(folder -> Fields.absolute("root", folder));
    List<NodeId> without = body.without.orElse(List.of()).stream().map(NodeId::new).toList();
    return Reply.ok(
        Rotation.of(
            memberships
                .rotation()
                .step(
                    new NetworkId(exchange.path("network")),
                    root,
                    without,
                    exchange.caller().name())));
  }

  record RotationBody(Optional<String> root, Optional<List<String>> without) {}

  record Rotation(
      String network,
      String state,
      String root,
      Optional<String> nextRoot,
      Optional<String> formerRoot,
      List<String> waitingFor,
      long rosterVersion) {
    private static Rotation of(Standing standing) {
      return new Rotation(
          standing.network().value(),
          standing.phase().name(),
          standing.root().hex(),
          standing.next().map(KeyHash::hex),
          standing.former().map(KeyHash::hex),
          standing.waitingFor().stream().map(NodeId::value).toList(),
          standing.rosterVersion());
    }
  }
}
