package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.TiscException;

class PasswordRulesTest {
  private final PasswordRules rules =
      new PasswordRules(List.of("beijing", "北京示例中心", "Beijing sample centre"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password1234",
        "Password!2024",
        "P@ssw0rd!P@ssw0rd!",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijklmnop",
        "123456789012",
        "987654321098",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "!QAZ2wsx#EDC4rfv",
        "asdfghjkl;'zxc",
        "administrator1",
        "Admin@2026!!!",
        "woaizhongguo",
        "woaini1314520",
        "wangwei19851985",
        "zhimakaimen123",
        "5201314520131452",
        "beijing123456",
        "Beijing-sample-Centre",
        "北京示例中心北京示例中心",
        "wang.xiaoli99",
        "wangxiaoli2026",
        "管理员密码管理员密码12",
        "tisc-patent-2026",
        "correcthorsebatterystaple"
      })
  void whatGuessersTryFirstIsRefused(String password) {
    assertThat(rules.flaw(password, "wang.xiaoli")).contains(PasswordRules.Flaw.PREDICTABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse 电池",
        "twelve chars",
        "zebra quilt lamp",
        "春眠不觉晓处处闻啼鸟夜来",
        "x7$kQ9!mZ2&vB4",
        "mein Vater fährt Rad",
        "hfkwmzrtqpvb"
      })
  void whatNobodyTriesFirstIsTaken(String password) {
    assertThat(rules.flaw(password, "wang.xiaoli")).isEmpty();
  }

  @Test
  void lengthIsCountedInCharactersOfNfc() {
    String eleven = Normalizer.normalize("ázebraquílt", Normalizer.Form.NFD);
    assertThat(eleven.length()).isGreaterThanOrEqualTo(PasswordRules.MIN_LENGTH);
    assertThat(rules.flaw(eleven, "li")).contains(PasswordRules.Flaw.LENGTH);
    assertThat(rules.flaw(eleven + "w", "li")).isEmpty();
    assertThat(rules.flaw("zebra quilt", "li")).contains(PasswordRules.Flaw.LENGTH);
    assertThat(rules.flaw("zebra-quilt ".repeat(11).substring(0, 129), "li"))
        .contains(PasswordRules.Flaw.LENGTH);
    assertThat(rules.flaw("", "li")).contains(PasswordRules.Flaw.LENGTH);
  }

  @Test
  void theRefusalNamesTheRuleAndNotThePassword() {
    assertThatThrownBy(() -> rules.require("password1234", "li"))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> {
              assertThat(failure.getMessage()).contains("predictable").doesNotContain("1234");
              assertThat(failure.violations().getFirst().field()).isEqualTo("password");
            });
  }
}
