package org.tisc.federation.link;

import java.util.List;
import org.tisc.federation.identity.PeerId;

/** Hands on to whoever hears which instances speak, once there is somebody. Thread-safe. */
final class Witness implements Instances {
  private volatile Instances hearer = Instances.NONE;

  void hear(Instances fresh) {
    hearer = fresh;
  }

  @Override
  public void spoke(PeerId member, String instance) {
    if (!instance.isEmpty()) {
      hearer.spoke(member, instance);
    }
  }

  @Override
  public void told(PeerId by, List<String> instances) {
    if (!instances.isEmpty()) {
      hearer.told(by, List.copyOf(instances.subList(0, Math.min(MOST, instances.size()))));
    }
  }

  @Override
  public List<String> contested(PeerId member) {
    return hearer.contested(member);
  }
}
