package org.tisc.federation.roster;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Suite;

/**
 * What holds for a whole network.
 *
 * @param title the network's name for people; 1 to 200 characters
 * @param suite its algorithms
 * @param scoringProfile the profile by which members rank; at most 128 characters
 * @param manualApproval whether the coordinator's administrator approves each node that joins
 * @param feedHistory how far back a new member may read the feeds of the network
 */
public record NetworkSettings(
    String title,
    Suite suite,
    String scoringProfile,
    boolean manualApproval,
    FeedHistory feedHistory) {
  private static final int MAX_PROFILE = 128;

  /** Settings of a network that an invitation is enough to join. */
  public NetworkSettings(String title, Suite suite, String scoringProfile) {
    this(title, suite, scoringProfile, false);
  }

  /** Settings of a network whose new members may read its feeds from the beginning. */
  public NetworkSettings(String title, Suite suite, String scoringProfile, boolean manualApproval) {
    this(title, suite, scoringProfile, manualApproval, FeedHistory.BEGINNING);
  }

  public NetworkSettings {
    Names.requireText(title);
    if (title.isBlank() || scoringProfile.length() > MAX_PROFILE) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A network needs a title, and a scoring profile of at most "
              + MAX_PROFILE
              + " characters");
    }
  }
}
