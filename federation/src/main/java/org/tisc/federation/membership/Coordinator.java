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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.MemberSignatures;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.membership.StoredInvitation.State;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterProtos;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.Application;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;
import org.tisc.proto.federation.v1.RenewExpiredRequest;
import org.tisc.proto.federation.v1.Renewal;

/**
 * Admits members to one network and signs its roster.
 *
 * <p>An invitation goes OPEN, USED, ISSUED, each step on disk before the next: first the key that
 * uses it, then the certificate, then the roster with the new member. Whoever comes with the same
 * key finds the step that was reached and continues from there, so a crash or a lost answer between
 * any two steps costs nothing; whoever comes with another key is refused from USED on. One lock
 * makes applicants of one instant come one after the other.
 */
final class Coordinator {
  static final Duration DEFAULT_EXPIRY = Duration.ofHours(24);
  private static final Duration MAX_EXPIRY = Duration.ofDays(30);
  private static final int MAX_APPLICATION_BYTES = 16 * 1024;
  private static final int MAX_RENEWAL_BYTES = 8 * 1024;
  private static final int MAX_PENDING = 32;
  private static final Duration APPROVE_WITHIN = Duration.ofHours(24);
  private static final Duration CHANGE_EVERY = Duration.ofMinutes(1);
  // Longer than any connection that began with the old key is kept for.
  private static final Duration RETIRE_AFTER = Duration.ofMinutes(5);
  // So that every certificate of a node gets its whole life.
  private static final Duration AUTHORITY_MARGIN =
      CertificateAuthority.NODE_LIFE.plus(Duration.ofDays(20));
  // A roster is renewed when half its life is over: 30 days for a coordinator to be away.
  private static final Duration RENEW_BEFORE = Roster.VALIDITY.dividedBy(2);

  private final NetworkId network;
  private final KeyHash root;
  private final RosterKeeper rosters;
  private final InvitationLedger ledger;
  private final KeyChanges keyChanges;
  private final InstantSource clock;
  private final WrongProofs wrongProofs = new WrongProofs();
  private final ConcurrentHashMap<NodeId, Seen> seen = new ConcurrentHashMap<>();
  private final Map<NodeId, Instant> described = new HashMap<>();
  private final Map<NodeId, Instant> renewed = new HashMap<>();
  private final Object admitting = new Object();
  private volatile Identity issuing;
  private volatile Identity rosterKey;

  /** The key that a member called with last, and since when. */
  private record Seen(KeyHash key, Instant since) {}

  /** A certified key and the roster that lists it. */
  record Certified(List<X509Certificate> chain, SignedRoster roster) {}

  Coordinator(
      RosterKeeper rosters,
      Identity issuing,
      Identity rosterKey,
      InvitationLedger ledger,
      KeyChanges keyChanges,
      InstantSource clock) {
    this.network = rosters.network();
    this.rosters = rosters;
    this.issuing = issuing;
    this.root = KeyHash.of(issuing.root().getPublicKey());
    this.rosterKey = rosterKey;
    this.ledger = ledger;
    this.keyChanges = keyChanges;
    this.clock = clock;
  }

  /** Invites a node that is not an active member. Raises ALREADY_EXISTS, INVALID_ARGUMENT. */
  IssuedInvitation invite(NodeId node, Endpoint endpoint, Duration expiry) {
    return invite(node, endpoint, expiry, false);
  }

