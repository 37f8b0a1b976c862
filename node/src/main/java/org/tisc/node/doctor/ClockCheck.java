package org.tisc.node.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tisc.federation.membership.StoredMembership;

/**
 * The clock, by what is known to have been signed already and by the clocks of peers. A peer's word
 * about the time is only shown, never acted upon.
 */
final class ClockCheck {
  private static final Duration TOLERATED = Duration.ofMinutes(1);
  private static final Duration SIGNED_AHEAD = Duration.ofMinutes(5);
  private static final String CURE = "timedatectl set-ntp true";

  private ClockCheck() {}

  /**
   * What is known.
   *
   * @param ahead how far the clock of each peer that is in contact is ahead, by {@code
   *     network/node}
   */
  record Facts(List<StoredMembership> memberships, Map<String, Duration> ahead) {}

  static List<Finding> of(Facts facts, Instant now) {
    List<Finding> found = new ArrayList<>();
    for (StoredMembership membership : facts.memberships()) {
      if (now.isBefore(membership.certificateNotBefore())) {
        found.add(
            Finding.naming(
                    FindingCode.CLOCK_BEFORE_CERTIFICATE,
                    membership.network(),
                    now,
                    membership.certificateNotBefore())
                .curedBy(CURE));
      }
      membership
          .roster()
          .filter(roster -> now.plus(SIGNED_AHEAD).isBefore(roster.issuedAt()))
          .ifPresent(
              roster ->
                  found.add(
                      Finding.naming(
                              FindingCode.CLOCK_BEFORE_ROSTER,
                              membership.network(),
                              now,
                              roster.issuedAt())
                          .curedBy(CURE)));
    }
    if (facts.ahead().isEmpty()) {
      if (found.isEmpty()) {
        found.add(Finding.of(FindingCode.CLOCK_PLAUSIBLE));
      }
      return found;
    }
    Duration usual = median(facts.ahead());
    // With one peer alone nobody can say whose clock it is.
    Duration own = facts.ahead().size() > 1 ? usual : Duration.ZERO;
    if (far(own)) {
      found.add(
          Finding.naming(FindingCode.CLOCK_WRONG, own.negated().toSeconds(), facts.ahead().size())
              .curedBy(CURE));
    }
    new TreeMap<>(facts.ahead())
        .forEach(
            (peer, ahead) -> {
              if (far(ahead.minus(own))) {
                found.add(
                    Finding.naming(
                        FindingCode.PEER_CLOCK_WRONG, peer, ahead.minus(own).toSeconds()));
              }
            });
    if (found.isEmpty()) {
      found.add(Finding.naming(FindingCode.CLOCK_AGREES, facts.ahead().size()));
    }
    return found;
  }

  private static Duration median(Map<String, Duration> ahead) {
    List<Duration> sorted = ahead.values().stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static boolean far(Duration difference) {
    return difference.abs().compareTo(TOLERATED) > 0;
  }
}
