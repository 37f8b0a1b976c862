package org.tisc.federation.membership;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterEvents;

/** Carries what happens to a roster to links, log and audit. */
final class RosterNews implements RosterEvents {
  private static final Logger LOG = LoggerFactory.getLogger(RosterNews.class);

  private final LinkPort port;
  private final SecurityEvents events;
  private final BooleanSupplier coordinating;

  RosterNews(LinkPort port, SecurityEvents events, BooleanSupplier coordinating) {
    this.port = port;
    this.events = events;
    this.coordinating = coordinating;
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
    port.follow(roster);
    if (coordinating.getAsBoolean()) {
      port.greetAll(roster.network());
    }
  }

  @Override
  public void refused(NetworkId network, TiscException why) {
    port.refusals().tell("roster.refused", "a peer", "roster of " + network, why);
  }

  @Override
  public void equivocation(NetworkId network, long version) {
    events.record(
        "roster.equivocation",
        Map.of("network", network.value(), "version", Long.toString(version)));
  }
}
