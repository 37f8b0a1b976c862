package org.tisc.federation.membership;

import io.grpc.BindableService;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
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
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRemoval;
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
  private final MembershipTools tools;
  private final MembershipTable table;
  private final CoordinatorCalls calls;
  private final Succession succession;
  private final RootRotation rotation;
  private final Upkeep upkeep;

  /** Memberships with keys in this folder, encrypted with the passphrase in this file. */
  public Memberships(
      OwnNode self,
      Path keyFolder,
      Path passphraseFile,
      StateStore store,
      InstantSource clock,
      LinkPort port,
      SecurityEvents events) {
    KeyFolder keys = new KeyFolder(keyFolder, passphraseFile);
    this.tools =
        new MembershipTools(
            self,
            keys,
            new FeedKeys(keys, clock),
            store,
            clock,
            port,
            events,
            new Twins(self.node(), self.instance(), store, clock, events));
    this.table = new MembershipTable(tools);
    this.calls = new CoordinatorCalls(port);
    this.succession = new Succession(tools, table, calls);
    this.rotation = new RootRotation(tools, table, succession);
    this.upkeep = new Upkeep(tools, table, calls, succession, rotation);
    port.onInstances(tools.twins());
    port.onCall(
        peer ->
            table
                .find(peer.id().network())
                .flatMap(OwnMembership::coordinating)
                .ifPresent(coordinator -> coordinator.seen(peer.id().node(), peer.key())));
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
    table.load();
  }

  /** The key that signs this node's entries in a network; empty where it has none. */
  public Optional<KeyPair> feedKey(NetworkId network) {
    return table.find(network).flatMap(membership -> tools.feedKeys().find(network));
  }

  /** The roster in force of a network; empty where this node is no member. Reads memory only. */
  public Optional<Roster> findRoster(NetworkId network) {
    return table.find(network).flatMap(membership -> membership.link().rosters().current());
  }

  /**
   * What proves to an outsider who the members of a network are.
   *
   * @param root what every roster's signature leads to
   * @param roster the roster in force, as it was signed
   */
  public record Proof(X509Certificate root, SignedRoster roster) {}

  /** The proof for a network. Raises UNKNOWN_NETWORK, NOT_FOUND before the first roster. */
  public Proof proof(NetworkId network) {
    LinkMembership link = table.require(network).link();
    return new Proof(
        link.chains().root(),
        link.rosters()
            .signed()
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.NOT_FOUND, "No roster of network " + network + " yet")));
  }

  /** The services to serve on the port. */
  public List<BindableService> services() {
    Function<NetworkId, Optional<Coordinator>> coordinating =
        network -> table.find(network).flatMap(OwnMembership::coordinating);
    LinkMemberships served = tools.port().memberships();
    return List.of(
        new EnrolmentRpc(coordinating, tools.port().refusals(), tools.events()),
        new MembershipRpc(coordinating, succession, tools.events()),
        new RosterRpc(network -> served.find(network).map(LinkMembership::rosters)));
  }

  /** Does a coordinator's duties that may have become due while the node was stopped. */
  public void describeSelf() {
    upkeep.afterStart();
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
    return new Founding(tools, table)
        .create(
            network,
            new NetworkSettings(title, suite, tools.self().scoringProfile().get(), manualApproval),
            rootOut);
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
    OwnMembership membership = table.require(network);
    Coordinator coordinator = membership.coordinator();
    var endpoints = tools.self().profile().get().endpoints();
    if (endpoints.isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "This node advertises no endpoint; an invited node could not reach it");
    }
    IssuedInvitation invitation =
        coordinator
            .admissions()
            .invite(
                node,
                endpoints.getFirst(),
                // What this node itself leads to: its own certificate may be under the former root.
                KeyHash.of(membership.link().identity().root().getPublicKey()),
                expiry.orElse(Admissions.DEFAULT_EXPIRY),
                replaces);
    tools
        .events()
        .record(
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
    return new Joining(tools, table).join(text, false);
  }

  /**
   * Replaces this node's key in a network by an invitation made for that; the old key is refused
   * from the moment the coordinator has signed. Where this node is no member yet, as on a new
   * machine, the same as {@link #join}. Failures as there.
   */
  public MembershipSummary rekey(String text) {
    return new Joining(tools, table).join(text, true);
  }

  /**
   * What the administrator of this node compares with the coordinator's before it is approved; the
   * key must have been made by an attempt to join. Raises INVALID_INVITATION, NOT_FOUND.
   */
  public List<String> approvalWords(String text) {
    return new Joining(tools, table).approvalWords(text);
  }

  /** The nodes that wait to be approved. Raises UNKNOWN_NETWORK, NOT_COORDINATOR. */
  public List<PendingNode> pending(NetworkId network) {
    return table.require(network).coordinator().admissions().pending();
  }

  /**
   * Approves a node that waits. Raises UNKNOWN_NETWORK, NOT_COORDINATOR, NOT_FOUND, and
   * INVALID_ARGUMENT when several wait under its name and the words do not say which.
   *
   * @param words the words that its administrator read; empty where they were compared already
   * @param by whose decision it is
   */
  public PendingNode approve(NetworkId network, NodeId node, List<String> words, String by) {
    PendingNode approved = table.require(network).coordinator().admissions().approve(node, words);
    tools
        .events()
        .record(
            "node.approved",
            Map.of("caller", by, "network", network.value(), "node", node.value()));
    return approved;
  }

  /**
   * Takes a member out of a network this node coordinates, or is a deputy in. In force here when
   * this returns, at the others as soon as they hear of it. Safe to repeat. Raises UNKNOWN_NETWORK,
   * NOT_COORDINATOR, NOT_FOUND, INVALID_ARGUMENT; at a deputy also BUSY when very many removals
   * wait for the coordinator.
   *
   * @param by whose decision it is
   * @return the roster without the member
   */
  public Roster expel(NetworkId network, NodeId node, String by) {
    OwnMembership membership = table.require(network);
    Optional<Coordinator> coordinator = membership.coordinating();
    if (coordinator.isPresent()) {
      coordinator.get().remove(node);
    } else {
      Deputy.of(membership, tools.clock()).remove(node);
    }
    tools
        .events()
        .record(
            "member.expelled",
            Map.of("caller", by, "network", network.value(), "node", node.value()));
    return membership.roster();
  }

  /**
   * Names a member as deputy, who may expel members, or takes that back; for the coordinator. At
   * most {@link Roster#MAX_DEPUTIES}. Taking it back first makes the removals that peers know of
   * the coordinator's own, and blocks for half a minute at most to ask them. Safe to repeat. Raises
   * UNKNOWN_NETWORK, NOT_COORDINATOR, NOT_FOUND, INVALID_ARGUMENT.
   *
   * @param by whose decision it is
   */
  public Roster deputy(NetworkId network, NodeId node, boolean may, String by) {
    OwnMembership membership = table.require(network);
    Coordinator coordinator = membership.coordinator();
    if (!may) {
      // What the deputy signed while it was one must not be undone because nobody told it here yet.
      tools.port().pollRosters(network);
      coordinator.fold();
    }
    coordinator.deputy(node, may);
    tools
        .events()
        .record(
            may ? "deputy.named" : "deputy.dismissed",
            Map.of("caller", by, "network", network.value(), "node", node.value()));
    return membership.roster();
  }

  /** How the coordination of a network goes into other hands. */
  public Succession succession() {
    return succession;
  }

  /** How the root key of a network is replaced. */
  public RootRotation rotation() {
    return rotation;
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
    synchronized (table.lock()) {
      OwnMembership membership = table.require(network);
      Roster roster = membership.roster();
      if (membership.coordinating().isPresent()) {
        if (roster.members().stream().filter(Member::active).count() > 1) {
          throw new TiscException(
              Reason.INVALID_ARGUMENT,
              "This node coordinates network " + network + ", which has other members");
        }
      } else if (membership.active() && !locally) {
        calls.leave(new PeerId(network, roster.coordinator().node()));
      }
      table.end(network);
      tools.events().record("network.left", Map.of("caller", by, "network", network.value()));
    }
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
    if (node.equals(tools.self().node())) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A node does not block itself");
    }
    if (roster.member(node).isEmpty()) {
      throw new TiscException(
          Reason.NOT_FOUND, "Node " + node + " is no member of network " + network);
    }
    changeBlocks(network, "peer.blocked", node, by, () -> table.blocks().add(network, node));
  }

  /** Ends a block. Safe to repeat. Raises UNKNOWN_NETWORK. */
  public void unblock(NetworkId network, NodeId node, String by) {
    changeBlocks(network, "peer.unblocked", node, by, () -> table.blocks().remove(network, node));
  }

  private void changeBlocks(
      NetworkId network, String event, NodeId node, String by, Runnable change) {
    synchronized (table.lock()) {
      LinkMembership membership = table.require(network).link();
      change.run();
      membership.block(table.blocks().of(network));
      tools.port().follow(roster(network));
      tools
          .events()
          .record(event, Map.of("caller", by, "network", network.value(), "node", node.value()));
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
    return upkeep.renew(network, rootIn, by);
  }

  /** All memberships, by network. */
  public List<MembershipSummary> list() {
    return table.all().stream().map(OwnMembership::summary).toList();
  }

  /** The roster in force. Raises UNKNOWN_NETWORK. */
  public Roster roster(NetworkId network) {
    return table.require(network).roster();
  }

  /** Takes a roster as if a peer had sent it; for tests of what peers may send. */
  void offer(NetworkId network, SignedRoster roster) {
    table.require(network).link().rosters().offer(roster);
  }

  /** The same for a deputy's removal. */
  void offer(NetworkId network, SignedRemoval removal) {
    table.require(network).link().rosters().offer(removal);
  }

  /** One round of upkeep: renews what this node signs, asks one peer per network for news. */
  void upkeep() {
    upkeep.round();
  }
}
