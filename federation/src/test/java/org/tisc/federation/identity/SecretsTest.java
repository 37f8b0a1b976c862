package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;

/** Signatures, passwords, tokens and suites. */
final class SecretsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void aSignatureHoldsForItsKeyDomainAndBytesOnly() {
    KeyPair key = KeyPairs.ed25519();
    byte[] bytes = {1, 2, 3};
    byte[] signature = Signatures.sign(key.getPrivate(), "tisc a v1", bytes);
    assertThat(Signatures.verify(key.getPublic(), "tisc a v1", bytes, signature)).isTrue();
    assertThat(Signatures.verify(key.getPublic(), "tisc b v1", bytes, signature)).isFalse();
    assertThat(Signatures.verify(key.getPublic(), "tisc a v1", new byte[] {1}, signature))
        .isFalse();
    assertThat(Signatures.verify(KeyPairs.ed25519().getPublic(), "tisc a v1", bytes, signature))
        .isFalse();
    assertThat(Signatures.verify(KeyPairs.p256().getPublic(), "tisc a v1", bytes, signature))
        .isFalse();
    assertThat(Signatures.verify(key.getPublic(), "tisc a v1", bytes, new byte[0])).isFalse();
    signature[5] ^= 1;
    assertThat(Signatures.verify(key.getPublic(), "tisc a v1", bytes, signature)).isFalse();
  }

  @Test
  void aSignatureIsThatOfThePlatformToo() throws Exception {
    KeyPair key = KeyPairs.ed25519();
    java.security.Signature platform = java.security.Signature.getInstance("Ed25519");
    platform.initVerify(key.getPublic());
    platform.update(new byte[] {'d', 0, 9});
    assertThat(platform.verify(Signatures.sign(key.getPrivate(), "d", new byte[] {9}))).isTrue();
  }

  @Test
  void aPasswordIsRecognisedAndNoOther() {
    String stored = passwords.hash("正确的密码-correct");
    assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("correct");
    assertThat(passwords.verify("正确的密码-correct", stored)).isTrue();
    assertThat(passwords.verify("正确的密码-correcT", stored)).isFalse();
    assertThat(passwords.hash("正确的密码-correct")).isNotEqualTo(stored);
  }

  @Test
  void aPasswordIsTheSameInEveryUnicodeSpelling() {
    assertThat(passwords.verify("cafe\u0301-password", passwords.hash("caf\u00e9-password")))
        .isTrue();
  }

  @Test
  void otherParametersAreReadFromTheStoredText() {
    String weak = "$argon2id$v=19$m=1024,t=1,p=1$";
    assertThat(passwords.outdated(weak)).isTrue();
    assertThat(passwords.outdated(passwords.hash("x"))).isFalse();
  }

  @Test
  void aDamagedOrHugeStoredTextIsNoPassword() {
    String stored = passwords.hash("x");
    for (String bad :
        new String[] {
          "",
          "x",
          stored.substring(1),
          stored.replace("m=19456", "m=9999999"),
          stored.replace("t=2", "t=99"),
          stored.replace("p=1", "p=0"),
          stored + "!"
        }) {
      assertThat(passwords.verify("x", bad)).as(bad).isFalse();
    }
  }

  @Test
  void aTokenIsRecognisedByItsHash() {
    String token = SecretTokens.create();
    assertThat(token).hasSize(43).isNotEqualTo(SecretTokens.create());
    String hash = SecretTokens.hash(token);
    assertThat(hash).hasSize(64).doesNotContain(token);
    assertThat(SecretTokens.matches(token, hash)).isTrue();
    assertThat(SecretTokens.matches(token + "x", hash)).isFalse();
    assertThat(SecretTokens.matches(token, "")).isFalse();
  }

  @Test
  void onlyTheSuiteThatWorksIsSupported() {
    Suite.parse("intl").requireSupported();
    assertFails(Reason.UNSUPPORTED_SUITE, () -> Suite.parse("sm").requireSupported());
    assertFails(Reason.INVALID_ARGUMENT, () -> Suite.parse("INTL"));
    assertThat(Suite.SM.text()).isEqualTo("sm");
  }

  @Test
  void anIdentityPrintsNoKey() {
    Identity identity =
        CertificateAuthority.createRoot(new NetworkId("net"), java.time.Instant.now());
    assertThat(identity.toString()).contains("TISC root").doesNotContain("Key");
  }
}
