package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.identity.NodeId;

class RankingTest {
  private static LocalHits.Hit hit(String key, float score) {
    return new LocalHits.Hit(key, score, "c");
  }

  @Test
  void ordersByScoreThenByKeyInUtf8() {
    // U+FF21 sorts before U+1F600 in UTF-8 although its UTF-16 unit is larger.
    List<LocalHits.Hit> hits =
        new ArrayList<>(
            List.of(hit("\uD83D\uDE00", 1), hit("\uFF21", 1), hit("a", 1), hit("z", 2)));
    hits.sort(LocalHits.ORDER);
    assertThat(hits)
        .extracting(LocalHits.Hit::key)
        .containsExactly("z", "a", "\uFF21", "\uD83D\uDE00");
  }

  private static List<Ranking.Placed> merge(Map<NodeId, List<LocalHits.Hit>> lists, int limit) {
    Ranking ranking = new Ranking(lists.keySet());
    lists.forEach((node, hits) -> ranking.tell(node, hits, hits.size() < limit));
    ranking.fill(limit);
    return ranking.between(0, limit);
  }

  @Test
  void takesTheCopyOfTheFirstNodeAmongEqualOnes() {
    Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
    lists.put(new NodeId("own"), List.of(hit("K", 1)));
    lists.put(new NodeId("a"), List.of(hit("K", 1)));
    assertThat(merge(lists, 5))
        .singleElement()
        .satisfies(placed -> assertThat(placed.node()).isEqualTo(new NodeId("own")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsTheBestDistinctKeysFromShortLists(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int limit = 1 + random.nextInt(10);
      Map<String, LocalHits.Hit> best = new HashMap<>();
      Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
      int nodes = 1 + random.nextInt(6);
      for (int node = 0; node < nodes; node++) {
        List<LocalHits.Hit> hits = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = random.nextInt(30); i > 0; i--) {
          LocalHits.Hit hit = hit("K" + random.nextInt(25), random.nextInt(4));
          if (keys.add(hit.key())) {
            hits.add(hit);
            best.merge(hit.key(), hit, (a, b) -> a.score() >= b.score() ? a : b);
          }
        }
        hits.sort(LocalHits.ORDER);
        lists.put(new NodeId("n" + node), hits.subList(0, Math.min(limit, hits.size())));
      }
      List<String> expected =
          best.values().stream()
              .sorted(LocalHits.ORDER)
              .limit(limit)
              .map(hit -> hit.key() + "@" + hit.score())
              .toList();
      assertThat(
              merge(lists, limit).stream()
                  .map(placed -> placed.hit().key() + "@" + placed.hit().score()))
          .as("seed %d round %d", seed, round)
          .containsExactlyElementsOf(expected);
    }
  }

  /** Reads lists on piece by piece, as pages do, and compares with the whole list. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void readsOnExactlyWhereItStopped(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<String, LocalHits.Hit> best = new HashMap<>();
      Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
      int nodes = 1 + random.nextInt(5);
      for (int node = 0; node < nodes; node++) {
        Map<String, LocalHits.Hit> hits = new HashMap<>();
        for (int i = random.nextInt(60); i > 0; i--) {
          LocalHits.Hit hit = hit("K" + random.nextInt(60), random.nextInt(6));
          hits.putIfAbsent(hit.key(), hit);
        }
        hits.values()
            .forEach(hit -> best.merge(hit.key(), hit, (a, b) -> a.score() >= b.score() ? a : b));
        lists.put(new NodeId("n" + node), hits.values().stream().sorted(LocalHits.ORDER).toList());
      }
      Ranking ranking = new Ranking(lists.keySet());
      lists.forEach((node, hits) -> ranking.tell(node, List.of(), hits.isEmpty()));
      List<String> read = new ArrayList<>();
      int to = 0;
      while (!ranking.ended()) {
        to += 1 + random.nextInt(9);
        ranking.fill(to);
        while (ranking.size() < to && !ranking.whole()) {
          for (NodeId node : ranking.shorterThan(1 + random.nextInt(3))) {
            List<LocalHits.Hit> all = lists.getOrDefault(node, List.of());
            int from = ranking.told(node);
            int end = Math.min(all.size(), from + 1 + random.nextInt(5));
            ranking.tell(node, all.subList(from, end), end == all.size());
          }
          ranking.fill(to);
        }
        ranking
            .between(read.size(), to)
            .forEach(placed -> read.add(placed.hit().key() + "@" + placed.hit().score()));
      }
      assertThat(read)
          .as("seed %d round %d", seed, round)
          .containsExactlyElementsOf(
              best.values().stream()
                  .sorted(LocalHits.ORDER)
                  .map(hit -> hit.key() + "@" + hit.score())
                  .toList());
      assertThat(ranking.distinct()).isEqualTo(best.size());
    }
  }
}
