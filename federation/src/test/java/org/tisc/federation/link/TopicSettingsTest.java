package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.tisc.federation.identity.Failures.assertFails;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.proto.federation.v1.LinkLane;

/** What a topic must say about itself, and when. */
final class TopicSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "with space", "a/b", "a-name-of-more-than-thirty-two-chars"})
  void aNameIsShortAndPlain(String name) {
    assertFails(Reason.INVALID_ARGUMENT, () -> new TopicSettings(name, 1, 100, 100, 1, false));
  }

  @Test
  void queueAndCreditHoldOneFrameAtLeast() {
    assertThat(new TopicSettings("feed.entries-1", 36, 100, 100, 1, true).newestOnly()).isTrue();
    assertFails(Reason.INVALID_ARGUMENT, () -> new TopicSettings("t", 37, 100, 200, 1, false));
    assertFails(Reason.INVALID_ARGUMENT, () -> new TopicSettings("t", 37, 200, 100, 1, false));
    assertFails(Reason.INVALID_ARGUMENT, () -> new TopicSettings("t", 0, 200, 200, 1, false));
    assertFails(Reason.INVALID_ARGUMENT, () -> new TopicSettings("t", 1, 200, 200, 0, false));
  }

  @Test
  void topicsAreKnownBeforeThePortOpensAndEachOnce() {
    Topics topics = new Topics();
    topics.add(RecordedTopic.of("one"));
    topics.add(RecordedTopic.of("two"));
    assertFails(Reason.ALREADY_EXISTS, () -> topics.add(RecordedTopic.of("one")));
    assertThat(topics.all()).hasSize(2);
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node open = region.add("node-a");
      assertThatIllegalStateException().isThrownBy(() -> open.port().add(RecordedTopic.of("late")));
    }
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void everyLaneCrosses(Lane lane) {
    assertThat(Lane.fromProto(lane.toProto())).isEqualTo(lane);
  }

  @Test
  void aLaneOfANewerReleaseIsAnOrdinaryOne() {
    assertThat(Lane.fromProto(LinkLane.UNRECOGNIZED)).isEqualTo(Lane.NORMAL);
    assertThat(Lane.fromProto(LinkLane.LINK_LANE_UNSPECIFIED)).isEqualTo(Lane.NORMAL);
  }
}
