package org.tisc.federation.link;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Quiets the one place where the gRPC library writes a stack trace for a message over the bound,
 * which any peer could repeat at will; {@link OversizeTracer} tells it in one line instead.
 */
final class LibraryLog {
  // The platform forgets a logger's level when nobody holds the logger.
  private static final Logger SERVER_STREAM = Logger.getLogger("io.grpc.netty.NettyServerStream");

  private LibraryLog() {}

  static void quiet() {
    SERVER_STREAM.setLevel(Level.SEVERE);
  }
}
