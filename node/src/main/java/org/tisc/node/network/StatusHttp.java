package org.tisc.node.network;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkHealth;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.LocalIndex;
import org.tisc.federation.search.SearchFigures;
import org.tisc.federation.search.SearchLoad;
import org.tisc.node.web.HttpsCertificate;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The route that tells the state of the node, its peers and its collections. */
public final class StatusHttp {
  private final NodeId self;
  private final InstanceId instance;
  private final String version;
  private final BooleanSupplier ready;
  private final Memberships memberships;
  private final Links links;
  private final LocalIndex index;
  private final Policy policy;
  private final Supplier<SearchFigures> searches;
  private final Supplier<Optional<HttpsCertificate>> certificate;

  /**
   * The route over these parts.
   *
   * @param ready whether everything has started
   * @param policy says with whom collections are shared
   * @param searches how the searches of this node went
   * @param certificate the HTTPS certificate in use
   */
  public StatusHttp(
      NodeId self,
      InstanceId instance,
      String version,
      BooleanSupplier ready,
      Memberships memberships,
      Links links,
      LocalIndex index,
      Policy policy,
      Supplier<SearchFigures> searches,
      Supplier<Optional<HttpsCertificate>> certificate) {
    this.self = self;
    this.instance = instance;
    this.version = version;
    this.ready = ready;
    this.memberships = memberships;
    this.links = links;
    this.index = index;
    this.policy = policy;
    this.searches = searches;
    this.certificate = certificate;
  }

  /** Declares the route. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/status",
        Permission.STATUS_READ,
        "State of the node: networks with the link to each peer, collections, counts of searches.",
        _ -> Reply.ok(status()));
  }

  private Status status() {
    return new Status(
        self.value(),
        instance.value(),
        ProcessHandle.current().pid(),
        ready.getAsBoolean(),
        version,
        memberships.list().stream().map(this::network).toList(),
        index.collections().stream().map(this::collection).toList(),
        searches.get(),
        index.load(),
        certificate
            .get()
            .map(one -> new Https(one.fingerprint(), one.notAfter(), one.selfSigned())));
  }

  private Network network(MembershipSummary membership) {
    return new Network(
        membership.network().value(),
        membership.role().name(),
        state(membership),
        membership.rosterVersion(),
        membership.rosterValidUntil(),
        membership.certificateNotAfter(),
        membership.warnings().stream()
            .map(warning -> new Warning(warning.code().name(), warning.detail()))
            .toList(),
        links.peers(membership.network()).stream().map(link -> peer(link, membership)).toList());
  }

  /** How this node stands in a network: {@code ACTIVE}, or the reason why nobody answers it. */
  static String state(MembershipSummary membership) {
    return switch (membership.state()) {
      case ACTIVE -> "ACTIVE";
      case SUSPENDED -> "SUSPENDED";
      case REMOVED -> Reason.NOT_A_MEMBER.name();
    };
  }

  private static Peer peer(PeerLink link, MembershipSummary membership) {
    LinkHealth health = link.health();
    return new Peer(
        link.id().node().value(),
        link.state().name(),
        membership.blocked().contains(link.id().node()),
        link.lastError(),
        Direction.of(health.outbound()),
        Direction.of(health.inbound()),
        health.lastContact(),
        health.stream().name(),
        health.breaker().name(),
        health.roundTrip().map(Duration::toMillis),
        health.clockAhead().map(Duration::toMillis));
  }

  private Collection collection(CollectionInfo info) {
    return new Collection(
        info.name(),
        info.kind(),
        info.documents(),
        info.indexedAt(),
        policy.rules().share(info.name()));
  }

  record Status(
      String node,
      String instance,
      long pid,
      boolean ready,
      String version,
      List<Network> networks,
      List<Collection> collections,
      SearchFigures searches,
      SearchLoad load,
      Optional<Https> https) {}

  record Https(String fingerprint, Instant notAfter, boolean selfSigned) {}

  record Network(
      String network,
      String role,
      String state,
      long rosterVersion,
      Instant rosterValidUntil,
      Instant certificateNotAfter,
      List<Warning> warnings,
      List<Peer> peers) {}

  record Warning(String code, String detail) {}

  record Peer(
      String node,
      String link,
      boolean blocked,
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
