package org.tisc.federation.link;

import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Name and bounds of a topic. A frame counts its payload and {@link #FRAME_BYTES}.
 *
 * @param name 1 to 32 characters of a-z, 0-9, hyphen and dot
 * @param maxPayloadBytes the longest payload taken and sent
 * @param queueBytes what may wait in each lane to one peer
 * @param creditBytes what one peer may have sent in each lane and the topic has not yet taken
 * @param framesPerSecond how fast frames of one peer are taken; a peer that sends more waits for
 *     credit
 * @param newestOnly whether an offered frame replaces one that still waits in its lane, as fits
 *     what tells a state
 */
public record TopicSettings(
    String name,
    int maxPayloadBytes,
    int queueBytes,
    int creditBytes,
    int framesPerSecond,
    boolean newestOnly) {
  /** What each frame costs beside its payload: its share of objects and queues. */
  public static final int FRAME_BYTES = 64;

  private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1,32}");

  public TopicSettings {
    require(NAME.matcher(name).matches(), "a name of a-z, 0-9, hyphen and dot", name);
    require(maxPayloadBytes >= 1, "a positive longest payload", maxPayloadBytes);
    require(queueBytes >= maxPayloadBytes + FRAME_BYTES, "room for one frame", queueBytes);
    require(creditBytes >= maxPayloadBytes + FRAME_BYTES, "credit for one frame", creditBytes);
    require(framesPerSecond >= 1, "a positive rate", framesPerSecond);
  }

  static int cost(int payloadBytes) {
    return payloadBytes + FRAME_BYTES;
  }

  private static void require(boolean holds, String what, Object value) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A topic needs " + what + ", not " + value);
    }
  }
}
