package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetCounts;
import org.tisc.federation.search.FacetRequest;
import org.tisc.federation.search.KeyDigests;
import org.tisc.federation.search.WorkBudget;

/**
 * Counts what matches one query, collection after collection, each key once: by the first copy that
 * matches. Used by one thread.
 */
final class FacetCounter {
  private static final int LOOK_EVERY = 4_096;

  private final FacetRequest request;
  private final WorkBudget budget;
  private final LongAdder visited;
  private final boolean several;
  private final DigestSet keys = new DigestSet();
  private final Map<Facet, Map<String, long[]>> totals = new LinkedHashMap<>();
  private long documents;
  private long undivided;

  /**
   * Nothing counted yet.
   *
   * @param several whether more than one collection may hold a key
   * @param budget when to stop
   * @param visited counts the matching documents that are looked at
   */
  FacetCounter(FacetRequest request, boolean several, WorkBudget budget, LongAdder visited) {
    this.request = request;
    this.several = several;
    this.budget = budget;
    this.visited = visited;
    request.facets().forEach(facet -> totals.put(facet, new HashMap<>()));
  }

  /** Counts in one more collection. */
  void count(CollectionPin pin) throws IOException {
    GivenStatisticsSearcher searcher =
        new GivenStatisticsSearcher(pin.reader(), Statistics.EMPTY, budget, visited);
    boolean _ =
        searcher.search(
            QueryCompiler.matching(request.query()),
            new CollectorManager<Counting, Boolean>() {
              @Override
              public Counting newCollector() {
                return new Counting();
              }

              @Override
              public Boolean reduce(Collection<Counting> counted) {
                return true;
              }
            });
    if (searcher.timedOut()) {
      SearchPool.requireTime(() -> true);
    }
  }

  /** What was counted. */
  FacetCounts counts() {
    Map<Facet, FacetCounts.Counted> facets = new LinkedHashMap<>();
    totals.forEach((facet, counts) -> facets.put(facet, most(counts)));
    Optional<KeyDigests> digests =
        request.digests() && documents <= KeyDigests.MAX
            ? Optional.of(KeyDigests.of(keys.values()))
            : Optional.empty();
    return new FacetCounts(documents, digests, facets, undivided);
  }

  private static FacetCounts.Counted most(Map<String, long[]> counts) {
    List<Map.Entry<String, long[]>> sorted = new ArrayList<>(counts.entrySet());
    sorted.sort(
        Map.Entry.<String, long[]>comparingByValue((a, b) -> Long.compare(b[0], a[0]))
            .thenComparing(Map.Entry.comparingByKey()));
    Map<String, Long> told = new HashMap<>();
    sorted.stream()
        .limit(FacetCounts.MAX_VALUES)
        .forEach(each -> told.put(each.getKey(), each.getValue()[0]));
    long rest =
        sorted.size() > FacetCounts.MAX_VALUES
            ? sorted.get(FacetCounts.MAX_VALUES).getValue()[0]
            : 0;
    return new FacetCounts.Counted(told, rest);
  }

  /** Looks at each document that matches, segment after segment. */
  private final class Counting extends SimpleCollector {
    private SortedDocValues keyOrder = DocValues.emptySorted();
    private SortedSetDocValues divided = DocValues.emptySortedSet();
    private List<Column> columns = List.of();
    private int looked;

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
      keyOrder = DocValues.getSorted(leaf.reader(), StoredFields.KEY_ORDER);
      // Every document that was written with columns has a kind.
      divided = DocValues.getSortedSet(leaf.reader(), FacetField.KIND.column());
      List<Column> opened = new ArrayList<>();
      for (Facet facet : request.facets()) {
        FacetField field = FacetField.of(facet);
        SortedSetDocValues values = DocValues.getSortedSet(leaf.reader(), field.column());
        opened.add(new Column(facet, field, values));
      }
      columns = opened;
    }

    @Override
    public void collect(int doc) throws IOException {
      if (++looked % LOOK_EVERY == 0) {
        SearchPool.requireTime(budget);
      }
      if (several || request.digests() || request.only().isPresent()) {
        long digest = digest(doc);
        if (request.only().isPresent() && !request.only().get().contains(digest)) {
          return;
        }
        boolean kept = several || documents < KeyDigests.MAX;
        if (kept && !keys.add(digest) && several) {
          return;
        }
      }
      documents++;
      if (!divided.advanceExact(doc)) {
        undivided++;
        return;
      }
      for (Column column : columns) {
        column.count(doc);
      }
    }

