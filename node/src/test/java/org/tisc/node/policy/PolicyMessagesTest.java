package org.tisc.node.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tisc.federation.policy.Decision;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Preset;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Verb;
import org.tisc.node.document.DocumentParts;
import org.tisc.node.web.Messages;

/** Everything that the pages name by a word of the program has a word for people. */
class PolicyMessagesTest {
  private final Messages messages = Messages.of(PolicyPages.class);

  @Test
  void everyFieldVerbEffectPresetAndVerdictHasItsWord() {
    List<String> keys = new ArrayList<>();
    DocumentParts.fields().forEach(field -> keys.add("field." + field));
    for (Verb verb : Verb.values()) {
      keys.add("verb." + verb);
    }
    for (Effect effect : Effect.values()) {
      keys.add("effect." + effect);
      keys.add("limits.fields." + effect);
    }
    for (Preset preset : Preset.values()) {
      keys.add("preset." + preset);
    }
    for (Decision.Because because : Decision.Because.values()) {
      keys.add("because." + because);
    }
    assertThat(keys).allMatch(messages::has);
  }

  @Test
  void presetsNameFieldsThatThereAre() {
    for (Preset preset : Preset.values()) {
      DocumentParts.check(preset.terms(Subject.parse("any"), Target.parse("any")).fields());
    }
  }
}
