package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Endpoint;

final class InvitationTest {
  private final Invitation invitation =
      Invitation.create(
          new Endpoint("192.0.2.7", 7443),
          PeerId.parse("tisc://js/nanjing"),
          KeyHash.of(KeyPairs.p256().getPublic()),
          999_999);

  @Test
  void readsWhatItPrints() {
    String text = invitation.text();
    assertThat(text).startsWith("tisc-join://192.0.2.7:7443/js/nanjing#");
    assertThat(Invitation.parse(text)).isEqualTo(invitation);
    assertThat(Invitation.parse("  " + text + "\n")).isEqualTo(invitation);
  }

  @Test
  void hidesItsSecretWhenPrintedByAccident() {
    String code = invitation.text().substring(invitation.text().indexOf('#') + 1);
    assertThat(invitation.toString()).doesNotContain(code).contains(invitation.idText());
  }

  @Test
  void refusesDamagedTextsWithoutQuotingThem() {
    String text = invitation.text();
    String code = text.substring(text.indexOf('#') + 1);
    for (String bad :
        List.of(
            "",
            "hello",
            text.substring(1),
            text.substring(0, text.length() - 1),
            text + "A",
            text.substring(0, text.length() - 4),
            // A term above the highest.
            text.substring(0, text.length() - 4) + "____",
            text.replace("tisc-join", "https"),
            text.replace(":7443", ""),
            text.replace(":7443", ":0"),
            text.replace(":7443", ":99999"),
            text.replace("/js/", "/JS/"),
            text.replace("/js/", "/"),
            text.replace("nanjing", "nan_jing"),
            text.replace("nanjing", "nanjing/x"),
            text.replace(code, code.substring(1) + "="))) {
      TiscException refusal = assertFails(Reason.INVALID_INVITATION, () -> Invitation.parse(bad));
      assertThat(refusal.getMessage()).doesNotContain(code.substring(10, 30));
    }
  }
}
