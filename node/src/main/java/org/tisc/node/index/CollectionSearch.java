package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.LocalHits.Count;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.WorkBudget;

/**
 * One checked query over one collection, on one thread of the pool.
 *
 * @param terms of the query
 * @param statistics to score with
 * @param budget when to stop
 * @param visited counts the matching documents that are looked at
 */
record CollectionSearch(
    CollectionPin pin,
    CanonicalQuery query,
    QueryTerms terms,
    Statistics statistics,
    WorkBudget budget,
    LongAdder visited) {

  /**
   * Matches are counted up to here; beyond, documents that cannot be among the best are skipped.
   */
  private static final int COUNTED = 1_000;

  /** Most terms that prefixes may stand for in one collection; all of CPC fits. */
  private static final int MAX_EXPANSION = 300_000;

  /** Most terms whose places a truncated word beside a distance may stand for. */
  private static final int MAX_PLACED = 2_048;

  private static final int LOOK_EVERY = 4_096;

  /** The best documents of the collection, best first, and how many match. */
  record Found(List<Hit> hits, Count count) {}

  Found best(int limit) throws IOException {
    if (pin.reader().numDocs() == 0) {
      return new Found(List.of(), new Count(0, true));
    }
    boundExpansion();
    GivenStatisticsSearcher searcher =
        new GivenStatisticsSearcher(pin.reader(), statistics, budget, visited);
    Sort byScoreThenKey =
        new Sort(
            SortField.FIELD_SCORE, new SortField(StoredFields.KEY_ORDER, SortField.Type.STRING));
    int most = Math.min(limit, pin.reader().maxDoc());
    TopFieldDocs top =
        searcher.search(
            QueryCompiler.scoring(query, statistics),
            new TopFieldCollectorManager(byScoreThenKey, most, null, COUNTED));
    if (searcher.timedOut()) {
      throw new TiscException(Reason.TIMED_OUT, "The time for this search is over");
    }
    List<Hit> hits = new ArrayList<>(top.scoreDocs.length);
    for (ScoreDoc doc : top.scoreDocs) {
      Object[] values = ((FieldDoc) doc).fields;
      hits.add(new Hit(((BytesRef) values[1]).utf8ToString(), (Float) values[0], pin.name()));
    }
    TotalHits total = top.totalHits;
    return new Found(
        hits, new Count(total.value(), total.relation() == TotalHits.Relation.EQUAL_TO));
  }

  /** How the document of a key comes by its score; empty where it is not there or not found. */
  Optional<Explanation> explain(String key) throws IOException {
    Optional<KeyLookup.Place> place = new KeyLookup(pin.reader()).find(key);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    boundExpansion();
    LeafReaderContext leaf =
        pin.reader().leaves().stream()
            .filter(one -> one.reader().equals(place.get().leaf()))
            .findFirst()
            .orElseThrow();
    GivenStatisticsSearcher searcher =
        new GivenStatisticsSearcher(pin.reader(), statistics, budget, visited);
    return new ScoreExplainer(searcher, leaf, place.get().doc(), budget)
        .explain(QueryCompiler.scoring(query, statistics));
  }

  /**
   * Counts the terms that truncated words and patterns stand for before Lucene collects them,
   * because Lucene does that without a limit and without looking at the clock.
   */
  void boundExpansion() throws IOException {
    boundExpansion(terms.starts(), MAX_EXPANSION);
    boundExpansion(terms.placed(), MAX_PLACED);
  }

  private void boundExpansion(List<IndexTerm> starts, int most) throws IOException {
    int expanded = 0;
    for (IndexTerm truncated : starts) {
      BytesRef start = QueryCompiler.ref(truncated.bytes());
      for (LeafReaderContext leaf : pin.reader().leaves()) {
        Terms dictionary = leaf.reader().terms(truncated.field());
        if (dictionary == null) {
          continue;
        }
        TermsEnum each = dictionary.iterator();
        TermsEnum.SeekStatus found = each.seekCeil(start);
        boolean more = found != TermsEnum.SeekStatus.END;
        while (more && StringHelper.startsWith(each.term(), start)) {
          if (++expanded > most) {
            throw new TiscException(
                Reason.QUERY_TOO_LARGE,
                "Truncated words stand for more than %d terms of collection %s"
                    .formatted(most, pin.name()));
          }
          if (expanded % LOOK_EVERY == 0) {
            SearchPool.requireTime(budget);
          }
          more = each.next() != null;
        }
      }
    }
  }
}
