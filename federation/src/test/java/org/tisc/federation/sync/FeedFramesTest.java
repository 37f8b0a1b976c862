package org.tisc.federation.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.TestOrigin;
import org.tisc.federation.identity.NodeId;
import org.tisc.proto.federation.v1.FeedEntries;
import org.tisc.proto.federation.v1.FeedFrame;
import org.tisc.proto.federation.v1.FeedHave;
import org.tisc.proto.federation.v1.FeedWant;
import org.tisc.proto.federation.v1.SignedHave;

/** Frames there and back, and hostile ones. */
final class FeedFramesTest {
  private static final TestOrigin ORIGIN = new TestOrigin("alpha");
  private static final int MOST = 10;

  private static Frame decode(ByteString payload) {
    return FeedFrames.decode(TestOrigin.NETWORK, payload, MOST);
  }

  private static Statement statement(Map<FeedId, FeedPosition> positions) {
    ByteString bytes =
        FeedFrames.have(
            TestOrigin.NETWORK,
            new NodeId("beta"),
            7,
            Instant.ofEpochMilli(5),
            positions,
            ByteString.EMPTY);
    return new Statement(
        new NodeId("beta"),
        7,
        Instant.ofEpochMilli(5),
        positions,
        ByteString.EMPTY,
        bytes,
        ByteString.EMPTY);
  }

  private static List<Frame> all() {
    List<SignedEntry> run = ORIGIN.chain(ORIGIN.feed(), FeedPosition.START, 3, "a");
    SignedEntry other = ORIGIN.chain(ORIGIN.feed(), FeedPosition.START, 1, "b").getFirst();
    Map<FeedId, FeedPosition> positions = new TreeMap<>();
    positions.put(ORIGIN.feed(), run.getLast().position());
    positions.put(ORIGIN.feed("beta"), run.getFirst().position());
    return List.of(
        new Frame.Haves(List.of(statement(positions)), true),
        new Frame.Haves(List.of(), true),
        new Frame.Wanted(new Want(ORIGIN.feed(), 1, 2, 0, true, 100)),
        new Frame.Entries(run, true),
        new Frame.Nack(ORIGIN.feed(), 1, 2, "BAD_CHAIN", "does not follow"),
        new Frame.Fork(new ForkEvidence(run.getFirst(), other)),
        new Frame.Digest(ByteString.copyFrom(new byte[32]), 3, true));
  }

  @Test
  void everyFrameComesBackAsItWas() {
    for (Frame frame : all()) {
      assertThat(decode(FeedFrames.encode(frame))).isEqualTo(frame);
    }
    assertThat(decode(ByteString.EMPTY)).isEqualTo(new Frame.Unknown());
  }

  @Test
  void damagedFramesAreRefusedAndNeverAnythingElse() {
    Random random = new Random(1);
    List<ByteString> sound = all().stream().map(FeedFrames::encode).toList();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = sound.get(random.nextInt(sound.size())).toByteArray();
      for (int k = random.nextInt(4); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ByteString cut = ByteString.copyFrom(bytes, 0, random.nextInt(bytes.length + 1));
      try {
        decode(cut);
      } catch (TiscException e) {
        assertThat(e.reason().kind()).isEqualTo(Kind.INVALID);
      }
    }
  }

  private static void requireRefused(FeedFrame.Builder frame) {
    assertThatThrownBy(() -> decode(frame.build().toByteString()))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason().kind()).isEqualTo(Kind.INVALID));
  }

  @Test
  void countsOrderAndPlacesAreBounded() {
    List<SignedEntry> run = ORIGIN.chain(ORIGIN.feed(), FeedPosition.START, MOST + 1, "a");
    requireRefused(FeedFrame.newBuilder().mergeFrom(parse(new Frame.Entries(run, false))));
    requireRefused(
        FeedFrame.newBuilder()
            .mergeFrom(parse(new Frame.Entries(List.of(run.get(0), run.get(2)), false))));
    requireRefused(FeedFrame.newBuilder().setEntries(FeedEntries.getDefaultInstance()));
    FeedHave.Builder haves = FeedHave.newBuilder();
    for (int i = 0; i <= FeedFrames.MAX_STATEMENTS; i++) {
      haves.addHaves(FeedFrames.encode(statement(Map.of())));
    }
    requireRefused(FeedFrame.newBuilder().setHave(haves));
    requireRefused(
        FeedFrame.newBuilder()
            .setHave(
                FeedHave.newBuilder()
                    .addHaves(
                        SignedHave.newBuilder().setHave(ByteString.copyFrom(new byte[300_000])))));
    for (FeedWant want :
        List.of(
            FeedWant.newBuilder().setOrigin("alpha").setEpoch(1).setMaxBytes(1).build(),
            FeedWant.newBuilder().setOrigin("alpha").setEpoch(-1).setFromSequence(1).build(),
            FeedWant.newBuilder()
                .setOrigin("alpha")
                .setEpoch(1)
                .setFromSequence(5)
                .setToSequence(4)
                .setMaxBytes(1)
                .build(),
            FeedWant.newBuilder().setOrigin("..").setEpoch(1).setFromSequence(1).build())) {
      requireRefused(FeedFrame.newBuilder().setWant(want));
    }
  }

  private static FeedFrame parse(Frame frame) {
    try {
      return FeedFrame.parseFrom(FeedFrames.encode(frame));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void positionsOfAStatementStandInOrderEachOnce() {
    FeedPosition place = new FeedPosition(1, 1, new EntryHash(ByteString.copyFrom(new byte[32])));
    org.tisc.proto.federation.v1.Have have =
        org.tisc.proto.federation.v1.Have.newBuilder()
            .setNetwork(TestOrigin.NETWORK.value())
            .setReader("beta")
            .addPositions(FeedFrames.position(ORIGIN.feed(), place))
            .addPositions(FeedFrames.position(ORIGIN.feed(), place))
            .build();
    requireRefused(
        FeedFrame.newBuilder()
            .setHave(
                FeedHave.newBuilder()
                    .addHaves(SignedHave.newBuilder().setHave(have.toByteString()))));
  }

  @Test
  void aPeersTextIsPlainAndShort() {
    String text = FeedFrames.plain("a\u0007b\u202ec" + "x".repeat(1000));
    assertThat(text).startsWith("a?b?c").hasSize(500);
  }
}
