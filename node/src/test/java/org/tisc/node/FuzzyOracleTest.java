package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.index.RandomCorpus;
import org.tisc.node.index.UnionOracle;

/** Words that are written a little differently, over several nodes and over their union. */
class FuzzyOracleTest {
  private static final List<String> FIELDS = List.of("title", "abstract", "claims");

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  /** A word of the corpus with a letter or two changed. */
  private static ByteString misspelt(Random random, int nodes) {
    StringBuilder word = new StringBuilder(RandomCorpus.latin(random, random.nextInt(nodes)));
    for (int i = random.nextInt(2); i > 0; i--) {
      int at = 1 + random.nextInt(Math.max(1, word.length() - 2));
      switch (random.nextInt(4)) {
        case 0 -> word.insert(at, (char) ('a' + random.nextInt(26)));
        case 1 -> word.deleteCharAt(at);
        case 2 -> word.setCharAt(at, (char) ('a' + random.nextInt(26)));
        default -> {
          char letter = word.charAt(at);
          word.setCharAt(at, word.charAt(at - 1));
          word.setCharAt(at - 1, letter);
        }
      }
    }
    return ByteString.copyFromUtf8(word.toString());
  }

  @Test
  void findsWhatOneIndexWithTheWholeDictionaryFinds() throws IOException {
    int nodes = 3;
    Random random = new Random(97);
    int found = 0;
    try (OracleRegion region =
            OracleRegion.start(new RandomCorpus(211, nodes, true), folder, nodes, index -> index);
        UnionOracle oracle = UnionOracle.over(region.homes())) {
      for (int i = 0; i < 120; i++) {
        CanonicalQuery.Fuzzy fuzzy =
            new CanonicalQuery.Fuzzy(
                FIELDS.get(random.nextInt(FIELDS.size())),
                misspelt(random, nodes),
                1 + random.nextInt(2));
        CanonicalQuery other =
            new CanonicalQuery.Constant(new CanonicalQuery.MatchAll(), random.nextFloat());
        CanonicalQuery query = i % 2 == 0 ? fuzzy : both(fuzzy, other);
        CanonicalQuery whole =
            i % 2 == 0 ? oracle.expand(fuzzy) : both(oracle.expand(fuzzy), other);
        SearchAnswer answer = region.ask(random.nextInt(nodes), query, 20);
        assertThat(answer.exact()).isTrue();
        List<String> expected =
            oracle.best(whole, 20).stream()
                .map(hit -> hit.key() + " " + Float.floatToIntBits(hit.score()))
                .toList();
        assertThat(answer.hits())
            .as("%s, query %d", fuzzy.word().toStringUtf8(), i)
            .extracting(FuzzyOracleTest::line)
            .isEqualTo(expected);
        assertThat(region.count(0, query, List.of(new Facet("office", 0)), 5).total().count())
            .isEqualTo(oracle.keys(whole).size());
        found += expected.isEmpty() ? 0 : 1;
      }
    }
    assertThat(found).as("queries that find something").isGreaterThan(50);
  }

  private static CanonicalQuery both(CanonicalQuery one, CanonicalQuery other) {
    return new CanonicalQuery.Bool(
        List.of(new Clause(Occur.MUST, one), new Clause(Occur.SHOULD, other)));
  }

  private static String line(SearchHit hit) {
    return hit.key() + " " + Float.floatToIntBits(hit.score());
  }
}
