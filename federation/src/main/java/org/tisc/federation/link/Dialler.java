package org.tisc.federation.link;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.roster.Endpoint;

/** Makes channels as every connection of the federation has them. Thread-safe; never blocks. */
final class Dialler {
  private final LinkLimits limits;
  private final EventLoopGroup loops;
  private final Executor executor;

  Dialler(LinkLimits limits, EventLoopGroup loops, Executor executor) {
    this.limits = limits;
    this.loops = loops;
    this.executor = executor;
  }

  /** A channel that dials on its first call. */
  ManagedChannel channel(
      NetworkId network, Endpoint endpoint, Optional<Identity> identity, EngineTrust trust) {
    SslContext tls = TlsContexts.client(identity, trust);
    return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
        .overrideAuthority(LinkMemberships.serverName(network))
        .sslContext(tls)
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(loops)
        .executor(executor)
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(limits.connectTimeout().toMillis()))
        .keepAliveTime(limits.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(limits.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveWithoutCalls(true)
        .maxInboundMessageSize(limits.maxMessageBytes())
        .maxInboundMetadataSize(limits.maxMetadataBytes())
        .compressorRegistry(NoCompression.compressors())
        .decompressorRegistry(NoCompression.decompressors())
        .disableRetry()
        .disableServiceConfigLookUp()
        // What goes between members goes directly; a web proxy of the centre is not asked.
        .proxyDetector(address -> null)
        .build();
  }
}
