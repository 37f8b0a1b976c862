package org.tisc.federation.membership;

import io.grpc.BindableService;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.Access;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.link.LinkMemberships;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.RosterPull;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.federation.state.StateStore;
import org.tisc.proto.federation.v1.EnrolmentServiceGrpc;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/**
 * The networks this node is a member of. Survives restarts: keys are read from their folder,
 * rosters from the store. Thread-safe; methods that change something block on disk, {@link #join}
 * also on the network.
 */
public final class Memberships {
  private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);

  private final OwnNode self;
  private final KeyFolder keys;
  private final StateStore store;
  private final InvitationLedger ledger;
  private final InstantSource clock;
  private final LinkPort port;
  private final SecurityEvents events;
  private final Map<NetworkId, Coordinator> coordinators = new ConcurrentHashMap<>();
  private final Object changing = new Object();

  /** Memberships with keys in this folder, encrypted with the passphrase in this file. */
  public Memberships(
      OwnNode self,
      Path keyFolder,
      Path passphraseFile,
      StateStore store,
      InstantSource clock,
      LinkPort port,
      SecurityEvents events) {
    this.self = self;
    this.keys = new KeyFolder(keyFolder, passphraseFile);
    this.store = store;
    this.ledger = new InvitationLedger(store);
    this.clock = clock;
    this.port = port;
    this.events = events;
  }

  /** What callers must show: nothing to enrol, a certificate to fetch a roster, all else more. */
  public static Access access() {
    return new Access(
        Set.of(EnrolmentServiceGrpc.SERVICE_NAME), Set.of(RosterServiceGrpc.SERVICE_NAME));
  }

  /** The fetching of rosters for these memberships. */
  public static RosterPull rosterPull(LinkMemberships memberships) {
    return new RosterCalls(network -> memberships.find(network).map(LinkMembership::rosters));
  }

  /** Reads all memberships from disk; to be called once, before the port opens. */
  public void load() {
    for (NetworkId network : keys.networks()) {
      Identity tls = keys.tls(network);
      PeerId id = ChainVerifier.peerId(tls.certificate());
      if (!id.equals(new PeerId(network, self.node()))) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED,
            "The keys of network "
                + network
                + " are those of "
                + id
                + ", this node is "
                + self.node());
      }
      activate(network, tls, keeper(network, tls));
    }
  }

  /** The services to serve on the port. */
  public List<BindableService> services() {
    return List.of(
        new EnrolmentRpc(
            network -> Optional.ofNullable(coordinators.get(network)), port.refusals(), events),
        new RosterRpc(network -> port.memberships().find(network).map(LinkMembership::rosters)));
  }

  /** Tells the networks this node coordinates what it says about itself now. */
  public void describeSelf() {
    coordinators.values().forEach(c -> c.describeSelf(self.node(), self.profile().get()));
  }

  /**
   * Creates a network with this node as its coordinator and only member. Raises ALREADY_EXISTS,
   * UNSUPPORTED_SUITE, INVALID_ARGUMENT.
   *
   * @param rootOut folder for the root's key, to be taken off the machine; empty keeps it here
   */
  public MembershipSummary create(
      NetworkId network, String title, Suite suite, Optional<Path> rootOut) {
    suite.requireSupported();
    synchronized (changing) {
      requireNew(network);
      Instant now = clock.instant();
      Identity root = CertificateAuthority.createRoot(network, now);
      CertificateAuthority authority = new CertificateAuthority(root);
      Identity issuing = authority.createIssuing(network, now);
      Identity rosterKey = authority.createRosterKey(network, now);
      KeyPair key = KeyPairs.p256();
      Identity tls =
          new Identity(
              key.getPrivate(),
              new CertificateAuthority(issuing)
                  .issueNode(new PeerId(network, self.node()), key.getPublic(), now));
      Member coordinator =
          new Member(
              self.node(),
              self.profile().get(),
              MemberState.ACTIVE,
              MemberRole.COORDINATOR,
              Set.of(KeyHash.of(key.getPublic())));
      Roster roster =
          new Roster(
              network,
              1,
              now,
              now.plus(Roster.VALIDITY),
              new NetworkSettings(title, suite, self.scoringProfile().get()),
              List.of(coordinator));
      begin(
          network,
          tls,
          SignedRoster.sign(roster, rosterKey),
          () -> keys.create(network, tls, issuing, rosterKey, root, rootOut));
      events.record("network.created", Map.of("network", network.value()));
      return summary(network);
    }
  }

  /**
   * Invites a node; single use, 24 hours unless said otherwise, at most 30 days. Raises
   * UNKNOWN_NETWORK, NOT_COORDINATOR, ALREADY_EXISTS, INVALID_ARGUMENT.
   */
  public IssuedInvitation invite(NetworkId network, NodeId node, Optional<Duration> expiry) {
    membership(network);
    Coordinator coordinator = coordinators.get(network);
    if (coordinator == null) {
      throw new TiscException(
          Reason.NOT_COORDINATOR, "This node does not coordinate network " + network);
    }
    var endpoints = self.profile().get().endpoints();
    if (endpoints.isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "This node advertises no endpoint; an invited node could not reach it");
    }
    IssuedInvitation invitation =
        coordinator.invite(node, endpoints.getFirst(), expiry.orElse(Coordinator.DEFAULT_EXPIRY));
    events.record(
        "invitation.created",
        Map.of(
            "network", network.value(),
            "node", node.value(),
            "invitation", invitation.id(),
            "expiresAt", invitation.expiresAt().toString()));
    return invitation;
  }

  /**
   * Joins the network of an invitation. The node that answers must lead to the pinned root before
   * anything is sent. Safe to repeat with the same invitation after any failure: the key of the
   * first attempt is used again. Blocks for 15 seconds at most. Raises INVALID_INVITATION,
   * ALREADY_EXISTS, INVITATION_REFUSED, INVITATION_USED, INVITATION_EXPIRED, PEER_MISMATCH,
   * UNAVAILABLE, TIMED_OUT and what the coordinator answers.
   */
  public MembershipSummary join(String text) {
    Invitation invitation = Invitation.parse(text);
    NetworkId network = invitation.member().network();
    if (!invitation.member().node().equals(self.node())) {
      throw new TiscException(
          Reason.INVALID_INVITATION,
          "The invitation is for node " + invitation.member().node() + ", this is " + self.node());
    }
    synchronized (changing) {
      requireNew(network);
      KeyPair key = joiningKey(network, invitation);
      Applicant.Place place =
          new Applicant(port, clock).apply(invitation, key, self.profile().get());
      begin(network, place.identity(), place.roster(), () -> keys.join(network, place.identity()));
      events.record(
          "network.joined", Map.of("network", network.value(), "invitation", invitation.idText()));
      return summary(network);
    }
  }

  /** All memberships, by network. */
  public List<MembershipSummary> list() {
    return port.memberships().all().stream()
        .map(membership -> membership.self().network())
        .sorted()
        .map(this::summary)
        .toList();
  }

  /** The roster in force. Raises UNKNOWN_NETWORK. */
  public Roster roster(NetworkId network) {
    return membership(network)
        .rosters()
        .current()
        .orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, "No roster of network " + network + " yet"));
  }

  /** One round of upkeep: renews what this node signs, asks one peer per network for news. */
  void upkeep() {
    for (LinkMembership membership : port.memberships().all()) {
      NetworkId network = membership.self().network();
      try {
        Coordinator coordinator = coordinators.get(network);
        if (coordinator != null) {
          coordinator.renewIfDue();
        }
        port.pollRoster(network);
      } catch (TiscException e) {
        LOG.error("Upkeep of network {} failed: {}", network, e.getMessage(), e);
      }
    }
  }

  private KeyPair joiningKey(NetworkId network, Invitation invitation) {
    Optional<Identity> kept = keys.joining(network, invitation.idText());
    if (kept.isPresent()) {
      return new KeyPair(kept.get().certificate().getPublicKey(), kept.get().key());
    }
    KeyPair fresh = KeyPairs.p256();
    keys.keepJoining(
        network, invitation.idText(), Certificates.uncertified(fresh, clock.instant()));
    return fresh;
  }

  /** Takes a roster as the first one, then keeps the keys, then goes into service. */
  private void begin(NetworkId network, Identity tls, SignedRoster roster, Runnable keepKeys) {
    RosterKeeper.forget(network, store);
    RosterKeeper keeper = keeper(network, tls);
    keeper.offer(roster);
    keepKeys.run();
    activate(network, tls, keeper);
  }

  private RosterKeeper keeper(NetworkId network, Identity tls) {
    return new RosterKeeper(network, new RosterVerifier(chains(network, tls)), store);
  }

  private ChainVerifier chains(NetworkId network, Identity tls) {
    return new ChainVerifier(network, tls.root(), clock);
  }

  private void activate(NetworkId network, Identity tls, RosterKeeper keeper) {
    Optional<Identity> issuing = keys.issuing(network);
    Optional<Identity> rosterKey = keys.roster(network);
    if (issuing.isPresent() && rosterKey.isPresent()) {
      coordinators.put(
          network, new Coordinator(keeper, issuing.get(), rosterKey.get(), ledger, clock));
    }
    keeper.listen(new RosterNews(port, events, () -> coordinators.containsKey(network)));
    port.memberships()
        .put(
            new LinkMembership(
                new PeerId(network, self.node()), tls, chains(network, tls), keeper));
    keeper.current().ifPresent(port::follow);
  }

  private void requireNew(NetworkId network) {
    if (keys.contains(network) || port.memberships().find(network).isPresent()) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "This node is a member of network " + network + " already");
    }
  }

  private LinkMembership membership(NetworkId network) {
    return port.memberships()
        .find(network)
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.UNKNOWN_NETWORK, "This node is no member of network " + network));
  }

  private MembershipSummary summary(NetworkId network) {
    LinkMembership membership = membership(network);
    Roster roster = roster(network);
    return new MembershipSummary(
        network,
        self.node(),
        roster.settings().title(),
        roster.member(self.node()).map(Member::role).orElse(MemberRole.MEMBER),
        roster.version(),
        roster.validUntil(),
        membership.identity().certificate().getNotAfter().toInstant());
  }
}
