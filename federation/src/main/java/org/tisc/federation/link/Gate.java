package org.tisc.federation.link;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.VerifiedPeer;

/**
 * Judges every call of every service before the service sees it.
 *
 * <p>In this order: TLS 1.3; one network named by server name, request header and certificate
 * alike; the certificate still valid now, not only when the connection began; a roster in force
 * that is valid; the caller an active member on it with exactly this key, whom this node's
 * administrator has not blocked. A caller that only the roster speaks against, and that says it
 * holds a newer one, makes this node fetch it and judge once more, so that a member admitted a
 * moment ago is let in. Every answer carries this node's roster version, refusals included.
 */
final class Gate implements ServerInterceptor {
  private static final String TLS = "TLSv1.3";
  // A caller waits this long at most while this node fetches a roster that may list it.
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private final LinkMemberships memberships;
  private final Access access;
  private final RosterRefresh refresh;
  private final Refusals refusals;
  private final Standing standing;
  private final Contact contact;

  /** Told what becomes of calls. */
  interface Contact {
    /** A call began; what becomes of it is not known yet. */
    void began(SocketAddress remote);

    /** A member's call was let in. */
    void from(TransportCaller caller, VerifiedPeer peer, SocketAddress remote);

    /** A call was refused. */
    void refused(SocketAddress remote, TiscException why);
  }

  Gate(
      LinkMemberships memberships,
      Access access,
      RosterRefresh refresh,
      Refusals refusals,
      Standing standing,
      Contact contact) {
    this.memberships = memberships;
    this.access = access;
    this.refresh = refresh;
    this.refusals = refusals;
    this.standing = standing;
    this.contact = contact;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    TransportCaller caller = TransportCaller.of(call);
    Optional<LinkMembership> membership = Optional.empty();
    Optional<SocketAddress> remote =
        Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    remote.ifPresent(contact::began);
    try {
      LinkMembership found = membership(caller, headers);
      membership = Optional.of(found);
      return admit(call, headers, next, caller, found);
    } catch (TiscException refusal) {
      refusals.tell(
          "call.refused", caller.name(), call.getMethodDescriptor().getFullMethodName(), refusal);
      Metadata trailers = new Metadata();
      boolean known = caller.peer().isPresent();
      membership.filter(m -> known).ifPresent(m -> LinkHeaders.putRoster(trailers, m.rosters()));
      call.close(Status.UNKNOWN.withCause(refusal), trailers);
      remote.ifPresent(address -> contact.refused(address, refusal));
      return new ServerCall.Listener<>() {};
    }
  }

  private <Q, A> ServerCall.Listener<Q> admit(
      ServerCall<Q, A> call,
      Metadata headers,
      ServerCallHandler<Q, A> next,
      TransportCaller caller,
      LinkMembership membership) {
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    Context context =
        Context.current()
            .withValue(CallerContext.NETWORK, membership.self().network())
            .withValue(CallerContext.ADDRESS, caller.remoteHost());
    switch (access.of(service)) {
      case NOTHING -> {}
      case CERTIFICATE -> context = withPeer(context, certified(caller, membership));
      case MEMBERSHIP -> {
        VerifiedPeer peer = certified(caller, membership);
        OptionalLong theirs = LinkHeaders.version(headers);
        requireMember(peer, membership, theirs);
        if (theirs.isPresent() && theirs.getAsLong() > membership.rosters().version()) {
          refresh.behind(peer.id(), theirs.getAsLong());
        }
        LinkHeaders.otherRoster(headers, membership.rosters())
            .ifPresent(digest -> refresh.differs(peer.id(), digest));
        LinkHeaders.otherRemovals(headers, membership.rosters())
            .ifPresent(digest -> refresh.removals(peer.id(), digest));
        SocketAddress remote = remote(call);
        contact.from(caller, peer, remote);
        context =
            withPeer(context, peer)
                .withValue(CallerContext.CONNECTION, new CallerContext.Connection(peer, remote));
      }
    }
    return Contexts.interceptCall(context, announcing(call, membership), headers, next);
  }

  private static SocketAddress remote(ServerCall<?, ?> call) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    if (remote == null) {
      throw new TiscException(Reason.UNAUTHENTICATED, "The connection has no other end");
    }
    return remote;
  }

  private static Context withPeer(Context context, VerifiedPeer peer) {
    return context.withValue(CallerContext.PEER, peer.id());
  }

  private LinkMembership membership(TransportCaller caller, Metadata headers) {
    if (!caller.protocol().equals(TLS)) {
      throw new TiscException(
          Reason.UNAUTHENTICATED, "The connection must be " + TLS + ", not " + caller.protocol());
    }
    String requested = headers.get(LinkHeaders.NETWORK);
    LinkMembership membership =
        memberships
            .findByServerName(caller.serverName())
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNKNOWN_NETWORK,
                        "The server name " + caller.serverName() + " is of no network here"));
    NetworkId network = membership.self().network();
    if (!network.value().equals(requested)) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH,
          "The request names network " + requested + ", the server name " + network);
    }
    return membership;
  }

  private VerifiedPeer certified(TransportCaller caller, LinkMembership membership) {
    VerifiedPeer peer =
        caller
            .peer()
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNAUTHENTICATED, "This method needs a member's certificate"));
    if (!peer.id().network().equals(membership.self().network())) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH,
          "The certificate names "
              + peer.id()
              + ", the request network "
              + membership.self().network());
    }
    standing
        .bearer(peer, membership)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    return peer;
  }

  private void requireMember(VerifiedPeer peer, LinkMembership membership, OptionalLong theirs) {
    Optional<TiscException> refusal = standing.member(peer, membership);
    if (refusal.isPresent()
        && theirs.isPresent()
        && theirs.getAsLong() > membership.rosters().version()
        && refresh.now(peer.id(), theirs.getAsLong(), REFRESH)) {
      refusal = standing.member(peer, membership);
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /** The call, with this node's roster version in whichever metadata goes out first. */
  private static <Q, A> ServerCall<Q, A> announcing(
      ServerCall<Q, A> call, LinkMembership membership) {
    return new SimpleForwardingServerCall<>(call) {
      private boolean told;

      @Override
      public void sendHeaders(Metadata headers) {
        told = true;
        LinkHeaders.putRoster(headers, membership.rosters());
        super.sendHeaders(headers);
      }

      @Override
      public void close(Status status, Metadata trailers) {
        if (!told) {
          LinkHeaders.putRoster(trailers, membership.rosters());
        }
        super.close(status, trailers);
      }
    };
  }
}
