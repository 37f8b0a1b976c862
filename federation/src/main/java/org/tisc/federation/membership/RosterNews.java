package org.tisc.federation.membership;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Removal;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterEvents;

/**
 * Carries what happens to a roster to links, log and audit, and on to other members: the
 * coordinator tells all of them, everybody else some, so that a roster is everywhere within moments
 * even when its coordinator stops right after it signed.
 */
final class RosterNews implements RosterEvents {
  private static final Logger LOG = LoggerFactory.getLogger(RosterNews.class);

  // Each who hears of it tells three more: a few steps reach every member of the largest network.
  private static final int TELLS = 3;
  // Every meeting of the two halves of a split network brings the same evidence again.
  private static final long ALARM_NANOS = Duration.ofHours(1).toNanos();

  private final NodeId self;
  private final LinkPort port;
  private final SecurityEvents events;
  private final Supplier<Optional<Coordinator>> coordinating;
  private final Consumer<Roster> first;
  private final AtomicReference<Optional<Roster>> before;
  private final AtomicReference<Alarm> alarm = new AtomicReference<>(new Alarm(0, 0));

  /** The equivocation that was told last, and when. */
  private record Alarm(long version, long at) {}

  RosterNews(
      NodeId self,
      Optional<Roster> present,
      LinkPort port,
      SecurityEvents events,
      Supplier<Optional<Coordinator>> coordinating,
      Consumer<Roster> first) {
    this.self = self;
    this.before = new AtomicReference<>(present);
    this.port = port;
    this.events = events;
    this.coordinating = coordinating;
    this.first = first;
  }

  @Override
  public void accepted(Roster roster) {
    String version = Long.toString(roster.version());
    LOG.info(
        "Network {}: roster version {} with {} members is in force",
        roster.network(),
        version,
        roster.members().size());
    events.record(
        "roster.accepted", Map.of("network", roster.network().value(), "version", version));
    spread(roster);
  }

  @Override
  public void removed(Roster roster, Removal removal) {
    LOG.warn(
        "Network {}: {} is out, by the deputy {}",
        roster.network(),
        removal.node(),
        removal.deputy());
    events.record(
        "removal.accepted",
        Map.of(
            "network", roster.network().value(),
            "node", removal.node().value(),
            "deputy", removal.deputy().value()));
    spread(roster);
    coordinating.get().ifPresent(Coordinator::fold);
  }

  private void spread(Roster roster) {
    String version = Long.toString(roster.version());
    List<Member> removed = removed(before.getAndSet(Optional.of(roster)), roster);
    first.accept(roster);
    port.follow(roster);
    if (removed.stream().anyMatch(member -> member.node().equals(self))) {
      LOG.warn(
          "Network {}: this node is a member no more, by roster version {}",
          roster.network(),
          version);
      events.record(
          "membership.ended", Map.of("network", roster.network().value(), "version", version));
    }
    if (coordinating.get().isPresent()) {
      removed.forEach(member -> port.tellRemoved(roster.network(), member));
      port.greetAll(roster.network());
    } else {
      port.greetSome(roster.network(), TELLS);
    }
  }

  private static List<Member> removed(Optional<Roster> before, Roster now) {
    return before.stream()
        .flatMap(roster -> roster.members().stream())
        .filter(Member::active)
        .filter(member -> now.member(member.node()).filter(Member::active).isEmpty())
        .toList();
  }

  @Override
  public void refused(NetworkId network, TiscException why) {
    port.refusals().tell("roster.refused", "a peer", "roster of " + network, why);
  }

  @Override
  public void equivocation(NetworkId network, long version) {
    long now = System.nanoTime();
    Alarm before = alarm.get();
    if (before.version() == version && now - before.at() < ALARM_NANOS) {
      return;
    }
    alarm.set(new Alarm(version, now));
    events.record(
        "roster.equivocation",
        Map.of("network", network.value(), "version", Long.toString(version)));
  }
}
