package org.tisc.federation.link;

import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.LinkFrame;

/** A call that never began. */
enum ClosedWire implements Wire {
  /** The only one. */
  NEVER_OPENED;

  @Override
  public boolean ready() {
    return false;
  }

  @Override
  public void send(LinkFrame frame) {}

  @Override
  public void more() {}

  @Override
  public void finish() {}

  @Override
  public void abort(TiscException why) {}

  @Override
  public void cut(TiscException why) {}
}
