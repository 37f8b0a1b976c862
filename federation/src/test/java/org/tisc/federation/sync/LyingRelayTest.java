package org.tisc.federation.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.sync.SyncRegion.Node;
import org.tisc.proto.federation.v1.FeedEntries;
import org.tisc.proto.federation.v1.FeedEntry;
import org.tisc.proto.federation.v1.FeedFrame;

/** A member that does not hand on what it got, over real mutual TLS: nothing false is ever kept. */
@Tag("network")
final class LyingRelayTest {
  private static final int ENTRIES = 12;

  /** What it makes of a run of entries of others. */
  enum Lie {
    ALTERS_A_HEADER(entries -> altered(entries, 5, Lie::withOtherHeader)),
    ALTERS_A_BODY(entries -> altered(entries, 5, Lie::withOtherBody)),
    SIGNS_THE_LAST_ANEW(entries -> altered(entries, entries.size() - 1, Lie::withOtherSignature)),
    LEAVES_ONE_OUT(
        entries -> {
          List<FeedEntry> fewer = new ArrayList<>(entries);
          if (fewer.size() > 5) {
            fewer.remove(5);
          }
          return fewer;
        }),
    TURNS_THE_ORDER(
        entries -> {
          List<FeedEntry> turned = new ArrayList<>(entries);
          Collections.reverse(turned);
          return turned;
        }),
    SAYS_THE_FIRST_AGAIN(entries -> Collections.nCopies(entries.size(), entries.getFirst())),
    CUTS_THE_BEGINNING(entries -> entries.subList(entries.size() / 2, entries.size()));

    // None of them keeps anything.
    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<List<FeedEntry>> lie;

    Lie(UnaryOperator<List<FeedEntry>> lie) {
      this.lie = lie;
    }

    private static List<FeedEntry> altered(
        List<FeedEntry> entries, int at, UnaryOperator<FeedEntry> change) {
      List<FeedEntry> altered = new ArrayList<>(entries);
      if (at < altered.size()) {
        altered.set(at, change.apply(altered.get(at)));
      }
      return altered;
    }

    private static FeedEntry withOtherHeader(FeedEntry entry) {
      return entry.toBuilder().setHeader(flipped(entry.getHeader())).build();
    }

    private static FeedEntry withOtherBody(FeedEntry entry) {
      return entry.toBuilder().setBody(flipped(entry.getBody())).build();
    }

    private static FeedEntry withOtherSignature(FeedEntry entry) {
      return entry.toBuilder().setSignature(flipped(entry.getSignature())).build();
    }

    private static ByteString flipped(ByteString bytes) {
      byte[] copy = bytes.toByteArray();
      copy[copy.length - 1] ^= 1;
      return ByteString.copyFrom(copy);
    }
  }

  private static ByteString changed(ByteString payload, UnaryOperator<List<FeedEntry>> change) {
    try {
      FeedFrame frame = FeedFrame.parseFrom(payload);
      if (!frame.hasEntries()) {
        return payload;
      }
      FeedEntries entries = frame.getEntries();
      return FeedFrame.newBuilder()
          .setEntries(
              FeedEntries.newBuilder()
                  .addAllEntries(change.apply(entries.getEntriesList()))
                  .setLast(entries.getLast()))
          .build()
          .toByteString();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingButWhatTheOriginMadeIsKeptAndAnotherSourceHeals(Lie lie) {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node relay = region.node(1);
      Node reader = region.node(2);
      List<ByteString> said = new CopyOnWriteArrayList<>();
      SyncRegion.cut(origin, reader);
      SyncRegion.cut(relay, reader);
      FeedPosition last = FeedPosition.START;
      for (int i = 0; i < ENTRIES; i++) {
        last = origin.publish(origin.feed(), false, 100);
      }
      FeedPosition end = last;
      await().atMost(SyncRegion.PATIENCE).until(() -> relay.all(origin.feed()).size() == ENTRIES);
      relay.lieTo(
          reader,
          payload -> {
            ByteString other = changed(payload, lie.lie);
            if (!other.equals(payload)) {
              said.add(other);
            }
            return List.of(other);
          });
      SyncRegion.mend(relay, reader);
      // Asked again after a refusal: it has been heard at least once.
      await().atMost(SyncRegion.PATIENCE).until(() -> said.size() >= 2);
      List<SignedEntry> made = origin.all(origin.feed());
      List<SignedEntry> kept = reader.all(origin.feed());
      assertThat(kept).isEqualTo(made.subList(0, kept.size())).hasSizeLessThan(ENTRIES);
      assertThat(reader.forks()).isEmpty();
      assertThat(reader.feeds.state(origin.feed()).fork()).isEmpty();

      SyncRegion.mend(origin, reader);
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(() -> assertThat(reader.all(origin.feed())).isEqualTo(made));
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(origin.topic.of(origin.feed(), end))
                      .filteredOn(each -> each.node().equals(reader.id.node()))
                      .extracting(Delivery::state)
                      .containsExactly(Delivery.State.STORED));
    }
  }

  @Test
  void framesThatAreSaidAgainLaterChangeNothing() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node relay = region.node(1);
      Node reader = region.node(2);
      List<ByteString> heard = new CopyOnWriteArrayList<>();
      SyncRegion.cut(origin, reader);
      relay.lieTo(
          reader,
          payload -> {
            // Everything is said with all that was said before.
            heard.add(payload);
            return List.copyOf(heard.subList(Math.max(0, heard.size() - 20), heard.size()));
          });
      for (int i = 0; i < ENTRIES; i++) {
        origin.publish(origin.feed(), false, 100);
      }
      List<SignedEntry> made = origin.all(origin.feed());
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(reader.all(origin.feed())).isEqualTo(made));
      assertThat(reader.forks()).isEmpty();
      relay.sayTheTruthTo(reader);
      FeedPosition own = reader.publish(reader.feed(), false, 100);
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(reader.topic.of(reader.feed(), own))
                      .filteredOn(each -> each.node().equals(relay.id.node()))
                      .extracting(Delivery::state)
                      .containsExactly(Delivery.State.STORED));
    }
  }
}
