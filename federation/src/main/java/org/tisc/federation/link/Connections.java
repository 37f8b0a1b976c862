package org.tisc.federation.link;

import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.tisc.federation.identity.VerifiedPeer;

/**
 * The accepted connections, so that one can be cut: the library closes a connection only once its
 * calls have ended, and a caller that is refused must not decide when that is. A connection is
 * known by its remote address, which no two have at one time. Thread-safe; never blocks.
 */
final class Connections {
  private static final class Accepted {
    private final Channel channel;
    private final long since = System.nanoTime();
    private volatile boolean called;
    private volatile boolean admitted;
    private volatile TransportCaller caller = TransportCaller.NOBODY;

    Accepted(Channel channel) {
      this.channel = channel;
    }
  }

  private final ConcurrentHashMap<SocketAddress, Accepted> accepted = new ConcurrentHashMap<>();

  /** A connection was accepted; it is forgotten when it closes. */
  void add(Channel channel) {
    SocketAddress remote = channel.remoteAddress();
    if (remote == null) {
      return;
    }
    Accepted connection = new Accepted(channel);
    accepted.put(remote, connection);
    channel.closeFuture().addListener(closed -> accepted.remove(remote, connection));
  }

  /** A call of whomever began on the connection. */
  void called(SocketAddress remote) {
    Accepted connection = accepted.get(remote);
    if (connection != null) {
      connection.called = true;
    }
  }

  /** Cuts every connection on which no call began in this time: nobody dials to say nothing. */
  void cutIdle(long nanos) {
    long now = System.nanoTime();
    accepted
        .values()
        .forEach(
            connection -> {
              if (!connection.called && now - connection.since >= nanos) {
                cut(connection.channel);
              }
            });
  }

  /** A call of a member came over the connection. */
  void admitted(SocketAddress remote, TransportCaller caller) {
    Accepted connection = accepted.get(remote);
    if (connection != null && !connection.admitted) {
      connection.caller = caller;
      connection.admitted = true;
    }
  }

  /**
   * Cuts every connection that was once used by a member who fits now. A connection of somebody who
   * never was let in stays: it may be fetching the roster that will let it in.
   */
  void cut(Predicate<VerifiedPeer> unwanted) {
    accepted
        .values()
        .forEach(
            connection -> {
              if (connection.admitted && connection.caller.peer().filter(unwanted).isPresent()) {
                cut(connection.channel);
              }
            });
  }

  /** Cuts one connection. */
  void cut(SocketAddress remote) {
    Accepted connection = accepted.get(remote);
    if (connection != null) {
      cut(connection.channel);
    }
  }

  /** Past the handlers, one of which would wait until all calls have ended. */
  private static void cut(Channel channel) {
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
  }
}
