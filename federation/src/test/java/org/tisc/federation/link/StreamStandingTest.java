package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.link.LinkHealth.StreamUse;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.SignedRoster;

/** Who loses an open stream, and how fast. */
@Tag("network")
final class StreamStandingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int AT_ONCE_MILLIS = 100;

  /**
   * A way to fall out of favour.
   *
   * @param what names the case
   * @param reason what the refusing side says
   * @param happens at the first node, about the second
   */
  record Fall(String what, Reason reason, BiConsumer<LinkRegion, List<LinkRegion.Node>> happens) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Fall> falls() {
    return Stream.of(
        new Fall(
            "removed from the roster",
            Reason.NOT_A_MEMBER,
            (region, nodes) -> {
              LinkRegion.Node other = nodes.get(1);
              SignedRoster without =
                  region.sign(
                      nodes.getFirst().member(),
                      other.member(MemberState.REMOVED, other.member().tlsKeys()));
              nodes.getFirst().keeper().offer(without);
            }),
        new Fall(
            "its key retired",
            Reason.NOT_A_MEMBER,
            (region, nodes) -> {
              Identity renewed = region.issue(nodes.get(1).id());
              SignedRoster rekeyed =
                  region.sign(
                      nodes.getFirst().member(),
                      nodes
                          .get(1)
                          .member(
                              MemberState.ACTIVE,
                              Set.of(KeyHash.of(renewed.certificate().getPublicKey()))));
              nodes.getFirst().keeper().offer(rekeyed);
            }),
        new Fall(
            "blocked here",
            Reason.BLOCKED,
            (region, nodes) -> nodes.getFirst().block(nodes.get(1).id().node())),
        new Fall(
            "the network left",
            Reason.UNKNOWN_NETWORK,
            (region, nodes) -> nodes.getFirst().port().leave(region.network())));
  }

  @ParameterizedTest
  @MethodSource("falls")
  void whoFallsOutOfFavourLosesStreamAndConnectionAtOnce(Fall fall) {
    long best = Long.MAX_VALUE;
    for (boolean theirs : List.of(true, false)) {
      RecordedTopic here = RecordedTopic.of("topic");
      RecordedTopic there = RecordedTopic.of("topic");
      try (LinkRegion region = new LinkRegion()) {
        LinkRegion.Node one = region.add("node-a", here);
        LinkRegion.Node two = region.add("node-b", there);
        (theirs ? two : one).behindAWall();
        try (TestProxy proxy = new TestProxy((theirs ? one : two).port().port())) {
          (theirs ? one : two).at(proxy.port());
          region.start();
          await().atMost(PATIENCE).until(() -> here.link().isPresent());
          TopicLink link = here.link().orElseThrow();
          int closed = closed(proxy);
          long begun = System.nanoTime();
          fall.happens().accept(region, List.of(one, two));
          assertThat(link.offer(Lane.NORMAL, ByteString.EMPTY)).isFalse();
          assertThat(here.events()).isNotEmpty();
          await().pollInterval(Duration.ofMillis(2)).until(() -> here.events().contains("DOWN"));
          long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
          best = Math.min(best, millis);
          await().atMost(PATIENCE).until(() -> there.events().contains("DOWN"));
          // Who was refused dials anew; what counts is that the stream's connection is gone.
          await().atMost(PATIENCE).until(() -> closed(proxy) >= closed + 2 || !theirs);
          System.out.printf("%s: stream gone after %d ms%n", fall, millis);
          assertThat(one.port().refusals().recent())
              .anySatisfy(
                  refused -> {
                    assertThat(refused.who()).isEqualTo(two.id().uri());
                    assertThat(refused.reason()).isEqualTo(fall.reason());
                  });
          if (theirs) {
            await().atMost(PATIENCE).until(() -> two.link(one).state() != LinkState.READY);
          }
        }
      }
    }
    // One of the two may have met a machine that was busy with something else.
    assertThat(best).isLessThan(AT_ONCE_MILLIS);
  }

  /** Sockets that are closed by now; two for each connection. */
  private static int closed(TestProxy proxy) {
    return 2 * proxy.accepted() - proxy.openConnections();
  }

  @Test
  void aCertificateThatEndsIsNoticedOnTheNextFrame() {
    RecordedTopic here = RecordedTopic.of("topic");
    RecordedTopic there = RecordedTopic.of("topic");
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", here);
      LinkRegion.Node two = region.add("node-b", there).behindAWall();
      region.start();
      region.clock().advance(Duration.ofDays(59));
      region.publish();
      assertThat(one.health(two).stream()).isEqualTo(StreamUse.THEIRS);
      region.clock().advance(Duration.ofDays(42));
      await()
          .atMost(PATIENCE)
          .until(() -> there.link().isPresent() || there.events().contains("DOWN"));
      there.link().ifPresent(link -> link.offer(Lane.NORMAL, ByteString.copyFromUtf8("late")));
      await().atMost(PATIENCE).until(() -> here.events().contains("DOWN"));
      assertThat(here.heard()).doesNotContain("late");
      // Both certificates end at one moment; whoever looks first ends the stream.
      assertThat(
              Stream.of(one, two)
                  .flatMap(node -> node.port().refusals().recent().stream())
                  .toList())
          .anySatisfy(
              refused -> assertThat(refused.reason()).isEqualTo(Reason.CERTIFICATE_EXPIRED));
    }
  }

  @Test
  void aPeerThatIsNoLongerBlockedComesBack() {
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a", RecordedTopic.of("topic"));
      LinkRegion.Node two = region.add("node-b", RecordedTopic.of("topic"));
      region.start();
      one.block(two.id().node());
      assertThat(one.link(two).state()).isEqualTo(LinkState.REFUSED);
      assertThat(one.link(two).lastError().orElseThrow()).contains("blocked");
      await().atMost(PATIENCE).until(() -> two.link(one).state() == LinkState.REFUSED);
      await()
          .atMost(PATIENCE)
          .until(() -> one.health(two).inbound().reach() == LinkHealth.Reach.REFUSED);
      one.block();
      region.awaitStreams();
    }
  }
}
