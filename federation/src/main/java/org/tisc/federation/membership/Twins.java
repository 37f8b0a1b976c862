package org.tisc.federation.membership;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.Instances;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.membership.MembershipWarning.Code;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * Finds members that run twice, such as a node and the copy that was restored from its backup: two
 * nodes with one identity answer differently and would fork what they share. {@link SeenInstances}
 * has the rule. The peers find it and tell both twins, who cannot see each other; a node that is
 * told, or that is called by its own identity, knows that it is one of two.
 *
 * <p>What was heard is on disk, so that a restart does not forget; while nothing changes nothing is
 * written, and while two speak in turn not more often than every ten minutes. A peer's word about
 * this node raises a warning that names the peer and does nothing else. Thread-safe; blocks on
 * local disk where something is new.
 */
final class Twins implements Instances {
  private static final Logger LOG = LoggerFactory.getLogger(Twins.class);
  private static final String KIND = "instances";
  private static final Duration KEPT_EVERY = Duration.ofMinutes(10);

  private static final class Entry {
    private volatile SeenInstances seen;
    private SeenInstances kept;
    private long revision;

    Entry(SeenInstances seen, long revision) {
      this.seen = seen;
      this.kept = seen;
      this.revision = revision;
    }
  }

  private final NodeId self;
  private final InstanceId own;
  private final StateStore store;
  private final InstantSource clock;
  private final SecurityEvents events;
  private final Map<PeerId, Entry> entries = new ConcurrentHashMap<>();

  Twins(NodeId self, InstanceId own, StateStore store, InstantSource clock, SecurityEvents events) {
    this.self = self;
    this.own = own;
    this.store = store;
    this.clock = clock;
    this.events = events;
    for (StateDocument document : store.list(KIND)) {
      Optional<SeenInstances> seen = SeenInstances.of(document.content());
      Optional<PeerId> member = member(document.id());
      if (seen.isPresent() && member.isPresent()) {
        entries.put(member.get(), new Entry(seen.get(), document.revision()));
      }
    }
  }

  @Override
  public void spoke(PeerId member, String instance) {
    if (member.node().equals(self)) {
      met(member.network(), instance, "this node's own port");
      return;
    }
    Entry entry = entries.get(member);
    if (entry != null && entry.seen.known().getLast().value().equals(instance)) {
      return;
    }
    instance(instance).ifPresent(known -> heard(member, known, "its own calls"));
  }

  @Override
  public void told(PeerId by, List<String> instances) {
    for (String instance : instances) {
      met(by.network(), instance, by.node().value());
    }
  }

  /** Another instance of this node was heard by somebody. */
  private void met(NetworkId network, String instance, String by) {
    Optional<InstanceId> other = instance(instance).filter(one -> !one.equals(own));
    if (other.isEmpty()) {
      return;
    }
    PeerId member = new PeerId(network, self);
    Instant now = clock.instant();
    synchronized (this) {
      Entry entry = entries.get(member);
      boolean alarmed = entry != null && entry.seen.twice(now);
      SeenInstances both = new SeenInstances(List.of(other.get(), own), now, Optional.of(now));
      change(member, entry, both, alarmed, by);
    }
  }

  private synchronized void heard(PeerId member, InstanceId instance, String by) {
    Instant now = clock.instant();
    Entry entry = entries.get(member);
    if (entry == null) {
      change(member, null, SeenInstances.first(instance, now), false, by);
      return;
    }
    SeenInstances fresh = entry.seen.with(instance, now);
    if (!fresh.equals(entry.seen)) {
      change(member, entry, fresh, entry.seen.twice(now), by);
    }
  }

  /** Keeps what is known now; told once for as long as the alarm lasts. */
  private void change(
      PeerId member,
      @org.jspecify.annotations.Nullable Entry present,
      SeenInstances fresh,
      boolean alarmed,
      String by) {
    Instant now = clock.instant();
    Entry entry = present == null ? new Entry(fresh, 0) : present;
    entry.seen = fresh;
    entries.put(member, entry);
    boolean twice = fresh.twice(now);
    boolean due =
        !alarmed
            || present == null
            || !twice
            || entry.kept.changedAt().plus(KEPT_EVERY).isBefore(now);
    if (due) {
      keep(member, entry);
    }
    if (twice && !alarmed) {
      tell(member, fresh, by);
    }
  }

  private void keep(PeerId member, Entry entry) {
    try {
      entry.revision =
          store.write(KIND, id(member), entry.revision, entry.seen.toBytes()).revision();
      entry.kept = entry.seen;
    } catch (TiscException e) {
      // What is in memory still counts; it is kept at the next change.
      LOG.error("What was heard of {} could not be kept: {}", member, e.getMessage(), e);
    }
  }

  private void tell(PeerId member, SeenInstances seen, String by) {
    LOG.error(
        "{} runs twice: its instances {} were heard in turn, by {}; stop one of them",
        member,
        values(seen),
        by);
    events.record(
        "member.twice",
        Map.of(
            "network", member.network().value(),
            "node", member.node().value(),
            "instances", String.join(" ", values(seen)),
            "heardBy", by));
  }

  @Override
  public List<String> contested(PeerId member) {
    Entry entry = entries.get(member);
    return entry != null && entry.seen.twice(clock.instant()) ? values(entry.seen) : List.of();
  }

  private static List<String> values(SeenInstances seen) {
    return seen.known().stream().map(InstanceId::value).toList();
  }

  /** What an administrator should act on, by node. */
  List<MembershipWarning> warnings(NetworkId network) {
    Instant now = clock.instant();
    List<MembershipWarning> warnings = new ArrayList<>();
    entries.forEach(
        (member, entry) -> {
          if (member.network().equals(network) && entry.seen.twice(now)) {
            warnings.add(
                new MembershipWarning(
                    member.node().equals(self) ? Code.THIS_NODE_TWICE : Code.PEER_TWICE,
                    "node "
                        + member.node()
                        + " runs twice, as the instances "
                        + String.join(" and ", values(entry.seen))
                        + "; one of the two must be stopped"));
          }
        });
    return warnings;
  }

  /** Forgets a network that this node has left. */
  synchronized void forget(NetworkId network) {
    entries.keySet().removeIf(member -> member.network().equals(network));
    for (StateDocument document : store.list(KIND)) {
      if (member(document.id()).filter(one -> one.network().equals(network)).isPresent()) {
        store.delete(KIND, document.id(), document.revision());
      }
    }
  }

  /** The members of a network that run twice, by what is on disk. */
  static SortedSet<NodeId> stored(NetworkId network, StateStore store, Instant now) {
    SortedSet<NodeId> nodes = new TreeSet<>();
    for (StateDocument document : store.list(KIND)) {
      Optional<PeerId> member = member(document.id());
      if (member.filter(one -> one.network().equals(network)).isPresent()
          && SeenInstances.of(document.content()).filter(seen -> seen.twice(now)).isPresent()) {
        nodes.add(member.get().node());
      }
    }
    return nodes;
  }

  private static Optional<InstanceId> instance(String text) {
    try {
      return Optional.of(new InstanceId(text));
    } catch (TiscException noInstance) {
      // A peer's word of another form says nothing.
      return Optional.empty();
    }
  }

  private static String id(PeerId member) {
    return member.network() + "." + member.node();
  }

  private static Optional<PeerId> member(String id) {
    String[] parts = id.split("\\.", 2);
    return parts.length == 2
        ? Optional.of(new PeerId(new NetworkId(parts[0]), new NodeId(parts[1])))
        : Optional.empty();
  }
}
