package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.link.LinkHealth.StreamUse;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** The one stream of a pair: who dials, what it carries, and what it does not let a peer do. */
@Tag("network")
final class StreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final StreamLimits QUICK =
      new StreamLimits(
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          600,
          100);

  private static final LinkLimits QUICK_LIMITS =
      LinkLimits.defaults().with(QUICK, BreakerLimits.defaults());

  @Test
  void simultaneousDialsSettleToOneStreamAndLoseNoFrame() {
    for (int round = 0; round < 8; round++) {
      RecordedTopic a = numbered();
      RecordedTopic b = numbered();
      try (LinkRegion region = new LinkRegion()) {
        LinkRegion.Node one = region.add("node-a", a);
        LinkRegion.Node two = region.add("node-b", b);
        region.start();
        for (RecordedTopic topic : List.of(a, b)) {
          await().atMost(PATIENCE).until(() -> topic.heard().size() == 200);
          assertThat(topic.heard()).isEqualTo(numbers(200));
          assertThat(topic.events()).containsExactly("UP");
        }
        assertThat(List.of(one.health(two).stream(), two.health(one).stream()))
            .containsExactlyInAnyOrder(StreamUse.OURS, StreamUse.THEIRS);
      }
    }
  }

  private static RecordedTopic numbered() {
    return RecordedTopic.of("numbers")
        .onUp(link -> numbers(200).forEach(number -> offer(link, Lane.NORMAL, number)));
  }

  private static List<String> numbers(int count) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }

  private static boolean offer(TopicLink link, Lane lane, String text) {
    return link.offer(lane, ByteString.copyFromUtf8(text));
  }

  @Test
  void aSlowTopicHoldsItsPeerBackWithinBoundsAndNobodyElse() {
    RecordedTopic slow = RecordedTopic.of("slow");
    RecordedTopic slowSender = RecordedTopic.of("slow");
    RecordedTopic quick = RecordedTopic.of("quick");
    RecordedTopic quickSender = RecordedTopic.of("quick");
    try (LinkRegion region = new LinkRegion()) {
      region.add("node-a", slowSender, quickSender);
      region.add("node-b", slow, quick);
      region.start();
      slow.hold();
      TopicLink link = up(slowSender);
      List<String> accepted = new ArrayList<>();
      String filler = "x".repeat(10_000);
      for (int i = 0; i < 1000; i++) {
        String text = i + " " + filler;
        if (offer(link, Lane.NORMAL, text)) {
          accepted.add(text.substring(0, 40));
        }
      }
      // What the sender may queue and what the reader gave credit for, and nothing beyond.
      assertThat(accepted).hasSizeBetween(100, 130);
      assertThat(offer(up(quickSender), Lane.BULK, "through")).isTrue();
      await().atMost(PATIENCE).until(() -> quick.heard().contains("through"));
      assertThat(slow.heard()).isEmpty();
      slow.release();
      await().atMost(PATIENCE).until(() -> slow.heard().size() == accepted.size());
      assertThat(slow.heard()).isEqualTo(accepted);
      await().atMost(PATIENCE).until(() -> slowSender.rooms() > 0);
      assertThat(offer(link, Lane.NORMAL, "again")).isTrue();
    }
  }

  @Test
  void anUrgentFrameOvertakesBulkThatWaits() {
    RecordedTopic reader = RecordedTopic.of("mixed");
    RecordedTopic sender = RecordedTopic.of("mixed");
    try (LinkRegion region = new LinkRegion()) {
      region.add("node-a", sender);
      region.add("node-b", reader);
      region.start();
      reader.hold();
      TopicLink link = up(sender);
      String filler = "x".repeat(10_000);
      for (int i = 0; i < 60; i++) {
        assertThat(offer(link, Lane.BULK, "bulk " + i + filler)).isTrue();
      }
      assertThat(offer(link, Lane.URGENT, "urgent")).isTrue();

      reader.release();
      await().atMost(PATIENCE).until(() -> reader.heard().size() == 61);
      // One bulk frame was being taken already.
      assertThat(reader.heard().indexOf("urgent")).isLessThanOrEqualTo(30);
    }
  }

  @Test
  void ofAStateOnlyTheNewestWaits() {
    TopicSettings state = new TopicSettings("state", 1000, 2000, 2000, 100_000, true);
    RecordedTopic reader = new RecordedTopic(state);
    RecordedTopic sender = new RecordedTopic(state);
    try (LinkRegion region = new LinkRegion()) {
      region.add("node-a", sender);
      region.add("node-b", reader);
      region.start();
      reader.hold();
      TopicLink link = up(sender);
      for (int i = 0; i < 5000; i++) {
        assertThat(offer(link, Lane.NORMAL, "state " + i)).isTrue();
      }
      reader.release();
      await().atMost(PATIENCE).until(() -> reader.heard().contains("state 4999"));
      assertThat(reader.heard()).hasSizeLessThan(200);
      assertThat(reader.heard().getLast()).isEqualTo("state 4999");
    }
  }

  @Test
  void aTopicTakesNoMoreThanItsRate() {
    TopicSettings rated = new TopicSettings("rated", 1000, 100_000, 20_000, 50, false);
    RecordedTopic reader = new RecordedTopic(rated);
    RecordedTopic sender = new RecordedTopic(rated);
    try (LinkRegion region = new LinkRegion()) {
      region.add("node-a", sender);
      region.add("node-b", reader);
      region.start();
      TopicLink link = up(sender);
      long begun = System.nanoTime();
      for (int i = 0; i < 150; i++) {
        assertThat(offer(link, Lane.NORMAL, Integer.toString(i))).isTrue();
      }
      await().atMost(PATIENCE).until(() -> reader.heard().size() == 150);
      assertThat(reader.heard()).isEqualTo(numbers(150));
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThan(Duration.ofMillis(1500));
    }
  }

  @Test
  void aFrameOverTheTopicsBoundIsNotTaken() {
    RecordedTopic sender = RecordedTopic.of("topic");
    try (LinkRegion region = new LinkRegion()) {
      region.add("node-a", sender);
      region.add(
          "node-b", new RecordedTopic(new TopicSettings("topic", 100, 1000, 1000, 1000, false)));
      region.start();
      TopicLink link = up(sender);
      assertThat(link.maxPayloadBytes()).isEqualTo(100);
      assertFails(
          Reason.TOO_LARGE, () -> link.offer(Lane.NORMAL, ByteString.copyFrom(new byte[101])));
    }
  }

  @Test
  void aPeerThatStoppedReadingIsCutWithItsReason() {
    RecordedTopic sender = RecordedTopic.of("topic");
    RecordedTopic reader = RecordedTopic.of("topic");
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", QUICK_LIMITS, sender);
      LinkRegion.Node two = region.add("node-b", QUICK_LIMITS, reader).behindAWall();
      try (TestProxy proxy = new TestProxy(one.port().port())) {
        one.at(proxy.port());
        region.start();
        assertThat(one.health(two).stream()).isEqualTo(StreamUse.THEIRS);
        TopicLink link = up(sender);
        proxy.stall(true);
        for (int i = 0; i < 60; i++) {
          offer(link, Lane.NORMAL, "x".repeat(60_000));
        }
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(one.port().refusals().recent())
                        .anySatisfy(
                            refused -> {
                              assertThat(refused.who()).isEqualTo(two.id().uri());
                              assertThat(refused.message()).containsAnyOf("SLOW_READER", "SILENT");
                            }));
        assertThat(one.health(two).stream()).isEqualTo(StreamUse.NONE);
        assertThat(link.offer(Lane.NORMAL, ByteString.EMPTY)).isFalse();
        proxy.stall(false);
        region.awaitStreams();
      }
    }
  }

  @Test
  void aTopicThatNeverTakesAnythingIsCutForWantOfCredit() {
    RecordedTopic sender = RecordedTopic.of("topic");
    RecordedTopic reader = RecordedTopic.of("topic");
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", QUICK_LIMITS, sender);
      LinkRegion.Node two = region.add("node-b", reader);
      region.start();
      reader.hold();
      TopicLink link = up(sender);
      for (int i = 0; i < 20; i++) {
        offer(link, Lane.NORMAL, "x".repeat(60_000));
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(one.port().refusals().recent())
                      .anySatisfy(refused -> assertThat(refused.message()).contains("NO_CREDIT")));
      reader.release();
      region.awaitStreams();
      assertThat(one.health(two).stream()).isNotEqualTo(StreamUse.NONE);
    }
  }

  @Test
  void aDirectionThatSwallowsEverythingIsNoticedOnBothSidesAndHealsByItself() {
    for (boolean forth : List.of(true, false)) {
      try (LinkRegion region = new LinkRegion()) {
        LinkRegion.Node one = region.add("node-a", QUICK_LIMITS, RecordedTopic.of("topic"));
        LinkRegion.Node two =
            region.add("node-b", QUICK_LIMITS, RecordedTopic.of("topic")).behindAWall();
        try (TestProxy proxy = new TestProxy(one.port().port())) {
          one.at(proxy.port());
          region.start();
          proxy.swallow(forth, !forth);
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      one.health(two).stream() == StreamUse.NONE
                          && two.health(one).stream() == StreamUse.NONE);
          assertThat(two.link(one).state()).isIn(LinkState.BACKING_OFF, LinkState.CONNECTING);
          proxy.swallow(false, false);
          proxy.reset();
          region.awaitStreams();
          await().atMost(PATIENCE).until(() -> two.link(one).state() == LinkState.READY);
        }
      }
    }
  }

  @Test
  void eachDirectionIsKnownByItself() {
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", RecordedTopic.of("topic"));
      LinkRegion.Node two = region.add("node-b", RecordedTopic.of("topic"));
      try (TestProxy proxy = new TestProxy(two.port().port())) {
        proxy.refuse(true);
        two.at(proxy.port());
        region.start();
        // Nobody reaches b, and b reaches a.
        assertThat(one.health(two).stream()).isEqualTo(StreamUse.THEIRS);
        await()
            .atMost(PATIENCE)
            .until(() -> one.health(two).outbound().reach() == LinkHealth.Reach.FAILING);
        assertThat(one.link(two).state()).isEqualTo(LinkState.BACKING_OFF);
        assertThat(one.link(two).lastError()).isPresent();
        assertThat(one.health(two).inbound().reach()).isEqualTo(LinkHealth.Reach.WORKING);
        assertThat(one.health(two).lastContact()).isPresent();
        assertThat(two.health(one).outbound().reach()).isEqualTo(LinkHealth.Reach.WORKING);
        assertThat(two.health(one).inbound().reach()).isEqualTo(LinkHealth.Reach.UNKNOWN);
        await().atMost(PATIENCE).until(() -> one.health(two).roundTrip().isPresent());
        assertThat(one.health(two).clockAhead().orElseThrow().abs())
            .isLessThan(Duration.ofSeconds(5));
        proxy.refuse(false);
        await().atMost(PATIENCE).until(() -> one.link(two).state() == LinkState.READY);
      }
    }
  }

  @Test
  void aMemberWithoutEndpointDialsOutAndItsStreamCarriesTopicsBothWays() {
    RecordedTopic a = RecordedTopic.of("topic");
    RecordedTopic b = RecordedTopic.of("topic");
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", a);
      LinkRegion.Node two = region.add("node-b", b).behindAWall();
      region.start();
      assertThat(offer(up(a), Lane.NORMAL, "to the one behind the wall")).isTrue();
      assertThat(offer(up(b), Lane.NORMAL, "from the one behind the wall")).isTrue();
      await().atMost(PATIENCE).until(() -> b.heard().contains("to the one behind the wall"));
      await().atMost(PATIENCE).until(() -> a.heard().contains("from the one behind the wall"));
      assertThat(one.link(two).reachable()).isFalse();
      assertThat(one.link(two).state()).isEqualTo(LinkState.READY);
      assertThat(one.link(two).lastError().orElseThrow()).startsWith("NO_INBOUND");
      assertThat(one.health(two).outbound().reach()).isEqualTo(LinkHealth.Reach.NO_INBOUND);
      assertThat(two.health(one).inbound().reach()).isEqualTo(LinkHealth.Reach.NO_INBOUND);
    }
  }

  @Test
  void aFlappingConnectionIsDialledWithinBoundsAndComesBack() throws Exception {
    // A node in service may wait for a minute after so many failures, which no test waits for.
    LinkLimits bounded =
        LinkLimits.defaults().withBackOff(Duration.ofSeconds(1), Duration.ofSeconds(4));
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", RecordedTopic.of("topic"));
      LinkRegion.Node two = region.add("node-b", bounded, RecordedTopic.of("topic")).behindAWall();
      try (TestProxy proxy = new TestProxy(one.port().port())) {
        one.at(proxy.port());
        region.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        CountDownLatch never = new CountDownLatch(1);
        while (System.nanoTime() < end && !never.await(20, TimeUnit.MILLISECONDS)) {
          proxy.reset();
        }
        // Once at the start, then after random waits up to 1, 2, 4 seconds; the library's own
        // attempts included.
        assertThat(proxy.accepted()).isLessThan(60);
        region.awaitStreams();
        await().atMost(PATIENCE).until(() -> two.link(one).state() == LinkState.READY);
      }
    }
  }

  private static TopicLink up(RecordedTopic topic) {
    await().atMost(PATIENCE).until(() -> topic.link().isPresent());
    return topic.link().orElseThrow();
  }

  @Test
  void aCallThatGoesThroughAgainBringsTheStreamBack() {
    LinkLimits patient =
        LinkLimits.defaults().withBackOff(Duration.ofHours(1), Duration.ofHours(1));
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", RecordedTopic.of("topic"));
      LinkRegion.Node two = region.add("node-b", patient, RecordedTopic.of("topic")).behindAWall();
      try (TestProxy proxy = new TestProxy(one.port().port())) {
        one.at(proxy.port());
        region.start();
        proxy.refuse(true);
        proxy.reset();
        await().atMost(PATIENCE).until(() -> two.link(one).state() == LinkState.BACKING_OFF);
        proxy.refuse(false);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    LinkServiceGrpc.newBlockingStub(two.link(one).channel())
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .greet(GreetRequest.getDefaultInstance()));
        region.awaitStreams();
      }
    }
  }

  @Test
  void anIdleStreamCostsLittle() throws Exception {
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", RecordedTopic.of("topic"));
      LinkRegion.Node two = region.add("node-b", RecordedTopic.of("topic")).behindAWall();
      try (TestProxy proxy = new TestProxy(one.port().port())) {
        one.at(proxy.port());
        region.start();
        await().atMost(PATIENCE).until(() -> two.link(one).state() == LinkState.READY);
        long before = proxy.bytes();
        long begun = System.nanoTime();
        // One round of pings of both sides and of the connection's own probes at least.
        Duration watched = Duration.ofSeconds(21);
        CountDownLatch never = new CountDownLatch(1);
        assertThat(never.await(watched.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        double seconds = (System.nanoTime() - begun) / 1e9;
        long perHour = (long) ((proxy.bytes() - before) / seconds * 3600);
        System.out.printf(
            "an idle pair: %d bytes an hour on TLS; a node with 19 peers: %d%n",
            perHour, perHour * 19);
        assertThat(proxy.accepted()).isEqualTo(1);
        assertThat(perHour).isPositive().isLessThan(500_000);
      }
    }
  }
}
