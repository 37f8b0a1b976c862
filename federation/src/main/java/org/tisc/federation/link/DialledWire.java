package org.tisc.federation.link;

import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.proto.federation.v1.ConnectRequest;
import org.tisc.proto.federation.v1.ConnectResponse;
import org.tisc.proto.federation.v1.LinkFrame;

/** The dialling side of a stream. */
final class DialledWire implements Wire {
  private final ClientCall<ConnectRequest, ConnectResponse> call;
  private volatile @Nullable LinkStream stream;
  private volatile @Nullable PeerStreams streams;
  private boolean over;

  DialledWire(ClientCall<ConnectRequest, ConnectResponse> call) {
    this.call = call;
  }

  /** Makes the call and says hello on it. */
  void start(PeerStreams of, LinkStream begun) {
    streams = of;
    stream = begun;
    call.start(new Frames(of, begun), new Metadata());
    call.request(1);
    of.open(begun, this);
  }

  /** Whom the certificate at the other end speaks for; empty before the handshake is over. */
  Optional<VerifiedPeer> verified() {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return session == null ? Optional.empty() : TransportCaller.peer(session);
  }

  @Override
  public boolean ready() {
    return call.isReady();
  }

  @Override
  public synchronized void send(LinkFrame frame) {
    if (!over) {
      call.sendMessage(ConnectRequest.newBuilder().setFrame(frame).build());
    }
  }

  @Override
  public void more() {
    call.request(1);
  }

  @Override
  public void finish() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      call.halfClose();
    }
    PeerStreams of = streams;
    LinkStream begun = stream;
    if (of != null && begun != null) {
      of.ending(begun, this);
    }
  }

  @Override
  public synchronized void abort(TiscException why) {
    over = true;
    call.cancel(PlainText.of(String.valueOf(why.getMessage())), why);
  }

  @Override
  public void cut(TiscException why) {
    abort(why);
  }

  private final class Frames extends ClientCall.Listener<ConnectResponse> {
    private final PeerStreams of;
    private final LinkStream begun;

    Frames(PeerStreams of, LinkStream begun) {
      this.of = of;
      this.begun = begun;
    }

    @Override
    public void onMessage(ConnectResponse answer) {
      begun.received(answer.getFrame());
    }

    @Override
    public void onReady() {
      begun.writable();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      synchronized (DialledWire.this) {
        over = true;
      }
      of.gone(begun);
      begun.closed(
          status.isOk()
              ? new TiscException(Reason.UNAVAILABLE, "The peer ended the stream")
              : RpcFailures.fromStatus(new StatusRuntimeException(status, trailers)));
    }
  }
}
