package org.tisc.federation.link;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.LinkFailure.Trouble;

/** Tells what kind of failure ended the last contact with a peer. Stateless. */
final class Troubles {
  private static final int MAX_CAUSES = 12;

  private Troubles() {}

  /** Why this node sends nothing to the peer. */
  static LinkFailure here(TiscException refusal) {
    return failure(
        refusal.reason() == Reason.BLOCKED ? Trouble.BLOCKED_HERE : Trouble.NOT_A_MEMBER_HERE,
        refusal);
  }

  /** Why the last contact failed. */
  static LinkFailure contact(TiscException failure) {
    return failure(trouble(failure), failure);
  }

  private static LinkFailure failure(Trouble trouble, TiscException why) {
    return new LinkFailure(trouble, why.reason(), String.valueOf(why.getMessage()));
  }

  private static Trouble trouble(TiscException failure) {
    return switch (failure.reason()) {
      case BLOCKED -> Trouble.BLOCKED_THERE;
      case NOT_A_MEMBER, NETWORK_MISMATCH, UNKNOWN_NETWORK, UNAUTHENTICATED, ROSTER_EXPIRED ->
          Trouble.REFUSED_THERE;
      case PEER_MISMATCH -> Trouble.NOT_THE_PEER;
      // An alert of the peer is about our certificate, all else about its own.
      case CERTIFICATE_REFUSED, CERTIFICATE_EXPIRED ->
          alerted(failure) ? Trouble.REFUSED_THERE : Trouble.NOT_THE_PEER;
      case INCOMPATIBLE -> Trouble.INCOMPATIBLE;
      case UNAVAILABLE -> transport(failure).orElse(Trouble.OTHER);
      case TIMED_OUT -> transport(failure).orElse(Trouble.NO_ANSWER);
      default -> Trouble.OTHER;
    };
  }

  private static boolean alerted(TiscException failure) {
    return transport(failure).filter(Trouble.TLS_FAILED::equals).isPresent();
  }

  /** What the transport says at the bottom of it. */
  private static Optional<Trouble> transport(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      Optional<Trouble> found = said(cause);
      if (found.isPresent()) {
        return found;
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static Optional<Trouble> said(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return switch (cause) {
      case UnknownHostException unknown -> Optional.of(Trouble.NAME_UNKNOWN);
      case NoRouteToHostException none -> Optional.of(Trouble.NO_ROUTE);
      case SSLException tls -> Optional.of(Trouble.TLS_FAILED);
      case SocketTimeoutException late -> Optional.of(Trouble.NO_ANSWER);
      case ConnectException refused when text.contains("timed out") ->
          Optional.of(Trouble.NO_ANSWER);
      case ConnectException refused when text.contains("unreachable") ->
          Optional.of(Trouble.NO_ROUTE);
      case ConnectException refused -> Optional.of(Trouble.CONNECTION_REFUSED);
      default -> Optional.empty();
    };
  }
}
