package org.tisc.deploy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.deploy.start.FreePort;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Deals out ports of this machine that nobody listens on. */
final class Ports {
  private final Set<Integer> dealt;
  private final OptionalInt base;
  private int next;

  /**
   * Ports for a region.
   *
   * @param base the first port, then its successors; any free ones where it is empty
   * @param taken ports that belong to the region already
   */
  Ports(OptionalInt base, Set<Integer> taken) {
    this.base = base;
    this.next = base.orElse(0);
    this.dealt = new TreeSet<>(taken);
  }

  /** The next free port. Raises ALREADY_EXISTS where a port asked for by number is in use. */
  int next() {
    if (base.isEmpty()) {
      int port;
      do {
        port = FreePort.any();
      } while (!dealt.add(port));
      return port;
    }
    while (!dealt.add(next)) {
      next++;
    }
    if (next > 65_535 || !free(next)) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "port " + next + " is in use; give another --base-port");
    }
    return next++;
  }

  /** Whether nobody listens on a port of the loopback address. */
  static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
