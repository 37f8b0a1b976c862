package org.tisc.federation.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.tisc.federation.identity.NodeId;

/**
 * Merges the rankings of nodes into one, as far as it is read. Used by one thread.
 *
 * <p>Every node's list holds distinct keys in {@link LocalHits#ORDER} and is told piece by piece,
 * from the best on. A k-way merge takes the best head and drops a key seen before: the first
 * occurrence is the best-scored one. It is exact, because nothing is taken while a list that goes
 * on has no head to compare.
 */
final class Ranking {
  /** A hit and the node whose copy it is. */
  record Placed(NodeId node, LocalHits.Hit hit) {}

  private static final class Part {
    private final NodeId node;
    private final int rank;
    private final Deque<LocalHits.Hit> waiting = new ArrayDeque<>();
    private int told;
    private Optional<LocalHits.Hit> last = Optional.empty();
    private boolean over;

    private Part(NodeId node, int rank) {
      this.node = node;
      this.rank = rank;
    }

    private LocalHits.Hit head() {
      return waiting.getFirst();
    }
  }

  private final Map<NodeId, Part> parts = new LinkedHashMap<>();
  private final List<Placed> merged = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  /**
   * No list yet.
   *
   * @param preference of equal copies that of the first node is taken
   */
  Ranking(Collection<NodeId> preference) {
    preference.forEach(node -> parts.put(node, new Part(node, parts.size())));
    // Whoever told nothing has nothing.
    parts.values().forEach(part -> part.over = true);
  }

  /**
   * The next hits of a node.
   *
   * @param over whether its list ends with them
   */
  void tell(NodeId node, List<LocalHits.Hit> hits, boolean over) {
    Part part = parts.get(node);
    if (part == null) {
      throw new IllegalArgumentException("No part of this ranking: " + node);
    }
    part.waiting.addAll(hits);
    part.told += hits.size();
    if (!hits.isEmpty()) {
      part.last = Optional.of(hits.getLast());
    }
    part.over = over;
    hits.forEach(hit -> told.add(hit.key()));
  }

  /** Nothing more comes of this node. */
  void end(NodeId node) {
    tell(node, List.of(), true);
  }

  /** How many hits a node told. */
  int told(NodeId node) {
    return part(node).told;
  }

  private Part part(NodeId node) {
    return parts.getOrDefault(node, new Part(node, parts.size()));
  }

  /** The distinct keys told so far. */
  int distinct() {
    return told.size();
  }

  /** The nodes whose list goes on and has fewer hits waiting than so many. */
  List<NodeId> shorterThan(int hits) {
    return parts.values().stream()
        .filter(part -> !part.over && part.waiting.size() < hits)
        .map(part -> part.node)
        .toList();
  }

  /** Merges on to this rank, or as far as can be with what was told. */
  void fill(int rank) {
    PriorityQueue<Part> heads =
        new PriorityQueue<>(
            Comparator.comparing((Part part) -> part.head(), LocalHits.ORDER)
                .thenComparingInt(part -> part.rank));
    for (Part part : parts.values()) {
      if (!part.waiting.isEmpty()) {
        heads.add(part);
      } else if (!part.over) {
        return;
      }
    }
    while (merged.size() < rank && !heads.isEmpty()) {
      Part best = heads.remove();
      LocalHits.Hit hit = best.waiting.removeFirst();
      if (seen.add(hit.key())) {
        merged.add(new Placed(best.node, hit));
      }
      if (!best.waiting.isEmpty()) {
        heads.add(best);
      } else if (!best.over) {
        return;
      }
    }
  }

  /** Where a key stands in what is merged. */
  Optional<Placed> placed(String key) {
    return merged.stream().filter(one -> one.hit().key().equals(key)).findFirst();
  }

  /**
   * Whether a node's best copy of a key that is not merged may be this one: as it was told, or
   * behind everything that was.
   */
  boolean possible(NodeId node, LocalHits.Hit hit) {
    Part part = part(node);
    Optional<LocalHits.Hit> said =
        part.waiting.stream().filter(one -> one.key().equals(hit.key())).findFirst();
    return said.map(one -> one.equals(hit))
        .orElse(
            !part.over && part.last.map(one -> LocalHits.ORDER.compare(one, hit) < 0).orElse(true));
  }

  /** How far it is merged. */
  int size() {
    return merged.size();
  }

  /** Whether nothing follows what is merged. */
  boolean ended() {
    return parts.values().stream()
        .allMatch(
            part -> part.over && part.waiting.stream().allMatch(hit -> seen.contains(hit.key())));
  }

  /** Whether every list was told to its end. */
  boolean whole() {
    return parts.values().stream().allMatch(part -> part.over);
  }

  /** The merged hits from one rank, counted from 0, to before another; fewer where it ends. */
  List<Placed> between(int from, int to) {
    return List.copyOf(merged.subList(Math.min(from, merged.size()), Math.min(to, merged.size())));
  }
}
