package org.tisc.node.doctor;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.tisc.federation.link.LinkHealth;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.StoredMembership;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.index.CollectionHealth;

/**
 * Looks at a running node from inside. Looks seldom: an answer is given again for some seconds,
 * since anybody who may see the status may ask. Thread-safe.
 */
final class NodeExamination {
  private static final Duration GOOD_FOR = Duration.ofSeconds(3);
  private static final long SETTLED_MILLIS = Duration.ofSeconds(100).toMillis();

  private final RunningNode node;
  private final InstantSource clock;
  private final ReentrantLock looking = new ReentrantLock();
  private Optional<Diagnosis.Answer> last = Optional.empty();

  NodeExamination(RunningNode node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
  }

  /** What is found now, or was a moment ago. */
  Diagnosis.Answer look() {
    looking.lock();
    try {
      Instant now = clock.instant();
      Optional<Diagnosis.Answer> kept =
          last.filter(
              answer -> !now.isBefore(answer.at()) && now.isBefore(answer.at().plus(GOOD_FOR)));
      if (kept.isPresent()) {
        return kept.get();
      }
      Diagnosis.Answer fresh =
          Diagnosis.answer(node.config().node().id().value(), true, now, findings(now));
      last = Optional.of(fresh);
      return fresh;
    } finally {
      looking.unlock();
    }
  }

  private List<Finding> findings(Instant now) {
    NodeConfig config = node.config();
    HomeExamination home = new HomeExamination(config, now).common();
    List<MembershipSummary> summaries = node.memberships().list();
    List<StoredMembership> memberships =
        home.memberships(
            node.states(),
            summaries.stream()
                .collect(
                    Collectors.toMap(MembershipSummary::network, MembershipSummary::warnings)));
    List<Finding> found = new ArrayList<>(home.found());
    found.add(Finding.naming(FindingCode.NODE_RUNS, node.version()));
    found.addAll(advertised(config, memberships));
    List<PeerCheck.Facts> peers = new ArrayList<>();
    Map<String, Duration> clocks = new TreeMap<>();
    for (Roster roster : HomeExamination.rosters(memberships)) {
      for (PeerLink link : node.links().peers(roster.network())) {
        peers.add(peer(link, roster, config));
        link.health().clockAhead().ifPresent(ahead -> clocks.put(PeerCheck.name(link.id()), ahead));
      }
    }
    found.addAll(PeerCheck.of(peers));
    found.addAll(PeerCheck.refusals(node.refusals().get()));
    found.addAll(ClockCheck.of(new ClockCheck.Facts(memberships, clocks), now));
    List<CollectionHealth> collections = node.index().health();
    found.addAll(StorageCheck.collections(collections));
    found.addAll(
        RuleCheck.of(
            new RuleCheck.Facts(
                config.node().id(),
                node.policy().rules(),
                collections.stream().map(CollectionHealth::name).toList(),
                HomeExamination.rosters(memberships)),
            now));
    found.addAll(FeedCheck.of(node.feeds().get()));
    found.addAll(WitnessCheck.of(node.witness().get()));
    return found;
  }

  private List<Finding> advertised(NodeConfig config, List<StoredMembership> memberships) {
    PortCheck.Advertised advertised = PortCheck.Advertised.REACHED;
    if (config.advertised().address().isEmpty()) {
      advertised = PortCheck.Advertised.NONE;
    } else if (!memberships.isEmpty()) {
      // The address is the same in every network.
      advertised =
          node.itself()
              .apply(memberships.getFirst().network())
              .map(PortCheck.Advertised::of)
              .orElse(PortCheck.Advertised.REACHED);
    }
    return PortCheck.running(advertised, config.advertised().toString());
  }

  private static PeerCheck.Facts peer(PeerLink link, Roster roster, NodeConfig config) {
    LinkHealth health = link.health();
    return new PeerCheck.Facts(
        link.id(),
        endpoints(roster.member(link.id().node())),
        link.failure(),
        health.outbound().reach(),
        health.inbound().reach(),
        health.breaker(),
        config.advertised().toString(),
        ManagementFactory.getRuntimeMXBean().getUptime() > SETTLED_MILLIS);
  }

  private static String endpoints(Optional<Member> member) {
    return member.stream()
        .flatMap(one -> one.profile().endpoints().stream())
        .map(Endpoint::toString)
        .collect(Collectors.joining(", "));
  }
}
