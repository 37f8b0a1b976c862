package org.tisc.federation.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.proto.federation.v1.FeedEntry;

/** Random chains with every kind of damage: what is stored is always what the origin made. */
final class DamagedRunsTest {
  private final FeedRegion region = new FeedRegion();
  private final FeedRegion.Node a = region.add("node-a");
  private final FeedRegion.Node b = region.add("node-b");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void nothingDamagedIsEverStored(long seed) {
    Random random = new Random(seed);
    List<SignedEntry> truth = new ArrayList<>();
    int length = 20 + random.nextInt(60);
    while (truth.size() < length) {
      truth.addAll(a.publish("r" + truth.size()));
      if (random.nextInt(25) == 0 && a.member().feedKeys().size() < 8) {
        a.changeKey();
      }
    }
    for (int round = 0; round < 200; round++) {
      List<FeedEntry> wire = new ArrayList<>();
      int from = random.nextInt(truth.size());
      int to = from + 1 + random.nextInt(truth.size() - from);
      truth.subList(from, to).forEach(entry -> wire.add(EntryProtos.encode(entry)));
      damage(wire, random, truth);
      hand(wire);
      assertOnlyTruth(truth, seed, round);
    }
    b.feeds().accept(a.feed(), truth);
    assertThat(b.feeds().state(a.feed()).head()).isEqualTo(truth.getLast().position());
    assertThat(b.feeds().state(a.feed()).fork()).isEmpty();
  }

  private void hand(List<FeedEntry> wire) {
    try {
      List<SignedEntry> run = wire.stream().map(EntryProtos::decode).toList();
      Acceptance _ = b.feeds().accept(a.feed(), run);
    } catch (TiscException e) {
      assertThat(e.reason()).isIn(Reason.INVALID_ENTRY, Reason.TOO_LARGE);
    }
  }

  private void assertOnlyTruth(List<SignedEntry> truth, long seed, int round) {
    List<SignedEntry> stored =
        b.store().read(a.feed(), 1, 1, 1000, 1 << 24).stream().map(StoredEntry::entry).toList();
    assertThat(stored.size()).isLessThanOrEqualTo(truth.size());
    for (int i = 0; i < stored.size(); i++) {
      SignedEntry given = stored.get(i);
      assertThat(given.headerBytes())
          .as("seed %d, round %d, entry %d", seed, round, i)
          .isEqualTo(truth.get(i).headerBytes());
      if (given.body().isPresent()) {
        assertThat(given.body()).isEqualTo(truth.get(i).body());
      }
    }
  }

  private void damage(List<FeedEntry> wire, Random random, List<SignedEntry> truth) {
    int at = random.nextInt(wire.size());
    FeedEntry entry = wire.get(at);
    TestOrigin stranger = new TestOrigin("node-a");
    switch (random.nextInt(13)) {
      case 0 -> wire.set(at, entry.toBuilder().setHeader(flip(entry.getHeader(), random)).build());
      case 1 ->
          wire.set(at, entry.toBuilder().setSignature(flip(entry.getSignature(), random)).build());
      case 2 -> wire.set(at, entry.toBuilder().setBody(flip(entry.getBody(), random)).build());
      case 3 -> wire.set(at, entry.toBuilder().setSalt(flip(entry.getSalt(), random)).build());
      case 4 -> {
        int other = random.nextInt(wire.size());
        wire.set(at, wire.get(other));
        wire.set(other, entry);
      }
      case 5 -> wire.remove(at);
      case 6 -> wire.add(at, wire.get(random.nextInt(wire.size())));
      case 7 -> {
        FeedPosition before =
            at == 0 ? FeedPosition.START : EntryProtos.decode(wire.get(at - 1)).position();
        SignedEntry forged =
            stranger.next(TestOrigin.draft(a.feed(), "alert", "forged", 1), before);
        wire.set(at, EntryProtos.encode(forged));
      }
      case 8 -> {
        TestOrigin other = new TestOrigin("node-b");
        other.use(b.key());
        wire.set(
            at,
            EntryProtos.encode(other.chain(other.feed(), FeedPosition.START, 1, "x").getFirst()));
      }
      case 9 ->
          wire.set(
              at,
              entry.toBuilder()
                  .setBody(entry.getBody().substring(0, random.nextInt(entry.getBody().size())))
                  .build());
      case 10 -> wire.set(at, entry.toBuilder().setSalt(ByteString.copyFrom(new byte[16])).build());
      case 11 -> {
        // Signed by another's key, header untouched: found only where this signature is looked at.
        wire.set(
            at,
            entry.toBuilder()
                .setSignature(truth.get(random.nextInt(truth.size())).signature())
                .build());
      }
      default -> {
        if (!wire.isEmpty()) {
          wire.set(at, entry.toBuilder().clearBody().clearSalt().build());
        }
      }
    }
    if (wire.isEmpty()) {
      wire.add(entry);
    }
  }

