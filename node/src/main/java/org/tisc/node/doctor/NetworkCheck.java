package org.tisc.node.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.MembershipWarning;
import org.tisc.federation.membership.StoredMembership;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Roster;

/** Certificates and rosters of the memberships. */
final class NetworkCheck {
  private static final Duration CERTIFICATE_SOON = Duration.ofDays(20);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofHours(24);

  private NetworkCheck() {}

  /**
   * What is known of them.
   *
   * @param self this node
   * @param memberships as they stand on disk
   * @param warnings what the running node says beside that, by network
   */
  record Facts(
      NodeId self,
      List<StoredMembership> memberships,
      Map<NetworkId, List<MembershipWarning>> warnings) {}

  static List<Finding> of(Facts facts, Instant now) {
    List<Finding> found = new ArrayList<>();
    for (StoredMembership membership : facts.memberships()) {
      certificate(found, membership, now);
      membership
          .roster()
          .ifPresentOrElse(
              roster -> roster(found, facts.self(), roster, now),
              () -> found.add(Finding.naming(FindingCode.ROSTER_MISSING, membership.network())));
      if (!membership.equivocations().isEmpty()) {
        found.add(
            Finding.naming(
                FindingCode.ROSTER_EQUIVOCATION, membership.network(), membership.equivocations()));
      }
      for (NodeId twice : membership.twice()) {
        found.add(
            Finding.naming(
                twice.equals(facts.self()) ? FindingCode.THIS_NODE_TWICE : FindingCode.PEER_TWICE,
                membership.network() + "/" + twice));
      }
      warnings(found, membership.network(), facts.warnings());
    }
    if (found.isEmpty()) {
      found.add(Finding.of(FindingCode.NETWORK_NONE));
    }
    return found;
  }

  private static void certificate(List<Finding> found, StoredMembership membership, Instant now) {
    NetworkId network = membership.network();
    Instant end = membership.certificateNotAfter();
    String renew = "tisc network renew --network " + network;
    if (now.isAfter(end)) {
      found.add(Finding.naming(FindingCode.CERTIFICATE_EXPIRED, network, end).curedBy(renew));
    } else if (now.plus(CERTIFICATE_SOON).isAfter(end)) {
      found.add(Finding.naming(FindingCode.CERTIFICATE_ENDS_SOON, network, end).curedBy(renew));
    } else {
      found.add(Finding.naming(FindingCode.CERTIFICATE_GOOD, network, end));
    }
    if (membership.renewing()) {
      found.add(Finding.naming(FindingCode.CERTIFICATE_RENEWING, network));
    }
  }

  private static void roster(List<Finding> found, NodeId self, Roster roster, Instant now) {
    NetworkId network = roster.network();
    Instant end = roster.validUntil();
    NodeId coordinator = roster.coordinator().node();
    FindingCode code = FindingCode.ROSTER_GOOD;
    if (!roster.validAt(now)) {
      code = FindingCode.ROSTER_EXPIRED;
    } else if (!roster.validAt(now.plus(DAY))) {
      code = FindingCode.ROSTER_ENDS_TODAY;
    } else if (!roster.validAt(now.plus(WEEK))) {
      code = FindingCode.ROSTER_ENDS_THIS_WEEK;
    }
    found.add(Finding.naming(code, network, roster.version(), end, coordinator));
    MemberState state = roster.member(self).map(Member::state).orElse(MemberState.REMOVED);
    Optional<FindingCode> standing =
        switch (state) {
          case ACTIVE -> Optional.empty();
          case SUSPENDED -> Optional.of(FindingCode.MEMBERSHIP_SUSPENDED);
          case REMOVED -> Optional.of(FindingCode.MEMBERSHIP_ENDED);
        };
    standing.ifPresent(one -> found.add(Finding.naming(one, network, coordinator)));
  }

  private static void warnings(
      List<Finding> found, NetworkId network, Map<NetworkId, List<MembershipWarning>> all) {
    for (MembershipWarning warning : all.getOrDefault(network, List.of())) {
      Optional<Finding> finding =
          switch (warning.code()) {
            case RENEWAL_FAILED ->
                Optional.of(
                    Finding.naming(FindingCode.RENEWAL_FAILED, network, warning.detail())
                        .curedBy("tisc network renew --network " + network));
            case ROOT_KEY_NEEDED ->
                Optional.of(
                    Finding.naming(FindingCode.ROOT_KEY_NEEDED, network, warning.detail())
                        .curedBy("tisc network renew --network " + network + " --root-in DIR"));
            case ROOT_ROTATION_OPEN ->
                Optional.of(
                    Finding.naming(FindingCode.ROOT_ROTATION_OPEN, network, warning.detail())
                        .curedBy("tisc network rotate-root " + network));
            case ROOT_RETIRED ->
                Optional.of(
                    Finding.naming(FindingCode.ROOT_RETIRED, network, warning.detail())
                        .curedBy("tisc network renew --network " + network));
            // Found by what stands on disk.
            case ROSTER_ENDS_THIS_WEEK,
                ROSTER_ENDS_TODAY,
                ROSTER_EXPIRED,
                CERTIFICATE_ENDS_SOON,
                CERTIFICATE_EXPIRED,
                ROSTER_EQUIVOCATION,
                THIS_NODE_TWICE,
                PEER_TWICE ->
                Optional.empty();
          };
      finding.ifPresent(found::add);
    }
  }
}
