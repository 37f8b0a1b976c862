package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.FacetCounts;
import org.tisc.federation.search.FacetRequest;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalHits;
import org.tisc.federation.search.LocalHits.Count;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SegmentStatistics;
import org.tisc.federation.search.WorkBudget;

/**
 * Pinned states of some collections.
 *
 * <p>Why the best {@code limit} of each collection suffice for the best {@code limit} distinct keys
 * of all: keys are unique inside a collection. Take a key among the best distinct ones, and the
 * collection with its best copy. Every document of that collection before this copy has another
 * key, and that key's best copy stands at least as high, so it is also among the best distinct
 * ones. There are fewer than {@code limit} such keys, so the copy is among the collection's first
 * {@code limit}.
 */
final class PinnedSnapshot implements IndexSnapshot {
  private static final int MAX_RENDERED = 1_000;

  /** The order of hits: score falling, key rising; among copies the collection first by name. */
  private static final Comparator<Hit> BEST_FIRST = LocalHits.ORDER.thenComparing(Hit::collection);

  private final Map<String, CollectionPin> pins = new TreeMap<>();
  private final SearchPool pool;
  private final TextAnalyzer analyzer;
  private final String profile;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes over the pins and releases them on close.
   *
   * @param profile the scoring profile of this program
   */
  PinnedSnapshot(List<CollectionPin> pins, SearchPool pool, TextAnalyzer analyzer, String profile) {
    this.profile = profile;
    pins.forEach(pin -> this.pins.put(pin.name(), pin));
    this.pool = pool;
    this.analyzer = analyzer;
  }

  @Override
  public String scoringProfile() {
    return LuceneIndex.profile(
        profile, pins.values().stream().filter(pin -> !pin.profile().equals(profile)).count());
  }

  @Override
  public List<CollectionInfo> collections() {
    requireOpen();
    return pins.values().stream().map(CollectionPin::info).toList();
  }

  @Override
  public Map<String, List<ByteString>> segments() {
    requireOpen();
    Map<String, List<ByteString>> segments = new TreeMap<>();
    pins.forEach((name, pin) -> segments.put(name, Segments.names(pin.reader())));
    return segments;
  }

  @Override
  public Map<CanonicalQuery.Fuzzy, List<Likeness>> variants(
      Collection<CanonicalQuery.Fuzzy> words, WorkBudget budget) {
    requireOpen();
    words.forEach(QueryCheck::check);
    List<Map<CanonicalQuery.Fuzzy, Set<ByteString>>> each =
        pool.each(
            pins(),
            budget,
            task ->
                task.value()
                    .with(
                        () -> {
                          Map<CanonicalQuery.Fuzzy, Set<ByteString>> here = new HashMap<>();
                          for (CanonicalQuery.Fuzzy word : words) {
                            here.put(
                                word,
                                CollectionVariants.of(task.value().reader(), word, task.budget()));
                          }
                          return here;
                        }));
    Map<CanonicalQuery.Fuzzy, List<Likeness>> best = new HashMap<>();
    for (CanonicalQuery.Fuzzy word : words) {
      best.put(
          word,
          Likeness.best(
              word,
              each.stream().flatMap(here -> here.getOrDefault(word, Set.of()).stream()).toList()));
    }
    return best;
  }

  @Override
  public Map<String, List<SegmentStatistics>> statisticsBySegment(
      CanonicalQuery query, WorkBudget budget) {
    requireOpen();
    QueryCheck.check(query);
    QueryTerms terms = QueryTerms.of(query);
    Map<String, List<SegmentStatistics>> statistics = new TreeMap<>();
    for (CollectionPin pin : pins.values()) {
      statistics.put(pin.name(), pin.with(() -> LocalStatistics.of(pin.reader(), terms, budget)));
    }
    return statistics;
  }

  @Override
  public Statistics statistics(CanonicalQuery query, WorkBudget budget) {
    List<Statistics> parts = new ArrayList<>();
    for (List<SegmentStatistics> segments : statisticsBySegment(query, budget).values()) {
      segments.forEach(segment -> parts.add(segment.statistics()));
    }
    parts.add(LocalStatistics.none(QueryTerms.of(query)));
    return Statistics.sum(parts);
  }

