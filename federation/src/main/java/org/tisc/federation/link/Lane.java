package org.tisc.federation.link;

import org.tisc.proto.federation.v1.LinkLane;

/**
 * What must not wait for what on a stream. Frames of one topic and lane arrive in the order they
 * were offered; between lanes there is no order.
 */
public enum Lane {
  /** Overtakes everything that has not been handed to the connection yet. */
  URGENT,
  /** The usual. */
  NORMAL,
  /** Goes when nothing else waits: catching up, large content. */
  BULK;

  LinkLane toProto() {
    return switch (this) {
      case URGENT -> LinkLane.LINK_LANE_URGENT;
      case NORMAL -> LinkLane.LINK_LANE_NORMAL;
      case BULK -> LinkLane.LINK_LANE_BULK;
    };
  }

  /** The lane of a frame; NORMAL for one that this release does not know. */
  static Lane fromProto(LinkLane lane) {
    return switch (lane) {
      case LINK_LANE_URGENT -> URGENT;
      case LINK_LANE_BULK -> BULK;
      case LINK_LANE_NORMAL, LINK_LANE_UNSPECIFIED, UNRECOGNIZED -> NORMAL;
    };
  }
}
