package org.tisc.federation.link;

import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.tisc.federation.identity.VerifiedPeer;

/**
 * The connections that the port has accepted, and who proved to be at their other end. gRPC has no
 * way to end an accepted connection, so they are kept here by the address they came from, which is
 * one connection's alone while it is open. Thread-safe; never blocks.
 */
final class Connections {
  private final ConcurrentHashMap<SocketAddress, Channel> open = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<SocketAddress, VerifiedPeer> proved = new ConcurrentHashMap<>();

  void opened(SocketAddress from, Channel channel) {
    open.put(from, channel);
  }

  void closed(SocketAddress from) {
    open.remove(from);
    proved.remove(from);
  }

  /** The handshake of the connection from this address proved this peer. */
  void proved(SocketAddress from, VerifiedPeer peer) {
    if (open.containsKey(from)) {
      proved.put(from, peer);
    }
    if (!open.containsKey(from)) {
      // It ended between the two lines.
      proved.remove(from);
    }
  }

  /** Cuts the connections of these peers; what was not sent yet is lost. */
  void cut(Predicate<VerifiedPeer> peers) {
    proved.forEach(
        (from, peer) -> {
          Channel channel = open.get(from);
          if (channel != null && peers.test(peer)) {
            cut(channel);
          }
        });
  }

  /** An orderly close waits for open streams, which may never end; this does not. */
  private static void cut(Channel channel) {
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
  }
}
