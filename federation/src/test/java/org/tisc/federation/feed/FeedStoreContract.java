package org.tisc.federation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.StoredEntry.Effect;

/** What every {@link FeedStore} promises; each implementation extends this class. */
public abstract class FeedStoreContract {
  private final TestOrigin origin = new TestOrigin("node-a");
  private final FeedId feed = origin.feed();

  /** The store under test, empty when a test begins, knowing the kind {@code alert} alone. */
  protected abstract FeedStore store();

  /** Records of the entries that had their effect, in that order. */
  protected abstract List<String> applied();

  /** The store knows the kind {@code event} from now on. */
  protected abstract void learnEvent();

  @Test
  void holdsNothingOfWhatNobodyStored() {
    assertThat(store().feeds()).isEmpty();
    assertThat(store().feed(feed))
        .isEqualTo(new FeedState(feed, FeedPosition.START, 0, Optional.empty()));
    assertThat(store().read(feed, 1, 1, 10, 1000)).isEmpty();
    assertThat(store().find(feed, "a", 1)).isEmpty();
    assertThat(store().missingBodies(feed, Instant.MIN, 10)).isEmpty();
    assertThat(store().forks(feed)).isEmpty();
  }

  @Test
  void keepsAppendedEntriesByteForByteWithTheirEffect() {
    List<StoredEntry> appended =
        store()
            .append(
                List.of(
                    TestOrigin.draft(feed, "alert", "a", 1),
                    TestOrigin.draft(feed, "alert", "b", 1)),
                origin.maker());

    assertThat(appended).extracting(StoredEntry::effect).containsOnly(Effect.APPLIED);
    assertThat(appended).allMatch(StoredEntry::signatureChecked);
    assertThat(store().read(feed, 1, 1, 10, 1 << 20)).isEqualTo(appended);
    assertThat(store().feed(feed).head()).isEqualTo(appended.getLast().entry().position());
    assertThat(store().feed(feed).entries()).isEqualTo(2);
    assertThat(store().feeds()).containsExactly(store().feed(feed));
    assertThat(applied()).containsExactly("a", "b");
  }

  @Test
  void saysWhatAllFeedsOfOneOriginTakeWithoutBodiesThatWereTakenBack() {
    SignedEntry first = origin.next(TestOrigin.draft(feed, "alert", "a", 1), FeedPosition.START);
    SignedEntry second = origin.next(TestOrigin.draft(feed, "alert", "b", 1), first.position());
    FeedId direct = origin.feed("node-b");
    SignedEntry third = origin.next(TestOrigin.draft(direct, "alert", "c", 1), FeedPosition.START);
    store().store(feed, FeedPosition.START, List.of(first, second.withoutBody()), 0);
    store().store(direct, FeedPosition.START, List.of(third), 0);
    FeedStore store = store();

    assertThat(store.usage(feed.originId()))
        .isEqualTo(new FeedQuota.Usage(3, bytes(first, second.withoutBody(), third)));
    assertThat(store.usage(new TestOrigin("node-b").feed().originId()))
        .isEqualTo(new FeedQuota.Usage(0, 0));

    store.fill(feed, List.of(second));
    assertThat(store.usage(feed.originId()).bytes()).isEqualTo(bytes(first, second, third));

    SignedEntry erasing =
        origin.next(TestOrigin.draft(feed, "alert", "d", 1, "d", List.of(1L)), second.position());
    store.store(feed, second.position(), List.of(erasing), 0);
    assertThat(store.usage(feed.originId()))
        .isEqualTo(new FeedQuota.Usage(4, bytes(first.withoutBody(), second, third, erasing)));
  }

  private static long bytes(SignedEntry... entries) {
    long bytes = 0;
    for (SignedEntry entry : entries) {
      bytes +=
          entry.headerBytes().size()
              + entry.signature().size()
              + entry.body().map(b -> b.salt().size() + b.content().size()).orElse(0);
    }
    return bytes;
  }

  @Test
  void appendsOnceWhatIsAppendedTwice() {
    EntryDraft draft = TestOrigin.draft(feed, "alert", "a", 1);
    StoredEntry first = store().append(List.of(draft), origin.maker()).getFirst();

    List<StoredEntry> again =
        store().append(List.of(draft, TestOrigin.draft(feed, "alert", "a", 2)), origin.maker());

    assertThat(again.getFirst()).isEqualTo(first);
    assertThat(again.getLast().entry().header().sequence()).isEqualTo(2);
    assertThat(store().feed(feed).entries()).isEqualTo(2);
    assertThat(applied()).containsExactly("a", "a");
  }

