package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** The secret of RFC 6238, appendix B: the twenty bytes 12345678901234567890. */
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void theCodesAreThoseOfTheStandard(long seconds, String code) {
    assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(code);
  }

  @Test
  void aCodeIsTakenHalfAMinuteAroundItsTimeAndNeverTwice() {
    Instant now = Instant.ofEpochSecond(1_234_567_890);
    long step = Totp.step(now);
    String code = Totp.code(SECRET, step);

    assertThat(Totp.match(SECRET, code, now, 0)).hasValue(step);
    assertThat(Totp.match(SECRET, code, now.plusSeconds(30), 0)).hasValue(step);
    assertThat(Totp.match(SECRET, code, now.minusSeconds(30), 0)).hasValue(step);
    assertThat(Totp.match(SECRET, code, now.plusSeconds(60), 0)).isEmpty();
    assertThat(Totp.match(SECRET, code, now.minusSeconds(60), 0)).isEmpty();
    assertThat(Totp.match(SECRET, code, now, step)).isEmpty();
    assertThat(Totp.match(SECRET, code, now, step - 1)).hasValue(step);
  }

  @Test
  void spacesDoNotMatterAndOtherTextIsNoCode() {
    Instant now = Instant.ofEpochSecond(1_234_567_890);

    assertThat(Totp.match(SECRET, " 005 924 ", now, 0)).isPresent();
    assertThat(Totp.match(SECRET, "", now, 0)).isEmpty();
    assertThat(Totp.match(SECRET, "5924", now, 0)).isEmpty();
    assertThat(Totp.match(SECRET, "０05924", now, 0)).isEmpty();
    assertThat(Totp.match(SECRET, "0".repeat(100_000), now, 0)).isEmpty();
  }

  @Test
  void aFreshSecretHas160BitsAndIsReadBackWhole() {
    String one = Totp.secret();

    assertThat(one).matches("[A-Z2-7]{32}").isNotEqualTo(Totp.secret());
    assertThat(Totp.code(one, 1)).isNotEqualTo(Totp.code(one, 2));
  }

  @Test
  void theAddressForTheAppNamesNodeAndAccount() {
    assertThat(Totp.uri(SECRET, "beijing", "li"))
        .isEqualTo(
            "otpauth://totp/TISC%20beijing:li?secret="
                + SECRET
                + "&issuer=TISC%20beijing&algorithm=SHA1&digits=6&period=30");
    QrCode picture = QrCode.of(Totp.uri(SECRET, "beijing", "li"));
    assertThat(picture.path()).startsWith("M4 4h1v1h-1z").matches("[M0-9 hvz-]+");
    assertThat(picture.size()).isBetween(40, 80);
  }
}
