package org.tisc.federation.link;

import com.google.protobuf.ByteString;
import org.tisc.federation.identity.PeerId;

/** One topic's part of one stream to one peer. Thread-safe; nothing here blocks. */
public interface TopicLink {
  /** The peer at the other end. */
  PeerId peer();

  /**
   * Queues a frame. Raises TOO_LARGE for more than {@link #maxPayloadBytes}.
   *
   * @return false when the lane's queue is full, in which case {@link Topic#onRoom} follows, or
   *     when the stream has ended; the frame is not kept then
   */
  boolean offer(Lane lane, ByteString payload);

  /** The longest payload that both sides take, in bytes. */
  int maxPayloadBytes();
}
