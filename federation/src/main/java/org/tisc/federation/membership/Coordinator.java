package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
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
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.Application;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;

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
  // A roster is renewed when half its life is over: 30 days for a coordinator to be away.
  private static final Duration RENEW_BEFORE = Roster.VALIDITY.dividedBy(2);

  private final NetworkId network;
  private final CertificateAuthority issuing;
  private final KeyHash root;
  private final Identity rosterKey;
  private final RosterKeeper rosters;
  private final InvitationLedger ledger;
  private final InstantSource clock;
  private final WrongProofs wrongProofs = new WrongProofs();
  private final Object admitting = new Object();

  Coordinator(
      RosterKeeper rosters,
      Identity issuing,
      Identity rosterKey,
      InvitationLedger ledger,
      InstantSource clock) {
    this.network = rosters.network();
    this.rosters = rosters;
    this.issuing = new CertificateAuthority(issuing);
    this.root = KeyHash.of(issuing.root().getPublicKey());
    this.rosterKey = rosterKey;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Invites a node that is not an active member. Raises ALREADY_EXISTS, INVALID_ARGUMENT. */
  IssuedInvitation invite(NodeId node, Endpoint endpoint, Duration expiry) {
    if (expiry.isNegative() || expiry.isZero() || expiry.compareTo(MAX_EXPIRY) > 0) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "An invitation lasts up to " + MAX_EXPIRY.toDays() + " days, not " + expiry);
    }
    requireRoom(node);
    Invitation invitation = Invitation.create(endpoint, new PeerId(network, node), root);
    Instant expiresAt = clock.instant().plus(expiry);
    ledger.add(
        network,
        invitation.idText(),
        new StoredInvitation(
            network.value(),
            node.value(),
            Base64.getEncoder().encodeToString(Proof.key(invitation.secret())),
            expiresAt,
            State.OPEN,
            "",
            List.of()));
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
      now = issue(now, id, key);
      SignedRoster roster = admit(id.node(), profile, keyHash);
      return EnrolResponse.newBuilder()
          .addAllCertificateChain(
              now.invitation().certificates().stream()
                  .map(text -> ByteString.copyFrom(Base64.getDecoder().decode(text)))
                  .toList())
          .setRoster(roster.toProto())
          .build();
    }
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

  /** Brings the coordinator's own line of the roster up to date, if it differs. */
  void describeSelf(NodeId self, MemberProfile profile) {
    synchronized (admitting) {
      Roster roster = current();
      Member present =
          roster
              .member(self)
              .orElseThrow(() -> new IllegalStateException("The coordinator is a member"));
      if (!present.profile().equals(profile)) {
        Member changed =
            new Member(self, profile, present.state(), present.role(), present.tlsKeys());
        sign(roster.with(changed, clock.instant()));
      }
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
        requireRoom(id.node());
        requireFresh(key);
        yield ledger.replace(line, invitation.usedBy(key.hex()));
      }
      case USED, ISSUED -> {
        if (!invitation.key().equals(key.hex())) {
          throw new TiscException(
              Reason.INVITATION_USED, "The invitation for " + id + " was used with another key");
        }
        yield line;
      }
    };
  }

  private InvitationLedger.Line issue(InvitationLedger.Line line, PeerId id, PublicKey key) {
    return switch (line.invitation().state()) {
      case ISSUED -> line;
      case OPEN, USED -> {
        List<X509Certificate> chain = issuing.issueNode(id, key, clock.instant());
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

  private SignedRoster admit(NodeId node, MemberProfile profile, KeyHash key) {
    Roster roster = current();
    Optional<Member> present = roster.member(node);
    if (present.isPresent() && present.get().active()) {
      if (present.get().tlsKeys().contains(key)) {
        return rosters.signed().orElseThrow();
      }
      throw new TiscException(
          Reason.ALREADY_EXISTS, "Node " + node + " is a member with another key");
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
        application.getSoftwareVersion());
  }

  private static String idText(EnrolRequest request) {
    return HexFormat.of().formatHex(request.getInvitationId().toByteArray());
  }
}
