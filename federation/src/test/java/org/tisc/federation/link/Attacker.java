package org.tisc.federation.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.GreetResponse;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/**
 * Somebody who talks to a node's port with whatever certificate, name and bytes a test gives. Each
 * comes from a loopback address of its own, so that its log lines can be told from others'.
 */
final class Attacker implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger(10);

  private final int port;
  private final String address;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  Attacker(int port) {
    this.port = port;
    int n = NEXT.incrementAndGet();
    this.address = "127.0." + n / 200 + "." + (n % 200 + 2);
    log.start();
    rootLogger().addAppender(log);
  }

  /** A channel that believes any server. */
  ManagedChannel channel(@Nullable Identity identity, String serverName) {
    return channel(identity, serverName, "TLSv1.3");
  }

  ManagedChannel channel(@Nullable Identity identity, String serverName, String protocol) {
    try {
      SslContextBuilder tls =
          SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
      if (identity != null) {
        tls.keyManager(new ClientKeys(identity));
      }
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .sslContext(
                  GrpcSslContexts.configure(tls, SslProvider.JDK).protocols(protocol).build())
              .overrideAuthority(serverName)
              .localSocketPicker(
                  new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public java.net.SocketAddress createSocketAddress(
                        java.net.SocketAddress remote, io.grpc.Attributes attributes) {
                      return new InetSocketAddress(address, 0);
                    }
                  })
              .build();
      channels.add(channel);
      return channel;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Greets with these headers; the failure, or empty when the greeting was answered. */
  Optional<TiscException> greet(Channel channel, @Nullable String network, String version) {
    try {
      LinkServiceGrpc.newBlockingStub(with(channel, network, version))
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .greet(GreetRequest.getDefaultInstance());
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(RpcFailures.fromStatus(e));
    }
  }

  /** Greets as a member that holds another roster of a version. */
  Optional<TiscException> greetHolding(
      Channel channel, String network, String version, String digest) {
    Metadata headers = new Metadata();
    headers.put(LinkHeaders.ROSTER_DIGEST, digest);
    return greet(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        network,
        version);
  }

  /** Greets with a body of these bytes. */
  Optional<TiscException> greetWith(Channel channel, String network, byte[] body) {
    var raw = LinkServiceGrpc.getGreetMethod().toBuilder(new RawBytes(), answers()).build();
    try {
      ClientCalls.blockingUnaryCall(
          with(channel, network, "0"),
          raw,
          CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
          body);
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(RpcFailures.fromStatus(e));
    }
  }

  static Channel with(Channel channel, @Nullable String network, String version) {
    Metadata headers = new Metadata();
    if (network != null) {
      headers.put(LinkHeaders.NETWORK, network);
    }
    headers.put(LinkHeaders.ROSTER_VERSION, version);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Opens a socket, sends these bytes and waits until the node closes it. */
  void sendAndAwaitEnd(byte[] bytes) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] sink = new byte[4096];
      while (in.read(sink) >= 0) {
        // What it answers does not matter, only that it ends.
      }
    } catch (java.net.SocketException e) {
      // A reset is an end, too.
      if (!String.valueOf(e.getMessage()).contains("reset")) {
        throw e;
      }
    }
  }

  /** The warnings and errors that name this address or this member, and all with a stack trace. */
  List<String> complaintsAbout(String member) {
    return lines().stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .filter(
            event -> {
              String text = event.getFormattedMessage();
              return text.contains(" " + address + ":")
                  || text.contains(" " + member + ":")
                  || event.getThrowableProxy() != null;
            })
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  List<String> stackTraces() {
    return lines().stream()
        .filter(event -> event.getThrowableProxy() != null)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  @Override
  public void close() {
    rootLogger().detachAppender(log);
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private List<ILoggingEvent> lines() {
    return List.copyOf(log.list);
  }

  private static Logger rootLogger() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private static io.grpc.MethodDescriptor.Marshaller<GreetResponse> answers() {
    return LinkServiceGrpc.getGreetMethod().getResponseMarshaller();
  }

  private static final class RawBytes implements io.grpc.MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new java.io.ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }
}
