package org.tisc.federation.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks whether an address that should lead to the own port does, and remembers from which local
 * port it looked, so that the connection, which ends without a handshake, is not taken for somebody
 * who was refused. Thread-safe.
 */
final class OwnProbes {
  /** Where a probe never comes back because the address leads elsewhere, its port is forgotten. */
  private static final int MOST = 16;

  private final Set<Integer> from = ConcurrentHashMap.newKeySet();

  /** Whether anything answers there; blocks for so long at most. */
  boolean answers(InetSocketAddress address, Duration within) {
    if (from.size() >= MOST) {
      from.clear();
    }
    try (Socket socket = new Socket()) {
      socket.bind(null);
      from.add(socket.getLocalPort());
      socket.connect(address, Math.toIntExact(within.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a connection that ended was one of these; true once for each. */
  boolean ended(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && from.remove(inet.getPort());
  }
}
