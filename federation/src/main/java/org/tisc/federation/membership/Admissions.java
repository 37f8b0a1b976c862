package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Terms;
import org.tisc.federation.membership.StoredInvitation.State;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterProtos;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.Application;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;

/**
 * Admits nodes to one network, and gives members another key, by invitations.
 *
 * <p>An invitation goes OPEN, USED, ISSUED, each step on disk before the next: first the key that
 * uses it, then, where the administrator must approve, that he did, then the certificate, then the
 * roster with the member. Whoever comes with the same key finds the step that was reached and
 * continues from there, so a crash or a lost answer between any two steps costs nothing; whoever
 * comes with another key is refused from USED on. One that replaced a key becomes DONE, so that it
 * never undoes a later change. Works under the lock of its {@link Coordinator}.
 */
final class Admissions {
  static final Duration DEFAULT_EXPIRY = Duration.ofHours(24);
  private static final Duration MAX_EXPIRY = Duration.ofDays(30);
  private static final int MAX_APPLICATION_BYTES = 16 * 1024;
  private static final int MAX_PENDING = 32;
  private static final Duration APPROVE_WITHIN = Duration.ofHours(24);

  private final Coordinator coordinator;
  private final NetworkId network;
  private final InvitationLedger ledger;
  private final KeyChanges keyChanges;
  private final WrongProofs wrongProofs;
  private final InstantSource clock;

  Admissions(
      Coordinator coordinator,
      NetworkId network,
      InvitationLedger ledger,
      KeyChanges keyChanges,
      WrongProofs wrongProofs,
      InstantSource clock) {
    this.coordinator = coordinator;
    this.network = network;
    this.ledger = ledger;
    this.keyChanges = keyChanges;
    this.wrongProofs = wrongProofs;
    this.clock = clock;
  }

  /** Invites a node that is not an active member. Raises ALREADY_EXISTS, INVALID_ARGUMENT. */
  IssuedInvitation invite(NodeId node, Endpoint endpoint, KeyHash root, Duration expiry) {
    return invite(node, endpoint, root, expiry, false);
  }

