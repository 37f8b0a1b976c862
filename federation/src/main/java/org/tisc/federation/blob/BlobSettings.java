package org.tisc.federation.blob;

import java.time.Duration;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What bounds files and their fetching.
 *
 * @param mirror which files are fetched unasked
 * @param mirrorBytes the largest file that is
 * @param fileBytes the largest file that this centre shares
 * @param fetches files that are fetched at once
 * @param servedPerPeer calls of one peer that are answered at once; more are BUSY
 * @param piecesPerCall pieces asked for at once
 * @param callWithin how long such a call may take
 * @param retryEvery how often files that are still wanted are tried again, and superfluous ones are
 *     looked for
 */
public record BlobSettings(
    Mirror mirror,
    long mirrorBytes,
    long fileBytes,
    int fetches,
    int servedPerPeer,
    int piecesPerCall,
    Duration callWithin,
    Duration retryEvery) {
  public BlobSettings {
    if (mirrorBytes < 1 || fileBytes < 1 || fetches < 1 || servedPerPeer < 1 || piecesPerCall < 1) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "Sizes and numbers that bound files are positive");
    }
  }

  /** The same with what an administrator decides. */
  public BlobSettings with(Mirror which, long largestMirrored, long largestShared) {
    return new BlobSettings(
        which,
        largestMirrored,
        largestShared,
        fetches,
        servedPerPeer,
        piecesPerCall,
        callWithin,
        retryEvery);
  }

  /** The settings of a node in service. */
  public static BlobSettings defaults() {
    return new BlobSettings(
        Mirror.NONE, 1L << 30, 4L << 30, 4, 8, 16, Duration.ofMinutes(5), Duration.ofMinutes(1));
  }
}
