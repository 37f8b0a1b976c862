package org.tisc.federation.link;

import java.time.Duration;

/**
 * What bounds connections and calls, so that no peer can take the node down.
 *
 * @param maxMessageBytes the longest message in either direction
 * @param maxMetadataBytes the longest headers of a call
 * @param maxCallsPerConnection calls at once on one connection
 * @param maxCallsPerPeer calls at once of one peer over all its connections; more are BUSY
 * @param maxConnections connections at once; more are closed on arrival
 * @param defaultDeadline what a call without deadline gets
 * @param firstMessageWithin after this a call that sent headers and nothing else is cancelled
 * @param handshakeTimeout after this a connection that has not proved itself is closed
 * @param connectTimeout after this an attempt to dial has failed
 * @param keepAlive after this long without a byte from the peer it is probed
 * @param keepAliveTimeout a probe unanswered for this long closes the connection
 * @param greetEvery how often a healthy peer is greeted
 * @param firstBackOff the first wait after a failed greeting; doubles from there
 * @param maxBackOff the longest wait after a failed greeting
 * @param stream what bounds the long-lived stream
 * @param breaker when calls are failed at once
 */
public record LinkLimits(
    int maxMessageBytes,
    int maxMetadataBytes,
    int maxCallsPerConnection,
    int maxCallsPerPeer,
    int maxConnections,
    Duration defaultDeadline,
    Duration firstMessageWithin,
    Duration handshakeTimeout,
    Duration connectTimeout,
    Duration keepAlive,
    Duration keepAliveTimeout,
    Duration greetEvery,
    Duration firstBackOff,
    Duration maxBackOff,
    StreamLimits stream,
    BreakerLimits breaker) {
  /** The limits of a node in service. */
  public static LinkLimits defaults() {
    return new LinkLimits(
        4 * 1024 * 1024,
        16 * 1024,
        256,
        256,
        4096,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        StreamLimits.defaults(),
        BreakerLimits.defaults());
  }

  /** The same with other bounds of a message, of calls per peer, and of waiting. */
  public LinkLimits with(
      int messageBytes, int callsPerPeer, Duration firstMessage, Duration handshake) {
    return new LinkLimits(
        messageBytes,
        maxMetadataBytes,
        maxCallsPerConnection,
        callsPerPeer,
        maxConnections,
        defaultDeadline,
        firstMessage,
        handshake,
        connectTimeout,
        keepAlive,
        keepAliveTimeout,
        greetEvery,
        firstBackOff,
        maxBackOff,
        stream,
        breaker);
  }

  /** The same with other bounds of streams and of the breaker. */
  public LinkLimits with(StreamLimits streams, BreakerLimits breakers) {
    return new LinkLimits(
        maxMessageBytes,
        maxMetadataBytes,
        maxCallsPerConnection,
        maxCallsPerPeer,
        maxConnections,
        defaultDeadline,
        firstMessageWithin,
        handshakeTimeout,
        connectTimeout,
        keepAlive,
        keepAliveTimeout,
        greetEvery,
        firstBackOff,
        maxBackOff,
        streams,
        breakers);
  }

  /** The same with other waits after a failed greeting. */
  public LinkLimits withBackOff(Duration first, Duration longest) {
    return new LinkLimits(
        maxMessageBytes,
        maxMetadataBytes,
        maxCallsPerConnection,
        maxCallsPerPeer,
        maxConnections,
        defaultDeadline,
        firstMessageWithin,
        handshakeTimeout,
        connectTimeout,
        keepAlive,
        keepAliveTimeout,
        greetEvery,
        first,
        longest,
        stream,
        breaker);
  }
}