  @Test
  void appendsAllDraftsOrNone() {
    FeedStore.Maker failsAtSecond =
        (draft, head) -> {
          if (head.sequence() == 1) {
            throw new TiscException(Reason.FEED_KEY_MISSING, "no key");
          }
          return origin.maker().next(draft, head);
        };

    assertReason(
        Reason.FEED_KEY_MISSING,
        () ->
            store()
                .append(
                    List.of(
                        TestOrigin.draft(feed, "alert", "a", 1),
                        TestOrigin.draft(feed, "alert", "b", 1)),
                    failsAtSecond));

    assertThat(store().feeds()).isEmpty();
    assertThat(store().read(feed, 1, 1, 10, 1000)).isEmpty();
    assertThat(applied()).isEmpty();
  }

  @Test
  void appendsToSeveralFeedsInOneUnit() {
    FeedId direct = origin.feed("node-b");

    List<StoredEntry> appended =
        store()
            .append(
                List.of(
                    TestOrigin.draft(feed, "alert", "a", 1),
                    TestOrigin.draft(direct, "alert", "a", 1),
                    TestOrigin.draft(feed, "alert", "b", 1)),
                origin.maker());

    assertThat(appended)
        .extracting(stored -> stored.entry().header().sequence())
        .containsExactly(1L, 1L, 2L);
    assertThat(store().feeds()).extracting(FeedState::feed).containsExactly(feed, direct);
  }

