package org.tisc.federation.membership;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.membership.MembershipWarning.Code;
import org.tisc.federation.roster.NetworkRoot;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.StateStore;

/**
 * What the administrator should act on in one membership: worked out whenever somebody asks, logged
 * when it changes and once a day while there is anything. Thread-safe.
 */
final class MembershipHealth {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipHealth.class);
  private static final Duration ROSTER_TODAY = Duration.ofHours(24);
  private static final Duration ROSTER_WEEK = Duration.ofDays(7);
  private static final Duration CERTIFICATE_SOON = Duration.ofDays(20);
  private static final Duration TELL_EVERY = Duration.ofDays(1);

  private final LinkMembership membership;
  private final Supplier<Optional<Coordinator>> coordinator;
  private final KeyRenewal renewal;
  private final Twins twins;
  private final StateStore store;
  private final InstantSource clock;
  private Set<Code> told = Set.of();
  private Instant toldAt = Instant.MIN;

  MembershipHealth(
      LinkMembership membership,
      Supplier<Optional<Coordinator>> coordinator,
      KeyRenewal renewal,
      Twins twins,
      StateStore store,
      InstantSource clock) {
    this.membership = membership;
    this.coordinator = coordinator;
    this.renewal = renewal;
    this.twins = twins;
    this.store = store;
    this.clock = clock;
  }

  /** What there is to act on now. */
  List<MembershipWarning> warnings() {
    List<MembershipWarning> warnings = new ArrayList<>();
    Instant now = clock.instant();
    membership.rosters().current().ifPresent(roster -> addRoster(warnings, roster, now));
    addCertificate(warnings, now);
    renewal
        .lastFailure()
        .ifPresent(why -> warnings.add(new MembershipWarning(Code.RENEWAL_FAILED, why)));
    coordinator
        .get()
        .filter(Coordinator::authoritiesDue)
        .ifPresent(
            due ->
                warnings.add(
                    new MembershipWarning(
                        Code.ROOT_KEY_NEEDED,
                        "issuing authority or roster key end on "
                            + due.authoritiesEnd()
                            + "; the root key must renew them")));
    addRoots(warnings);
    SortedSet<Long> equivocations = membership.rosters().equivocations();
    if (!equivocations.isEmpty()) {
      warnings.add(
          new MembershipWarning(
              Code.ROSTER_EQUIVOCATION, "two rosters exist of version " + equivocations));
    }
    warnings.addAll(twins.warnings(membership.self().network()));
    return warnings;
  }

  private void addRoots(List<MembershipWarning> warnings) {
    if (!membership.chains().trusts(membership.identity().root())) {
      warnings.add(
          new MembershipWarning(
              Code.ROOT_RETIRED,
              "the certificate is under a root that the network has retired; renew it, or ask for"
                  + " an invitation that replaces the key"));
    }
    Optional<Roster> roster = membership.rosters().current();
    if (coordinator.get().isEmpty()
        || roster
            .filter(
                one ->
                    one.roots().find(NetworkRoot.State.NEXT).isPresent()
                        || one.roots().find(NetworkRoot.State.FORMER).isPresent())
            .isEmpty()) {
      return;
    }
    List<NodeId> waiting = RootRotation.waitingFor(roster.get(), membership.self().node(), store);
    warnings.add(
        new MembershipWarning(
            Code.ROOT_ROTATION_OPEN,
            waiting.isEmpty()
                ? "the root key is being replaced; every member has followed, so the next step can"
                    + " be taken"
                : "the root key is being replaced; the next step waits for "
                    + waiting.stream().map(NodeId::value).collect(Collectors.joining(", "))));
  }

  private static void addRoster(List<MembershipWarning> warnings, Roster roster, Instant now) {
    if (roster.validAt(now.plus(ROSTER_WEEK))) {
      return;
    }
    Code code = Code.ROSTER_ENDS_THIS_WEEK;
    if (!roster.validAt(now)) {
      code = Code.ROSTER_EXPIRED;
    } else if (!roster.validAt(now.plus(ROSTER_TODAY))) {
      code = Code.ROSTER_ENDS_TODAY;
    }
    warnings.add(
        new MembershipWarning(
            code,
            "the roster is valid until "
                + roster.validUntil()
                + "; the coordinator "
                + roster.coordinator().node()
                + " must run and sign a newer one"));
  }

  private void addCertificate(List<MembershipWarning> warnings, Instant now) {
    Instant end = membership.identity().certificate().getNotAfter().toInstant();
    if (now.isAfter(end)) {
      warnings.add(
          new MembershipWarning(
              Code.CERTIFICATE_EXPIRED, "the certificate was valid until " + end));
    } else if (now.plus(CERTIFICATE_SOON).isAfter(end)) {
      warnings.add(
          new MembershipWarning(
              Code.CERTIFICATE_ENDS_SOON, "the certificate is valid until " + end));
    }
  }

  /** Logs what there is, unless the same was logged within a day. */
  synchronized void tell() {
    List<MembershipWarning> warnings = warnings();
    Set<Code> codes =
        warnings.stream().map(MembershipWarning::code).collect(Collectors.toUnmodifiableSet());
    Instant now = clock.instant();
    if (codes.equals(told) && (codes.isEmpty() || now.isBefore(toldAt.plus(TELL_EVERY)))) {
      return;
    }
    told = codes;
    toldAt = now;
    warnings.forEach(
        w -> LOG.warn("Network {}: {}: {}", membership.self().network(), w.code(), w.detail()));
  }
}
