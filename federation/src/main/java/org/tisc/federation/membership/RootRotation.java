package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.NetworkRoot;
import org.tisc.federation.roster.NetworkRoot.State;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * How the root key of a network is replaced by another one while the network goes on.
 *
 * <p>Three steps, each by one call, each a roster that says it: <em>announce</em>, where the
 * present root vouches for the next one and every member that stores the roster accepts both;
 * <em>issue</em>, where a new term begins under the next root, once every active member holds the
 * announcement; <em>retire</em>, where the former root counts for nothing any more, once every
 * active member's certificate is under the new one. A step that waits for members tells which, and
 * is taken without them only if the administrator names them. What a crash interrupts goes on by
 * the same call: the roster in force says how far it is, and each key is on disk before anybody
 * hears of it.
 *
 * <p>The root key signs the voucher and is needed no more once the new term has begun; its file is
 * replaced then, so that {@link Succession#recover} finds the present root where the former was.
 */
public final class RootRotation {
  private static final Logger LOG = LoggerFactory.getLogger(RootRotation.class);
  private static final String ACKNOWLEDGED = "root-acknowledged";

  /** How far it is. */
  public enum Phase {
    /** One root counts; the next step announces another one. */
    STEADY,
    /** The next root is announced; the next step issues from it. */
    ANNOUNCED,
    /** Certificates are issued from the new root; the next step retires the former one. */
    ISSUING
  }

  /**
   * How it stands.
   *
   * @param network whose root key it is about
   * @param phase how far it is
   * @param root the present root's key
   * @param next the announced root's key
   * @param former the key of the root that still counts for members' certificates
   * @param waitingFor the members that the next step waits for, by node id
   * @param rosterVersion the roster in force
   */
  public record Standing(
      NetworkId network,
      Phase phase,
      KeyHash root,
      Optional<KeyHash> next,
      Optional<KeyHash> former,
      List<NodeId> waitingFor,
      long rosterVersion) {
    public Standing {
      waitingFor = List.copyOf(waitingFor);
    }
  }

  private final MembershipTools tools;
  private final MembershipTable table;
  private final Succession succession;

  RootRotation(MembershipTools tools, MembershipTable table, Succession succession) {
    this.tools = tools;
    this.table = table;
    this.succession = succession;
  }

  /**
   * How it stands, as far as this node knows; only the coordinator knows who holds an announcement.
   * Raises UNKNOWN_NETWORK.
   */
  public Standing standing(NetworkId network) {
    OwnMembership membership = table.require(network);
    note(membership);
    return standing(membership);
  }

  /**
   * Takes the next step, unless it waits for members that are not named; for the coordinator. Safe
   * to repeat. Raises UNKNOWN_NETWORK, NOT_COORDINATOR, KEY_FILE_REFUSED where the root key is not
   * at hand, INVALID_ARGUMENT or ALREADY_EXISTS where the coordination is offered or given away.
   *
   * @param rootIn the folder with the root key, where it was taken out; the next one is kept beside
   *     it
   * @param without the members that need not have followed; whoever is among them and has not may
   *     need an invitation that replaces its key
   * @param by whose decision it is
   */
  public Standing step(
      NetworkId network, Optional<Path> rootIn, Collection<NodeId> without, String by) {
    synchronized (table.lock()) {
      OwnMembership membership = table.require(network);
      Coordinator coordinator = membership.coordinator();
      succession.requireKept(network);
      rootIn.ifPresent(RootRotation::requireFolder);
      note(membership);
      Standing before = standing(membership);
      Set<NodeId> left = new TreeSet<>(before.waitingFor());
      boolean go = Set.copyOf(without).containsAll(left);
      switch (before.phase()) {
        case STEADY -> {
          announce(membership, coordinator, rootIn);
          tell("root.announced", membership, by, Set.of());
        }
        case ANNOUNCED -> {
          if (go) {
            issue(membership, coordinator, rootIn);
            tell("root.begun", membership, by, left);
            renewOwn(membership);
          }
        }
        case ISSUING -> {
          settle(membership, rootIn);
          if (go) {
            coordinator.change(roster -> roster.retiring(tools.clock().instant()));
            tell("root.retired", membership, by, left);
          }
        }
      }
      return standing(membership);
    }
  }

  /**
   * Takes an announcement back; for the coordinator. Safe to repeat. Raises UNKNOWN_NETWORK,
   * NOT_COORDINATOR, and INVALID_ARGUMENT once certificates are issued from the new root.
   */
  public Standing withdraw(NetworkId network, String by) {
    synchronized (table.lock()) {
      OwnMembership membership = table.require(network);
      Coordinator coordinator = membership.coordinator();
      succession.requireKept(network);
      switch (standing(membership).phase()) {
        case STEADY -> {}
        case ANNOUNCED -> {
          if (!coordinator.stands(membership.link().chains().root())) {
            throw begun(network);
          }
          coordinator.change(roster -> roster.withdrawing(tools.clock().instant()));
          forget(tools, network);
          tools.keys().dropNextRoot(network);
          tell("root.withdrawn", membership, by, Set.of());
        }
        case ISSUING -> throw begun(network);
      }
      return standing(membership);
    }
  }

  /** Keeps which members hold the announcement, so that a restart need not ask them again. */
  synchronized void note(OwnMembership membership) {
    Optional<NetworkRoot> next = membership.roster().roots().find(State.NEXT);
    if (membership.coordinating().isEmpty() || next.isEmpty()) {
      return;
    }
    Set<NodeId> known = acknowledged(tools.store(), membership.network(), next.get());
    Set<NodeId> all = new TreeSet<>(known);
    for (Member member : membership.roster().members()) {
      PeerId id = new PeerId(membership.network(), member.node());
      if (member.active() && tools.port().heardVersion(id) >= next.get().since()) {
        all.add(member.node());
      }
    }
    if (!all.equals(known)) {
      long revision =
          tools
              .store()
              .read(ACKNOWLEDGED, membership.network().value())
              .map(StateDocument::revision)
              .orElse(0L);
      String content =
          next.get().key().hex()
              + all.stream().map(node -> "\n" + node).collect(Collectors.joining());
      tools
          .store()
          .write(
              ACKNOWLEDGED,
              membership.network().value(),
              revision,
              ByteString.copyFromUtf8(content));
    }
  }

  /** Drops what is kept of a network. */
  static void forget(MembershipTools tools, NetworkId network) {
    tools
        .store()
        .read(ACKNOWLEDGED, network.value())
        .ifPresent(one -> tools.store().delete(ACKNOWLEDGED, one.id(), one.revision()));
  }

  /**
   * The active members that the next step waits for, by what this node holds: who has not been
   * heard with the announcement, or whose certificate is under the former root.
   */
  static List<NodeId> waitingFor(Roster roster, NodeId self, StateStore store) {
    Optional<NetworkRoot> next = roster.roots().find(State.NEXT);
    if (next.isPresent()) {
      Set<NodeId> known = acknowledged(store, roster.network(), next.get());
      return roster.members().stream()
          .filter(Member::active)
          .map(Member::node)
          .filter(node -> !node.equals(self) && !known.contains(node))
          .toList();
    }
    return roster.roots().find(State.FORMER).isPresent() ? roster.underFormerRoot() : List.of();
  }

  private static Set<NodeId> acknowledged(StateStore store, NetworkId network, NetworkRoot next) {
    List<String> lines =
        store
            .read(ACKNOWLEDGED, network.value())
            .map(kept -> kept.content().toStringUtf8().lines().toList())
            .orElse(List.of());
    return lines.isEmpty() || !lines.getFirst().equals(next.key().hex())
        ? Set.of()
        : lines.stream().skip(1).map(NodeId::new).collect(Collectors.toUnmodifiableSet());
  }

  private Standing standing(OwnMembership membership) {
    Roster roster = membership.roster();
    Optional<NetworkRoot> next = roster.roots().find(State.NEXT);
    Optional<NetworkRoot> former = roster.roots().find(State.FORMER);
    return new Standing(
        membership.network(),
        next.isPresent() ? Phase.ANNOUNCED : former.isPresent() ? Phase.ISSUING : Phase.STEADY,
        KeyHash.of(membership.link().chains().root().getPublicKey()),
        next.map(NetworkRoot::key),
        former.map(NetworkRoot::key),
        waitingFor(roster, membership.node(), tools.store()),
        roster.version());
  }

  private void announce(OwnMembership membership, Coordinator coordinator, Optional<Path> rootIn) {
    NetworkId network = membership.network();
    X509Certificate present = membership.link().chains().root();
    Identity root =
        tools
            .keys()
            .root(network, rootIn)
            .filter(key -> key.certificate().equals(present))
            .orElseThrow(() -> missing(network, "root key", present, rootIn));
    Instant now = tools.clock().instant();
    Identity next = CertificateAuthority.createRoot(network, now);
    X509Certificate voucher = new CertificateAuthority(root).vouch(next.certificate(), now);
    forget(tools, network);
    tools.keys().keepNextRoot(network, next, rootIn);
    coordinator.change(roster -> roster.announcing(present, next.certificate(), voucher, now));
  }

  private void issue(OwnMembership membership, Coordinator coordinator, Optional<Path> rootIn) {
    NetworkId network = membership.network();
    X509Certificate announced =
        membership.roster().roots().find(State.NEXT).orElseThrow().certificate();
    Identity next =
        tools
            .keys()
            .nextRoot(network, rootIn)
            .filter(key -> key.certificate().equals(announced))
            .orElseThrow(() -> missing(network, "next root key", announced, rootIn));
    long term = Math.max(coordinator.term(), membership.roster().term()) + 1;
    CertificateAuthority authority = new CertificateAuthority(next);
    Instant now = tools.clock().instant();
    Identity issuing = authority.createIssuing(network, term, now);
    Identity rosterKey = authority.createRosterKey(network, term, now);
    tools.keys().keepAuthorities(network, issuing, rosterKey);
    coordinator.use(issuing, rosterKey);
    coordinator.change(roster -> roster.renewed(now));
    forget(tools, network);
    settle(membership, rootIn);
  }

  /** The next root's key takes the place of the root's, where a crash has not let it yet. */
  private void settle(OwnMembership membership, Optional<Path> rootIn) {
    NetworkId network = membership.network();
    X509Certificate present = membership.link().chains().root();
    if (tools
        .keys()
        .nextRoot(network, rootIn)
        .filter(next -> next.certificate().equals(present))
        .isPresent()) {
      tools.keys().useNextRoot(network, rootIn);
    }
  }

  /** This node goes first, so that whom it invites is led to the new root. */
  private static void renewOwn(OwnMembership membership) {
    try {
      KeyRenewal.Outcome _ = membership.renewal().step(true);
    } catch (TiscException e) {
      LOG.warn("Network {}: renewed later by itself: {}", membership.network(), e.getMessage());
    }
  }

  private void tell(String event, OwnMembership membership, String by, Set<NodeId> without) {
    tools
        .events()
        .record(
            event,
            Map.of(
                "caller", by,
                "network", membership.network().value(),
                "version", Long.toString(membership.roster().version()),
                "without", without.stream().map(NodeId::value).collect(Collectors.joining(" "))));
  }

  private static void requireFolder(Path rootIn) {
    if (!Files.isDirectory(rootIn)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          rootIn + " is no folder; name the one that holds the root key, where the next one goes");
    }
  }

  private static TiscException begun(NetworkId network) {
    return new TiscException(
        Reason.INVALID_ARGUMENT,
        "Certificates are issued from the new root of network " + network + " already");
  }

  private static TiscException missing(
      NetworkId network, String what, X509Certificate expected, Optional<Path> rootIn) {
    return new TiscException(
        Reason.KEY_FILE_REFUSED,
        "The "
            + what
            + " "
            + KeyHash.of(expected.getPublicKey()).hex().substring(0, 16)
            + " of network "
            + network
            + " is not "
            + rootIn.map(folder -> "in " + folder).orElse("on this machine")
            + "; name the folder it is in"
            + (what.startsWith("next") ? ", or withdraw the announcement" : ""));
  }
}
