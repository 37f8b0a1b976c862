package org.tisc.federation.link;

import io.grpc.Channel;
import java.util.Optional;
import org.tisc.federation.identity.PeerId;

/**
 * This node's connection to one peer. Thread-safe; nothing here blocks, except that a call to a
 * peer whose last calls only cost time waits a quarter of a second for a sign of life.
 */
public interface PeerLink {
  /** The peer. */
  PeerId id();

  /**
   * The channel for calls of any service. A call connects if needed; while an attempt to connect is
   * under way calls wait for its outcome, and a call after a failed attempt starts the next one at
   * once. A call without deadline gets the default one. While the last calls only cost time, calls
   * fail with BREAKER_OPEN. Failures carry what {@link RpcFailures#fromStatus} reads.
   */
  Channel channel();

  /** How the link is doing. */
  LinkState state();

  /** What went wrong last, for a person; empty when the last contact went well. */
  Optional<String> lastError();

  /** The same as a stable kind of failure, which has its own cure. */
  Optional<LinkFailure> failure();

  /** Both directions in detail. */
  LinkHealth health();

  /** Whether the peer can be dialled at all; false when it advertises no endpoint. */
  boolean reachable();
}
