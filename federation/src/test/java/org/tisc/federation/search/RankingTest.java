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

  @Test
  void takesTheCopyOfTheFirstNodeAmongEqualOnes() {
    Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
    lists.put(new NodeId("own"), List.of(hit("K", 1)));
    lists.put(new NodeId("a"), List.of(hit("K", 1)));
    assertThat(Ranking.merge(lists, 5))
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
              Ranking.merge(lists, limit).stream()
                  .map(placed -> placed.hit().key() + "@" + placed.hit().score()))
          .as("seed %d round %d", seed, round)
          .containsExactlyElementsOf(expected);
    }
  }
}
