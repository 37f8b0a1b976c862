package org.tisc.node.network;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkHealth;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.LocalIndex;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The route that tells the state of the node, its peers and its collections. */
public final class StatusHttp {
  private final NodeId self;
  private final String version;
  private final BooleanSupplier ready;
  private final Memberships memberships;
  private final Links links;
  private final LocalIndex index;

  /**
   * The route over these parts.
   *
   * @param ready whether everything has started
   */
  public StatusHttp(
      NodeId self,
      String version,
      BooleanSupplier ready,
      Memberships memberships,
      Links links,
      LocalIndex index) {
    this.self = self;
    this.version = version;
    this.ready = ready;
    this.memberships = memberships;
    this.links = links;
    this.index = index;
  }

  /** Declares the route. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/status",
        Permission.STATUS_READ,
        "State of the node: networks with the link to each peer, and collections.",
        _ -> Reply.ok(status()));
  }

  private Status status() {
    return new Status(
        self.value(),
        ProcessHandle.current().pid(),
        ready.getAsBoolean(),
        version,
        memberships.list().stream().map(this::network).toList(),
        index.collections().stream().map(StatusHttp::collection).toList());
  }

  private Network network(MembershipSummary membership) {
    return new Network(
        membership.network().value(),
        membership.role().name(),
        membership.rosterVersion(),
        links.peers(membership.network()).stream().map(StatusHttp::peer).toList());
  }

  private static Peer peer(PeerLink link) {
    LinkHealth health = link.health();
    return new Peer(
        link.id().node().value(),
        link.state().name(),
        link.lastError(),
        Direction.of(health.outbound()),
        Direction.of(health.inbound()),
        health.lastContact(),
        health.stream().name(),
        health.breaker().name(),
        health.roundTrip().map(Duration::toMillis),
        health.clockAhead().map(Duration::toMillis));
  }

  private static Collection collection(CollectionInfo info) {
    return new Collection(
        info.name(), info.kind(), info.documents(), info.indexedAt(), info.sharing().text());
  }

  record Status(
      String node,
      long pid,
      boolean ready,
      String version,
      List<Network> networks,
      List<Collection> collections) {}

  record Network(String network, String role, long rosterVersion, List<Peer> peers) {}

  record Peer(
      String node,
      String link,
      Optional<String> lastError,
      Direction outbound,
      Direction inbound,
      Optional<Instant> lastContact,
      String stream,
      String breaker,
      Optional<Long> roundTripMillis,
      Optional<Long> clockAheadMillis) {}

  record Direction(String reach, Optional<Instant> lastAt) {
    static Direction of(LinkHealth.Direction direction) {
      return new Direction(direction.reach().name(), direction.lastAt());
    }
  }

  record Collection(
      String collection, String kind, long documents, Optional<Instant> indexedAt, String share) {}
}
