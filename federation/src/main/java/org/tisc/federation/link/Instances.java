package org.tisc.federation.link;

import java.util.List;
import org.tisc.federation.identity.PeerId;

/**
 * Hears which instance speaks for each member, so that two nodes with one identity are found. All
 * methods are called often and by many threads; they may block on local disk where something is
 * new.
 */
public interface Instances {
  /** The most instances that are told at once. */
  int MOST = 8;

  /** Hears nothing. */
  Instances NONE =
      new Instances() {
        @Override
        public void spoke(PeerId member, String instance) {}

        @Override
        public void told(PeerId by, List<String> instances) {}

        @Override
        public List<String> contested(PeerId member) {
          return List.of();
        }
      };

  /**
   * A member whose identity is proved showed a sign of life.
   *
   * @param instance what it calls its instance; a peer's word, empty from an older release
   */
  void spoke(PeerId member, String instance);

  /**
   * A member says that it heard these instances of this node in turn.
   *
   * @param instances a peer's words, so many at most as {@link #MOST}
   */
  void told(PeerId by, List<String> instances);

  /** The instances of a member that were heard in turn of late; empty for one that runs once. */
  List<String> contested(PeerId member);
}
