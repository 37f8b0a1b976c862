package org.tisc.federation.link;

import com.google.protobuf.ByteString;

/**
 * Something that members tell each other unasked, over the one stream of each pair: registered once
 * before the port opens, then told of every peer whose stream carries it.
 *
 * <p>For one peer the methods are called one after the other, on virtual threads, in this order:
 * {@link #onUp}, then frames, then {@link #onDown}; for different peers at the same time. They may
 * block: a topic that takes its time gives no credit meanwhile, so its peer waits and other topics
 * do not. Nothing is promised across streams, so {@code onUp} is where a topic compares what both
 * sides hold. What a method raises is told as a refusal of that frame and does not end the stream.
 */
public interface Topic {
  /** Name and bounds; always the same. */
  TopicSettings settings();

  /** The stream to a peer that knows the topic too is up. */
  void onUp(TopicLink link);

  /**
   * A peer's word: hostile until checked; at most {@link TopicSettings#maxPayloadBytes} long.
   * Frames of one lane come in the order the peer offered them.
   */
  void onFrame(TopicLink link, Lane lane, ByteString payload);

  /** There is room again in a lane that refused an offer. */
  default void onRoom(TopicLink link, Lane lane) {}

  /** The stream has ended; the link takes nothing any more. */
  void onDown(TopicLink link);
}
