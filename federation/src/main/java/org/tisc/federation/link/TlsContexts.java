package org.tisc.federation.link;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.tisc.federation.identity.Identity;

/**
 * TLS as every connection of the federation has it: version 1.3 only, on the JDK's provider,
 * without resumption. A resumed handshake would let a peer in without its certificate being judged.
 */
final class TlsContexts {
  private static final String VERSION = "TLSv1.3";

  /** Read once by the JDK when its TLS is first used in the process. */
  private static final Map<String, String> NO_RESUMPTION =
      Map.of(
          "jdk.tls.server.newSessionTicketCount", "0",
          "jdk.tls.server.enableSessionTicketExtension", "false",
          "jdk.tls.client.enableSessionTicketExtension", "false");

  private TlsContexts() {}

  /**
   * Switches resumption off for the whole process; to be called before its first TLS connection.
   * Raises IllegalStateException when somebody set the opposite on the command line.
   */
  static void switchResumptionOff() {
    NO_RESUMPTION.forEach(
        (name, value) -> {
          String present = System.getProperty(name);
          if (present != null && !present.equals(value)) {
            throw new IllegalStateException(
                "The system property " + name + " must be " + value + ", not " + present);
          }
          System.setProperty(name, value);
        });
  }

  static SslContext server(LinkMemberships memberships, ServerTrust trust) {
    SslContextBuilder builder =
        SslContextBuilder.forServer(new ServerKeys(memberships))
            .trustManager((TrustManager) trust)
            // Enrolment has no certificate yet; the gate refuses every other method without one.
            .clientAuth(ClientAuth.OPTIONAL);
    return build(builder);
  }

  static SslContext client(Optional<Identity> identity, EngineTrust trust) {
    SslContextBuilder builder = SslContextBuilder.forClient().trustManager((TrustManager) trust);
    identity.ifPresent(own -> builder.keyManager(new ClientKeys(own)));
    return build(builder);
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return GrpcSslContexts.configure(builder, SslProvider.JDK)
          .protocols(List.of(VERSION))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("This Java platform cannot do TLS 1.3", e);
    }
  }
}
