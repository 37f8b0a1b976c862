package org.tisc.federation.link;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.roster.Endpoint;

/** The one port, with its limits. */
final class LinkServer {
  // A connection that carries no call for this long is somebody who forgot it.
  private static final long IDLE_MINUTES = 10;
  // Peers probe every ten seconds; half of that leaves room for late and early clocks.
  private static final long PERMIT_KEEP_ALIVE_MILLIS = 5000;
  // An honest caller cancels one call per query it gives up; this many in a second are an attack.
  private static final int MAX_RESETS = 200;

  private final Server server;

  LinkServer(
      Endpoint bind,
      LinkLimits limits,
      LinkMemberships memberships,
      EventLoopGroup accepting,
      EventLoopGroup working,
      Executor executor,
      Refusals refusals,
      Connections connections,
      List<ServerInterceptor> interceptors,
      List<BindableService> services) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(bind.host(), bind.port()))
            .sslContext(TlsContexts.server(memberships, new ServerTrust(memberships)))
            .channelFactory(
                () -> new WatchedServerChannel(refusals, connections, limits.maxConnections()))
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(working)
            .executor(executor)
            .maxInboundMessageSize(limits.maxMessageBytes())
            .maxInboundMetadataSize(limits.maxMetadataBytes())
            .maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
            .maxRstFramesPerWindow(MAX_RESETS, 1)
            .handshakeTimeout(limits.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(PERMIT_KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
            .compressorRegistry(NoCompression.compressors())
            .decompressorRegistry(NoCompression.decompressors())
            .addTransportFilter(TransportCaller.filter())
            .addStreamTracerFactory(OversizeTracer.factory(refusals));
    for (BindableService service : services) {
      builder.addService(
          ServerInterceptors.interceptForward(
              // The failure border sits outside of the parsing and so sees what cannot be parsed.
              ServerInterceptors.useInputStreamMessages(service.bindService()), interceptors));
    }
    server = builder.build();
  }

  void start(Endpoint bind) {
    try {
      server.start();
    } catch (IOException e) {
      throw new TiscException(Reason.UNAVAILABLE, "Cannot listen on " + bind, e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** The full names of all methods it serves. */
  List<String> methods() {
    return server.getServices().stream()
        .flatMap(service -> service.getMethods().stream())
        .map(method -> method.getMethodDescriptor().getFullMethodName())
        .sorted()
        .toList();
  }

  /** Refuses new calls, lets running ones finish for the grace, then cuts. */
  void stop(long graceMillis) {
    server.shutdown();
    try {
      if (!server.awaitTermination(graceMillis, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(graceMillis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
