package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.Application;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;
import org.tisc.proto.federation.v1.EnrolmentServiceGrpc;

/** The invited node's side of enrolment: applies, and believes nothing it did not check. */
final class Applicant {
  private static final long PATIENCE_SECONDS = 15;

  /** What a successful application yields. */
  record Place(Identity identity, SignedRoster roster) {}

  private final LinkPort port;
  private final InstantSource clock;

  Applicant(LinkPort port, InstantSource clock) {
    this.port = port;
    this.clock = clock;
  }

  /** Applies with this key. Blocks for at most 15 seconds. Safe to repeat with the same key. */
  Place apply(Invitation invitation, KeyPair key, MemberProfile profile) {
    Application.Builder application =
        Application.newBuilder()
            .setNetwork(invitation.member().network().value())
            .setCertificateRequest(
                ByteString.copyFrom(CertificateRequests.build(invitation.member(), key)))
            .setNameZh(profile.names().zh())
            .setNameEn(profile.names().en())
            .setRegion(profile.region())
            .setSoftwareVersion(profile.softwareVersion());
    for (Endpoint endpoint : profile.endpoints()) {
      application.addEndpoints(endpoint.toString());
    }
    ByteString bytes = application.build().toByteString();
    EnrolRequest request =
        EnrolRequest.newBuilder()
            .setInvitationId(invitation.id())
            .setApplication(bytes)
            .setProof(ByteString.copyFrom(Proof.of(Proof.key(invitation.secret()), bytes)))
            .build();
    EnrolResponse response =
        port.withPinnedChannel(
            invitation.member().network(),
            invitation.endpoint(),
            invitation.root(),
            channel -> enrol(channel, request));
    return check(invitation, key, response);
  }

  private static EnrolResponse enrol(Channel channel, EnrolRequest request) {
    try {
      return EnrolmentServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .enrol(request);
    } catch (StatusRuntimeException e) {
      throw RpcFailures.fromStatus(e);
    }
  }

  private Place check(Invitation invitation, KeyPair key, EnrolResponse response) {
    List<X509Certificate> chain =
        response.getCertificateChainList().stream()
            .limit(4)
            .map(der -> Certificates.decode(der.toByteArray()))
            .toList();
    if (chain.isEmpty() || !KeyHash.of(chain.getLast().getPublicKey()).equals(invitation.root())) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The issued chain does not end in the pinned root");
    }
    ChainVerifier chains = new ChainVerifier(invitation.member().network(), chain.getLast(), clock);
    VerifiedPeer self = chains.verifyPeer(chain, ChainVerifier.Side.CLIENT);
    KeyHash own = KeyHash.of(key.getPublic());
    if (!self.id().equals(invitation.member()) || !self.key().equals(own)) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The issued certificate is not for this node and its key");
    }
    SignedRoster signed = SignedRoster.of(response.getRoster());
    Roster roster = new RosterVerifier(chains).verify(signed);
    if (roster.member(self.id().node()).filter(member -> member.mayUse(own)).isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ROSTER, "The roster does not list this node with its key");
    }
    return new Place(new Identity(key.getPrivate(), chain), signed);
  }
}
