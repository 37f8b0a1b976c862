package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.policy.Sharing;
import org.tisc.proto.federation.v1.EnrolmentServiceGrpc;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;
import org.tisc.proto.federation.v1.MembershipServiceGrpc;
import org.tisc.proto.federation.v1.RosterServiceGrpc;
import org.tisc.proto.federation.v1.SearchServiceGrpc;

/**
 * Seeded noise for every method of every service, over real mutual TLS by a real member: bytes at
 * random, and messages whose tags are plausible and whose content is not.
 */
@Tag("network")
class NoiseTest {
  private static final long SEED = 20261126;
  private static final int ROUNDS = 60;
  private static final int MAX_DEPTH = 4;
  private static final SearchEvents QUIET =
      new SearchEvents() {
        @Override
        public void queryServed(PeerId peer, List<String> collections, int hits) {}

        @Override
        public void documentsShown(PeerId peer, int documents) {}
      };

  @Test
  void everyMethodAnswersNoiseWithAReasonAndWithoutAStackTrace() throws Exception {
    FakeIndex index =
        new FakeIndex()
            .collection(
                "shared",
                new Sharing.WithNetwork(new NetworkId("region")),
                Map.of("K1", "battery"));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(log);
    try (SearchProvider provider =
            new SearchProvider(
                index,
                index.guard(),
                QUIET,
                CallerContext::peer,
                SearchShare.UNLIMITED,
                System::nanoTime);
        FederationRegion region =
            FederationRegion.start(
                2, (node, _) -> node == 0 ? List.of(provider.service()) : List.of())) {
      PeerLink link = region.link(1, 0);
      Random random = new Random(SEED);
      // What the port serves, so that no service is forgotten.
      List<String> methods = region.node(0).federation().methods();
      assertThat(methods)
          .extracting(method -> method.substring(0, method.indexOf('/')))
          .contains(
              SearchServiceGrpc.SERVICE_NAME,
              RosterServiceGrpc.SERVICE_NAME,
              EnrolmentServiceGrpc.SERVICE_NAME,
              MembershipServiceGrpc.SERVICE_NAME,
              LinkServiceGrpc.SERVICE_NAME);
      for (String method : methods) {
        for (int round = 0; round < ROUNDS; round++) {
          Status status = send(link, method, noise(random, round));
          assertThat(status.getCode())
              .as("%s, seed %d, round %d: %s", method, SEED, round, status)
              .isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED);
        }
      }
      assertThat(log.list).filteredOn(event -> event.getThrowableProxy() != null).isEmpty();
      // A link is judged by its last call, which was noise; an honest one is served as before.
      assertThat(
              RosterServiceGrpc.newBlockingStub(link.channel())
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .getRoster(GetRosterRequest.newBuilder().setNetwork("region").build())
                  .getVersion())
          .isPositive();
      region.awaitConverged();
    } finally {
      root.detachAppender(log);
    }
    assertThat(index.openSnapshots.get()).isZero();
  }

  private static byte[] noise(Random random, int round) throws IOException {
    return switch (round % 4) {
      case 0 -> {
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case 1 -> nested(120);
      case 2 -> emptyMessages(random.nextInt(1, 5), 20_000);
      default -> message(random, 0);
    };
  }

  /** A message inside of a message and so on. */
  private static byte[] nested(int depth) throws IOException {
    byte[] inner = new byte[0];
    for (int i = 0; i < depth; i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeBytes(1 + i % 3, ByteString.copyFrom(inner));
      out.flush();
      inner = bytes.toByteArray();
    }
    return inner;
  }

  private static byte[] emptyMessages(int field, int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < count; i++) {
      out.writeBytes(field, ByteString.EMPTY);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] message(Random random, int depth) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int fields = random.nextInt(8); fields >= 0; fields--) {
      int field = random.nextInt(1, 14);
      switch (random.nextInt(7)) {
        case 0 -> out.writeInt64(field, random.nextLong());
        case 1 -> out.writeInt32(field, random.nextInt(8));
        case 2 -> out.writeDouble(field, random.nextBoolean() ? Double.NaN : random.nextDouble());
        case 3 -> out.writeFloat(field, Float.NEGATIVE_INFINITY);
        case 4 -> out.writeString(field, "battery\u0000\r\n\u202e".repeat(random.nextInt(4)));
        case 5 -> {
          byte[] raw = new byte[random.nextInt(40)];
          random.nextBytes(raw);
          out.writeByteArray(field, raw);
        }
        default ->
            out.writeByteArray(field, depth < MAX_DEPTH ? message(random, depth + 1) : new byte[0]);
      }
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static Status send(PeerLink link, String method, byte[] body) throws Exception {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setFullMethodName(method)
            // Any number of answers is taken.
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .build();
    CompletableFuture<Status> ended = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        link.channel().newCall(raw, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            Reason reason =
                status.isOk()
                    ? Reason.INVALID_ARGUMENT
                    : RpcFailures.fromStatus(new StatusRuntimeException(status, trailers)).reason();
            ended.complete(reason == Reason.INTERNAL ? Status.INTERNAL : status);
          }
        },
        new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(body);
    call.halfClose();
    return ended.get(30, TimeUnit.SECONDS);
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
