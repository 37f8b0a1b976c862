package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.ChainVerifier.Side;

final class ChainVerifierTest {
  private static final NetworkId NET = new NetworkId("net-a");

  private final Instant now = Instant.now();
  private final Identity root = CertificateAuthority.createRoot(NET, now);
  private final Identity issuing = new CertificateAuthority(root).createIssuing(NET, now);
  private final ChainVerifier verifier = verifierAt(now);

  @Test
  void acceptsAMemberOnBothSidesAndTellsWhoItIs() {
    PeerId id = PeerId.parse("tisc://net-a/n1");
    KeyPair key = KeyPairs.p256();
    List<X509Certificate> chain =
        new CertificateAuthority(issuing).issueNode(id, key.getPublic(), now);
    for (Side side : Side.values()) {
      VerifiedPeer peer = verifier.verifyPeer(chain, side);
      assertThat(peer.id()).isEqualTo(id);
      assertThat(peer.key()).isEqualTo(KeyHash.of(key.getPublic()));
      assertThat(peer.notAfter())
          .isBetween(
              now.plus(Duration.ofDays(100)).minusSeconds(2), now.plus(Duration.ofDays(100)));
    }
    assertThat(verifier.verifyPeer(chain.subList(0, 2), Side.CLIENT).id()).isEqualTo(id);
  }

  @Test
  void acceptsANetworkWhoseIdBeginsWithADigit() {
    NetworkId digits = new NetworkId("3jjj");
    Identity otherRoot = CertificateAuthority.createRoot(digits, now);
    Identity other = new CertificateAuthority(otherRoot).createIssuing(digits, now);
    PeerId id = PeerId.parse("tisc://3jjj/1n");
    List<X509Certificate> chain =
        new CertificateAuthority(other).issueNode(id, KeyPairs.p256().getPublic(), now);
    assertThat(
            new ChainVerifier(digits, otherRoot.certificate(), () -> now)
                .verifyPeer(chain, Side.SERVER)
                .id())
        .isEqualTo(id);
  }

  @Test
  void acceptsAPeerWhoseClockIsAFewMinutesLate() {
    List<X509Certificate> chain =
        new CertificateAuthority(issuing)
            .issueNode(PeerId.parse("tisc://net-a/n1"), KeyPairs.p256().getPublic(), now);
    assertThat(verifierAt(now.minus(Duration.ofMinutes(4))).verifyPeer(chain, Side.CLIENT))
        .isNotNull();
  }

  @Test
  void refusesAnotherRootWithTheSameNames() {
    Identity otherRoot = CertificateAuthority.createRoot(NET, now);
    Identity other = new CertificateAuthority(otherRoot).createIssuing(NET, now);
    refused(Forgery.named("tisc://net-a/n1").signedBy(other));
  }

  @Test
  void refusesASelfSignedOne() {
    refused(Forgery.named("tisc://net-a/n1").selfSigned());
  }

  @Test
  void refusesOneSignedByANode() {
    refused(
        Forgery.named("tisc://net-a/n2")
            .signedBy(Forgery.named("tisc://net-a/n1").signedBy(issuing)));
  }

  @Test
  void refusesAnAuthorityBelowTheIssuingOne() {
    refused(
        Forgery.named("tisc://net-a/n2")
            .signedBy(Forgery.named("tisc://net-a/n1").authority().signedBy(issuing)));
  }

  @Test
  void refusesAnAuthorityInAMembersPlace() {
    refused(Forgery.named("tisc://net-a/n1").authority().signedBy(issuing));
  }

  @Test
  void refusesAnotherNetworksNameSignedByThisRoot() {
    Identity identity = Forgery.named("tisc://net-b/n1").signedBy(issuing);
    refused(identity);
    Identity byRoot = Forgery.named("tisc://net-b/n1").signedBy(root);
    assertFails(Reason.NETWORK_MISMATCH, () -> verifier.verifyPeer(byRoot.chain(), Side.CLIENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tisc://NET-A/n1",
        "tisc://net-a/N1",
        "tisc://net-a/%2e%2e",
        "tisc://user@net-a/n1",
        "tisc://net-a:443/n1",
        "tisc://net-a/n1?x=1",
        "tisc://net-a/n1/",
        "urn:tisc:net-a:n1",
        "https://net-a/n1"
      })
  void refusesNamesThatAreNotExactlyAMembers(String uri) {
    refused(Forgery.named(uri).signedBy(issuing));
  }

  @Test
  void refusesNoNameTwoNamesAndNamesOfAnotherKind() {
    refused(Forgery.named().signedBy(issuing));
    refused(Forgery.named("tisc://net-a/n1", "tisc://net-a/n2").signedBy(issuing));
    refused(Forgery.named("tisc://net-a/n1").andDns("net-a").signedBy(issuing));
    refused(Forgery.named().andDns("net-a").signedBy(issuing));
  }

  @Test
  void refusesAMissingUsage() {
    refused(Forgery.named("tisc://net-a/n1").withoutUsage().signedBy(issuing));
    Identity server = Forgery.named("tisc://net-a/n1").serverOnly().signedBy(issuing);
    refused(server);
    assertThat(verifier.verifyPeer(server.chain(), Side.SERVER)).isNotNull();
  }

  @Test
  void refusesWhatIsNotYetOrNoLongerValid() {
    Identity past =
        Forgery.named("tisc://net-a/n1")
            .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))
            .signedBy(issuing);
    Identity future =
        Forgery.named("tisc://net-a/n1")
            .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)))
            .signedBy(issuing);
    for (Identity identity : List.of(past, future)) {
      assertFails(
          Reason.CERTIFICATE_EXPIRED, () -> verifier.verifyPeer(identity.chain(), Side.CLIENT));
    }
  }

  @Test
  void refusesARosterKeyAsAPeerAndAPeerAsARosterKey() {
    Identity rosterKey = new CertificateAuthority(root).createRosterKey(NET, now);
    verifier.verifyRosterKey(rosterKey.certificate());
    refused(rosterKey);
    Identity node = Forgery.named("tisc://net-a/n1").signedBy(root);
    assertFails(Reason.CERTIFICATE_REFUSED, () -> verifier.verifyRosterKey(node.certificate()));
  }

  @Test
  void issuesNodesNoLongerThanTheIssuerLives() {
    Instant late = now.plus(Duration.ofDays(300));
    X509Certificate leaf =
        new CertificateAuthority(issuing)
            .issueNode(PeerId.parse("tisc://net-a/n1"), KeyPairs.p256().getPublic(), late)
            .getFirst();
    assertThat(leaf.getNotAfter()).isEqualTo(issuing.certificate().getNotAfter());
  }

  private void refused(Identity identity) {
    assertFails(
        Reason.CERTIFICATE_REFUSED, () -> verifier.verifyPeer(identity.chain(), Side.CLIENT));
  }

  private ChainVerifier verifierAt(Instant moment) {
    return new ChainVerifier(NET, root.certificate(), () -> moment);
  }
}
