package org.tisc.federation.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.LinkHealth.Reach;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.proto.federation.v1.ConnectRequest;
import org.tisc.proto.federation.v1.ConnectResponse;
import org.tisc.proto.federation.v1.GreetResponse;
import org.tisc.proto.federation.v1.LinkHello;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/**
 * The link to a peer by dialling it.
 *
 * <p>The channel fails a call at once while it waits for its next attempt to connect. A peer that
 * came back would then still be missing from the next query, so a call that finds the channel in
 * that state puts it back to the beginning: the call joins a fresh attempt and shares its outcome,
 * as do all calls until that attempt has ended. An attempt to a peer that is down costs a refused
 * connection; one into a black hole costs {@link LinkLimits#connectTimeout} for the first call
 * only.
 */
final class DialledLink implements PeerLink {
  /** Whose calls find out how the link is, and so are tried whatever the breaker says. */
  private static final String OWN = LinkServiceGrpc.SERVICE_NAME;

  private static final Set<Reason> REFUSALS =
      Set.of(
          Reason.UNAUTHENTICATED,
          Reason.NOT_A_MEMBER,
          Reason.BLOCKED,
          Reason.NETWORK_MISMATCH,
          Reason.PEER_MISMATCH,
          Reason.CERTIFICATE_REFUSED,
          Reason.CERTIFICATE_EXPIRED,
          Reason.ROSTER_EXPIRED,
          Reason.UNKNOWN_NETWORK);

  /** A peer that was not heard from for so many greetings does not reach this node any more. */
  private static final int GREETINGS_MISSED = 3;

  /** Twice what a call without deadline gets, so that nothing honest is lost with a connection. */
  private static final long RETIRE_MILLIS = 60_000;

  private record Health(boolean answered, @Nullable TiscException failure) {}

  /** Hears what the link does by itself. */
  interface News {
    /** The stream in use changed, or the peer showed itself after a silence. */
    void streamUp();

    /** The stream in use ended after so long. */
    void streamDown(Duration lived, TiscException why);

    /** A call was failed at once; somebody should find out whether the peer is back. */
    void callRefused();

    /** A call was answered after one that was not: the peer is back. */
    void callAnswered();
  }

  private final LinkMembership membership;
  private final PeerId id;
  private final Dialler dialler;
  private final LinkLimits limits;
  private final RosterRefresh refresh;
  private final Supplier<Greeting> own;
  private final ScheduledExecutorService timers;
  private final Channel calls = new Calls();
  private final Object dialling = new Object();
  private final List<ManagedChannel> retiring = new ArrayList<>();
  private @Nullable ManagedChannel connection;
  private int endpoint;
  private boolean closed;
  private final InstantSource clock;
  private final Refusals refusals;
  private final Witness witness;
  private final Breaker breaker;
  private final PeerStreams streams;
  private volatile long heardVersion;
  private volatile Member member;
  private volatile Optional<TiscException> refusal = Optional.empty();
  private volatile Health health = new Health(false, null);
  private volatile @Nullable News news;
  private volatile @Nullable Instant outboundAt;
  private volatile @Nullable Instant inboundAt;
  private volatile @Nullable Instant heardAt;

  DialledLink(
      LinkMembership membership,
      Member member,
      Dialler dialler,
      LinkLimits limits,
      RosterRefresh refresh,
      Surroundings around) {
    this.membership = membership;
    this.id = new PeerId(membership.self().network(), member.node());
    this.member = member;
    this.dialler = dialler;
    this.limits = limits;
    this.refresh = refresh;
    this.own = around.own();
    this.clock = around.clock();
    this.timers = around.timers();
    this.refusals = around.refusals();
    this.witness = around.witness();
    this.breaker = new Breaker(limits.breaker(), System::nanoTime);
    this.streams =
        new PeerStreams(
            membership.self(),
            id,
            around.topics(),
            limits.stream(),
            System::nanoTime,
            around.clock(),
            this::hello,
            around.standing(),
            around.refusals(),
            new StreamNews());
  }

  /** What all links of a node share. */
  record Surroundings(
      InstantSource clock,
      ScheduledExecutorService timers,
      Standing standing,
      Refusals refusals,
      Topics topics,
      Supplier<Greeting> own,
      Witness witness) {}

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public Channel channel() {
    return calls;
  }

  @Override
  public boolean reachable() {
    return !member.profile().endpoints().isEmpty();
  }

