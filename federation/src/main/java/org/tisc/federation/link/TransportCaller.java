package org.tisc.federation.link;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.VerifiedPeer;

/**
 * Who is at the other end of an accepted connection, worked out once when its handshake is done.
 *
 * @param protocol the TLS version's name
 * @param serverName the server name the caller asked for; empty when none or several
 * @param peer whom the certificate speaks for; empty without a certificate
 * @param remoteHost the address the connection came from
 */
record TransportCaller(
    String protocol, String serverName, Optional<VerifiedPeer> peer, String remoteHost) {
  /** Somebody of whom nothing is known. */
  static final TransportCaller NOBODY =
      new TransportCaller("", "", Optional.empty(), "unknown address");

  private static final Attributes.Key<TransportCaller> KEY =
      Attributes.Key.create("tisc-transport-caller");

  /** Puts a {@link TransportCaller} among the attributes of every new connection. */
  static ServerTransportFilter filter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        return attributes.toBuilder().set(KEY, read(attributes)).build();
      }
    };
  }

  /** The caller of a call; a caller without protocol when the connection was never TLS. */
  static TransportCaller of(ServerCall<?, ?> call) {
    TransportCaller caller = call.getAttributes().get(KEY);
    return caller == null
        ? new TransportCaller("", "", Optional.empty(), host(call.getAttributes()))
        : caller;
  }

  /** How the log calls the caller: the member, else the address. */
  static String nameOf(ServerCall<?, ?> call) {
    return of(call).name();
  }

  static String nameOf(Attributes attributes) {
    TransportCaller caller = attributes.get(KEY);
    return caller == null ? host(attributes) : caller.name();
  }

  String name() {
    return peer.map(p -> p.id().uri()).orElse(remoteHost);
  }

  private static TransportCaller read(Attributes attributes) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return new TransportCaller("", "", Optional.empty(), host(attributes));
    }
    return new TransportCaller(
        session.getProtocol(), ServerNames.requested(session), peer(session), host(attributes));
  }

  /** Whom the other side's certificate speaks for; empty without a certificate. */
  static Optional<VerifiedPeer> peer(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      List<X509Certificate> certificates =
          Arrays.stream(chain)
              .filter(X509Certificate.class::isInstance)
              .map(X509Certificate.class::cast)
              .toList();
      return certificates.isEmpty() ? Optional.empty() : Optional.of(VerifiedPeer.of(certificates));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    } catch (TiscException e) {
      // The handshake has judged this certificate already; what it let pass can be read.
      return Optional.empty();
    }
  }

  private static String host(Attributes attributes) {
    SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : String.valueOf(address);
  }
}
