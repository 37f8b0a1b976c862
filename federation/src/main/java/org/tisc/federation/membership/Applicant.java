package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.MemberSignatures;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterProtos;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.Application;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;
import org.tisc.proto.federation.v1.EnrolmentServiceGrpc;
import org.tisc.proto.federation.v1.MembershipServiceGrpc;
import org.tisc.proto.federation.v1.RenewExpiredRequest;
import org.tisc.proto.federation.v1.RenewExpiredResponse;
import org.tisc.proto.federation.v1.RenewRequest;
import org.tisc.proto.federation.v1.RenewResponse;
import org.tisc.proto.federation.v1.Renewal;

/** A node's side of getting certified: applies, and believes nothing it did not check. */
final class Applicant {
  static final String RENEWAL_DOMAIN = "tisc renewal v1";
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
  Place apply(Invitation invitation, KeyPair key, FeedKeys.Told feedKey, MemberProfile profile) {
    Application.Builder application =
        Application.newBuilder()
            .setNetwork(invitation.member().network().value())
            .setCertificateRequest(
                ByteString.copyFrom(CertificateRequests.build(invitation.member(), key)))
            .setNameZh(profile.names().zh())
            .setNameEn(profile.names().en())
            .setRegion(profile.region())
            .setSoftwareVersion(profile.softwareVersion())
            .setHostType(profile.details().hostType())
            .setPhase(profile.details().phase())
            .addAllContacts(RosterProtos.contacts(profile.details()))
            .setFeedKey(feedKey.key())
            .setFeedKeyProof(feedKey.proof());
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
            channel ->
                call(
                    () ->
                        EnrolmentServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .enrol(request)));
    Place place =
        check(
            invitation.member(),
            invitation.root(),
            key,
            response.getCertificateChainList(),
            response.getRoster());
    long term = RosterProtos.decode(place.roster().bytes()).term();
    if (term < invitation.term()) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The node that answered shows a roster of term "
              + term
              + ", the invitation is of term "
              + invitation.term()
              + ": it coordinates the network no more");
    }
    return place;
  }

  /** Asks the coordinator for a certificate of a new key, over its link. Blocks for 15 seconds. */
  Place renew(PeerId self, KeyHash root, KeyPair key, Channel coordinator) {
    RenewResponse response =
        call(
            () ->
                MembershipServiceGrpc.newBlockingStub(coordinator)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .renew(
                        RenewRequest.newBuilder()
                            .setNetwork(self.network().value())
                            .setCertificateRequest(
                                ByteString.copyFrom(CertificateRequests.build(self, key)))
                            .build()));
    return check(self, root, key, response.getCertificateChainList(), response.getRoster());
  }

  /** The same for a node whose certificate counts no more, which signs with its key instead. */
  Place renewExpired(
      PeerId self, KeyHash root, Identity expired, KeyPair key, Endpoint coordinator) {
    ByteString renewal =
        Renewal.newBuilder()
            .setNetwork(self.network().value())
            .setNode(self.node().value())
            .setCertificateRequest(ByteString.copyFrom(CertificateRequests.build(self, key)))
            .build()
            .toByteString();
    RenewExpiredRequest request =
        RenewExpiredRequest.newBuilder()
            .setRenewal(renewal)
            .setExpiredKey(ByteString.copyFrom(expired.certificate().getPublicKey().getEncoded()))
            .setSignature(
                ByteString.copyFrom(
                    MemberSignatures.sign(expired.key(), RENEWAL_DOMAIN, renewal.toByteArray())))
            .build();
    RenewExpiredResponse response =
        port.withPinnedChannel(
            self.network(),
            coordinator,
            root,
            channel ->
                call(
                    () ->
                        EnrolmentServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .renewExpired(request)));
    return check(self, root, key, response.getCertificateChainList(), response.getRoster());
  }

  private static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw RpcFailures.fromStatus(e);
    }
  }

  private Place check(
      PeerId expected,
      KeyHash root,
      KeyPair key,
      List<ByteString> issued,
      org.tisc.proto.federation.v1.SignedRoster issuedRoster) {
    List<X509Certificate> chain =
        issued.stream().limit(4).map(der -> Certificates.decode(der.toByteArray())).toList();
    SignedRoster signed = SignedRoster.of(issuedRoster);
    ChainVerifier chains =
        new ChainVerifier(expected.network(), pinned(root, chain, signed), clock);
    RosterVerifier verifier = new RosterVerifier(chains);
    Roster roster = verifier.verify(signed);
    verifier.follow(roster);
    VerifiedPeer self = chains.verifyPeer(chain, ChainVerifier.Side.CLIENT);
    KeyHash own = KeyHash.of(key.getPublic());
    if (!self.id().equals(expected) || !self.key().equals(own)) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The issued certificate is not for this node and its key");
    }
    if (roster.member(self.id().node()).filter(member -> member.mayUse(own)).isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ROSTER, "The roster does not list this node with its key");
    }
    return new Place(new Identity(key.getPrivate(), chain), signed);
  }

  /** The root with the pinned key: the chain's own, or one whose successor the chain ends in. */
  private static X509Certificate pinned(
      KeyHash root, List<X509Certificate> chain, SignedRoster signed) {
    List<X509Certificate> candidates = new ArrayList<>();
    if (chain.size() > 1) {
      candidates.add(chain.getLast());
    }
    RosterProtos.decode(signed.bytes()).roots().all().forEach(r -> candidates.add(r.certificate()));
    return candidates.stream()
        .filter(one -> KeyHash.of(one.getPublicKey()).equals(root))
        .findFirst()
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.CERTIFICATE_REFUSED,
                    "The issued chain does not end in the pinned root, or in one that follows it"));
  }
}
