package org.tisc.federation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.FeedHistory;

final class FeedsTest {
  private final FeedRegion region = new FeedRegion();
  private final FeedRegion.Node a = region.add("node-a");
  private final FeedRegion.Node b = region.add("node-b");
  private final FeedRegion.Node c = region.add("node-c");

  @Test
  void whatIsPublishedIsReadElsewhereByteForByte() {
    List<SignedEntry> published = a.publish("r1", "r2", "r3");

    Acceptance acceptance = b.feeds().accept(a.feed(), published);

    assertThat(acceptance.complete()).isTrue();
    assertThat(acceptance.stored()).isEqualTo(3);
    assertThat(acceptance.state().head()).isEqualTo(published.getLast().position());
    assertThat(b.feeds().read(a.feed(), 1, 1, 10, 1 << 20))
        .extracting(StoredEntry::entry)
        .isEqualTo(published);
    assertThat(b.store().applied()).hasSize(3);
  }

  @Test
  void publishingTwiceAppendsOnce() {
    SignedEntry first = a.publish("r1").getFirst();

    assertThat(a.publish("r1")).containsExactly(first);
    assertThat(a.feeds().state(a.feed()).entries()).isEqualTo(1);
  }

  @Test
  void listenersHearOfGrowthOnlyWhenItIsStored() {
    List<FeedState> heard = new ArrayList<>();
    b.feeds().onGrown(state -> heard.add(b.feeds().state(state.feed())));
    List<SignedEntry> published = a.publish("r1", "r2");

    Acceptance first = b.feeds().accept(a.feed(), published);
    Acceptance again = b.feeds().accept(a.feed(), published);

    assertThat(heard).containsExactly(first.state());
    assertThat(again.stored()).isZero();
    assertThat(again.complete()).isTrue();
  }

  @Test
  void anOverlapIsTakenFromWhereItIsNew() {
    List<SignedEntry> published = a.publish("r1", "r2", "r3", "r4");
    b.feeds().accept(a.feed(), published.subList(0, 2));

    Acceptance acceptance = b.feeds().accept(a.feed(), published.subList(1, 4));

    assertThat(acceptance.stored()).isEqualTo(2);
    assertThat(acceptance.complete()).isTrue();
  }

  @Test
  void aGapNamesWhereToAskOn() {
    List<SignedEntry> published = a.publish("r1", "r2", "r3", "r4");
    assertThat(b.feeds().accept(a.feed(), published.subList(2, 4)).wanted())
        .contains(new Acceptance.Place(1, 1));
    b.feeds().accept(a.feed(), published.subList(0, 1));

    assertThat(b.feeds().accept(a.feed(), published.subList(2, 4)).wanted())
        .contains(new Acceptance.Place(1, 2));
    assertThat(b.feeds().state(a.feed()).head().sequence()).isEqualTo(1);
  }

  @Test
  void onlyOwnFeedsAreAppendedTo() {
    assertReason(
        Reason.INVALID_ARGUMENT,
        () -> b.feeds().publish(List.of(TestOrigin.draft(a.feed(), "alert", "x", 1))));
    assertReason(
        Reason.INVALID_ARGUMENT,
        () -> a.feeds().publish(List.of(TestOrigin.draft(a.feed(), "epoch", "x", 1))));
    PeerId elsewhere = new PeerId(new NetworkId("south"), new NodeId("node-a"));
    assertReason(
        Reason.UNKNOWN_NETWORK,
        () ->
            a.feeds()
                .publish(List.of(TestOrigin.draft(FeedId.toNetwork(elsewhere), "alert", "x", 1))));
    FeedId toNobody = FeedId.toPeer(a.peer(), new NodeId("node-z"));
    assertReason(
        Reason.NOT_FOUND,
        () -> a.feeds().publish(List.of(TestOrigin.draft(toNobody, "alert", "x", 1))));
  }

