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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;

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

  /** Twice what a call without deadline gets, so that nothing honest is lost with a connection. */
  private static final long RETIRE_MILLIS = 60_000;

  private record Health(boolean answered, @Nullable TiscException failure) {}

  private final LinkMembership membership;
  private final PeerId id;
  private final Dialler dialler;
  private final LinkLimits limits;
  private final RosterRefresh refresh;
  private final ScheduledExecutorService timers;
  private final Channel calls = new Calls();
  private final Object dialling = new Object();
  private final List<ManagedChannel> retiring = new ArrayList<>();
  private @Nullable ManagedChannel connection;
  private int endpoint;
  private boolean closed;
  private volatile long heardVersion;
  private volatile Member member;
  private volatile Optional<TiscException> refusal = Optional.empty();
  private volatile Health health = new Health(false, null);

  DialledLink(
      LinkMembership membership,
      Member member,
      Dialler dialler,
      LinkLimits limits,
      RosterRefresh refresh,
      ScheduledExecutorService timers) {
    this.membership = membership;
    this.id = new PeerId(membership.self().network(), member.node());
    this.member = member;
    this.dialler = dialler;
    this.limits = limits;
    this.refresh = refresh;
    this.timers = timers;
  }

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
    Health now = health;
    if (refused()) {
      return LinkState.REFUSED;
    }
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
    if (!reachable()) {
      return Optional.of("NO_INBOUND: the peer advertises no endpoint");
    }
    if (refusal.isPresent()) {
      return refusal.map(why -> why.reason() + ": " + why.getMessage());
    }
    TiscException failure = health.failure();
    return failure == null
        ? Optional.empty()
        : Optional.of(failure.reason() + ": " + failure.getMessage());
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
    health = new Health(failure == null, failure);
    if (failure != null && failure.reason().kind().retryable()) {
      tryNextEndpoint();
    }
  }

  /** A channel for fetching a roster while the peer's key is not on ours; the caller closes it. */
  ManagedChannel rosterChannel() {
    return dialler.channel(
        id.network(),
        member.profile().endpoints().getFirst(),
        Optional.of(membership.identity()),
        new ClientTrust(membership, id, true));
  }

  /** Ends the link and the calls under way; they fail with this reason. */
  void close(TiscException why) {
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
                Optional.of(membership.identity()),
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
      health = new Health(true, null);
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
    if (LinkHeaders.differs(metadata, membership.rosters())) {
      refresh.differs(id);
    }
    LinkHeaders.version(metadata)
        .ifPresent(
            version -> {
              heardVersion = Math.max(heardVersion, version);
              if (version > membership.rosters().version()) {
                refresh.behind(id, version);
              }
            });
  }

  /** The channel that callers see. */
  private final class Calls extends Channel {
    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      ManagedChannel connection;
      try {
        connection = connected();
      } catch (TiscException e) {
        return new FailedCall<>(RpcFailures.toException(e));
      }
      CallOptions bounded =
          options.getDeadline() != null
              ? options
              : options.withDeadline(
                  Deadline.after(limits.defaultDeadline().toMillis(), TimeUnit.MILLISECONDS));
      return new SimpleForwardingClientCall<>(connection.newCall(method, bounded)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(LinkHeaders.NETWORK, id.network().value());
          LinkHeaders.putRoster(headers, membership.rosters());
          super.start(new Listening<>(listener), headers);
        }
      };
    }

    @Override
    public String authority() {
      return LinkMemberships.serverName(id.network());
    }
  }

  private final class Listening<A> extends SimpleForwardingClientCallListener<A> {
    Listening(ClientCall.Listener<A> listener) {
      super(listener);
    }

    @Override
    public void onHeaders(Metadata headers) {
      heard(headers);
      super.onHeaders(headers);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      heard(trailers);
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
}
