package org.tisc.federation.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.ToLongFunction;
import org.tisc.federation.identity.NetworkId;

/** A channel outside of any link, with the metadata that the gate at the other end asks for. */
final class NetworkChannel extends Channel {
  private final Channel channel;
  private final NetworkId network;
  private final ToLongFunction<NetworkId> version;

  NetworkChannel(Channel channel, NetworkId network, ToLongFunction<NetworkId> version) {
    this.channel = channel;
    this.network = network;
    this.version = version;
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    return new SimpleForwardingClientCall<>(channel.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(LinkHeaders.NETWORK, network.value());
        LinkHeaders.putVersion(headers, version.applyAsLong(network));
        super.start(listener, headers);
      }
    };
  }

  @Override
  public String authority() {
    return channel.authority();
  }
}