  private static ByteString flip(ByteString bytes, Random random) {
    byte[] changed = bytes.toByteArray();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return ByteString.copyFrom(changed);
  }

  @Test
  void randomBytesAreRefusedAndNothingElse() {
    Random random = new Random(7);
    SignedEntry entry = a.publish("r1").getFirst();
    for (int i = 0; i < 20_000; i++) {
      byte[] header =
          i % 2 == 0 ? new byte[random.nextInt(400)] : entry.headerBytes().toByteArray();
      if (i % 2 == 0) {
        random.nextBytes(header);
      } else {
        for (int j = random.nextInt(4); j >= 0; j--) {
          header[random.nextInt(header.length)] = (byte) random.nextInt();
        }
      }
      try {
        SignedEntry read =
            EntryProtos.decode(header, entry.signature().toByteArray(), new byte[0], new byte[0]);
        assertThat(read.headerBytes().toByteArray()).isEqualTo(header);
      } catch (TiscException e) {
        assertThat(e.reason()).isEqualTo(Reason.INVALID_ENTRY);
      }
    }
  }

  @Test
  void unknownFieldsOfAHeaderSurvive() {
    SignedEntry entry = a.publish("r1").getFirst();
    ByteString longer =
        entry.headerBytes().concat(ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x3f, 0x2a}));

    SignedEntry read =
        EntryProtos.decode(
            longer.toByteArray(), entry.signature().toByteArray(), new byte[0], new byte[0]);

    assertThat(read.headerBytes()).isEqualTo(longer);
    assertThat(read.hash()).isNotEqualTo(entry.hash());
    assertThat(EntryProtos.encode(read).getHeader()).isEqualTo(longer);
  }

  @Test
  void boundsAreKept() {
    SignedEntry entry = a.publish("r1").getFirst();
    FeedEntry wire = EntryProtos.encode(entry);
    assertRefused(
        Reason.TOO_LARGE,
        wire.toBuilder()
            .setBody(ByteString.copyFrom(new byte[EntryHeader.MAX_BODY_BYTES + 1]))
            .build());
    assertRefused(
        Reason.TOO_LARGE,
        wire.toBuilder()
            .setHeader(ByteString.copyFrom(new byte[EntryHeader.MAX_BYTES + 1]))
            .build());
    assertRefused(Reason.INVALID_ENTRY, wire.toBuilder().setSignature(ByteString.EMPTY).build());
    assertRefused(Reason.INVALID_ENTRY, wire.toBuilder().clearSalt().build());
    assertRefused(Reason.INVALID_ENTRY, wire.toBuilder().clearBody().build());
  }

  @Test
  void aCheckNamesTheFirstBadEntry() {
    List<SignedEntry> truth = new ArrayList<>(a.publish("r1", "r2", "r3"));
    a.changeKey();
    truth.addAll(a.publish("r4", "r5"));
    assertThat(check(truth).firstBad()).isEmpty();
    assertThat(check(truth).entries()).isEqualTo(5);
    for (int i = 0; i < truth.size(); i++) {
      List<SignedEntry> dropped = new ArrayList<>(truth);
      dropped.remove(i);
      Optional<Refusal> bad = check(dropped).firstBad();
      if (i < truth.size() - 1) {
        assertThat(bad.orElseThrow().sequence()).isEqualTo(i + 2L);
      }
      TestOrigin thief = new TestOrigin("node-a");
      thief.use(KeyPairs.ed25519());
      List<SignedEntry> forged = new ArrayList<>(truth);
      forged.set(
          i,
          thief.next(
              TestOrigin.draft(a.feed(), "alert", "x", 1),
              i == 0 ? FeedPosition.START : truth.get(i - 1).position()));
      assertThat(check(forged).firstBad().orElseThrow().sequence()).isEqualTo(i + 1L);
    }
  }

  private FeedCheck check(List<SignedEntry> entries) {
    FeedCheck check = new FeedCheck(a.feed(), region.roster().orElseThrow());
    entries.forEach(entry -> check.next(entry, false));
    return check;
  }

  private static void assertRefused(Reason reason, FeedEntry wire) {
    try {
      SignedEntry read = EntryProtos.decode(wire);
      throw new AssertionError("was read: " + read.header());
    } catch (TiscException e) {
      assertThat(e.reason()).isEqualTo(reason);
    }
  }
}
