package org.tisc.federation.link;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.proto.federation.v1.ConnectRequest;
import org.tisc.proto.federation.v1.ConnectResponse;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.GreetResponse;
import org.tisc.proto.federation.v1.LinkFrame;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** Answers greetings and takes the streams that peers dial. */
final class LinkRpc extends LinkServiceGrpc.LinkServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(LinkRpc.class);
  // What the reason of an end gets to arrive before its connection is cut.
  private static final Duration LAST_WORDS = Duration.ofMillis(50);

  private final LinkMemberships memberships;
  private final PeerLinks links;
  private final Supplier<Greeting> own;
  private final Connections connections;
  private final ScheduledExecutorService timers;
  private final Witness witness;

  LinkRpc(
      LinkMemberships memberships,
      PeerLinks links,
      Supplier<Greeting> own,
      Connections connections,
      ScheduledExecutorService timers,
      Witness witness) {
    this.memberships = memberships;
    this.links = links;
    this.own = own;
    this.connections = connections;
    this.timers = timers;
    this.witness = witness;
  }

  @Override
  public void greet(GreetRequest request, StreamObserver<GreetResponse> answer) {
    long version =
        memberships.find(CallerContext.peer().network()).map(m -> m.rosters().version()).orElse(0L);
    Greeting greeting = own.get();
    PeerId caller = CallerContext.peer();
    witness.told(caller, request.getContestedInstancesList());
    witness.spoke(caller, request.getInstance());
    answer.onNext(
        GreetResponse.newBuilder()
            .setSoftwareVersion(greeting.softwareVersion())
            .setScoringProfile(greeting.scoringProfile())
            .setRosterVersion(version)
            .setInstance(greeting.instance().value())
            .addAllContestedInstances(witness.contested(caller))
            .build());
    answer.onCompleted();
  }

  @Override
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> answers) {
    CallerContext.Connection connection = CallerContext.connection();
    PeerStreams streams =
        links
            .streams(connection.peer().id())
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNAVAILABLE,
                        "This node has no link to " + connection.peer().id() + " yet"));
    LinkStream stream = streams.begin(false, () -> Optional.of(connection.peer()));
    ServerCallStreamObserver<ConnectResponse> out =
        (ServerCallStreamObserver<ConnectResponse>) answers;
    Answering wire = new Answering(out, connection.remote());
    out.disableAutoRequest();
    out.setOnReadyHandler(stream::writable);
    out.setOnCancelHandler(
        () ->
            stream.closed(
                new TiscException(Reason.UNAVAILABLE, "The peer's call or connection ended")));
    out.setOnCloseHandler(
        () -> stream.closed(new TiscException(Reason.UNAVAILABLE, "The call ended")));
    streams.open(stream, wire);
    out.request(1);
    return new StreamObserver<>() {
      @Override
      public void onNext(ConnectRequest request) {
        stream.received(request.getFrame());
      }

      @Override
      public void onError(Throwable cancelled) {
        stream.closed(new TiscException(Reason.UNAVAILABLE, "The peer gave up its call"));
      }

      @Override
      public void onCompleted() {
        stream.closed(new TiscException(Reason.UNAVAILABLE, "The peer ended the stream"));
        wire.finish();
      }
    };
  }

  /** The accepted side of a stream. */
  private final class Answering implements Wire {
    private final ServerCallStreamObserver<ConnectResponse> out;
    private final SocketAddress remote;
    private boolean over;

    Answering(ServerCallStreamObserver<ConnectResponse> out, SocketAddress remote) {
      this.out = out;
      this.remote = remote;
    }

    @Override
    public boolean ready() {
      return out.isReady();
    }

    @Override
    public synchronized void send(LinkFrame frame) {
      if (!over && !out.isCancelled()) {
        try {
          out.onNext(ConnectResponse.newBuilder().setFrame(frame).build());
        } catch (IllegalStateException e) {
          // What is outside of this service closed the call, over a message that is none.
          over = true;
        }
      }
    }

    @Override
    public void more() {
      out.request(1);
    }

    @Override
    public synchronized void finish() {
      if (!over) {
        over = true;
        close(out::onCompleted);
      }
    }

    @Override
    public synchronized void abort(TiscException why) {
      if (!over) {
        over = true;
        close(() -> out.onError(why));
      }
    }

    private static void close(Runnable how) {
      try {
        how.run();
      } catch (IllegalStateException e) {
        LOG.debug("The call was closed already", e);
      }
    }

    @Override
    public void cut(TiscException why) {
      abort(why);
      try {
        Future<?> _ =
            timers.schedule(
                () -> connections.cut(remote), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("The node is stopping; the connection ends with it", e);
      }
    }
  }
}
