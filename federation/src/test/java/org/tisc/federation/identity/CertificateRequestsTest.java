package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

final class CertificateRequestsTest {
  private static final PeerId ID = PeerId.parse("tisc://net/node");

  @Test
  void acceptsItsOwnRequest() {
    KeyPair key = KeyPairs.p256();
    assertThat(CertificateRequests.check(CertificateRequests.build(ID, key), ID))
        .isEqualTo(key.getPublic());
  }

  @Test
  void refusesAnotherName() {
    byte[] request = CertificateRequests.build(ID, KeyPairs.p256());
    refused(request, PeerId.parse("tisc://net/other"));
    refused(request, PeerId.parse("tisc://other/node"));
  }

  @Test
  void refusesAKeyThatTheApplicantDoesNotHold() {
    KeyPair mine = KeyPairs.p256();
    KeyPair stolen = new KeyPair(KeyPairs.p256().getPublic(), mine.getPrivate());
    refused(CertificateRequests.build(ID, stolen), ID);
  }

  @Test
  void refusesOtherAlgorithms() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    refused(request(rsa.generateKeyPair(), "SHA256withRSA"), ID);
    KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
    p384.initialize(new ECGenParameterSpec("secp384r1"));
    refused(request(p384.generateKeyPair(), "SHA256withECDSA"), ID);
    refused(request(KeyPairs.p256(), "SHA1withECDSA"), ID);
  }

  @Test
  void refusesARequestWithoutName() throws Exception {
    refused(request(KeyPairs.p256(), "SHA256withECDSA"), ID);
  }

  @Test
  void damagedBytesAreRefusedOrStillAskForTheSameKey() {
    KeyPair key = KeyPairs.p256();
    byte[] good = CertificateRequests.build(ID, key);
    Random random = new Random(20261123);
    for (int i = 0; i < 500; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      try {
        // Some bits, as those of unused padding, carry no meaning.
        assertThat(CertificateRequests.check(bad, ID)).isEqualTo(key.getPublic());
      } catch (TiscException e) {
        assertThat(e.reason()).isEqualTo(Reason.INVALID_CERTIFICATE_REQUEST);
      }
    }
    refused(new byte[0], ID);
    refused(new byte[CertificateRequests.MAX_BYTES + 1], ID);
  }

  private static byte[] request(KeyPair key, String algorithm) throws Exception {
    return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=node"), key.getPublic())
        .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()))
        .getEncoded();
  }

  private static void refused(byte[] request, PeerId id) {
    assertFails(Reason.INVALID_CERTIFICATE_REQUEST, () -> CertificateRequests.check(request, id));
  }
}
