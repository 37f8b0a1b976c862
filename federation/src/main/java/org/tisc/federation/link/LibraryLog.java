package org.tisc.federation.link;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Quiets the places where the gRPC library writes a stack trace for what any peer could repeat at
 * will: a message over the bound, which {@link OversizeTracer} tells in one line instead, and a
 * stream that ended while something was being written to it.
 */
final class LibraryLog {
  // The platform forgets a logger's level when nobody holds the logger.
  private static final Logger SERVER_STREAM = Logger.getLogger("io.grpc.netty.NettyServerStream");

  private LibraryLog() {}

  private static final Logger SERVER_HANDLER = Logger.getLogger("io.grpc.netty.NettyServerHandler");

  static void quiet() {
    SERVER_HANDLER.setLevel(Level.SEVERE);
    SERVER_STREAM.setLevel(Level.SEVERE);
  }
}
