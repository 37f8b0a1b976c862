package org.tisc.federation.link;

import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.LinkFrame;

/** The call under a stream, the same whoever made it. Nothing here blocks. */
interface Wire {
  /** Whether a frame would go out soon instead of waiting in memory. */
  boolean ready();

  /** Sends a frame; by one thread at a time. Dropped when the call has ended. */
  void send(LinkFrame frame);

  /** Asks for one more frame of the peer. */
  void more();

  /** Says that nothing more will be sent, after which the call ends when the peer agrees. */
  void finish();

  /** Ends the call now; the reason reaches the peer if it still reads. Safe to repeat. */
  void abort(TiscException why);

  /** As {@link #abort}, and ends the connection too, whatever else it carries. */
  void cut(TiscException why);
}
