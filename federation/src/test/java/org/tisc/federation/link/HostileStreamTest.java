package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.LinkHealth.StreamUse;
import org.tisc.proto.federation.v1.ConnectRequest;
import org.tisc.proto.federation.v1.ConnectResponse;
import org.tisc.proto.federation.v1.LinkFrame;
import org.tisc.proto.federation.v1.LinkHello;
import org.tisc.proto.federation.v1.LinkLane;
import org.tisc.proto.federation.v1.LinkPing;
import org.tisc.proto.federation.v1.LinkServiceGrpc;
import org.tisc.proto.federation.v1.LinkStart;
import org.tisc.proto.federation.v1.TopicFrame;
import org.tisc.proto.federation.v1.TopicHello;

/** A member that breaks the rules of the stream: each meets a named end, and the node goes on. */
@Tag("network")
final class HostileStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NAME = "region.tisc";

  private @Nullable LinkRegion running;
  private RecordedTopic topic = RecordedTopic.of("topic");
  private LinkRegion.@Nullable Node victimNode;
  private LinkRegion.@Nullable Node memberNode;

  @BeforeEach
  void start() {
    LinkRegion region = new LinkRegion();
    running = region;
    topic = new RecordedTopic(new TopicSettings("topic", 1000, 10_000, 5000, 100_000, false));
    LinkLimits limits =
        LinkLimits.defaults()
            .with(
                new StreamLimits(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    100_000,
                    20),
                BreakerLimits.defaults());
    victimNode = region.add("node-a", limits, topic);
    // On the roster and silent: the tests speak with its key.
    memberNode = region.add("node-b").behindAWall();
    region.publish();
    victim().port().dial();
  }

  @AfterEach
  void stop() {
    java.util.Objects.requireNonNull(running).close();
  }

  private LinkRegion.Node victim() {
    return java.util.Objects.requireNonNull(victimNode);
  }

  private LinkRegion.Node member() {
    return java.util.Objects.requireNonNull(memberNode);
  }

  /** A stream spoken by hand. */
  private static final class Hand {
    private final ClientCall<ConnectRequest, ConnectResponse> call;
    private final List<LinkFrame> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<TiscException> ended = new CompletableFuture<>();

    Hand(ManagedChannel channel, boolean reading) {
      call =
          Attacker.with(channel, "region", "0")
              .newCall(LinkServiceGrpc.getConnectMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(ConnectResponse message) {
              heard.add(message.getFrame());
              call.request(1);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              ended.complete(
                  status.isOk()
                      ? new TiscException(Reason.CANCELLED, "closed in good order")
                      : RpcFailures.fromStatus(new StatusRuntimeException(status, trailers)));
            }
          },
          new Metadata());
      if (reading) {
        call.request(1);
      }
    }

    void say(LinkFrame.Builder frame) {
      call.sendMessage(ConnectRequest.newBuilder().setFrame(frame).build());
    }

    Hand hello() {
      say(
          LinkFrame.newBuilder()
              .setHello(
                  LinkHello.newBuilder()
                      .setProtocolVersion(1)
                      .addTopics(
                          TopicHello.newBuilder()
                              .setName("topic")
                              .setMaxPayloadBytes(100_000)
                              .setCreditBytes(Integer.MAX_VALUE))
                      .addTopics(TopicHello.newBuilder().setName("not-invented-yet"))));
      return this;
    }

    Hand settled() {
      hello();
      await().atMost(PATIENCE).until(() -> heard.stream().anyMatch(LinkFrame::hasStart));
      return this;
    }

    String bye() {
      await().atMost(PATIENCE).until(() -> heard.stream().anyMatch(LinkFrame::hasBye));
      return heard.stream()
          .filter(LinkFrame::hasBye)
          .findFirst()
          .orElseThrow()
          .getBye()
          .getReason();
    }

    TiscException end() throws Exception {
      return ended.get(20, TimeUnit.SECONDS);
    }
  }

  private static LinkFrame.Builder frame(String topic, int bytes) {
    return LinkFrame.newBuilder()
        .setTopic(
            TopicFrame.newBuilder()
                .setTopic(topic)
                .setLane(LinkLane.LINK_LANE_NORMAL)
                .setPayload(ByteString.copyFrom(new byte[bytes])));
  }

  private Attacker attacker() {
    return new Attacker(victim().port().port());
  }

  private ManagedChannel channel(Attacker attacker) {
    return attacker.channel(member().identity(), NAME);
  }

  @Test
  void unknownFramesAndTopicsAreIgnoredAndCounted() {
    try (Attacker attacker = attacker()) {
      Hand hand = new Hand(channel(attacker), true).settled();
      hand.say(LinkFrame.newBuilder());
      hand.say(frame("not-invented-yet", 10));
      hand.say(frame("topic", 10));
      await().atMost(PATIENCE).until(() -> topic.heard().size() == 1);
      assertThat(victim().health(member()).ignoredFrames()).isEqualTo(2);
      assertThat(victim().health(member()).stream()).isEqualTo(StreamUse.THEIRS);
    }
  }

  @Test
  void everyBrokenRuleHasItsName() throws Exception {
    record Breach(String reason, java.util.function.Consumer<Hand> how) {}
    List<Breach> breaches =
        List.of(
            new Breach("TOO_LARGE", hand -> hand.settled().say(frame("topic", 1001))),
            new Breach(
                "CREDIT_EXCEEDED",
                hand -> {
                  topic.hold();
                  hand.settled();
                  for (int i = 0; i < 6; i++) {
                    hand.say(frame("topic", 1000));
                  }
                }),
            new Breach("INVALID_ARGUMENT", hand -> hand.settled().hello()),
            new Breach(
                "INVALID_ARGUMENT",
                hand ->
                    hand.settled()
                        .say(LinkFrame.newBuilder().setStart(LinkStart.getDefaultInstance()))),
            new Breach("INVALID_ARGUMENT", hand -> hand.say(frame("topic", 1))),
            new Breach(
                "FLOOD",
                hand -> {
                  hand.settled();
                  for (int i = 0; i < 50; i++) {
                    hand.say(LinkFrame.newBuilder().setPing(LinkPing.newBuilder().setNumber(i)));
                  }
                }),
            new Breach(
                "FLOOD",
                hand -> {
                  hand.settled();
                  for (int i = 0; i < 2000; i++) {
                    hand.say(LinkFrame.newBuilder());
                  }
                }),
            new Breach(
                "FLOOD",
                hand -> {
                  hand.settled();
                  for (int i = 0; i < 2000; i++) {
                    hand.say(frame("unknown", 0));
                  }
                }));
    for (Breach breach : breaches) {
      try (Attacker attacker = attacker()) {
        Hand hand = new Hand(channel(attacker), true);
        breach.how().accept(hand);
        assertThat(hand.bye()).isEqualTo(breach.reason());
        hand.end();
        topic.release();
        await().atMost(PATIENCE).until(() -> victim().health(member()).stream() == StreamUse.NONE);
        assertThat(attacker.stackTraces()).isEmpty();
      }
    }
  }

  @Test
  void oneThatSaysHelloAndNothingElseIsEnded() throws Exception {
    try (Attacker attacker = attacker()) {
      Hand hand = new Hand(channel(attacker), true).settled();
      // It reads and never answers a ping.
      assertThat(hand.bye()).isEqualTo("SILENT");
      assertThat(hand.end()).isNotNull();
    }
  }

  @Test
  void oneThatNeverReadsIsCutWithEverythingItsConnectionCarries() {
    try (Attacker attacker = attacker()) {
      ManagedChannel channel = channel(attacker);
      Hand hand = new Hand(channel, false);
      hand.hello();
      await().atMost(PATIENCE).until(() -> topic.link().isPresent());
      TopicLink link = topic.link().orElseThrow();
      long offered = 0;
      for (int i = 0; i < 100_000; i++) {
        offered += link.offer(Lane.BULK, ByteString.copyFrom(new byte[1000])) ? 1 : 0;
      }
      // The window of the call, the queue, and not a byte more.
      assertThat(offered).isLessThan(2000);
      await().atMost(PATIENCE).until(() -> victim().health(member()).stream() == StreamUse.NONE);
      await().atMost(PATIENCE).until(() -> topic.events().contains("DOWN"));
      await().atMost(PATIENCE).until(() -> channel.getState(false) != ConnectivityState.READY);
      assertThat(victim().port().refusals().recent())
          .anySatisfy(
              refused -> assertThat(refused.message()).containsAnyOf("SLOW_READER", "SILENT"));
    }
  }

  @Test
  void noiseOnTheStreamAndOnEveryServiceIsAnsweredCleanly() throws Exception {
    long seed = 20261126;
    Random random = new Random(seed);
    try (Attacker attacker = attacker()) {
      ManagedChannel channel = channel(attacker);
      MethodDescriptor<byte[], byte[]> raw =
          LinkServiceGrpc.getConnectMethod().toBuilder(new Bytes(), new Bytes()).build();
      byte[] valid =
          ConnectRequest.newBuilder()
              .setFrame(
                  LinkFrame.newBuilder().setHello(LinkHello.newBuilder().setProtocolVersion(1)))
              .build()
              .toByteArray();
      for (int i = 0; i < 300; i++) {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
            Attacker.with(channel, "region", "0").newCall(raw, CallOptions.DEFAULT);
        call.start(
            new ClientCall.Listener<>() {
              @Override
              public void onClose(Status status, Metadata trailers) {
                ended.complete(status);
              }
            },
            new Metadata());
        call.request(100);
        if (random.nextBoolean()) {
          call.sendMessage(valid);
        }
        for (int k = random.nextInt(5); k >= 0; k--) {
          byte[] noise = random.nextBoolean() ? valid.clone() : new byte[random.nextInt(200)];
          for (int flips = random.nextInt(8) + 1; flips > 0 && noise.length > 0; flips--) {
            noise[random.nextInt(noise.length)] = (byte) random.nextInt();
          }
          call.sendMessage(noise);
        }
        call.halfClose();
        Status status = ended.get(20, TimeUnit.SECONDS);
        // A breach of the rounds before cuts the connection, also under this call.
        assertThat(codeAsRead(status))
            .as("seed %d round %d: %s", seed, i, status)
            .isIn(
                Status.Code.OK,
                Status.Code.INVALID_ARGUMENT,
                Status.Code.RESOURCE_EXHAUSTED,
                Status.Code.UNAVAILABLE,
                Status.Code.CANCELLED,
                Status.Code.FAILED_PRECONDITION);
      }
      assertThat(attacker.stackTraces()).isEmpty();
      await().atMost(PATIENCE).until(() -> victim().health(member()).stream() == StreamUse.NONE);
      new Hand(channel, true).settled();
    }
  }

  private static Status.Code codeAsRead(Status status) {
    return status.isOk()
        ? Status.Code.OK
        : RpcFailures.toException(RpcFailures.fromStatus(status.asRuntimeException()))
            .getStatus()
            .getCode();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