  @Override
  public LinkState state() {
    if (refused()) {
      return LinkState.REFUSED;
    }
    if (!reachable()) {
      return streams.inUse().isPresent() ? LinkState.READY : LinkState.CONNECTING;
    }
    Health now = health;
    if (now.failure() != null && REFUSALS.contains(now.failure().reason())) {
      return LinkState.REFUSED;
    }
    ConnectivityState state;
    synchronized (dialling) {
      state = connection == null ? ConnectivityState.IDLE : connection.getState(false);
    }
    if (state == ConnectivityState.TRANSIENT_FAILURE || now.failure() != null) {
      return LinkState.BACKING_OFF;
    }
    return state == ConnectivityState.READY && now.answered()
        ? LinkState.READY
        : LinkState.CONNECTING;
  }

  @Override
  public Optional<String> lastError() {
    Optional<TiscException> why = refusal;
    if (why.isPresent()) {
      return why.map(DialledLink::told);
    }
    if (!reachable()) {
      return Optional.of("NO_INBOUND: the peer advertises no endpoint");
    }
    return Optional.ofNullable(health.failure()).map(DialledLink::told);
  }

  @Override
  public Optional<LinkFailure> failure() {
    Optional<TiscException> why = refusal;
    if (why.isPresent()) {
      return why.map(Troubles::here);
    }
    if (!reachable()) {
      return Optional.of(
          new LinkFailure(
              LinkFailure.Trouble.NO_INBOUND,
              Reason.UNAVAILABLE,
              "the peer advertises no endpoint"));
    }
    return Optional.ofNullable(health.failure()).map(Troubles::contact);
  }

  private static String told(TiscException failure) {
    return failure.reason() + ": " + failure.getMessage();
  }

  @Override
  public LinkHealth health() {
    Optional<LinkStream> stream = streams.inUse();
    return new LinkHealth(
        new LinkHealth.Direction(outbound(), Optional.ofNullable(outboundAt)),
        new LinkHealth.Direction(inbound(), Optional.ofNullable(inboundAt)),
        Optional.ofNullable(heardAt),
        stream
            .map(s -> s.ours() ? LinkHealth.StreamUse.OURS : LinkHealth.StreamUse.THEIRS)
            .orElse(LinkHealth.StreamUse.NONE),
        breaker.state(),
        stream.flatMap(LinkStream::roundTrip),
        stream.flatMap(LinkStream::clockAhead),
        streams.ignored());
  }

  private Reach outbound() {
    if (refused()) {
      return Reach.REFUSED;
    }
    if (!reachable()) {
      return Reach.NO_INBOUND;
    }
    Health now = health;
    if (now.failure() != null) {
      return REFUSALS.contains(now.failure().reason()) ? Reach.REFUSED : Reach.FAILING;
    }
    return now.answered() ? Reach.WORKING : Reach.UNKNOWN;
  }

  private Reach inbound() {
    Instant last = inboundAt;
    Optional<Instant> refused = refusals.lastOf(id.uri());
    if (refused.isPresent() && (last == null || refused.get().isAfter(last))) {
      return Reach.REFUSED;
    }
    if (nobodyCanDialThisNode()) {
      return Reach.NO_INBOUND;
    }
    if (last == null) {
      return Reach.UNKNOWN;
    }
    Duration quiet = limits.greetEvery().multipliedBy(GREETINGS_MISSED);
    return clock.instant().isBefore(last.plus(quiet)) ? Reach.WORKING : Reach.FAILING;
  }

  private boolean nobodyCanDialThisNode() {
    return membership
        .rosters()
        .current()
        .flatMap(roster -> roster.member(membership.self().node()))
        .filter(self -> self.profile().endpoints().isEmpty())
        .isPresent();
  }

  /** All streams to the peer. */
  PeerStreams streams() {
    return streams;
  }

  /** Whom to tell; set once, before the link is used. */
  void listen(News listener) {
    news = listener;
  }

  /** A call of the peer was let in. */
  void called() {
    Instant now = clock.instant();
    inboundAt = now;
    heardAt = now;
    if (state() != LinkState.READY) {
      breaker.signOfLife();
    }
  }

  boolean breakerOpen() {
    return breaker.state() == BreakerState.OPEN;
  }

  /** Dials a stream; its {@link LinkStream#settled} says what becomes of it. */
  LinkStream dialStream() {
    ClientCall<ConnectRequest, ConnectResponse> call =
        calls.newCall(LinkServiceGrpc.getConnectMethod(), CallOptions.DEFAULT);
    DialledWire wire = new DialledWire(call);
    LinkStream stream = streams.begin(true, wire::verified);
    wire.start(streams, stream);
    return stream;
  }

  private LinkHello hello() {
    Greeting greeting = own.get();
    return LinkHello.newBuilder()
        .setSoftwareVersion(greeting.softwareVersion())
        .setScoringProfile(greeting.scoringProfile())
        .setRosterVersion(membership.rosters().version())
        .setInstance(greeting.instance().value())
        .addAllContestedInstances(witness.contested(id))
        .build();
  }

  /** The peer answered a greeting with this. */
  void introduced(GreetResponse answer) {
    witness.told(id, answer.getContestedInstancesList());
    witness.spoke(id, answer.getInstance());
  }

