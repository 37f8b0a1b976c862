package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.tisc.federation.identity.NodeId;

/**
 * Merges the rankings of nodes into one.
 *
 * <p>Every node's list holds distinct keys in {@link LocalHits#ORDER}, its best k of them. Then the
 * best k distinct keys over all nodes are found by a k-way merge that drops a key seen before: the
 * first occurrence is the best-scored one. It is exact, because a key among the best k overall has
 * its best copy on some node, and at most k-1 keys precede it there.
 */
final class Ranking {
  /** A hit and the node whose copy it is. */
  record Placed(NodeId node, LocalHits.Hit hit) {}

  private record Head(Placed placed, int rank, int next, List<LocalHits.Hit> list) {}

  private Ranking() {}

  /**
   * The best distinct keys.
   *
   * @param lists by node, in order of preference: of equal copies that of the first node is taken
   * @param limit how many keys
   */
  static List<Placed> merge(Map<NodeId, List<LocalHits.Hit>> lists, int limit) {
    PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparing((Head head) -> head.placed.hit(), LocalHits.ORDER)
                .thenComparingInt(Head::rank));
    int rank = 0;
    for (Map.Entry<NodeId, List<LocalHits.Hit>> list : lists.entrySet()) {
      if (!list.getValue().isEmpty()) {
        heads.add(
            new Head(
                new Placed(list.getKey(), list.getValue().getFirst()), rank, 1, list.getValue()));
      }
      rank++;
    }
    List<Placed> merged = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    while (merged.size() < limit && !heads.isEmpty()) {
      Head head = heads.remove();
      if (seen.add(head.placed.hit().key())) {
        merged.add(head.placed);
      }
      if (head.next < head.list.size()) {
        heads.add(
            new Head(
                new Placed(head.placed.node(), head.list.get(head.next)),
                head.rank,
                head.next + 1,
                head.list));
      }
    }
    return merged;
  }
}
