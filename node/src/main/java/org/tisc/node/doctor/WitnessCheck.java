package org.tisc.node.doctor;

import java.util.List;

/** Whether audit logs, the own and those of other members, are as was told of them. */
public final class WitnessCheck {
  private WitnessCheck() {}

  /**
   * A log that does not agree with what was told of it.
   *
   * @param name network and member
   * @param own whether it is this node's
   * @param cut whether it is shorter than it was; else it holds another entry in one place
   * @param told size told before
   * @param now size told since; of the own log, where it ends
   */
  public record Alarm(String name, boolean own, boolean cut, long told, long now) {}

  static List<Finding> of(List<Alarm> alarms) {
    return alarms.stream().map(WitnessCheck::finding).distinct().toList();
  }

  private static Finding finding(Alarm alarm) {
    FindingCode code;
    if (alarm.own()) {
      code = alarm.cut() ? FindingCode.AUDIT_CUT : FindingCode.AUDIT_REWRITTEN;
    } else {
      code = alarm.cut() ? FindingCode.PEER_AUDIT_CUT : FindingCode.PEER_AUDIT_REWRITTEN;
    }
    Finding found =
        alarm.cut()
            ? Finding.naming(code, alarm.name(), alarm.told(), alarm.now())
            : Finding.naming(code, alarm.name(), alarm.told());
    return found.curedBy("tisc audit witness");
  }
}