  /**
   * Invites a node.
   *
   * @param replaces whether it is an active member that shall get another key, and only that;
   *     raises NOT_FOUND where it is none
   */
  IssuedInvitation invite(NodeId node, Endpoint endpoint, Duration expiry, boolean replaces) {
    if (expiry.isNegative() || expiry.isZero() || expiry.compareTo(MAX_EXPIRY) > 0) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "An invitation lasts up to " + MAX_EXPIRY.toDays() + " days, not " + expiry);
    }
    requireFit(node, replaces);
    Invitation invitation = Invitation.create(endpoint, new PeerId(network, node), root);
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
    synchronized (admitting) {
      InvitationLedger.Line now = ledger.find(network, idText(request)).orElse(line);
      now = use(now, keyHash, id);
      requireApproval(now, keyHash, id);
      now = issue(now, id, key);
      SignedRoster roster = admit(id.node(), profile, keyHash, now.invitation());
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

  /**
   * Takes a member out of the network; its keys are never accepted again. Safe to repeat. Raises
   * NOT_FOUND for a node that never was a member, INVALID_ARGUMENT for the coordinator.
   *
   * @return the roster that says so
   */
  SignedRoster remove(NodeId node) {
    synchronized (admitting) {
      Roster roster = current();
      Member member =
          roster
              .member(node)
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.NOT_FOUND,
                          "Node " + node + " is no member of network " + network));
      if (member.role() == MemberRole.COORDINATOR) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "Node " + node + " coordinates network " + network + " and cannot be taken out of it");
      }
      ledger.voidAll(network, node);
      if (member.state() == MemberState.REMOVED) {
        return rosters.signed().orElseThrow();
      }
      return sign(
          roster.with(
              new Member(
                  node, member.profile(), MemberState.REMOVED, member.role(), member.tlsKeys()),
              clock.instant()));
    }
  }

  /**
   * Certifies a new key of a member; the roster lists it beside the current one until it has been
   * seen for a while. Safe to repeat with the same key. Raises NOT_A_MEMBER,
   * INVALID_CERTIFICATE_REQUEST, and BUSY for a second new key within a minute.
   *
   * @param current the key by which the member proved itself
   */
  Certified renew(NodeId node, KeyHash current, byte[] certificateRequest) {
    PeerId id = new PeerId(network, node);
    PublicKey key = CertificateRequests.check(certificateRequest, id);
    KeyHash fresh = KeyHash.of(key);
    synchronized (admitting) {
      Roster roster = current();
      Member member =
          roster
              .member(node)
              .filter(present -> present.mayUse(current))
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.NOT_A_MEMBER, id + " is not an active member with this key"));
      if (fresh.equals(current)) {
        throw new TiscException(
            Reason.INVALID_CERTIFICATE_REQUEST, "A renewal needs a new key, not the current one");
      }
      if (!member.tlsKeys().contains(fresh)) {
        requireFresh(fresh);
        requireRest(renewed, node);
      }
      List<X509Certificate> chain = authority().issueNode(id, key, clock.instant());
      keyChanges.put(network, node, fresh);
      SignedRoster signed =
          member.tlsKeys().equals(Set.of(current, fresh))
              ? rosters.signed().orElseThrow()
              : sign(roster.with(withKeys(member, Set.of(current, fresh)), clock.instant()));
      return new Certified(chain, signed);
    }
  }

  /**
   * Renewal by a member whose certificate has expired: the expired key signs instead of a
   * connection. Failures as in the contract.
   */
  Certified renewExpired(RenewExpiredRequest request, String address) {
    wrongProofs.require(address);
    try {
      if (request.getRenewal().size() > MAX_RENEWAL_BYTES) {
        throw new TiscException(
            Reason.TOO_LARGE, "A renewal has at most " + MAX_RENEWAL_BYTES + " bytes");
      }
      Renewal renewal = Renewal.parseFrom(request.getRenewal());
      PublicKey expired = MemberSignatures.decode(request.getExpiredKey().toByteArray());
      if (!renewal.getNetwork().equals(network.value())
          || !MemberSignatures.verify(
              expired,
              Applicant.RENEWAL_DOMAIN,
              request.getRenewal().toByteArray(),
              request.getSignature().toByteArray())) {
        throw new TiscException(
            Reason.UNAUTHENTICATED, "The renewal is not signed by the key that it names");
      }
      return renew(
          new NodeId(renewal.getNode()),
          KeyHash.of(expired),
          renewal.getCertificateRequest().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      wrongProofs.count(address);
      throw new TiscException(Reason.INVALID_ARGUMENT, "The renewal cannot be read", e);
    } catch (TiscException e) {
      wrongProofs.count(address);
      throw e;
    }
  }

  /** A member called with this key. Never blocks. */
  void seen(NodeId node, KeyHash key) {
    Seen before = seen.get(node);
    if (before == null || !before.key().equals(key)) {
      seen.put(node, new Seen(key, clock.instant()));
    }
  }

  /** Takes old keys off the roster whose successors have been in use for some minutes. */
  void retireKeys() {
    synchronized (admitting) {
      Roster roster = current();
      Instant before = clock.instant().minus(RETIRE_AFTER);
      List<Member> changed = new ArrayList<>();
      List<NodeId> done = new ArrayList<>();
      keyChanges
          .of(network)
          .forEach(
              (node, fresh) -> {
                Optional<Member> member = roster.member(node).filter(m -> m.mayUse(fresh));
                if (member.isEmpty() || member.get().tlsKeys().size() == 1) {
                  done.add(node);
                  return;
                }
                Seen last = seen.get(node);
                if (last != null && last.key().equals(fresh) && last.since().isBefore(before)) {
                  changed.add(withKeys(member.get(), Set.of(fresh)));
                  done.add(node);
                }
              });
      if (!changed.isEmpty()) {
        sign(roster.with(changed, clock.instant()));
      }
      done.forEach(node -> keyChanges.remove(network, node));
    }
  }

  /** Whether the issuing authority or the roster key end so soon that they must be renewed. */
  boolean authoritiesDue() {
    Instant bound = clock.instant().plus(AUTHORITY_MARGIN);
    return authoritiesEnd().isBefore(bound);
  }

  /** When the first of issuing authority and roster key ends. */
  Instant authoritiesEnd() {
    Instant a = issuing.certificate().getNotAfter().toInstant();
    Instant b = rosterKey.certificate().getNotAfter().toInstant();
    return a.isBefore(b) ? a : b;
  }

  /** Uses renewed keys from now on. */
  void use(Identity freshIssuing, Identity freshRosterKey) {
    synchronized (admitting) {
      issuing = freshIssuing;
      rosterKey = freshRosterKey;
    }
  }

  private CertificateAuthority authority() {
    return new CertificateAuthority(issuing);
  }

  private static Member withKeys(Member member, Set<KeyHash> keys) {
    return new Member(member.node(), member.profile(), member.state(), member.role(), keys);
  }

  /** Signs a roster anew when half of its life is over. */
  void renewIfDue() {
    synchronized (admitting) {
      Roster roster = current();
      Instant now = clock.instant();
      if (!roster.validAt(now.plus(RENEW_BEFORE))) {
        sign(roster.renewed(now));
      }
    }
  }

  /**
   * Brings a member's line of the roster up to date, if it differs. Raises NOT_A_MEMBER, and BUSY
   * within a minute of the member's last change.
   */
  SignedRoster describe(NodeId node, MemberProfile profile) {
    synchronized (admitting) {
      Roster roster = current();
      Member present =
          roster
              .member(node)
              .filter(Member::active)
              .orElseThrow(
                  () -> new TiscException(Reason.NOT_A_MEMBER, node + " is no active member"));
      if (present.profile().equals(profile)) {
        return rosters.signed().orElseThrow();
      }
      requireRest(described, node);
      return sign(
          roster.with(
              new Member(node, profile, present.state(), present.role(), present.tlsKeys()),
              clock.instant()));
    }
  }

  /** Each change is a roster for the whole network, so no member makes many of them. */
  private void requireRest(Map<NodeId, Instant> lasts, NodeId node) {
    Instant now = clock.instant();
    Instant last = lasts.get(node);
    if (last != null && now.isBefore(last.plus(CHANGE_EVERY))) {
      throw new TiscException(
          Reason.BUSY, "The roster's line of " + node + " was changed less than a minute ago");
    }
    lasts.put(node, now);
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
        requireFresh(key);
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
    return current().settings().manualApproval();
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
    synchronized (admitting) {
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
    synchronized (admitting) {
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
        List<X509Certificate> chain = authority().issueNode(id, key, clock.instant());
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
      NodeId node, MemberProfile profile, KeyHash key, StoredInvitation invitation) {
    Roster roster = current();
    Optional<Member> present = roster.member(node);
    if (present.isPresent() && present.get().active()) {
      boolean replace = invitation.replaces() && invitation.state() == State.ISSUED;
      if (present.get().tlsKeys().contains(key) && !replace) {
        return rosters.signed().orElseThrow();
      }
      if (!replace) {
        throw new TiscException(
            Reason.ALREADY_EXISTS, "Node " + node + " is a member with another key");
      }
      keyChanges.remove(network, node);
      return present.get().tlsKeys().equals(Set.of(key))
          ? rosters.signed().orElseThrow()
          : sign(
              roster.with(
                  new Member(node, profile, MemberState.ACTIVE, present.get().role(), Set.of(key)),
                  clock.instant()));
    }
    if (invitation.replaces()) {
      throw notReplaceable(node);
    }
    return sign(
        roster.with(
            new Member(node, profile, MemberState.ACTIVE, MemberRole.MEMBER, Set.of(key)),
            clock.instant()));
  }

  private SignedRoster sign(Roster roster) {
    SignedRoster signed = SignedRoster.sign(roster, rosterKey);
    rosters.offer(signed);
    return signed;
  }

  private Roster current() {
    return rosters
        .current()
        .orElseThrow(() -> new IllegalStateException("A coordinator holds a roster"));
  }

  private void requireFit(NodeId node, boolean replaces) {
    if (!replaces) {
      requireRoom(node);
    } else if (current().member(node).filter(Member::active).isEmpty()) {
      throw notReplaceable(node);
    }
  }

  private TiscException notReplaceable(NodeId node) {
    return new TiscException(
        Reason.NOT_FOUND,
        "Node " + node + " is no active member of network " + network + " whose key to replace");
  }

  private void requireRoom(NodeId node) {
    Roster roster = current();
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

  private void requireFresh(KeyHash key) {
    for (Member member : current().members()) {
      if (member.tlsKeys().contains(key)) {
        throw new TiscException(
            Reason.INVALID_CERTIFICATE_REQUEST,
            "The key to certify is that of member " + member.node() + "; make a new one");
      }
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