  /**
   * Invites a node.
   *
   * @param root the key of the root that the node at the endpoint leads to
   * @param replaces whether it is an active member that shall get another key, and only that;
   *     raises NOT_FOUND where it is none
   */
  IssuedInvitation invite(
      NodeId node, Endpoint endpoint, KeyHash root, Duration expiry, boolean replaces) {
    if (expiry.isNegative() || expiry.isZero() || expiry.compareTo(MAX_EXPIRY) > 0) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "An invitation lasts up to " + MAX_EXPIRY.toDays() + " days, not " + expiry);
    }
    requireFit(node, replaces);
    Invitation invitation =
        Invitation.create(endpoint, new PeerId(network, node), root, coordinator.current().term());
    Instant expiresAt = clock.instant().plus(expiry);
    ledger.add(
        network,
        invitation.idText(),
        StoredInvitation.open(
            network.value(),
            node.value(),
            Base64.getEncoder().encodeToString(Proof.key(invitation.secret())),
            expiresAt,
            replaces));
    return new IssuedInvitation(invitation.text(), invitation.idText(), node, network, expiresAt);
  }

  /** Enrols an applicant; failures as in the contract. Safe to repeat with the same key. */
  EnrolResponse enrol(EnrolRequest request, String address) {
    wrongProofs.require(address);
    InvitationLedger.Line line = proven(request, address);
    Application application = application(request.getApplication());
    StoredInvitation invitation = line.invitation();
    PeerId id = new PeerId(network, new NodeId(invitation.node()));
    MemberProfile profile = profile(application);
    PublicKey key =
        CertificateRequests.check(application.getCertificateRequest().toByteArray(), id);
    KeyHash keyHash = KeyHash.of(key);
    Optional<FeedKey> feedKey = feedKey(application, id);
    synchronized (coordinator.lock()) {
      feedKey.ifPresent(told -> coordinator.requireForeign(id.node(), told));
      InvitationLedger.Line now = ledger.find(network, idText(request)).orElse(line);
      now = use(now, keyHash, id);
      requireApproval(now, keyHash, id);
      now = issue(now, id, key);
      SignedRoster roster = admit(id.node(), profile, keyHash, feedKey, now.invitation());
      if (now.invitation().replaces() && now.invitation().state() == State.ISSUED) {
        now = ledger.replace(now, now.invitation().done());
      }
      return EnrolResponse.newBuilder()
          .addAllCertificateChain(
              now.invitation().certificates().stream()
                  .map(text -> ByteString.copyFrom(Base64.getDecoder().decode(text)))
                  .toList())
          .setRoster(roster.toProto())
          .build();
    }
  }

  private InvitationLedger.Line proven(EnrolRequest request, String address) {
    if (request.getApplication().size() > MAX_APPLICATION_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE, "An application has at most " + MAX_APPLICATION_BYTES + " bytes");
    }
    Optional<InvitationLedger.Line> line =
        request.getInvitationId().size() == Invitation.ID_BYTES
            ? ledger.find(network, idText(request))
            : Optional.empty();
    // An unknown invitation is checked against a key nobody has, so that both take the same time.
    byte[] key =
        line.map(l -> Base64.getDecoder().decode(l.invitation().proofKey())).orElse(new byte[32]);
    if (!Proof.holds(key, request.getApplication(), request.getProof()) || line.isEmpty()) {
      wrongProofs.count(address);
      throw new TiscException(
          Reason.INVITATION_REFUSED,
          "The invitation is unknown or its secret is wrong; ask the coordinator for another one");
    }
    return line.get();
  }

  private InvitationLedger.Line use(InvitationLedger.Line line, KeyHash key, PeerId id) {
    StoredInvitation invitation = line.invitation();
    return switch (invitation.state()) {
      case OPEN -> {
        if (clock.instant().isAfter(invitation.expiresAt())) {
          throw new TiscException(
              Reason.INVITATION_EXPIRED, "The invitation expired at " + invitation.expiresAt());
        }
        requireFit(id.node(), invitation.replaces());
        coordinator.requireFresh(key);
        if (manualApproval() && waiting().size() >= MAX_PENDING) {
          throw new TiscException(
              Reason.BUSY, MAX_PENDING + " nodes wait for approval already; try again later");
        }
        yield ledger.replace(line, invitation.usedBy(key.hex(), clock.instant()));
      }
      case USED, ISSUED, DONE -> {
        if (!invitation.key().equals(key.hex())) {
          throw new TiscException(
              Reason.INVITATION_USED, "The invitation for " + id + " was used with another key");
        }
        yield line;
      }
      case VOID -> throw voided();
    };
  }

  private static TiscException voided() {
    return new TiscException(
        Reason.INVITATION_REFUSED,
        "The invitation is void since its node was removed; ask the coordinator for another one");
  }

  private boolean manualApproval() {
    return coordinator.current().settings().manualApproval();
  }

  private void requireApproval(InvitationLedger.Line line, KeyHash key, PeerId id) {
    StoredInvitation invitation = line.invitation();
    if (invitation.state() != State.USED || invitation.approved() || !manualApproval()) {
      return;
    }
    if (clock.instant().isAfter(invitation.usedAt().plus(APPROVE_WITHIN))) {
      ledger.replace(line, invitation.voided());
      throw voided();
    }
    throw new TiscException(
        Reason.APPROVAL_PENDING,
        "The coordinator's administrator must approve "
            + id
            + " after comparing: "
            + String.join(" ", ApprovalWords.of(id, key)));
  }

  /** The nodes that wait for approval; those that nobody approved in time are forgotten. */
  List<PendingNode> pending() {
    synchronized (coordinator.lock()) {
      return waiting().stream().map(this::pending).toList();
    }
  }

  /**
   * Approves a node; it is admitted when it asks again, which it does by itself. Raises NOT_FOUND
   * when no such node waits, INVALID_ARGUMENT when several do and the words do not say which.
   *
   * @param words the words of the one that is meant; empty where only one waits
   */
  PendingNode approve(NodeId node, List<String> words) {
    synchronized (coordinator.lock()) {
      List<InvitationLedger.Line> matching =
          waiting().stream()
              .filter(line -> line.invitation().node().equals(node.value()))
              .filter(line -> words.isEmpty() || pending(line).words().equals(words))
              .toList();
      if (matching.isEmpty()) {
        throw new TiscException(
            Reason.NOT_FOUND,
            "No node " + node + (words.isEmpty() ? "" : " with these words") + " waits");
      }
      if (matching.size() > 1) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            matching.size() + " nodes wait under the name " + node + "; say the words of one");
      }
      ledger.replace(matching.getFirst(), matching.getFirst().invitation().approve());
      return pending(matching.getFirst());
    }
  }

  private List<InvitationLedger.Line> waiting() {
    if (!manualApproval()) {
      return List.of();
    }
    List<InvitationLedger.Line> waiting = new ArrayList<>();
    for (InvitationLedger.Line line : ledger.of(network)) {
      StoredInvitation invitation = line.invitation();
      if (invitation.state() == State.USED && !invitation.approved()) {
        if (clock.instant().isAfter(invitation.usedAt().plus(APPROVE_WITHIN))) {
          ledger.replace(line, invitation.voided());
        } else {
          waiting.add(line);
        }
      }
    }
    return waiting;
  }

  private PendingNode pending(InvitationLedger.Line line) {
    StoredInvitation invitation = line.invitation();
    NodeId node = new NodeId(invitation.node());
    KeyHash key = KeyHash.of(HexFormat.of().parseHex(invitation.key()));
    return new PendingNode(
        node,
        ApprovalWords.of(new PeerId(network, node), key),
        invitation.usedAt(),
        invitation.usedAt().plus(APPROVE_WITHIN));
  }

  private InvitationLedger.Line issue(InvitationLedger.Line line, PeerId id, PublicKey key) {
    return switch (line.invitation().state()) {
      case VOID -> throw voided();
      case ISSUED, DONE -> line;
      case OPEN, USED -> {
        List<X509Certificate> chain = coordinator.authority().issueNode(id, key, clock.instant());
        Base64.Encoder encoder = Base64.getEncoder();
        yield ledger.replace(
            line,
            line.invitation()
                .issued(
                    chain.stream()
                        .map(c -> encoder.encodeToString(Certificates.encode(c)))
                        .toList()));
      }
    };
  }

  private SignedRoster admit(
      NodeId node,
      MemberProfile profile,
      KeyHash key,
      Optional<FeedKey> feedKey,
      StoredInvitation invitation) {
    Roster roster = coordinator.current();
    long term = term(invitation);
    Optional<Member> present = roster.member(node);
    if (present.isPresent() && present.get().active()) {
      boolean replace = invitation.replaces() && invitation.state() == State.ISSUED;
      if (present.get().tlsKeys().contains(key) && !replace) {
        return coordinator.signed();
      }
      if (!replace) {
        throw new TiscException(
            Reason.ALREADY_EXISTS, "Node " + node + " is a member with another key");
      }
      keyChanges.remove(network, node);
      return present.get().tlsKeys().equals(Set.of(key))
          ? coordinator.signed()
          : coordinator.sign(
              roster.with(
                  withFeedKey(present.get().withProfile(profile).withTlsKey(key, term), feedKey),
                  clock.instant()));
    }
    if (invitation.replaces()) {
      throw notReplaceable(node);
    }
    Member fresh =
        new Member(node, profile, MemberState.ACTIVE, MemberRole.MEMBER, Set.of(key))
            .withTlsKey(key, term)
            .withMemberSince(clock.instant())
            .withAdmission(roster.version() + 1);
    for (FeedKey earlier : present.map(Member::feedKeys).orElse(List.of())) {
      fresh = fresh.withFeedKey(earlier);
    }
    return coordinator.sign(roster.with(withFeedKey(fresh, feedKey), clock.instant()));
  }

  /** The term of the authority that certified the key; a crash may lie between that and now. */
  private static long term(StoredInvitation issued) {
    return Terms.of(Certificates.decode(Base64.getDecoder().decode(issued.certificates().get(1))));
  }

  /** A member whose list of keys for feeds is full takes part all the same; it cannot share. */
  private static Member withFeedKey(Member member, Optional<FeedKey> key) {
    return key.isPresent() && member.feedKeys().size() < Member.MAX_FEED_KEYS
        ? member.withFeedKey(key.get())
        : member;
  }

  private static Optional<FeedKey> feedKey(Application application, PeerId id) {
    return application.getFeedKey().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new FeedKeys.Told(application.getFeedKey(), application.getFeedKeyProof()).check(id));
  }

  private void requireFit(NodeId node, boolean replaces) {
    if (!replaces) {
      requireRoom(node);
    } else if (coordinator.current().member(node).filter(Member::active).isEmpty()) {
      throw notReplaceable(node);
    }
  }

  private TiscException notReplaceable(NodeId node) {
    return new TiscException(
        Reason.NOT_FOUND,
        "Node " + node + " is no active member of network " + network + " whose key to replace");
  }

  private void requireRoom(NodeId node) {
    Roster roster = coordinator.current();
    if (roster.member(node).filter(Member::active).isPresent()) {
      throw new TiscException(
          Reason.ALREADY_EXISTS,
          "Node " + node + " is a member of network " + network + " already");
    }
    if (roster.members().size() >= Roster.MAX_MEMBERS) {
      throw new TiscException(
          Reason.BUSY, "Network " + network + " has its " + Roster.MAX_MEMBERS + " members");
    }
  }

  private Application application(ByteString bytes) {
    try {
      Application application = Application.parseFrom(bytes);
      if (!application.getNetwork().equals(network.value())) {
        throw new TiscException(
            Reason.NETWORK_MISMATCH, "The application names another network than " + network);
      }
      return application;
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The application cannot be read", e);
    }
  }

  private static MemberProfile profile(Application application) {
    return new MemberProfile(
        new Names(application.getNameZh(), application.getNameEn()),
        application.getRegion(),
        application.getEndpointsList().stream().map(Endpoint::parse).toList(),
        application.getSoftwareVersion(),
        RosterProtos.details(
            application.getHostType(), application.getPhase(), application.getContactsList()));
  }

  private static String idText(EnrolRequest request) {
    return HexFormat.of().formatHex(request.getInvitationId().toByteArray());
  }
}
