package org.tisc.node.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tisc.federation.feed.Tlp;
import org.tisc.node.activity.Tier;
import org.tisc.node.web.Messages;

/** Everything that the pages name by a word of the program has a word for people. */
class AlertMessagesTest {
  @Test
  void everyWordOfTheProgramHasOneForPeople() {
    Messages messages = Messages.of(AlertPages.class);
    Map<String, Enum<?>[]> kinds =
        Map.ofEntries(
            Map.entry("severity", Severity.values()),
            Map.entry("urgency", Urgency.values()),
            Map.entry("certainty", Certainty.values()),
            Map.entry("status", AlertStatus.values()),
            Map.entry("state", AlertState.values()),
            Map.entry("inbox", Inbox.values()),
            Map.entry("message", MessageType.values()),
            Map.entry("delivery", Matrix.State.values()),
            Map.entry("box", Cards.Box.values()),
            Map.entry("tier", Tier.values()),
            Map.entry("tlp", Tlp.values()));
    List<String> keys = new ArrayList<>();
    kinds.forEach(
        (kind, values) -> {
          for (Enum<?> value : values) {
            keys.add(kind + "." + value.name());
          }
        });
    AlertViews.EVENT_TYPES.forEach(code -> keys.add("event." + code));
    for (String act :
        List.of(
            "acknowledge",
            "reject",
            "hide",
            "unhide",
            "cancel",
            "publish",
            "submit",
            "keep",
            "pass",
            "return")) {
      keys.add("done." + act);
    }
    AlertRules.ALERT.parts().keySet().stream()
        .filter(name -> !List.of("audience", "relevance", "tier").contains(name))
        .forEach(name -> keys.add("field." + name));
    AlertRules.RELEVANCE.parts().keySet().forEach(name -> keys.add("field." + name));
    AlertRules.AUDIENCE.parts().keySet().forEach(name -> keys.add("field." + name));
    assertThat(keys).allSatisfy(key -> assertThat(messages.has(key)).as(key).isTrue());
  }
}
