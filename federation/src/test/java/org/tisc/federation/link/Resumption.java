package org.tisc.federation.link;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.tisc.federation.identity.Identity;

/** Handshakes in memory, one client context for all, which is how a client would resume. */
final class Resumption {
  private Resumption() {}

  /** How many of this many handshakes the server's trust judged. */
  static long judgedOf(
      int handshakes, SslContext server, ServerTrust trust, Identity identity, String name)
      throws Exception {
    SslContext client =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3")
            .keyManager(new ClientKeys(identity))
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build();
    long before = trust.judged();
    for (int i = 0; i < handshakes; i++) {
      SSLEngine dialled = server.newEngine(UnpooledByteBufAllocator.DEFAULT);
      SSLEngine dialling = client.newEngine(UnpooledByteBufAllocator.DEFAULT, name, 443);
      connect(dialling, dialled);
    }
    return trust.judged() - before;
  }

  private static void connect(SSLEngine client, SSLEngine server) throws Exception {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 17).flip();
    ByteBuffer toClient = ByteBuffer.allocate(1 << 17).flip();
    client.beginHandshake();
    server.beginHandshake();
    // A ticket, if any, comes after the handshake: some rounds more than it takes.
    for (int round = 0; round < 40; round++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    if (!client.getSession().isValid() || !server.getSession().isValid()) {
      throw new AssertionError("The handshake did not finish");
    }
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
    ByteBuffer plain = ByteBuffer.allocate(1 << 17);
    if (in.hasRemaining()) {
      engine.unwrap(in, plain);
    }
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
    out.compact();
    if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
      SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new AssertionError("The connection was closed");
      }
    }
    out.flip();
  }
}