    private long digest(int doc) throws IOException {
      BytesRef key =
          keyOrder.advanceExact(doc) ? keyOrder.lookupOrd(keyOrder.ordValue()) : new BytesRef();
      return StringHelper.murmurhash3_x64_128(key.bytes, key.offset, key.length, request.salt())[0];
    }

    @Override
    public void finish() throws IOException {
      for (Column column : columns) {
        column.add(totals.getOrDefault(column.facet, Collections.emptyMap()));
      }
      columns = List.of();
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }

  /** One facet in one segment: counts by the ordinals of its column, or of the level above. */
  private static final class Column {
    private final Facet facet;
    private final FacetField field;
    private final SortedSetDocValues values;
    private final Map<String, Integer> buckets = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    // Of each ordinal one more than its bucket, 0 where nobody asked yet.
    private final int[] bucketOf;
    private long[] counts;
    private int[] last;
    private int stamp;

    Column(Facet facet, FacetField field, SortedSetDocValues values) {
      this.facet = facet;
      this.field = field;
      this.values = values;
      int size = (int) Math.min(Integer.MAX_VALUE - 8, values.getValueCount());
      this.bucketOf = facet.level() == 0 ? new int[0] : new int[size];
      this.counts = new long[facet.level() == 0 ? size : 16];
      this.last = new int[facet.level() == 0 ? 0 : 16];
    }

    void count(int doc) throws IOException {
      if (!values.advanceExact(doc)) {
        return;
      }
      stamp++;
      for (int i = 0; i < values.docValueCount(); i++) {
        int ordinal = (int) values.nextOrd();
        if (facet.level() == 0) {
          counts[ordinal]++;
          continue;
        }
        int bucket = bucket(ordinal);
        // Two symbols of one class are one document of the class.
        if (last[bucket] != stamp) {
          last[bucket] = stamp;
          counts[bucket]++;
        }
      }
    }

    private int bucket(int ordinal) throws IOException {
      if (bucketOf[ordinal] == 0) {
        String name = field.at(facet.level(), values.lookupOrd(ordinal).utf8ToString());
        int bucket = buckets.computeIfAbsent(name, _ -> names.size());
        if (bucket == names.size()) {
          names.add(name);
          if (bucket == counts.length) {
            counts = Arrays.copyOf(counts, 2 * bucket);
            last = Arrays.copyOf(last, 2 * bucket);
          }
        }
        bucketOf[ordinal] = bucket + 1;
      }
      return bucketOf[ordinal] - 1;
    }

    void add(Map<String, long[]> totals) throws IOException {
      int size = facet.level() == 0 ? counts.length : names.size();
      for (int i = 0; i < size; i++) {
        if (counts[i] > 0) {
          String name = facet.level() == 0 ? values.lookupOrd(i).utf8ToString() : names.get(i);
          totals.computeIfAbsent(name, _ -> new long[1])[0] += counts[i];
        }
      }
    }
  }

  /** A growing set of numbers, open addressing. */
  private static final class DigestSet {
    private long[] table = new long[1 << 10];
    private boolean zero;
    private int size;

    boolean add(long digest) {
      if (digest == 0) {
        boolean fresh = !zero;
        zero = true;
        return fresh;
      }
      int mask = table.length - 1;
      int at = (int) (digest >>> 20) & mask;
      while (table[at] != 0) {
        if (table[at] == digest) {
          return false;
        }
        at = (at + 1) & mask;
      }
      table[at] = digest;
      if (++size * 2 > table.length) {
        grow();
      }
      return true;
    }

    private void grow() {
      long[] old = table;
      table = new long[2 * old.length];
      size = 0;
      for (long digest : old) {
        if (digest != 0) {
          boolean _ = add(digest);
        }
      }
    }

    long[] values() {
      long[] all = Arrays.stream(table).filter(digest -> digest != 0).toArray();
      if (zero) {
        all = Arrays.copyOf(all, all.length + 1);
      }
      return all;
    }
  }
}