  @Override
  public LocalHits search(
      CanonicalQuery query,
      Statistics statistics,
      Set<String> subset,
      int limit,
      WorkBudget budget) {
    requireOpen();
    if (limit < 1 || limit > SearchQuestion.MAX_DEPTH) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "limit is " + limit + "; expected 1 to " + SearchQuestion.MAX_DEPTH);
    }
    QueryCheck.check(query);
    QueryTerms terms = QueryTerms.of(query);
    GivenStatisticsSearcher.check(terms, statistics);
    List<CollectionPin> searched = chosen(subset);
    List<CollectionSearch.Found> found =
        pool.each(
            searched,
            budget,
            task -> {
              CollectionPin pin = task.value();
              CollectionSearch search =
                  new CollectionSearch(
                      pin, query, terms, statistics, task.budget(), task.visited());
              return pin.with(() -> search.best(limit));
            });
    Map<String, Count> counts = new HashMap<>();
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < searched.size(); i++) {
      counts.put(searched.get(i).name(), found.get(i).count());
      hits.addAll(found.get(i).hits());
    }
    return new LocalHits(distinct(hits, limit), counts);
  }

  @Override
  public FacetCounts count(FacetRequest request, Set<String> subset, WorkBudget budget) {
    requireOpen();
    QueryCheck.check(request.query());
    request.facets().forEach(FacetField::of);
    QueryTerms terms = QueryTerms.of(request.query());
    List<CollectionPin> counted =
        chosen(subset).stream().filter(pin -> pin.reader().numDocs() > 0).toList();
    // One after the other: which copy counts depends on the ones before.
    return pool.each(
            List.of(counted),
            budget,
            task -> {
              FacetCounter counter =
                  new FacetCounter(request, counted.size() > 1, task.budget(), task.visited());
              for (CollectionPin pin : task.value()) {
                CollectionSearch bounds =
                    new CollectionSearch(
                        pin,
                        request.query(),
                        terms,
                        Statistics.EMPTY,
                        task.budget(),
                        task.visited());
                boolean _ =
                    pin.with(
                        () -> {
                          bounds.boundExpansion();
                          counter.count(pin);
                          return true;
                        });
              }
              return counter.counts();
            })
        .getFirst();
  }

  private static List<Hit> distinct(List<Hit> hits, int limit) {
    hits.sort(BEST_FIRST);
    Set<String> keys = new HashSet<>();
    return hits.stream().filter(hit -> keys.add(hit.key())).limit(limit).toList();
  }

  @Override
  public Map<String, List<String>> holders(Collection<String> keys, Set<String> subset) {
    requireOpen();
    Set<String> distinct = new TreeSet<>(keys);
    Map<String, List<String>> holders = new HashMap<>();
    for (CollectionPin pin : chosen(subset)) {
      pin.with(
          () -> {
            KeyLookup lookup = new KeyLookup(pin.reader());
            for (String key : distinct) {
              if (lookup.find(key).isPresent()) {
                holders.computeIfAbsent(key, _ -> new ArrayList<>()).add(pin.name());
              }
            }
            return true;
          });
    }
    holders.replaceAll((_, names) -> List.copyOf(names));
    return holders;
  }

  @Override
  public List<RenderedDocument> render(
      List<DocumentCopy> copies, CanonicalQuery query, WorkBudget budget) {
    requireOpen();
    if (copies.size() > MAX_RENDERED) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "%d documents to show; at most %d".formatted(copies.size(), MAX_RENDERED));
    }
    QueryCheck.check(query);
    Highlighter highlighter = new Highlighter(analyzer, query);
    Map<String, KeyLookup> lookups = new HashMap<>();
    List<RenderedDocument> shown = new ArrayList<>();
    for (DocumentCopy copy : copies) {
      SearchPool.requireTime(budget);
      CollectionPin pin = chosen(Set.of(copy.collection())).getFirst();
      pin.with(() -> render(pin, copy, highlighter, lookups)).ifPresent(shown::add);
    }
    return shown;
  }

  private static Optional<RenderedDocument> render(
      CollectionPin pin, DocumentCopy copy, Highlighter highlighter, Map<String, KeyLookup> lookups)
      throws IOException {
    KeyLookup lookup = lookups.get(pin.name());
    if (lookup == null) {
      lookup = new KeyLookup(pin.reader());
      lookups.put(pin.name(), lookup);
    }
    Optional<KeyLookup.Place> place = lookup.find(copy.key());
    if (place.isEmpty()) {
      return Optional.empty();
    }
    StoredFields.Display display =
        StoredFields.display(place.get().leaf(), place.get().doc(), highlighter.fields());
    return Optional.of(
        new RenderedDocument(
            copy,
            display.kind(),
            display.title(),
            display.fieldsJson(),
            highlighter.passages(display.texts())));
  }

  @Override
  public Optional<Explanation> explain(
      CanonicalQuery query, Statistics statistics, DocumentCopy copy, WorkBudget budget) {
    requireOpen();
    QueryCheck.check(query);
    QueryTerms terms = QueryTerms.of(query);
    GivenStatisticsSearcher.check(terms, statistics);
    return pool.each(
            chosen(Set.of(copy.collection())),
            budget,
            task -> {
              CollectionPin pin = task.value();
              CollectionSearch search =
                  new CollectionSearch(
                      pin, query, terms, statistics, task.budget(), task.visited());
              return pin.with(() -> search.explain(copy.key()));
            })
        .getFirst();
  }

  private List<CollectionPin> chosen(Set<String> names) {
    List<CollectionPin> chosen = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      CollectionPin pin = pins.get(name);
      if (pin == null) {
        throw new TiscException(
            Reason.UNKNOWN_COLLECTION,
            "The snapshot has no collection " + name.substring(0, Math.min(name.length(), 80)));
      }
      chosen.add(pin);
    }
    return chosen;
  }

  /** The pinned states, by name. */
  List<CollectionPin> pins() {
    return List.copyOf(pins.values());
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new TiscException(Reason.SNAPSHOT_EXPIRED, "The snapshot is closed");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pins.values().forEach(CollectionPin::release);
    }
  }
}
