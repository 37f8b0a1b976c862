package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.SegmentStatistics;
import org.tisc.federation.search.WorkBudget;

/**
 * Searching one node's collections by Lucene alone, as fast as it can: the measure of what a search
 * costs. Nothing is rendered. What is right, {@link UnionOracle} says.
 */
public final class PlainUnion implements AutoCloseable {
  private static final int COUNTED = 1_000;

  private final IndexReader union;
  private final IndexSearcher searcher;

  private PlainUnion(IndexReader union) {
    this.union = union;
    this.searcher = new IndexSearcher(union);
    searcher.setSimilarity(GivenStatisticsSearcher.similarity());
    searcher.setQueryCache(null);
  }

  /** Over the newest committed state of every collection under a node's home folder. */
  public static PlainUnion over(Path home) throws IOException {
    List<IndexReader> readers = new ArrayList<>();
    try (Stream<Path> indexes =
        Files.find(home, 3, (path, _) -> path.getFileName().toString().startsWith("index-"))) {
      for (Path index : indexes.sorted().toList()) {
        readers.add(DirectoryReader.open(FSDirectory.open(index)));
      }
    }
    return new PlainUnion(new MultiReader(readers.toArray(IndexReader[]::new)));
  }

  /**
   * The best distinct keys, best first.
   *
   * @param copies the most documents that one key has
   */
  public List<String> best(CanonicalQuery query, int limit, int copies) throws IOException {
    Sort sort =
        new Sort(
            SortField.FIELD_SCORE, new SortField(StoredFields.KEY_ORDER, SortField.Type.STRING));
    ScoreDoc[] docs =
        searcher.search(
                QueryCompiler.scoring(query, statistics(query)),
                new TopFieldCollectorManager(
                    sort, Math.clamp((long) limit * copies, 1, union.maxDoc()), null, COUNTED))
            .scoreDocs;
    Set<String> seen = new HashSet<>();
    List<String> best = new ArrayList<>();
    for (ScoreDoc doc : docs) {
      String key = ((BytesRef) ((FieldDoc) doc).fields[1]).utf8ToString();
      if (seen.add(key) && best.size() < limit) {
        best.add(key);
      }
    }
    return best;
  }

  private Statistics statistics(CanonicalQuery query) throws IOException {
    QueryTerms terms = QueryTerms.of(query);
    List<Statistics> parts = new ArrayList<>();
    parts.add(LocalStatistics.none(terms));
    for (SegmentStatistics segment : LocalStatistics.of(union, terms, WorkBudget.UNLIMITED)) {
      parts.add(segment.statistics());
    }
    return Statistics.sum(parts);
  }

  @Override
  public void close() throws IOException {
    union.close();
  }
}
