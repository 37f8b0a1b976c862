package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.error.Reason;
import org.tisc.proto.federation.v1.ConnectRequest;
import org.tisc.proto.federation.v1.ConnectResponse;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkFrame;
import org.tisc.proto.federation.v1.LinkHello;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/**
 * Everything at once that a caller can send too much of, while another member's calls go on. What
 * "go on" means is generous, since the machine does the attacking as well: every call is answered,
 * none takes longer than a person would wait.
 */
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FloodTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NAME = "region.tisc";
  private static final int CONNECTIONS = 1000;
  private static final Duration HANDSHAKE = Duration.ofSeconds(2);
  private static final long SLOWEST_MILLIS = 3000;

  private final LinkRegion region = new LinkRegion();
  private LinkRegion.@Nullable Node victimNode;
  private LinkRegion.@Nullable Node honestNode;
  private LinkRegion.@Nullable Node hostileNode;

  @BeforeAll
  void start() {
    LinkLimits limits = LinkLimits.defaults().with(64 * 1024, 8, Duration.ofSeconds(2), HANDSHAKE);
    victimNode = region.add("node-a", limits, RecordedTopic.of("topic"));
    honestNode = region.add("node-b", RecordedTopic.of("topic")).behindAWall();
    hostileNode = region.add("node-c").behindAWall();
    region.publish();
    victim().port().dial();
    honest().port().dial();
    await().atMost(PATIENCE).until(() -> honest().link(victim()).state() == LinkState.READY);
  }

  @AfterAll
  void stop() {
    region.close();
  }

  private LinkRegion.Node victim() {
    return java.util.Objects.requireNonNull(victimNode);
  }

  private LinkRegion.Node honest() {
    return java.util.Objects.requireNonNull(honestNode);
  }

  private LinkRegion.Node hostile() {
    return java.util.Objects.requireNonNull(hostileNode);
  }

  /** Greetings of the honest member, one after the other, until closed. */
  private final class Honest implements AutoCloseable {
    private final List<Long> millis = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread calling = Thread.ofVirtual().start(this::call);

    private void call() {
      while (!over.get()) {
        long begun = System.nanoTime();
        try {
          GreetRequest request = GreetRequest.getDefaultInstance();
          LinkServiceGrpc.newBlockingStub(honest().link(victim()).channel())
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .greet(request);
          millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        } catch (StatusRuntimeException e) {
          failures.add(String.valueOf(e.getStatus()));
        }
      }
    }

    void assertWent(String what) {
      over.set(true);
      try {
        calling.join(Duration.ofSeconds(30));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
      long p99 = sorted[(int) (sorted.length * 0.99)];
      System.out.printf(
          "%s: %d calls of another member, p99 %d ms, slowest %d ms%n",
          what, sorted.length, p99, sorted[sorted.length - 1]);
      assertThat(failures).isEmpty();
      assertThat(sorted[sorted.length - 1]).isLessThan(SLOWEST_MILLIS);
      assertThat(honest().link(victim()).state()).isEqualTo(LinkState.READY);
      assertThat(honest().health(victim()).stream()).isEqualTo(LinkHealth.StreamUse.OURS);
    }

    @Override
    public void close() {
      over.set(true);
    }
  }

  @Test
  void aThousandConnectionsThatProveNothingAreClosedInTime() throws IOException {
    byte[] halfHello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3};
    List<Socket> sockets = new ArrayList<>();
    try (Honest honest = new Honest()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), victim().port().port());
        sockets.add(socket);
        if (i % 3 == 1) {
          socket.getOutputStream().write(halfHello);
        } else if (i % 3 == 2) {
          // One byte now and then: silence all the same to a handshake.
          socket.getOutputStream().write(22);
        }
      }
      for (Socket socket : sockets) {
        socket.setSoTimeout(20_000);
        assertThat(ended(socket)).isTrue();
      }
      honest.assertWent("1000 silent connections");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean ended(Socket socket) {
    try {
      byte[] sink = new byte[512];
      int count;
      do {
        count = socket.getInputStream().read(sink);
      } while (count >= 0);
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void callsThatAreResetAsSoonAsTheyBeginEndTheirConnectionOnly() {
    try (Attacker attacker = new Attacker(victim().port().port());
        Honest honest = new Honest()) {
      ManagedChannel channel = attacker.channel(hostile().identity(), NAME);
      assertThat(attacker.greet(channel, "region", "0")).isEmpty();
      for (int i = 0; i < 3000; i++) {
        ClientCall<ConnectRequest, ConnectResponse> call =
            Attacker.with(channel, "region", "0")
                .newCall(LinkServiceGrpc.getConnectMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.request(1);
        call.sendMessage(
            ConnectRequest.newBuilder()
                .setFrame(
                    LinkFrame.newBuilder().setHello(LinkHello.newBuilder().setProtocolVersion(1)))
                .build());
        call.cancel("again", null);
      }
      honest.assertWent("3000 calls begun and reset");
      assertThat(attacker.stackTraces()).isEmpty();
    }
  }

  @Test
  void streamsAndCallsBeyondTheirNumberAreRefused() {
    try (Attacker attacker = new Attacker(victim().port().port());
        Honest honest = new Honest()) {
      ManagedChannel channel = attacker.channel(hostile().identity(), NAME);
      for (int i = 0; i < 300; i++) {
        ClientCall<ConnectRequest, ConnectResponse> call =
            Attacker.with(channel, "region", "0")
                .newCall(LinkServiceGrpc.getConnectMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.request(1);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(victim().port().refusals().recent())
                      .anySatisfy(
                          refused -> {
                            assertThat(refused.who()).isEqualTo(hostile().id().uri());
                            assertThat(refused.reason()).isEqualTo(Reason.BUSY);
                          }));
      honest.assertWent("300 streams of one member");
      assertThat(attacker.stackTraces()).isEmpty();
    }
  }

  @Test
  void headersOfAMegabyteAreRefused() {
    try (Attacker attacker = new Attacker(victim().port().port());
        Honest honest = new Honest()) {
      ManagedChannel channel = attacker.channel(hostile().identity(), NAME);
      char[] long1 = new char[1024 * 1024];
      Arrays.fill(long1, 'x');
      for (int i = 0; i < 5; i++) {
        assertThat(attacker.greet(channel, "region", new String(long1))).isPresent();
      }
      honest.assertWent("headers of a megabyte");
      assertThat(attacker.stackTraces()).isEmpty();
    }
  }

  /** What is sent before it goes on with a byte a second. */
  enum Trickle {
    /** Nothing: TLS itself comes byte by byte. */
    HANDSHAKE,
    /** A handshake; then the preface of HTTP/2 comes byte by byte, so that no call ever begins. */
    PREFACE,
    /** A member's call; then its message comes byte by byte. */
    MESSAGE
  }

  @ParameterizedTest
  @EnumSource
  void aSenderOfOneByteASecondIsCutOffWhileOthersGoOn(Trickle kind) throws Exception {
    try (Honest honest = new Honest();
        Socket socket = trickling(kind)) {
      socket.setSoTimeout(20_000);
      AtomicBoolean over = new AtomicBoolean();
      Thread sending = Thread.ofVirtual().start(() -> trickle(kind, socket, over));
      try {
        assertThat(kind == Trickle.MESSAGE ? callEnded(socket) : ended(socket)).isTrue();
      } finally {
        over.set(true);
        sending.interrupt();
        sending.join(Duration.ofSeconds(20));
      }
      honest.assertWent("one byte a second of the " + kind);
    }
  }

  private Socket trickling(Trickle kind) throws Exception {
    if (kind == Trickle.HANDSHAKE) {
      return new Socket(InetAddress.getLoopbackAddress(), victim().port().port());
    }
    SSLSocket socket = member();
    if (kind == Trickle.MESSAGE) {
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      byte[] headers = headers();
      out.write(new byte[] {0, 0, (byte) headers.length, 1, 4, 0, 0, 0, 1});
      out.write(headers);
      // The frame of a message of 120 bytes that never comes whole.
      out.write(new byte[] {0, 0, 125, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 120});
      out.flush();
    }
    return socket;
  }

  /** What follows, at the pace of a hostile sender: waiting is the attack, not the test. */
  private static void trickle(Trickle kind, Socket socket, AtomicBoolean over) {
    byte[] hello = {22, 3, 1, 0, 120, 1, 0, 0, 116, 3, 3};
    try {
      for (int i = 0; !over.get() && i < 60; i++) {
        byte[] source = kind == Trickle.HANDSHAKE ? hello : PREFACE;
        socket
            .getOutputStream()
            .write(i < source.length && kind != Trickle.MESSAGE ? source[i] : 0);
        socket.getOutputStream().flush();
        Thread.sleep(Duration.ofSeconds(1));
      }
    } catch (IOException e) {
      // The node has cut it off.
      over.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Header fields of a greeting, each as HPACK's literal without indexing (RFC 7541 6.2.2). */
  private static byte[] headers() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    String[] fields = {
      ":method", "POST",
      ":scheme", "https",
      ":path", "/" + LinkServiceGrpc.getGreetMethod().getFullMethodName(),
      ":authority", NAME,
      "content-type", "application/grpc",
      "te", "trailers",
      "tisc-network", "region",
      "tisc-roster-version", "0"
    };
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      for (int part = i; part < i + 2; part++) {
        byte[] text = Attacker.ascii(fields[part]);
        block.write(text.length);
        block.writeBytes(text);
      }
    }
    return block.toByteArray();
  }

  /** Reads frames until the call of stream 1 was answered or reset, or the connection ended. */
  private static boolean callEnded(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        in.skipNBytes(length);
        if (stream == 1 && (type == 1 || type == 3)) {
          return true;
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static final byte[] PREFACE = Attacker.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  /** A connection of the hostile member, its handshake done. */
  private SSLSocket member() throws Exception {
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(
        new KeyManager[] {new ClientKeys(hostile().identity())},
        InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
        null);
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), victim().port().port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    parameters.setServerNames(List.of(new SNIHostName(NAME)));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Test
  void pingsOfTheConnectionInAFloodEndItsConnectionOnly() throws Exception {
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(
        new KeyManager[] {new ClientKeys(hostile().identity())},
        InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
        null);
    try (Honest honest = new Honest();
        SSLSocket socket =
            (SSLSocket)
                tls.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), victim().port().port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      parameters.setServerNames(List.of(new SNIHostName(NAME)));
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(Attacker.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      byte[] ping = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
      try {
        for (int i = 0; i < 50_000; i++) {
          out.write(ping);
        }
        out.flush();
      } catch (IOException e) {
        // Closed in the middle of it, as it should be.
      }
      assertThat(ended(socket)).isTrue();
      honest.assertWent("a flood of pings");
    }
  }
}
