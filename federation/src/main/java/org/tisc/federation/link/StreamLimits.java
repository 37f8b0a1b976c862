package org.tisc.federation.link;

import java.time.Duration;

/**
 * What bounds the long-lived stream to a peer.
 *
 * @param settledWithin after this a stream that is not the chosen one of its pair is ended
 * @param pingEvery how often each side asks the other for a sign of life
 * @param pongWithin after this long without any, the stream is ended as SILENT
 * @param stalledAfter a reader that takes nothing for this long is cut as SLOW_READER
 * @param noCreditAfter a reader that leaves a waiting frame without credit for this long is cut as
 *     NO_CREDIT
 * @param streamsPerMinute how many streams one peer may open on average, and at once; more are BUSY
 * @param controlFramesPerSecond frames other than a topic's that one peer may send on average; ten
 *     times as many at once; more is FLOOD
 */
public record StreamLimits(
    Duration settledWithin,
    Duration pingEvery,
    Duration pongWithin,
    Duration stalledAfter,
    Duration noCreditAfter,
    int streamsPerMinute,
    int controlFramesPerSecond) {
  /** The limits of a node in service. */
  public static StreamLimits defaults() {
    return new StreamLimits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        60,
        100);
  }
}