  /** The instances of the peer that were heard in turn of late. */
  List<String> contested() {
    return witness.contested(id);
  }

  /** Whether this node itself sends nothing to the peer. */
  boolean refused() {
    return refusal.isPresent();
  }

  /**
   * Follows what the roster says of the peer now. Dials anew where its endpoints changed or a key
   * of its is gone; calls under way go on over the old connection for as long as a call may take.
   *
   * @param why why nothing may be sent to it; calls under way end at once then
   */
  void follow(Member now, Optional<TiscException> why) {
    synchronized (dialling) {
      boolean anew =
          !member.profile().endpoints().equals(now.profile().endpoints())
              || !now.tlsKeys().containsAll(member.tlsKeys());
      boolean freed = refusal.isPresent() && why.isEmpty();
      member = now;
      refusal = why;
      if (freed) {
        health = new Health(false, null);
      }
      if (why.isPresent()) {
        cut();
        connection = null;
      } else if (anew) {
        endpoint = 0;
        redial();
      }
    }
  }

  /** Puts the next call on a fresh connection, with the membership's newest key. */
  void redialNow() {
    synchronized (dialling) {
      redial();
    }
  }

  /** The peer said that it holds this roster version. */
  void holds(long version) {
    heardVersion = Math.max(heardVersion, version);
  }

  /** The newest roster version that the peer has said it holds; 0 before it said any. */
  long heardVersion() {
    return heardVersion;
  }

  /** Puts the next call on a fresh connection; the old one ends when its calls must have ended. */
  private void redial() {
    ManagedChannel old = connection;
    connection = null;
    if (old == null) {
      return;
    }
    retiring.add(old);
    try {
      // Not at once: calls are under way on it, and somebody may be about to begin another.
      Future<?> _ = timers.schedule(() -> retired(old), RETIRE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      retired(old);
    }
  }

  private void retired(ManagedChannel old) {
    synchronized (dialling) {
      retiring.remove(old);
    }
    old.shutdownNow();
  }

  /** Ends every connection with what is under way on it. */
  private void cut() {
    if (connection != null) {
      connection.shutdownNow();
    }
    retiring.forEach(ManagedChannel::shutdownNow);
    retiring.clear();
  }

  /** A greeting ended; one without answer counts against the link, unlike a slow query. */
  void greeted(@Nullable TiscException failure) {
    boolean failedBefore = health.failure() != null;
    health = new Health(failure == null, failure);
    if (failure == null) {
      answeredNow();
      if (failedBefore) {
        breaker.signOfLife();
      }
    }
    if (failure != null && failure.reason().kind().retryable()) {
      tryNextEndpoint();
    }
  }

  /** A channel for fetching a roster while the peer's key is not on ours; the caller closes it. */
  ManagedChannel rosterChannel() {
    return dialler.channel(
        id.network(),
        member.profile().endpoints().getFirst(),
        Optional.of(membership.shown(membership.identity())),
        new ClientTrust(membership, id, true));
  }

  private void answeredNow() {
    Instant now = clock.instant();
    outboundAt = now;
    heardAt = now;
  }

  /** Ends the link with its streams and the calls under way; they fail with this reason. */
  void close(TiscException why) {
    streams.close(StreamEnds.SHUTTING_DOWN);
    synchronized (dialling) {
      closed = true;
      refusal = Optional.of(why);
      cut();
    }
  }

  /** Waits for the end of a cut link, at most this long. */
  void awaitClosed(long millis) throws InterruptedException {
    ManagedChannel ending;
    synchronized (dialling) {
      ending = connection;
    }
    if (ending != null) {
      ending.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }
  }

  private void tryNextEndpoint() {
    synchronized (dialling) {
      List<Endpoint> endpoints = member.profile().endpoints();
      if (endpoints.size() > 1 && connection != null && !closed) {
        endpoint = (endpoint + 1) % endpoints.size();
        redial();
      }
    }
  }

  private ManagedChannel connected() {
    synchronized (dialling) {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      if (!reachable()) {
        throw new TiscException(
            Reason.UNAVAILABLE, "NO_INBOUND: " + id + " advertises no endpoint");
      }
      ManagedChannel present = connection;
      if (present == null) {
        present =
            dialler.channel(
                id.network(),
                member.profile().endpoints().get(endpoint),
                Optional.of(membership.shown(membership.identity())),
                new ClientTrust(membership, id, false));
        connection = present;
      } else if (present.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        present.enterIdle();
      }
      return present;
    }
  }

  private void ended(Status status, Metadata trailers) {
    if (status.isOk()) {
      boolean failedBefore = health.failure() != null;
      health = new Health(true, null);
      answeredNow();
      News told = news;
      if (failedBefore && told != null) {
        told.callAnswered();
      }
      return;
    }
    TiscException failure = RpcFailures.fromStatus(new StatusRuntimeException(status, trailers));
    boolean refused = REFUSALS.contains(failure.reason());
    if (refused || status.getCode() == Status.Code.UNAVAILABLE) {
      health = new Health(false, failure);
    }
    if (failure.reason() == Reason.NOT_A_MEMBER) {
      // Either side may hold the older roster; when it is ours, the newer one settles it.
      refresh.behind(id, membership.rosters().version() + 1);
    }
  }

  private void heard(Metadata metadata) {
    LinkHeaders.otherRoster(metadata, membership.rosters())
        .ifPresent(digest -> refresh.differs(id, digest));
    LinkHeaders.otherRemovals(metadata, membership.rosters())
        .ifPresent(digest -> refresh.removals(id, digest));
    LinkHeaders.version(metadata)
        .ifPresent(
            version -> {
              holds(version);
              if (version > membership.rosters().version()) {
                refresh.behind(id, version);
              }
            });
  }

  /** The channel that callers see. */
  private final class Calls extends Channel {
    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      boolean own = method.getServiceName() != null && OWN.equals(method.getServiceName());
      ManagedChannel connection;
      Optional<Breaker.Ticket> ticket;
      try {
        connection = connected();
        ticket = own ? Optional.empty() : Optional.of(admitted());
      } catch (TiscException e) {
        return new FailedCall<>(RpcFailures.toException(e));
      }
      boolean endless = method.equals(LinkServiceGrpc.getConnectMethod());
      CallOptions bounded =
          options.getDeadline() != null || endless
              ? options
              : options.withDeadline(
                  Deadline.after(limits.defaultDeadline().toMillis(), TimeUnit.MILLISECONDS));
      return new SimpleForwardingClientCall<>(connection.newCall(method, bounded)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(LinkHeaders.NETWORK, id.network().value());
          LinkHeaders.putRoster(headers, membership.rosters());
          super.start(new Listening<>(listener, ticket), headers);
        }
      };
    }