  @Test
  void storesARunBehindTheHeadAndOnlyThere() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 6, "r");
    FeedState three = store().store(feed, FeedPosition.START, chain.subList(0, 3), 0);

    assertThat(three.head()).isEqualTo(chain.get(2).position());
    assertReason(
        Reason.STALE_REVISION,
        () -> store().store(feed, FeedPosition.START, chain.subList(0, 3), 0));
    assertReason(
        Reason.STALE_REVISION,
        () -> store().store(feed, chain.get(3).position(), chain.subList(4, 6), 0));

    FeedState six = store().store(feed, three.head(), chain.subList(3, 6), 1);
    assertThat(six.entries()).isEqualTo(6);
    assertThat(store().read(feed, 1, 1, 10, 1 << 20))
        .extracting(StoredEntry::entry)
        .isEqualTo(chain);
    assertThat(store().read(feed, 1, 1, 10, 1 << 20))
        .extracting(StoredEntry::signatureChecked)
        .containsExactly(false, false, true, false, true, true);
    assertThat(applied()).containsExactly("r-0", "r-1", "r-2", "r-3", "r-4", "r-5");
  }

  @Test
  void notesACheckedSignatureOfThatVeryEntryOnly() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 3, "r");
    store().store(feed, FeedPosition.START, chain, 0);

    store().signatureChecked(feed, new FeedPosition(1, 1, chain.get(1).hash()));
    assertThat(store().read(feed, 1, 1, 1, 1).getFirst().signatureChecked()).isFalse();
    store().signatureChecked(feed, chain.getFirst().position());
    assertThat(store().read(feed, 1, 1, 1, 1).getFirst().signatureChecked()).isTrue();
  }

  @Test
  void readsInBoundsAndAlwaysOne() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 20, "r");
    store().store(feed, FeedPosition.START, chain, 0);
    int one =
        chain.get(4).headerBytes().size() + chain.get(4).body().orElseThrow().content().size();

    assertThat(store().read(feed, 1, 5, 1000, 1 << 20)).hasSize(16);
    assertThat(store().read(feed, 1, 5, 3, 1 << 20)).hasSize(3);
    assertThat(store().read(feed, 1, 5, 1000, 1)).hasSize(1);
    assertThat(store().read(feed, 1, 5, 1000, 3 * one + 10)).hasSizeBetween(2, 3);
    assertThat(store().read(feed, 1, 21, 10, 1 << 20)).isEmpty();
    assertThat(store().read(feed, 2, 1, 10, 1 << 20)).isEmpty();
  }

  @Test
  void findsTheRevisionOfARecord() {
    store()
        .append(
            List.of(
                TestOrigin.draft(feed, "alert", "a", 1),
                TestOrigin.draft(feed, "alert", "a", 2),
                TestOrigin.draft(feed, "event", "a", 2)),
            origin.maker());

    assertThat(store().find(feed, "a", 1).orElseThrow().entry().header().sequence()).isEqualTo(1);
    assertThat(store().find(feed, "a", 2).orElseThrow().entry().header().sequence()).isEqualTo(3);
    assertThat(store().find(feed, "a", 3)).isEmpty();
    assertThat(store().find(origin.feed("node-b"), "a", 1)).isEmpty();
  }

  @Test
  void carriesUnknownKindsAndAppliesThemOnceTheyAreKnown() {
    store()
        .append(
            List.of(
                TestOrigin.draft(feed, "event", "e", 1), TestOrigin.draft(feed, "alert", "a", 1)),
            origin.maker());
    assertThat(store().read(feed, 1, 1, 1, 1).getFirst().effect()).isEqualTo(Effect.UNKNOWN_KIND);

    store().applyUnknown();
    assertThat(applied()).containsExactly("a");
    learnEvent();
    store().applyUnknown();
    store().applyUnknown();

    assertThat(applied()).containsExactly("a", "e");
    assertThat(store().read(feed, 1, 1, 1, 1).getFirst().effect()).isEqualTo(Effect.APPLIED);
  }

  @Test
  void appliesABodyThatComesLater() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 3, "r");
    List<SignedEntry> bare = new ArrayList<>(chain);
    bare.set(1, chain.get(1).withoutBody());
    store().store(feed, FeedPosition.START, bare, 0);

    assertThat(applied()).containsExactly("r-0", "r-2");
    assertThat(store().missingBodies(feed, Instant.MIN, 10))
        .containsExactly(chain.get(1).position());
    assertThat(store().missingBodies(feed, Instant.parse("2026-03-02T00:00:00Z"), 10)).isEmpty();

    SignedEntry foreign = new TestOrigin("node-b").chain(feed, FeedPosition.START, 2, "x").get(1);
    assertThat(store().fill(feed, List.of(foreign))).isZero();
    assertThat(store().fill(feed, chain)).isEqualTo(1);
    assertThat(store().fill(feed, chain)).isZero();

    assertThat(applied()).containsExactly("r-0", "r-2", "r-1");
    assertThat(store().missingBodies(feed, Instant.MIN, 10)).isEmpty();
    assertThat(store().read(feed, 1, 2, 1, 1).getFirst().entry()).isEqualTo(chain.get(1));
  }

  @Test
  void missesNoBodyThatIsSupersededOrTakenBack() {
    SignedEntry first = origin.next(TestOrigin.draft(feed, "alert", "a", 1), FeedPosition.START);
    SignedEntry taken = origin.next(TestOrigin.draft(feed, "alert", "b", 1), first.position());
    SignedEntry newer = origin.next(TestOrigin.draft(feed, "alert", "a", 2), taken.position());
    SignedEntry taking =
        origin.next(TestOrigin.draft(feed, "alert", "c", 1, "gone", List.of(2L)), newer.position());

    store()
        .store(
            feed,
            FeedPosition.START,
            List.of(first.withoutBody(), taken.withoutBody(), newer, taking),
            0);

    assertThat(store().missingBodies(feed, Instant.MIN, 10)).isEmpty();
    assertThat(store().fill(feed, List.of(taken))).isZero();
    assertThat(store().read(feed, 1, 2, 1, 1).getFirst().entry().body()).isEmpty();
  }

  @Test
  void dropsTheBodyThatAnEntryTakesBack() {
    store()
        .append(
            List.of(
                TestOrigin.draft(feed, "alert", "a", 1), TestOrigin.draft(feed, "alert", "b", 1)),
            origin.maker());

    store()
        .append(
            List.of(TestOrigin.draft(feed, "alert", "c", 1, "gone", List.of(1L))), origin.maker());

    assertThat(store().read(feed, 1, 1, 3, 1 << 20))
        .extracting(stored -> stored.entry().body().isPresent())
        .containsExactly(false, true, true);
    assertThat(store().missingBodies(feed, Instant.MIN, 10)).isEmpty();
  }

  @Test
  void freezesBeforeTheForkUntilAnEpochFollows() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 5, "r");
    store().store(feed, FeedPosition.START, chain, 0);
    SignedEntry other =
        origin.next(TestOrigin.draft(feed, "alert", "x", 1), chain.get(2).position());

    FeedState frozen = store().freeze(new ForkEvidence(chain.get(3), other));

    assertThat(frozen.head()).isEqualTo(chain.get(2).position());
    assertThat(frozen.fork()).contains(new ForkEvidence(chain.get(3), other));
    assertThat(frozen.entries()).isEqualTo(5);
    assertThat(store().freeze(new ForkEvidence(chain.get(3), other))).isEqualTo(frozen);
    assertReason(Reason.FEED_FORKED, () -> store().store(feed, frozen.head(), List.of(other), 0));
    assertReason(
        Reason.FEED_FORKED,
        () -> store().append(List.of(TestOrigin.draft(feed, "alert", "y", 1)), origin.maker()));

    SignedEntry epoch = origin.epoch(feed, frozen.head());
    FeedState goesOn = store().store(feed, frozen.head(), List.of(epoch), 0);
    assertThat(goesOn.head()).isEqualTo(epoch.position());
    assertThat(goesOn.fork()).isEmpty();
    assertThat(store().forks(feed)).hasSize(1);
    StoredEntry next =
        store().append(List.of(TestOrigin.draft(feed, "alert", "y", 1)), origin.maker()).getFirst();
    assertThat(next.entry().header().epoch()).isEqualTo(2);
    assertThat(next.entry().header().sequence()).isEqualTo(2);
  }

  @Test
  void takesWhatStandsBeforeAForkThatIsKnownFirst() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 5, "r");
    SignedEntry other =
        origin.next(TestOrigin.draft(feed, "alert", "x", 1), chain.get(2).position());

    assertThat(store().freeze(new ForkEvidence(chain.get(3), other)).head())
        .isEqualTo(FeedPosition.START);
    assertReason(Reason.FEED_FORKED, () -> store().store(feed, FeedPosition.START, chain, 0));
    FeedState three = store().store(feed, FeedPosition.START, chain.subList(0, 3), 0);

    assertThat(three.head()).isEqualTo(chain.get(2).position());
    assertThat(three.fork()).isPresent();
  }

  @Test
  void aForkOfTheVeryFirstEntryLeavesNothingBefore() {
    SignedEntry first = origin.next(TestOrigin.draft(feed, "alert", "a", 1), FeedPosition.START);
    SignedEntry other = origin.next(TestOrigin.draft(feed, "alert", "b", 1), FeedPosition.START);
    store().store(feed, FeedPosition.START, List.of(first), 0);

    assertThat(store().freeze(new ForkEvidence(first, other)).head()).isEqualTo(FeedPosition.START);
    SignedEntry epoch = origin.epoch(feed, other.position());
    assertThat(store().store(feed, FeedPosition.START, List.of(epoch), 0).head())
        .isEqualTo(epoch.position());
  }

  @Test
  void aForkOfAnEpochsFirstEntryGoesBackToTheEntryThatItCountsIn() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 4, "r");
    store().store(feed, FeedPosition.START, chain, 0);
    SignedEntry epoch = origin.epoch(feed, chain.get(2).position());
    store().store(feed, chain.get(3).position(), List.of(epoch), 0);
    SignedEntry other = origin.epoch(feed, chain.get(1).position());

    FeedState frozen = store().freeze(new ForkEvidence(epoch, other));

    assertThat(frozen.head()).isEqualTo(chain.get(2).position());
  }

  @Test
  void evidenceForAnEpochThatIsOverFreezesNothing() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 2, "r");
    store().store(feed, FeedPosition.START, chain, 0);
    SignedEntry epoch = origin.epoch(feed, chain.getLast().position());
    store().store(feed, chain.getLast().position(), List.of(epoch), 0);
    SignedEntry other =
        origin.next(TestOrigin.draft(feed, "alert", "x", 1), chain.getFirst().position());

    FeedState state = store().freeze(new ForkEvidence(chain.getLast(), other));

    assertThat(state.head()).isEqualTo(epoch.position());
    assertThat(state.fork()).isEmpty();
    assertThat(store().forks(feed)).hasSize(1);
  }

  @Test
  void locatesAnEntryByItsHashInItsEpochOnly() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 3, "r");
    store().store(feed, FeedPosition.START, chain, 0);

    assertThat(store().position(feed, 1, chain.get(1).hash())).contains(chain.get(1).position());
    assertThat(store().position(feed, 2, chain.get(1).hash())).isEmpty();
    assertThat(store().position(origin.feed("node-b"), 1, chain.get(1).hash())).isEmpty();
  }

  @Test
  void manyThatAppendAtOnceMakeOneChain() throws Exception {
    int threads = 8;
    int each = 25;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        runs.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    List<StoredEntry> _ =
                        store()
                            .append(
                                List.of(TestOrigin.draft(feed, "alert", thread + "-" + i, 1)),
                                origin.maker());
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }

    List<StoredEntry> all = store().read(feed, 1, 1, threads * each + 1, 1 << 24);
    assertThat(all).hasSize(threads * each);
    EntryHash before = EntryHash.NONE;
    for (StoredEntry stored : all) {
      assertThat(stored.entry().header().previous()).isEqualTo(before);
      before = stored.entry().hash();
    }
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
