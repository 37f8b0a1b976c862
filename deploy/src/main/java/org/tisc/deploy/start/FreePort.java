package org.tisc.deploy.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** A port of the loopback address that nobody listens on. */
public final class FreePort {
  private FreePort() {}

  /** Any such port. Raises OUT_OF_SPACE where there is none. */
  public static int any() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "no free port: " + e.getMessage(), e);
    }
  }
}