  @Test
  void aMemberThatWasRemovedNeitherAppendsNorIsBelieved() {
    List<SignedEntry> before = b.publish("r1");
    region.remove(b);

    assertReason(Reason.NOT_A_MEMBER, () -> b.publish("r2"));
    assertThat(a.feeds().accept(b.feed(), before).refusal())
        .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(Refusal.Code.NOT_A_MEMBER));
    assertThat(b.feeds().accept(a.feed(), a.publish("r2")).refusal())
        .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(Refusal.Code.NOT_A_MEMBER));
  }

  @Test
  void aDirectFeedIsForItsReaderAlone() {
    List<SignedEntry> direct =
        a.feeds().publish(List.of(TestOrigin.draft(a.feed(b), "alert", "r1", 1))).stream()
            .map(StoredEntry::entry)
            .toList();

    assertThat(b.feeds().accept(a.feed(b), direct).complete()).isTrue();
    assertThat(c.feeds().accept(a.feed(b), direct).refusal())
        .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(Refusal.Code.DENIED));
  }

  @Test
  void whatIsForFewNeverGoesToTheNetwork() {
    assertReason(
        Reason.DENIED,
        () ->
            new EntryDraft(
                a.feed(), "alert", "r", 1, Tlp.RED, false, ByteString.EMPTY, List.of(), List.of()));
  }

  @Test
  void aKeyThatTheRosterDoesNotListAsNewestSignsNothing() {
    KeyPair old = b.key();
    b.publish("r1");
    b.useKey(KeyPairs.ed25519());
    assertReason(Reason.FEED_KEY_MISSING, () -> b.publish("r2"));
    b.changeKey();
    b.publish("r2");
    b.useKey(old);

    assertReason(Reason.FEED_KEY_MISSING, () -> b.publish("r3"));
    assertThat(a.copyFrom(b, b.feed()).head().sequence()).isEqualTo(2);
  }

  @Test
  void aNewKeyIsBelievedOnceTheRosterListsItAndTheOldOneNoMore() {
    TestOrigin thief = new TestOrigin("node-a");
    thief.use(a.key());
    List<SignedEntry> old = a.publish("r1");
    a.changeKey();
    List<SignedEntry> fresh = a.publish("r2", "r3");
    List<SignedEntry> all = new ArrayList<>(old);
    all.addAll(fresh);

    assertThat(b.feeds().accept(a.feed(), all).complete()).isTrue();
    SignedEntry byOldKey =
        thief.next(TestOrigin.draft(a.feed(), "alert", "x", 1), fresh.getLast().position());
    Acceptance acceptance = b.feeds().accept(a.feed(), List.of(byOldKey));

    assertThat(acceptance.stored()).isZero();
    assertThat(acceptance.refusal())
        .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(Refusal.Code.UNKNOWN_KEY));
  }

  @Test
  void whatStandsBeforeAnUnknownKeyIsTaken() {
    List<SignedEntry> run = new ArrayList<>(a.publish("r1", "r2"));
    TestOrigin ahead = new TestOrigin("node-a");
    ahead.use(KeyPairs.ed25519());
    run.addAll(ahead.chain(a.feed(), run.getLast().position(), 2, "x"));

    Acceptance acceptance = b.feeds().accept(a.feed(), run);

    assertThat(acceptance.stored()).isEqualTo(2);
    assertThat(acceptance.refusal())
        .hasValueSatisfying(
            r -> {
              assertThat(r.code()).isEqualTo(Refusal.Code.UNKNOWN_KEY);
              assertThat(r.sequence()).isEqualTo(3);
            });
  }

  @Test
  void whatIsHandedOnEndsWithACheckedSignature() {
    List<SignedEntry> published = a.publish("r1", "r2", "r3", "r4");
    b.feeds().accept(a.feed(), published);

    List<StoredEntry> run = b.feeds().read(a.feed(), 1, 1, 2, 1 << 20);

    assertThat(run).hasSize(2);
    assertThat(c.feeds().accept(a.feed(), run.stream().map(StoredEntry::entry).toList()).complete())
        .isTrue();
    assertThat(b.feeds().read(a.feed(), 1, 2, 1, 1).getFirst().signatureChecked()).isTrue();
  }

  @Test
  void twoEntriesForOnePlaceFreezeTheFeedAndProveIt() {
    TestOrigin twin = new TestOrigin("node-a");
    twin.use(a.key());
    List<SignedEntry> one = a.publish("r1", "r2", "r3");
    List<SignedEntry> other = twin.chain(a.feed(), one.getFirst().position(), 2, "x");
    b.feeds().accept(a.feed(), one);
    List<FeedState> frozen = new ArrayList<>();
    b.feeds().onFrozen(frozen::add);

    Acceptance acceptance = b.feeds().accept(a.feed(), other);

    assertThat(acceptance.fork()).isPresent();
    assertThat(acceptance.state().head()).isEqualTo(one.getFirst().position());
    assertThat(frozen).hasSize(1);
    assertThat(b.told()).containsExactly("forked 1.2");
    assertThat(c.feeds().accept(acceptance.fork().orElseThrow())).isPresent();
    assertThat(c.feeds().accept(a.feed(), one).stored()).isEqualTo(1);
    assertThat(c.feeds().accept(a.feed(), one).refusal())
        .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(Refusal.Code.FEED_FORKED));
    assertThat(a.feeds().accept(acceptance.fork().orElseThrow())).isPresent();
    assertReason(Reason.FEED_FORKED, () -> a.publish("r4"));
  }

  @Test
  void afterAForkTheNextEpochGoesOnWhicheverBranchWasHeld() {
    TestOrigin twin = new TestOrigin("node-a");
    twin.use(a.key());
    List<SignedEntry> one = a.publish("r1", "r2", "r3");
    List<SignedEntry> other = twin.chain(a.feed(), one.getFirst().position(), 3, "x");
    b.feeds().accept(a.feed(), one);
    c.feeds().accept(a.feed(), List.of(one.getFirst()));
    c.feeds().accept(a.feed(), other);
    ForkEvidence fork = c.feeds().accept(a.feed(), one).fork().orElseThrow();
    a.feeds().accept(fork);
    b.feeds().accept(fork);

    FeedState state = a.feeds().openEpoch(a.feed(), "admin");
    a.publish("r4");

    assertThat(state.fork()).isEmpty();
    FeedPosition head = a.feeds().state(a.feed()).head();
    assertThat(head.epoch()).isEqualTo(2);
    assertThat(b.copyFrom(a, a.feed()).head()).isEqualTo(head);
    assertThat(c.copyFrom(b, a.feed()).head()).isEqualTo(head);
    assertThat(a.told()).contains("epoch 2 by admin");
  }

  @Test
  void aForkOfTheVeryFirstEntryIsLeftBehindToo() {
    TestOrigin twin = new TestOrigin("node-a");
    twin.use(a.key());
    b.feeds().accept(a.feed(), a.publish("r1"));
    ForkEvidence fork =
        b.feeds()
            .accept(a.feed(), twin.chain(a.feed(), FeedPosition.START, 1, "x"))
            .fork()
            .orElseThrow();
    a.feeds().accept(fork);

    a.feeds().openEpoch(a.feed(), "admin");
    a.publish("r2");

    assertThat(b.copyFrom(a, a.feed()).head()).isEqualTo(a.feeds().state(a.feed()).head());
  }

  @Test
  void aProofThatProvesNothingFreezesNothing() {
    List<SignedEntry> one = a.publish("r1");
    SignedEntry forged =
        new TestOrigin("node-a").chain(a.feed(), FeedPosition.START, 1, "x").getFirst();
    b.feeds().accept(a.feed(), one);

    assertThat(b.feeds().accept(new ForkEvidence(one.getFirst(), forged))).isEmpty();
    assertThat(b.feeds().accept(a.feed(), List.of(forged)).refusal())
        .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(Refusal.Code.BAD_SIGNATURE));
    assertThat(b.feeds().state(a.feed()).fork()).isEmpty();
  }

  @Test
  void anotherWayBeforeTheHeadIsAskedForUntilItIsProven() {
    TestOrigin twin = new TestOrigin("node-a");
    twin.use(a.key());
    b.feeds().accept(a.feed(), a.publish("r1", "r2"));
    List<SignedEntry> other = twin.chain(a.feed(), FeedPosition.START, 4, "x");

    Acceptance acceptance = b.feeds().accept(a.feed(), other.subList(2, 4));

    assertThat(acceptance.wanted()).contains(new Acceptance.Place(1, 2));
    assertThat(b.feeds().accept(a.feed(), other.subList(1, 4)).fork()).isPresent();
  }

  @Test
  void anEpochIsTakenWhenTheEntryThatItCountsInIsHeld() {
    List<SignedEntry> one = a.publish("r1", "r2", "r3");
    b.feeds().accept(a.feed(), one.subList(0, 1));
    a.feeds().openEpoch(a.feed(), "admin");
    SignedEntry epoch = a.feeds().read(a.feed(), 2, 1, 1, 1).getFirst().entry();

    assertThat(b.feeds().accept(a.feed(), List.of(epoch)).wanted())
        .contains(new Acceptance.Place(1, 2));
    assertThat(b.copyFrom(a, a.feed()).head()).isEqualTo(epoch.position());
    assertThat(c.copyFrom(b, a.feed()).entries()).isEqualTo(4);
  }

  @Test
  void entriesThatANewEpochDoesNotCountInAreNotHandedOn() {
    List<SignedEntry> one = a.publish("r1", "r2", "r3");
    b.feeds().accept(a.feed(), one);
    TestOrigin restored = new TestOrigin("node-a");
    restored.use(a.key());
    SignedEntry epoch = restored.epoch(a.feed(), one.get(1).position());

    assertThat(b.feeds().accept(a.feed(), List.of(epoch)).complete()).isTrue();

    assertThat(b.feeds().state(a.feed()).entries()).isEqualTo(4);
    assertThat(b.feeds().read(a.feed(), 1, 1, 10, 1 << 20)).hasSize(2);
    assertThat(c.copyFrom(b, a.feed()).entries()).isEqualTo(3);
  }

  @Test
  void aRestoredNodeWaitsForAPeerAndGetsItsLostEntriesBack() {
    a.publish("r1");
    InMemoryFeedStore then = a.backup();
    a.publish("r2", "r3");
    b.copyFrom(a, a.feed());
    a.restore(then);

    assertReason(Reason.FEED_HEAD_UNKNOWN, () -> a.publish("r4"));
    a.feeds().heard(b.peer(), Map.of(a.feed(), b.feeds().state(a.feed()).head()), true);
    assertReason(Reason.FEED_HEAD_UNKNOWN, () -> a.publish("r4"));
    a.copyFrom(b, a.feed());
    a.feeds().heard(b.peer(), Map.of(a.feed(), b.feeds().state(a.feed()).head()), true);

    assertThat(a.publish("r4").getFirst().header().sequence()).isEqualTo(4);
    assertThat(b.copyFrom(a, a.feed()).fork()).isEmpty();
    assertThat(a.told()).containsExactly("doubt 3 by node-b");
  }

  @Test
  void aRestoredNodeKnowsADirectFeedFromItsReaderOnly() {
    InMemoryFeedStore then = a.backup();
    a.feeds().publish(List.of(TestOrigin.draft(a.feed(b), "alert", "r1", 1)));
    b.copyFrom(a, a.feed(b));
    a.restore(then);

    a.feeds().heard(c.peer(), Map.of(), true);
    assertThat(a.publish("r1")).hasSize(1);
    assertThat(a.feeds().headKnown(a.feed(b))).isFalse();
    a.restart();
    assertThat(a.feeds().headKnown(a.feed())).isTrue();
    a.copyFrom(b, a.feed(b));
    a.feeds().heard(b.peer(), Map.of(a.feed(b), b.feeds().state(a.feed(b)).head()), true);

    assertThat(a.feeds().headKnown(a.feed(b))).isTrue();
  }

  @Test
  void aPlainRestartWaitsForNobody() {
    a.publish("r1");
    a.restart();

    assertThat(a.publish("r2")).hasSize(1);
  }

  @Test
  void anAdministratorOpensAnEpochWhereNobodyCanBeAsked() {
    a.publish("r1");
    InMemoryFeedStore then = a.backup();
    a.publish("r2");
    b.copyFrom(a, a.feed());
    a.restore(then);

    a.feeds().openEpoch(a.feed(), "admin");
    a.publish("r3");

    FeedPosition head = a.feeds().state(a.feed()).head();
    assertThat(head.epoch()).isEqualTo(2);
    assertThat(b.copyFrom(a, a.feed()).head()).isEqualTo(head);
    a.feeds().heard(b.peer(), Map.of(a.feed(), head), true);
    assertThat(a.publish("r4")).hasSize(1);
  }

  @Test
  void aMemberThatLiesAboutALongerHeadStopsNobodyForLong() {
    a.publish("r1");
    FeedPosition lie = new FeedPosition(1, 900, new EntryHash(ByteString.copyFrom(new byte[32])));

    a.feeds().heard(b.peer(), Map.of(a.feed(), lie), true);
    assertReason(Reason.FEED_HEAD_UNKNOWN, () -> a.publish("r2"));
    region.clock().advance(Duration.ofSeconds(30));
    a.feeds().heard(b.peer(), Map.of(a.feed(), lie), true);
    region.clock().advance(Duration.ofSeconds(31));

    assertThat(a.publish("r2")).hasSize(1);
  }

  @Test
  void aPositionOfAnothersFeedSaysNothingOfTheOwn() {
    a.publish("r1");
    FeedPosition far = new FeedPosition(1, 900, new EntryHash(ByteString.copyFrom(new byte[32])));

    a.feeds().heard(b.peer(), Map.of(b.feed(), far, a.feed(c), far), false);

    assertThat(a.publish("r2")).hasSize(1);
    assertThat(a.feeds().headKnown(a.feed(c))).isTrue();
  }

  @Test
  void newMembersReadBodiesSinceTheyJoinedWhereTheNetworkSaysSo() {
    region.setHistory(FeedHistory.JOINING);
    SignedEntry early = a.publish("r1").getFirst();
    region.clock().advance(Duration.ofHours(1));
    FeedRegion.Node late = region.add("node-l");
    SignedEntry fresh = a.publish("r2").getFirst();

    List<StoredEntry> held = a.feeds().read(a.feed(), 1, 1, 10, 1 << 20);
    assertThat(a.feeds().forReader(new NodeId("node-l"), a.feed(), held))
        .containsExactly(early.withoutBody(), fresh);
    assertThat(a.feeds().forReader(new NodeId("node-b"), a.feed(), held))
        .containsExactly(early, fresh);
    late.feeds().accept(a.feed(), List.of(early.withoutBody(), fresh));
    assertThat(late.feeds().missingBodies(a.feed(), 10)).isEmpty();
    b.feeds().accept(a.feed(), List.of(early.withoutBody(), fresh));
    assertThat(b.feeds().missingBodies(a.feed(), 10)).containsExactly(early.position());
    assertThat(b.feeds().accept(a.feed(), List.of(early)).stored()).isEqualTo(1);
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
