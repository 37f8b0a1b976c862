package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalHits;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.WorkBudget;

class ExactRankingTest {
  private static final int QUERIES = 150;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 5", "3, 8"})
  void equalsOneIndexOverAllNodesInKeysOrderAndScoreBits(long seed, int nodes) throws IOException {
    RandomCorpus corpus = new RandomCorpus(seed, nodes, true);
    try (Region region = Region.of(corpus, folder);
        UnionOracle oracle = UnionOracle.over(region.homes())) {
      assertThat(oracle.hasPendingDeletes()).isTrue();
      Random random = new Random(seed);
      for (CanonicalQuery query : new RandomQueries(seed, nodes).next(QUERIES)) {
        int limit = List.of(1, 10, 100, 10_000).get(random.nextInt(4));
        assertThat(bits(region.best(query, limit)))
            .as("seed %d, limit %d, %s", seed, limit, query)
            .isEqualTo(bits(oracle.best(query, limit)));
        if (limit == 1) {
          region.checkCounts(query, oracle.matches(query));
        }
      }
    }
  }

  @Test
  void equalsAnIndexThatOneWriterBuiltOfAllDocuments() throws IOException {
    RandomCorpus corpus = new RandomCorpus(11, 4, false);
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer =
        new IndexWriter(directory, CollectionWriter.writerConfig(new IndexConfig(1, 8)))) {
      for (int node = 0; node < corpus.nodes(); node++) {
        for (String name : corpus.collections(node)) {
          for (IndexableDocument document : corpus.documents(node, name)) {
            writer.addDocument(StoredFields.toLucene(document, document.contentHash()));
          }
        }
      }
    }
    try (Region region = Region.of(corpus, folder);
        UnionOracle oracle = UnionOracle.over(DirectoryReader.open(directory))) {
      for (CanonicalQuery query : new RandomQueries(12, 4).next(QUERIES)) {
        assertThat(bits(region.best(query, 50)))
            .as("%s", query)
            .isEqualTo(bits(oracle.best(query, 50)));
      }
    }
  }

  @Test
  void localStatisticsWouldChangeMostOrders() throws IOException {
    RandomCorpus corpus = new RandomCorpus(5, 6, true);
    int scored = 0;
    int different = 0;
    try (Region region = Region.of(corpus, folder)) {
      for (CanonicalQuery query : new RandomQueries(5, 6).next(200)) {
        List<String> exact = region.best(query, 10).stream().map(Hit::key).toList();
        if (exact.size() > 3 && !QueryTerms.of(query).scored().isEmpty()) {
          scored++;
          List<String> local = region.bestByLocalStatistics(query, 10);
          different += local.equals(exact) ? 0 : 1;
        }
      }
    }
    assertThat(scored).isGreaterThan(70);
    assertThat(different).isGreaterThan(scored / 2);
  }

  private static List<String> bits(List<Hit> hits) {
    return hits.stream()
        .map(hit -> hit.key() + " " + Integer.toHexString(Float.floatToIntBits(hit.score())))
        .toList();
  }

  /** Nodes in one process: statistics summed and hits merged by hand. */
  private record Region(List<Path> homes, List<LuceneIndex> indexes, List<IndexSnapshot> snapshots)
      implements AutoCloseable {

    static Region of(RandomCorpus corpus, Path folder) {
      Region region = new Region(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int node = 0; node < corpus.nodes(); node++) {
        Path home = folder.resolve("node-" + node);
        LuceneIndex index = LuceneIndex.open(home, new IndexConfig(2, 8));
        corpus.load(index, node);
        region.homes.add(home);
        region.indexes.add(index);
        region.snapshots.add(index.snapshot(names(index)));
      }
      return region;
    }

    private static Set<String> names(LuceneIndex index) {
      return index.collections().stream().map(CollectionInfo::name).collect(Collectors.toSet());
    }

    private static Set<String> names(IndexSnapshot snapshot) {
      return snapshot.collections().stream().map(CollectionInfo::name).collect(Collectors.toSet());
    }

    Statistics sum(CanonicalQuery query) {
      Statistics sum = Statistics.EMPTY;
      for (IndexSnapshot snapshot : snapshots) {
        sum = sum.plus(snapshot.statistics(query, WorkBudget.UNLIMITED));
      }
      return sum;
    }

    List<Hit> best(CanonicalQuery query, int limit) {
      Statistics sum = sum(query);
      List<Hit> all = new ArrayList<>();
      for (IndexSnapshot snapshot : snapshots) {
        all.addAll(search(snapshot, query, sum, limit).hits());
      }
      return merge(all, limit);
    }

    List<String> bestByLocalStatistics(CanonicalQuery query, int limit) {
      List<Hit> all = new ArrayList<>();
      for (IndexSnapshot snapshot : snapshots) {
        Statistics local = snapshot.statistics(query, WorkBudget.UNLIMITED);
        all.addAll(search(snapshot, query, local, limit).hits());
      }
      return merge(all, limit).stream().map(Hit::key).toList();
    }

    void checkCounts(CanonicalQuery query, long matches) {
      long atLeast = 0;
      boolean exact = true;
      Statistics sum = sum(query);
      for (IndexSnapshot snapshot : snapshots) {
        for (LocalHits.Count count : search(snapshot, query, sum, 5).counts().values()) {
          atLeast += count.atLeast();
          exact &= count.exact();
        }
      }
      if (exact) {
        assertThat(atLeast).isEqualTo(matches);
      } else {
        assertThat(atLeast).isLessThanOrEqualTo(matches);
      }
    }

    private static LocalHits search(
        IndexSnapshot snapshot, CanonicalQuery query, Statistics statistics, int limit) {
      return snapshot.search(query, statistics, names(snapshot), limit, WorkBudget.UNLIMITED);
    }

    private static List<Hit> merge(List<Hit> all, int limit) {
      Set<String> keys = new HashSet<>();
      return all.stream()
          .sorted(
              Comparator.comparing(Hit::score, Comparator.reverseOrder()).thenComparing(Hit::key))
          .filter(hit -> keys.add(hit.key()))
          .limit(limit)
          .toList();
    }

    @Override
    public void close() {
      snapshots.forEach(IndexSnapshot::close);
      indexes.forEach(LuceneIndex::close);
    }
  }
}
