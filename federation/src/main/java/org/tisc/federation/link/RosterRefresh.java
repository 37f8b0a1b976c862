package org.tisc.federation.link;

import java.time.Duration;
import org.tisc.federation.identity.PeerId;

/** Asks for a newer roster because somebody said there is one. */
interface RosterRefresh {
  /** This node is behind what the peer says; fetches in the background. Never blocks. */
  void behind(PeerId peer, long version);

  /**
   * The peer holds another roster of the version here; fetches it as evidence. Never blocks.
   *
   * @param digest what the peer says of it
   */
  void differs(PeerId peer, String digest);

  /**
   * The peer holds removals that are not the ones here; fetches them in the background. Never
   * blocks.
   *
   * @param digest what the peer says of them
   */
  void removals(PeerId peer, String digest);

  /**
   * Fetches now and waits, at most this long.
   *
   * @return whether the roster in force became newer meanwhile
   */
  boolean now(PeerId peer, long version, Duration patience);
}