    /** A call that the breaker lets through. */
    private Breaker.Ticket admitted() {
      Optional<Breaker.Ticket> ticket = breaker.admit();
      if (ticket.isEmpty()) {
        streams.inUse().ifPresent(LinkStream::probe);
        News told = news;
        if (told != null) {
          told.callRefused();
        }
        ticket = breaker.admitOrWait();
      }
      return ticket.orElseThrow(
          () ->
              new TiscException(
                  Reason.BREAKER_OPEN,
                  "Calls to "
                      + id
                      + " are not tried for a while, since the last ones got no"
                      + " answer"));
    }

    @Override
    public String authority() {
      return LinkMemberships.serverName(id.network());
    }
  }

  private final class Listening<A> extends SimpleForwardingClientCallListener<A> {
    private final Optional<Breaker.Ticket> ticket;

    Listening(ClientCall.Listener<A> listener, Optional<Breaker.Ticket> ticket) {
      super(listener);
      this.ticket = ticket;
    }

    @Override
    public void onHeaders(Metadata headers) {
      heard(headers);
      super.onHeaders(headers);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      heard(trailers);
      ticket.ifPresent(
          call -> {
            switch (status.getCode()) {
              case UNAVAILABLE, DEADLINE_EXCEEDED -> call.failed();
              case CANCELLED -> call.abandoned();
              default -> call.answered();
            }
          });
      Optional<TiscException> cut = refusal.filter(why -> !status.isOk());
      if (cut.isPresent()) {
        StatusRuntimeException failure = RpcFailures.toException(cut.get());
        Metadata details = failure.getTrailers();
        super.onClose(failure.getStatus(), details == null ? new Metadata() : details);
        return;
      }
      ended(status, trailers);
      super.onClose(status, trailers);
    }
  }

  private final class StreamNews implements PeerStreams.Listener {
    @Override
    public void up(boolean ours) {
      heard(ours, true);
      if (ours) {
        health = new Health(true, null);
      }
      News told = news;
      if (told != null) {
        told.streamUp();
      }
    }

    @Override
    public void heard(boolean ours, boolean late) {
      Instant now = clock.instant();
      heardAt = now;
      if (ours) {
        outboundAt = now;
      } else {
        inboundAt = now;
      }
      if (late) {
        breaker.signOfLife();
      }
    }

    @Override
    public void spoke(String instance) {
      witness.spoke(id, instance);
    }

    @Override
    public void told(List<String> contested) {
      witness.told(id, contested);
    }

    @Override
    public void down(boolean ours, Duration lived, TiscException why) {
      if (ours) {
        health = new Health(false, why);
      }
      News told = news;
      if (told != null) {
        told.streamDown(lived, why);
      }
    }
  }
}
