package org.tisc.federation.link;

import io.grpc.Context;
import java.net.SocketAddress;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.VerifiedPeer;

/** Who is calling, inside a service method; put there by the gate, never read from a request. */
public final class CallerContext {
  static final Context.Key<PeerId> PEER = Context.key("tisc-peer");

  static final Context.Key<NetworkId> NETWORK = Context.key("tisc-network");
  static final Context.Key<String> ADDRESS = Context.key("tisc-address");

  /** Present in a call that only an active member may make. */
  static final Context.Key<Connection> CONNECTION = Context.key("tisc-connection");

  /**
   * The connection of a member's call.
   *
   * @param peer the certificate's bearer
   * @param remote where the connection comes from, which is its alone while it is open
   */
  record Connection(VerifiedPeer peer, SocketAddress remote) {}

  private CallerContext() {}

  /** The member that makes the current call. Raises UNAUTHENTICATED outside of a member's call. */
  public static PeerId peer() {
    PeerId peer = PEER.get();
    if (peer == null) {
      throw new TiscException(Reason.UNAUTHENTICATED, "This call was not made by a member");
    }
    return peer;
  }

  /** The key that the member calls with. Raises UNAUTHENTICATED outside of a member's call. */
  public static KeyHash key() {
    return connection().peer().key();
  }

  /** The network of the current call. Raises UNAUTHENTICATED outside of a call. */
  public static NetworkId network() {
    NetworkId network = NETWORK.get();
    if (network == null) {
      throw new TiscException(Reason.UNAUTHENTICATED, "This is not a call of a network");
    }
    return network;
  }

  /** The address the current call came from; for bounds and logs, never for trust. */
  public static String address() {
    String address = ADDRESS.get();
    return address == null ? "unknown address" : address;
  }

  /** The connection of the current call. Raises UNAUTHENTICATED outside of a member's call. */
  static Connection connection() {
    Connection connection = CONNECTION.get();
    if (connection == null) {
      throw new TiscException(Reason.UNAUTHENTICATED, "This call was not made by a member");
    }
    return connection;
  }

  /** A context in which {@link #peer} answers this; for services tested without a connection. */
  public static Context with(PeerId peer) {
    return Context.current().withValue(PEER, peer).withValue(NETWORK, peer.network());
  }
}
