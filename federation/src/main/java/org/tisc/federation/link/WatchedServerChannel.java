package org.tisc.federation.link;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The listening socket, with an eye on the connections it accepts: it keeps their number under a
 * bound, remembers them so that they can be cut, and tells why a connection ended that never
 * finished its handshake, which gRPC keeps to itself.
 */
final class WatchedServerChannel extends NioServerSocketChannel {
  private final Refusals refusals;
  private final Connections connections;
  private final OwnProbes probes;
  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();

  WatchedServerChannel(
      Refusals refusals, Connections connections, OwnProbes probes, int maxConnections) {
    this.refusals = refusals;
    this.connections = connections;
    this.probes = probes;
    this.maxConnections = maxConnections;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int before = accepted.size();
    int count = super.doReadMessages(accepted);
    for (int i = accepted.size() - 1; i >= before; i--) {
      Channel connection = (Channel) accepted.get(i);
      if (open.get() >= maxConnections) {
        accepted.remove(i);
        count--;
        connection.unsafe().closeForcibly();
        tell(
            connection,
            new TiscException(Reason.BUSY, "More than " + maxConnections + " connections at once"));
        continue;
      }
      open.incrementAndGet();
      connections.add(connection);
      connection.closeFuture().addListener(closed -> ended(connection));
    }
    return count;
  }

  private void ended(Channel connection) {
    open.decrementAndGet();
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls != null && tls.handshakeFuture().isSuccess()) {
      return;
    }
    if (probes.ended(connection.remoteAddress())) {
      return;
    }
    Throwable cause = tls == null ? null : tls.handshakeFuture().cause();
    tell(connection, why(cause));
  }

  private static TiscException why(@Nullable Throwable cause) {
    if (cause == null) {
      return new TiscException(
          Reason.UNAUTHENTICATED, "The connection ended before its TLS handshake");
    }
    return RpcFailures.ownRefusal(cause)
        .orElseGet(
            () ->
                new TiscException(
                    Reason.UNAUTHENTICATED, "The TLS handshake failed: " + describe(cause)));
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    String text = message == null ? cause.getClass().getSimpleName() : message;
    // A plaintext client's first bytes are quoted in full by the library; they say nothing here.
    int quoted = text.indexOf(": ");
    return text.startsWith("not an SSL/TLS record") && quoted > 0
        ? text.substring(0, quoted)
        : text;
  }

  private void tell(Channel connection, TiscException why) {
    String host =
        connection.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress().getHostAddress()
            : "unknown address";
    refusals.tellLater("connection.refused", host, "connection", why);
  }
}
