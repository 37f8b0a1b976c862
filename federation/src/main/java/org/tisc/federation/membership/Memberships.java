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
import java.util.function.Function;
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
import org.tisc.federation.roster.MemberProfile;
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
  private static final long WAIT_MILLIS = 250;
  private static final int WAITS = 60;

  private final OwnNode self;
  private final KeyFolder keys;
  private final StateStore store;
  private final InvitationLedger ledger;
  private final Blocks blocks;
  private final KeyChanges keyChanges;
  private final InstantSource clock;
  private final LinkPort port;
  private final SecurityEvents events;
  private final CoordinatorCalls calls;
  private final Twins twins;
  private final Map<NetworkId, Coordinator> coordinators = new ConcurrentHashMap<>();
  private final Map<NetworkId, KeyRenewal> renewals = new ConcurrentHashMap<>();
  private final Map<NetworkId, MembershipHealth> healths = new ConcurrentHashMap<>();
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
    this.blocks = new Blocks(store);
    this.keyChanges = new KeyChanges(store);
    this.clock = clock;
    this.port = port;
    this.events = events;
    this.calls = new CoordinatorCalls(port);
    this.twins = new Twins(self.node(), self.instance(), store, clock, events);
    port.onInstances(twins);
    port.onCall(
        peer -> {
          Coordinator coordinator = coordinators.get(peer.id().network());
          if (coordinator != null) {
            coordinator.seen(peer.id().node(), peer.key());
          }
        });
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
    Function<NetworkId, Optional<Coordinator>> coordinating =
        network -> Optional.ofNullable(coordinators.get(network));
    return List.of(
        new EnrolmentRpc(coordinating, port.refusals(), events),
        new MembershipRpc(coordinating, events),
        new RosterRpc(network -> port.memberships().find(network).map(LinkMembership::rosters)));
  }

  /** Does a coordinator's duties that may have become due while the node was stopped. */
  public void describeSelf() {
    coordinators.forEach(
        (network, coordinator) -> {
          renewAuthorities(network, coordinator, Optional.empty());
          coordinator.renewIfDue();
          coordinator.describe(self.node(), self.profile().get());
        });
  }

  /**
   * Creates a network with this node as its coordinator and only member. Raises ALREADY_EXISTS,
   * UNSUPPORTED_SUITE, INVALID_ARGUMENT.
   *
   * @param rootOut folder for the root's key, to be taken off the machine; empty keeps it here
   */
  public MembershipSummary create(
      NetworkId network, String title, Suite suite, Optional<Path> rootOut) {
    return create(network, title, suite, rootOut, false);
  }

  /**
   * The same.
   *
   * @param manualApproval whether this node's administrator approves each node that joins
   */
  public MembershipSummary create(
      NetworkId network,
      String title,
      Suite suite,
      Optional<Path> rootOut,
      boolean manualApproval) {
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
              new NetworkSettings(title, suite, self.scoringProfile().get(), manualApproval),
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
    return invite(network, node, expiry, false);
  }

  /**
   * The same.
   *
   * @param replaces whether the node is a member that shall get another key by {@link #rekey}, the
   *     old one being refused from then on; raises NOT_FOUND where it is none
   */
  public IssuedInvitation invite(
      NetworkId network, NodeId node, Optional<Duration> expiry, boolean replaces) {
    Coordinator coordinator = coordinator(network);
    var endpoints = self.profile().get().endpoints();
    if (endpoints.isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "This node advertises no endpoint; an invited node could not reach it");
    }
    IssuedInvitation invitation =
        coordinator
            .admissions()
            .invite(node, endpoints.getFirst(), expiry.orElse(Admissions.DEFAULT_EXPIRY), replaces);
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
   * first attempt is used again. A node that was removed joins again like any other. Blocks for 15
   * seconds at most. Raises INVALID_INVITATION, ALREADY_EXISTS, INVITATION_REFUSED,
   * INVITATION_USED, INVITATION_EXPIRED, PEER_MISMATCH, UNAVAILABLE, TIMED_OUT and what the
   * coordinator answers.
   */
  public MembershipSummary join(String text) {
    return join(text, false);
  }

  /**
   * Replaces this node's key in a network by an invitation made for that; the old key is refused
   * from the moment the coordinator has signed. Where this node is no member yet, as on a new
   * machine, the same as {@link #join}. Failures as there.
   */
  public MembershipSummary rekey(String text) {
    return join(text, true);
  }

  /**
   * What the administrator of this node compares with the coordinator's before it is approved; the
   * key must have been made by an attempt to join. Raises INVALID_INVITATION, NOT_FOUND.
   */
  public List<String> approvalWords(String text) {
    Invitation invitation = Invitation.parse(text);
    return keys.joining(invitation.member().network(), invitation.idText())
        .map(
            key ->
                ApprovalWords.of(invitation.member(), KeyHash.of(key.certificate().getPublicKey())))
        .orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, "There was no attempt by this invitation"));
  }

  /** The nodes that wait to be approved. Raises UNKNOWN_NETWORK, NOT_COORDINATOR. */
  public List<PendingNode> pending(NetworkId network) {
    return coordinator(network).admissions().pending();
  }

  /**
   * Approves a node that waits. Raises UNKNOWN_NETWORK, NOT_COORDINATOR, NOT_FOUND, and
   * INVALID_ARGUMENT when several wait under its name and the words do not say which.
   *
   * @param words the words that its administrator read; empty where they were compared already
   * @param by whose decision it is
   */
  public PendingNode approve(NetworkId network, NodeId node, List<String> words, String by) {
    PendingNode approved = coordinator(network).admissions().approve(node, words);
    events.record(
        "node.approved", Map.of("caller", by, "network", network.value(), "node", node.value()));
    return approved;
  }

  private MembershipSummary join(String text, boolean replacing) {
    Invitation invitation = Invitation.parse(text);
    NetworkId network = invitation.member().network();
    if (!invitation.member().node().equals(self.node())) {
      throw new TiscException(
          Reason.INVALID_INVITATION,
          "The invitation is for node " + invitation.member().node() + ", this is " + self.node());
    }
    synchronized (changing) {
      boolean member = port.memberships().find(network).isPresent();
      boolean again = member && (replacing || !active(network));
      if (!again) {
        requireNew(network);
      }
      KeyPair key = joiningKey(network, invitation);
      Applicant.Place place =
          new Applicant(port, clock).apply(invitation, key, self.profile().get());
      if (again) {
        replace(network, place);
        return summary(network);
      }
      begin(network, place.identity(), place.roster(), () -> keys.join(network, place.identity()));
      events.record(
          "network.joined", Map.of("network", network.value(), "invitation", invitation.idText()));
      return summary(network);
    }
  }

  /**
   * Takes a member out of a network this node coordinates. In force here when this returns, at the
   * others as soon as they hear of it. Safe to repeat. Raises UNKNOWN_NETWORK, NOT_COORDINATOR,
   * NOT_FOUND, INVALID_ARGUMENT.
   *
   * @param by whose decision it is
   * @return the roster without the member
   */
  public Roster expel(NetworkId network, NodeId node, String by) {
    coordinator(network).remove(node);
    events.record(
        "member.expelled", Map.of("caller", by, "network", network.value(), "node", node.value()));
    return roster(network);
  }

  /**
   * Leaves a network: the coordinator signs it, then the keys are deleted. Blocks for 15 seconds at
   * most. A node that was removed already only forgets the network. Raises UNKNOWN_NETWORK,
   * INVALID_ARGUMENT for the coordinator of others, and UNAVAILABLE or TIMED_OUT when the
   * coordinator is not reached; nothing has changed then.
   *
   * @param locally whether to leave without the coordinator, on whose roster this node stays
   * @param by whose decision it is
   */
  public void leave(NetworkId network, boolean locally, String by) {
    synchronized (changing) {
      membership(network);
      Roster roster = roster(network);
      if (coordinators.containsKey(network)) {
        if (roster.members().stream().filter(Member::active).count() > 1) {
          throw new TiscException(
              Reason.INVALID_ARGUMENT,
              "This node coordinates network " + network + ", which has other members");
        }
      } else if (active(network) && !locally) {
        calls.leave(new PeerId(network, roster.coordinator().node()));
      }
      end(network);
      events.record("network.left", Map.of("caller", by, "network", network.value()));
    }
  }

  /** Goes on with another key in a network whose membership is here already. */
  private void replace(NetworkId network, Applicant.Place place) {
    LinkMembership membership = membership(network);
    if (!membership.identity().root().equals(place.identity().root())) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The invitation is into another network of the name "
              + network
              + "; leave the present one first");
    }
    keys.replace(network, place.identity());
    membership.rosters().offer(place.roster());
    membership.renew(place.identity());
    port.redial(network);
    port.follow(roster(network));
    port.greetAll(network);
    events.record("network.rekeyed", Map.of("network", network.value()));
  }

  /** Takes a membership out of service and off the disk; the folder of its keys goes first. */
  private void end(NetworkId network) {
    keys.leave(network);
    coordinators.remove(network);
    renewals.remove(network);
    healths.remove(network);
    port.leave(network);
    RosterKeeper.forget(network, store);
    twins.forget(network);
    blocks.of(network).forEach(node -> blocks.remove(network, node));
  }

  /**
   * Has nothing to do with a member from now on: refuses its calls, ends those under way, and asks
   * it nothing. Kept through restarts; nobody else hears of it. Safe to repeat. Raises
   * UNKNOWN_NETWORK, NOT_FOUND, INVALID_ARGUMENT for this node itself.
   *
   * @param by whose decision it is
   */
  public void block(NetworkId network, NodeId node, String by) {
    Roster roster = roster(network);
    if (node.equals(self.node())) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A node does not block itself");
    }
    if (roster.member(node).isEmpty()) {
      throw new TiscException(
          Reason.NOT_FOUND, "Node " + node + " is no member of network " + network);
    }
    changeBlocks(network, "peer.blocked", node, by, () -> blocks.add(network, node));
  }

  /** Ends a block. Safe to repeat. Raises UNKNOWN_NETWORK. */
  public void unblock(NetworkId network, NodeId node, String by) {
    changeBlocks(network, "peer.unblocked", node, by, () -> blocks.remove(network, node));
  }

  private void changeBlocks(
      NetworkId network, String event, NodeId node, String by, Runnable change) {
    synchronized (changing) {
      LinkMembership membership = membership(network);
      change.run();
      membership.block(blocks.of(network));
      port.follow(roster(network));
      events.record(event, Map.of("caller", by, "network", network.value(), "node", node.value()));
    }
  }

  /**
   * Renews the certificate of this node now, with a new key; at the coordinator also issuing
   * authority and roster key where they are due. Blocks for up to half a minute. Raises
   * UNKNOWN_NETWORK, NOT_A_MEMBER, UNAVAILABLE, TIMED_OUT and what the coordinator answers; the old
   * key stays in use then, and the next attempt goes on from where this one ended.
   *
   * @param rootIn at the coordinator the folder with the root key, where it was taken out
   * @param by whose decision it is
   * @return whether the new key is in use; if not, it will be within minutes
   */
  public boolean renew(NetworkId network, Optional<Path> rootIn, String by) {
    membership(network);
    if (!active(network)) {
      throw new TiscException(
          Reason.NOT_A_MEMBER, "This node is no active member of network " + network);
    }
    Coordinator coordinator = coordinators.get(network);
    if (coordinator != null) {
      renewAuthorities(network, coordinator, rootIn);
    }
    events.record("renewal.asked", Map.of("caller", by, "network", network.value()));
    KeyRenewal renewal = renewals.get(network);
    if (renewal == null) {
      throw new TiscException(Reason.UNKNOWN_NETWORK, "No network " + network + " here any more");
    }
    KeyRenewal.Outcome outcome = renewal.step(true);
    try {
      for (int i = 0; i < WAITS && outcome == KeyRenewal.Outcome.WAITING; i++) {
        // What is waited for happens at the peers; only another look tells.
        Thread.sleep(WAIT_MILLIS);
        outcome = renewal.step(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return outcome == KeyRenewal.Outcome.RENEWED;
  }

  /**
   * Tells the coordinator what this node says about itself now, where the roster says something
   * else.
   */
  private void describe(NetworkId network) {
    MemberProfile profile = self.profile().get();
    Roster roster = roster(network);
    Optional<Member> present = roster.member(self.node()).filter(Member::active);
    if (present.isEmpty() || present.get().profile().equals(profile)) {
      return;
    }
    Coordinator coordinator = coordinators.get(network);
    if (coordinator != null) {
      coordinator.describe(self.node(), profile);
      return;
    }
    calls
        .describe(new PeerId(network, roster.coordinator().node()), profile)
        .ifPresent(membership(network).rosters()::offer);
  }

  private void renewAuthorities(NetworkId network, Coordinator coordinator, Optional<Path> rootIn) {
    synchronized (changing) {
      if (!coordinator.authoritiesDue()) {
        return;
      }
      Optional<Identity> root = keys.root(network, rootIn);
      if (root.isEmpty()) {
        return;
      }
      if (!root.get().root().equals(membership(network).identity().root())) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED, "The root key is not that of network " + network);
      }
      CertificateAuthority authority = new CertificateAuthority(root.get());
      Identity issuing = authority.createIssuing(network, clock.instant());
      Identity rosterKey = authority.createRosterKey(network, clock.instant());
      keys.keepAuthorities(network, issuing, rosterKey);
      coordinator.use(issuing, rosterKey);
      events.record(
          "authority.renewed",
          Map.of(
              "network", network.value(),
              "until", issuing.certificate().getNotAfter().toInstant().toString()));
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

  /** Takes a roster as if a peer had sent it; for tests of what peers may send. */
  void offer(NetworkId network, SignedRoster roster) {
    membership(network).rosters().offer(roster);
  }

  /** One round of upkeep: renews what this node signs, asks one peer per network for news. */
  void upkeep() {
    for (LinkMembership membership : port.memberships().all()) {
      NetworkId network = membership.self().network();
      try {
        Coordinator coordinator = coordinators.get(network);
        if (coordinator != null) {
          renewAuthorities(network, coordinator, Optional.empty());
          coordinator.retireKeys();
          coordinator.renewIfDue();
        }
        port.pollRoster(network);
        KeyRenewal renewal = renewals.get(network);
        if (renewal != null) {
          renewal.upkeep();
        }
        describe(network);
        Optional.ofNullable(healths.get(network)).ifPresent(MembershipHealth::tell);
      } catch (TiscException e) {
        LOG.error("Upkeep of network {} failed: {}", network, e.getMessage(), e);
      }
    }
    // Certificates and rosters end by themselves; so must the calls that began before.
    port.enforce();
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
          network,
          new Coordinator(keeper, issuing.get(), rosterKey.get(), ledger, keyChanges, clock));
    }
    keeper.listen(
        new RosterNews(
            self.node(), keeper.current(), port, events, () -> coordinators.containsKey(network)));
    LinkMembership membership =
        new LinkMembership(new PeerId(network, self.node()), tls, chains(network, tls), keeper);
    membership.block(blocks.of(network));
    port.memberships().put(membership);
    Optional<Coordinator> coordinator = Optional.ofNullable(coordinators.get(network));
    KeyRenewal renewal = new KeyRenewal(membership, keys, coordinator, port, events, clock);
    renewals.put(network, renewal);
    healths.put(network, new MembershipHealth(membership, coordinator, renewal, twins, clock));
    keeper.current().ifPresent(port::follow);
  }

  private void requireNew(NetworkId network) {
    if (keys.contains(network) || port.memberships().find(network).isPresent()) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "This node is a member of network " + network + " already");
    }
  }

  private boolean active(NetworkId network) {
    return roster(network).member(self.node()).filter(Member::active).isPresent();
  }

  private Coordinator coordinator(NetworkId network) {
    membership(network);
    Coordinator coordinator = coordinators.get(network);
    if (coordinator == null) {
      throw new TiscException(
          Reason.NOT_COORDINATOR, "This node does not coordinate network " + network);
    }
    return coordinator;
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
        roster.member(self.node()).map(Member::state).orElse(MemberState.REMOVED),
        roster.version(),
        roster.validUntil(),
        membership.identity().certificate().getNotAfter().toInstant(),
        Optional.ofNullable(healths.get(network)).map(MembershipHealth::warnings).orElse(List.of()),
        membership.blocked());
  }
}
