package org.tisc.node;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.policy.VisibleFields;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetCounts;
import org.tisc.federation.search.FacetRequest;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalHits;
import org.tisc.federation.search.LocalIndex;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchLoad;
import org.tisc.federation.search.SegmentStatistics;
import org.tisc.federation.search.WorkBudget;

/**
 * The mistake that exact ranking avoids: an index that scores with its own statistics, whatever the
 * asker summed. Everything else it does as the index behind it.
 */
record LocallyScoring(LocalIndex index) implements LocalIndex {
  @Override
  public SearchLoad load() {
    return index.load();
  }

  @Override
  public String scoringProfile() {
    return index.scoringProfile();
  }

  @Override
  public List<CollectionInfo> collections() {
    return index.collections();
  }

  @Override
  public IndexSnapshot snapshot(Set<String> collections) {
    return new Snapshot(index.snapshot(collections));
  }

  @Override
  public void onChange(Runnable listener) {
    index.onChange(listener);
  }

  @Override
  public Optional<ByteString> document(String collection, String key) {
    return index.document(collection, key);
  }

  @Override
  public Set<String> toldBy(String queryField) {
    return index.toldBy(queryField);
  }

  @Override
  public String queryField(Facet facet) {
    return index.queryField(facet);
  }

  @Override
  public ByteString visible(ByteString json, VisibleFields fields) {
    return index.visible(json, fields);
  }

  private record Snapshot(IndexSnapshot snapshot) implements IndexSnapshot {
    @Override
    public Map<CanonicalQuery.Fuzzy, List<Likeness>> variants(
        Collection<CanonicalQuery.Fuzzy> words, WorkBudget budget) {
      return snapshot.variants(words, budget);
    }

    @Override
    public String scoringProfile() {
      return snapshot.scoringProfile();
    }

    @Override
    public List<CollectionInfo> collections() {
      return snapshot.collections();
    }

    @Override
    public Map<String, List<ByteString>> segments() {
      return snapshot.segments();
    }

    @Override
    public Map<String, List<SegmentStatistics>> statisticsBySegment(
        CanonicalQuery query, WorkBudget budget) {
      return snapshot.statisticsBySegment(query, budget);
    }

    @Override
    public Statistics statistics(CanonicalQuery query, WorkBudget budget) {
      return snapshot.statistics(query, budget);
    }

    @Override
    public LocalHits search(
        CanonicalQuery query,
        Statistics statistics,
        Set<String> subset,
        int limit,
        WorkBudget budget) {
      return snapshot.search(query, snapshot.statistics(query, budget), subset, limit, budget);
    }

    @Override
    public FacetCounts count(FacetRequest request, Set<String> subset, WorkBudget budget) {
      return snapshot.count(request, subset, budget);
    }

    @Override
    public Map<String, List<String>> holders(Collection<String> keys, Set<String> subset) {
      return snapshot.holders(keys, subset);
    }

    @Override
    public List<RenderedDocument> render(
        List<DocumentCopy> copies, CanonicalQuery query, WorkBudget budget) {
      return snapshot.render(copies, query, budget);
    }

    @Override
    public Optional<Explanation> explain(
        CanonicalQuery query, Statistics statistics, DocumentCopy copy, WorkBudget budget) {
      return snapshot.explain(query, snapshot.statistics(query, budget), copy, budget);
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }
}
