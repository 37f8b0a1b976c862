package org.tisc.federation.sync;

import java.time.Duration;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryHeader;

/**
 * What bounds the exchange of feeds with each peer.
 *
 * @param frameBytes the longest frame; room for one entry of the longest header and body
 * @param queueBytes what may wait in each lane to one peer
 * @param creditBytes what one peer may have sent in each lane and nobody has taken yet
 * @param framesPerSecond how fast frames of one peer are taken
 * @param runEntries the most entries of one frame
 * @param wantBytes what one want asks for at most before it is asked again
 * @param wantsPerPeer wants that are open at one peer at once; more wait
 * @param servedPerPeer wants of one peer that are answered at once; more are refused
 * @param wantTimeout a want that brings nothing for this long is given up for another source
 * @param firstBackOff how long a source that failed for a feed is left alone; doubles from there
 * @param maxBackOff the longest of these waits
 * @param pushEntries so many entries of an own feed go out before the reader says that it stored
 *     them; who is further behind asks
 * @param pushGrace so long an entry that others hold may take to come from its origin by itself
 * @param tellEvery the least time between two statements about one feed to its origin
 * @param gatherEvery how often changed positions are told to everybody
 * @param digestEvery how often both sides compare what was told
 * @param tellAllEvery the least time between two complete series to one peer that it asked for
 * @param bodiesEvery how often bodies that are missing are asked for
 * @param positionsPerPeer of how many feeds one peer's position is known; more are dropped
 * @param relayed how many statements of others are kept for handing on; more are dropped
 * @param relays how many members hand a statement on that its reader did not get through them
 */
public record SyncLimits(
    int frameBytes,
    int queueBytes,
    int creditBytes,
    int framesPerSecond,
    int runEntries,
    int wantBytes,
    int wantsPerPeer,
    int servedPerPeer,
    Duration wantTimeout,
    Duration firstBackOff,
    Duration maxBackOff,
    int pushEntries,
    Duration pushGrace,
    Duration tellEvery,
    Duration gatherEvery,
    Duration digestEvery,
    Duration tellAllEvery,
    Duration bodiesEvery,
    int positionsPerPeer,
    int relayed,
    int relays) {
  /** One entry as it travels, with what is around it in a frame. */
  static final int ENTRY_BYTES = EntryHeader.MAX_BYTES + EntryHeader.MAX_BODY_BYTES + 512;

  public SyncLimits {
    if (frameBytes < 2 * ENTRY_BYTES || wantBytes < ENTRY_BYTES || runEntries < 1) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Frames have room for two entries of " + ENTRY_BYTES + " bytes, and wants for one");
    }
  }

  /** The limits of a node in service. */
  public static SyncLimits defaults() {
    return new SyncLimits(
        1024 * 1024,
        2 * 1024 * 1024,
        2 * 1024 * 1024,
        2000,
        1000,
        64 * 1024 * 1024,
        16,
        4096,
        Duration.ofSeconds(20),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        256,
        Duration.ofSeconds(1),
        Duration.ofMillis(50),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        4096,
        50_000,
        5);
  }
}
