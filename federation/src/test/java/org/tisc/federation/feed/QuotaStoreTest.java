package org.tisc.federation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tisc.federation.AdjustableClock;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/** What one member may take of the disk. */
final class QuotaStoreTest {
  private static final NodeId SELF = new NodeId("node-z");
  private static final long MIB = 1L << 20;

  private final AdjustableClock clock = new AdjustableClock();
  private final InMemoryFeedStore disk = new InMemoryFeedStore(clock, Set.of("alert"));
  private final TestOrigin origin = new TestOrigin("node-a");
  private final FeedId feed = origin.feed();

  private QuotaStore limited(long entries, long bytes, long bytesPerDay) {
    return new QuotaStore(disk, SELF, new FeedQuota(entries, bytes, bytesPerDay), clock);
  }

  private void refused(ThrowingCallable storing) {
    FeedState before = disk.feed(feed);
    assertThatThrownBy(storing)
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUOTA_EXCEEDED));
    assertThat(disk.feed(feed)).isEqualTo(before);
  }

  private List<SignedEntry> big(FeedPosition after, int entries) {
    List<SignedEntry> run = new ArrayList<>();
    FeedPosition head = after;
    for (int i = 0; i < entries; i++) {
      EntryDraft draft =
          new EntryDraft(
              feed,
              "alert",
              "big-" + head.sequence(),
              1,
              Tlp.GREEN,
              false,
              ByteString.copyFrom(new byte[200 * 1024]),
              List.of(),
              List.of());
      SignedEntry next = origin.next(draft, head);
      run.add(next);
      head = next.position();
    }
    return run;
  }

  @Test
  void storesUpToTheNumberOfEntriesOfAllFeedsOfOneMemberTogether() {
    QuotaStore store = limited(5, 100 * MIB, 100 * MIB);
    List<SignedEntry> run = origin.chain(feed, FeedPosition.START, 4, "a");
    FeedId direct = origin.feed(SELF.value());
    List<SignedEntry> alone = origin.chain(direct, FeedPosition.START, 2, "d");

    store.store(feed, FeedPosition.START, run, 0);
    refused(() -> store.store(direct, FeedPosition.START, alone, 0));
    store.store(direct, FeedPosition.START, alone.subList(0, 1), 0);
    refused(() -> store.store(direct, alone.getFirst().position(), alone.subList(1, 2), 0));
    assertThat(disk.usage(feed.originId()).entries()).isEqualTo(5);

    TestOrigin other = new TestOrigin("node-b");
    List<SignedEntry> others = other.chain(other.feed(), FeedPosition.START, 5, "b");
    assertThat(store.store(other.feed(), FeedPosition.START, others, 0).entries()).isEqualTo(5);
  }

  @Test
  void storesUpToTheBytesAndGoesOnWhereABodyWasTakenBack() {
    List<SignedEntry> run = big(FeedPosition.START, 3);
    QuotaStore store = limited(100, 600 * 1024, 100 * MIB);
    store.store(feed, FeedPosition.START, run.subList(0, 2), 0);
    refused(() -> store.store(feed, run.get(1).position(), run.subList(2, 3), 0));

    SignedEntry erasing =
        origin.next(
            TestOrigin.draft(feed, "alert", "e", 1, "", List.of(1L)), run.get(1).position());
    store.store(feed, run.get(1).position(), List.of(erasing), 0);
    List<SignedEntry> more = big(erasing.position(), 1);
    assertThat(store.store(feed, erasing.position(), more, 0).entries()).isEqualTo(4);
  }

  @Test
  void aBodyThatComesLaterCountsToo() {
    List<SignedEntry> run = big(FeedPosition.START, 2);
    QuotaStore store = limited(100, 300 * 1024, 100 * MIB);
    store.store(feed, FeedPosition.START, run.stream().map(SignedEntry::withoutBody).toList(), 0);

    assertThat(store.fill(feed, run.subList(0, 1))).isEqualTo(1);
    refused(() -> store.fill(feed, run.subList(1, 2)));
    assertThat(disk.missingBodies(feed, java.time.Instant.MIN, 10)).hasSize(1);
  }

  @Test
  void takesNoMoreThanSoMuchADayAndTheRestOnTheNext() {
    List<SignedEntry> run = big(FeedPosition.START, 7);
    QuotaStore store = limited(100, 100 * MIB, MIB);
    store.store(feed, FeedPosition.START, run.subList(0, 5), 0);
    refused(() -> store.store(feed, run.get(4).position(), run.subList(5, 6), 0));

    clock.advance(Duration.ofHours(1));
    refused(() -> store.store(feed, run.get(4).position(), run.subList(5, 6), 0));
    clock.advance(Duration.ofHours(5));
    store.store(feed, run.get(4).position(), run.subList(5, 6), 0);
    refused(() -> store.store(feed, run.get(5).position(), run.subList(6, 7), 0));
    clock.advance(Duration.ofDays(30));
    assertThat(store.store(feed, run.get(5).position(), run.subList(6, 7), 0).entries())
        .isEqualTo(7);
  }

  @Test
  void whatWasOnTheDiskBeforeCountsAndARaisedQuotaTakesMore() {
    List<SignedEntry> run = origin.chain(feed, FeedPosition.START, 4, "a");
    limited(3, 100 * MIB, 100 * MIB).store(feed, FeedPosition.START, run.subList(0, 3), 0);

    QuotaStore again = limited(3, 100 * MIB, 100 * MIB);
    refused(() -> again.store(feed, run.get(2).position(), run.subList(3, 4), 0));
    QuotaStore raised = limited(4, 100 * MIB, 100 * MIB);
    assertThat(raised.store(feed, run.get(2).position(), run.subList(3, 4), 0).entries())
        .isEqualTo(4);
  }

  @Test
  void thisNodesOwnEntriesComeBackInAnyCase() {
    TestOrigin self = new TestOrigin(SELF.value());
    List<SignedEntry> lost = self.chain(self.feed(), FeedPosition.START, 9, "own");
    QuotaStore store = limited(1, 1, MIB);

    assertThat(store.store(self.feed(), FeedPosition.START, lost, 0).entries()).isEqualTo(9);
  }

  @Test
  void aQuotaThatNoFrameFitsIntoIsRefused() {
    assertThatThrownBy(() -> new FeedQuota(0, MIB, MIB)).isInstanceOf(TiscException.class);
    assertThatThrownBy(() -> new FeedQuota(1, 0, MIB)).isInstanceOf(TiscException.class);
    assertThatThrownBy(() -> new FeedQuota(1, 1, MIB - 1)).isInstanceOf(TiscException.class);
  }
}
