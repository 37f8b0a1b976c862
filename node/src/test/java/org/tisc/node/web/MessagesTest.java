package org.tisc.node.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;

class MessagesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.tisc.node.web",
        "org.tisc.node.account",
        "org.tisc.node.audit",
        "org.tisc.node.doctor",
        "org.tisc.node.network",
        "org.tisc.node.policy"
      })
  void bothLanguagesHaveTheSameKeysAndNoEmptyText(String room) {
    Messages messages = Messages.of(room);

    for (String key : messages.keys()) {
      for (Locale language : Messages.LANGUAGES) {
        assertThat(messages.text(language, key)).as("%s %s", language, key).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasATitle(Reason reason) {
    assertThat(Messages.of(Problems.class).has("problem." + reason.slug())).isTrue();
  }

  @Test
  void aMissingKeyIsAMistakeOfOurs() {
    assertThatThrownBy(() -> Messages.of(Problems.class).text(Locale.CHINESE, "no.such.key"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRoomWithoutMessagesDoesNotStart() {
    assertThatThrownBy(() -> Messages.of("org.tisc.node.none"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherLanguageFallsBackToChinese() {
    assertThat(Messages.of(Problems.class).text(Locale.FRENCH, "frame.signIn")).isEqualTo("登录");
  }
}
