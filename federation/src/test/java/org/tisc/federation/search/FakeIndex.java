package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.tisc.federation.StoppedClock;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.RecordedPolicyEvents;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Usage;
import org.tisc.federation.policy.VisibleFields;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.state.InMemoryStateStore;

/**
 * An index in memory over one field, words separated by blanks. A document scores 1000 / df for the
 * query's one term, so a wrong sum shows at once.
 */
final class FakeIndex implements LocalIndex {
  static final String FIELD = "title";

  private final Map<String, CollectionInfo> infos = new TreeMap<>();
  private final Map<String, Map<String, String>> documents = new HashMap<>();
  final AtomicInteger openSnapshots = new AtomicInteger();

  /** How often somebody looked at statistics. */
  final AtomicInteger surveys = new AtomicInteger();

  /** How often somebody searched. */
  final AtomicInteger searches = new AtomicInteger();

  /** The processor time that each search says it took. */
  volatile long searchNanos;

  final StoppedClock clock = new StoppedClock(Instant.parse("2026-03-01T10:00:00Z"));
  final RecordedPolicyEvents events = new RecordedPolicyEvents();
  final Policy policy = new Policy(new InMemoryStateStore(), clock, events);
  final Usage usage = new Usage(new InMemoryStateStore(), clock, ZoneOffset.UTC);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  volatile String profile = "probe";
  volatile Optional<String> dropBeforeSnapshot = Optional.empty();
  volatile Runnable surveyed = () -> {};
  volatile Supplier<Optional<TiscException>> searchFailure = Optional::empty;
  volatile Supplier<Optional<TiscException>> renderFailure = Optional::empty;

  FakeIndex collection(String name, Sharing sharing, Map<String, String> titles) {
    documents.put(name, new TreeMap<>(titles));
    infos.put(
        name,
        new CollectionInfo(
            name,
            "PATENT",
            Optional.empty(),
            titles.size(),
            Optional.of(Instant.EPOCH),
            Optional.of("licence of " + name),
            "cite",
            Optional.of(name16("state", name, titles))));
    share(name, sharing);
    listeners.forEach(Runnable::run);
    return this;
  }

  void share(String name, Sharing sharing) {
    policy.share("test", name, sharing);
  }

  /** What lets peers in, all of them ordinary members. */
  Guard guard() {
    return new Guard(policy, usage, _ -> MemberRole.MEMBER, clock, events);
  }

  static CanonicalQuery word(String word) {
    return new CanonicalQuery.Term(IndexTerm.of(FIELD, word));
  }

  @Override
  public SearchLoad load() {
    return new SearchLoad(0, 0, 0);
  }

  @Override
  public String scoringProfile() {
    return profile;
  }

  @Override
  public List<CollectionInfo> collections() {
    return List.copyOf(infos.values());
  }

  @Override
  public IndexSnapshot snapshot(Set<String> collections) {
    dropBeforeSnapshot.ifPresent(infos::remove);
    if (!infos.keySet().containsAll(collections)) {
      throw failure(Reason.UNKNOWN_COLLECTION);
    }
    openSnapshots.incrementAndGet();
    return new Snapshot(collections);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public Optional<ByteString> document(String collection, String key) {
    return Optional.ofNullable(titles(collection).get(key)).map(ByteString::copyFromUtf8);
  }

  @Override
  public Set<String> toldBy(String queryField) {
    return Set.of(queryField);
  }

  /** Divided by first letters of titles, under the name of the one field. */
  @Override
  public String queryField(Facet facet) {
    if (!facet.field().equals(FIELD)) {
      throw failure(Reason.INVALID_ARGUMENT);
    }
    return FIELD;
  }

  /** A document here is its title alone. */
  @Override
  public ByteString visible(ByteString json, VisibleFields fields) {
    return fields.sees(FIELD) ? json : ByteString.EMPTY;
  }

  private Map<String, String> titles(String name) {
    return Objects.requireNonNull(documents.get(name));
  }

  private static String wordOf(CanonicalQuery query) {
    if (query instanceof CanonicalQuery.Group group && group.members().size() == 1) {
      return wordOf(group.members().getFirst().query());
    }
    if (query instanceof CanonicalQuery.Term term) {
      return term.term().bytes().toStringUtf8();
    }
    throw new TiscException(Reason.INVALID_QUERY, "This index knows words only");
  }

  private final class Snapshot implements IndexSnapshot {
    private final Set<String> names;
    private boolean closed;

    private Snapshot(Set<String> names) {
      this.names = Set.copyOf(names);
    }

    @Override
    public String scoringProfile() {
      return profile;
    }

    @Override
    public List<CollectionInfo> collections() {
      return infos.values().stream().filter(info -> names.contains(info.name())).toList();
    }

    /** Every collection is one segment. */
    @Override
    public Map<CanonicalQuery.Fuzzy, List<Likeness>> variants(
        Collection<CanonicalQuery.Fuzzy> words, WorkBudget budget) {
      Set<ByteString> all = new HashSet<>();
      for (String name : names) {
        for (String title : titles(name).values()) {
          List.of(title.split(" ")).forEach(word -> all.add(ByteString.copyFromUtf8(word)));
        }
      }
      Map<CanonicalQuery.Fuzzy, List<Likeness>> variants = new HashMap<>();
      words.forEach(word -> variants.put(word, Likeness.best(word, all)));
      return variants;
    }

    @Override
    public Map<String, List<ByteString>> segments() {
      Map<String, List<ByteString>> segments = new TreeMap<>();
      names.forEach(name -> segments.put(name, List.of(segment(name))));
      return segments;
    }

    private ByteString segment(String name) {
      return name16("segment", name, titles(name));
    }

    @Override
    public Map<String, List<SegmentStatistics>> statisticsBySegment(
        CanonicalQuery query, WorkBudget budget) {
      surveys.incrementAndGet();
      surveyed.run();
      Map<String, List<SegmentStatistics>> statistics = new TreeMap<>();
      names.forEach(
          name ->
              statistics.put(
                  name, List.of(new SegmentStatistics(segment(name), statistics(query, name)))));
      return statistics;
    }

    @Override
    public Statistics statistics(CanonicalQuery query, WorkBudget budget) {
      List<Statistics> parts = new ArrayList<>(List.of(ScoringNeeds.of(query).none()));
      names.forEach(name -> parts.add(statistics(query, name)));
      return Statistics.sum(parts);
    }

    private Statistics statistics(CanonicalQuery query, String name) {
      if (query instanceof CanonicalQuery.MatchNone) {
        return Statistics.EMPTY;
      }
      String word = wordOf(query);
      long all = titles(name).size();
      long holding =
          titles(name).values().stream()
              .filter(title -> List.of(title.split(" ")).contains(word))
              .count();
      return new Statistics(
          Map.of(FIELD, new FieldStatistics(all, all, all, all)),
          Map.of(IndexTerm.of(FIELD, word), new TermStatistics(holding, holding)));
    }

    @Override
    public FacetCounts count(FacetRequest request, Set<String> subset, WorkBudget budget) {
      searchFailure.get().ifPresent(FakeIndex::raise);
      String word = wordOf(request.query());
      Map<Long, String> first = new TreeMap<>();
      for (String name : new TreeSet<>(subset)) {
        titles(name)
            .forEach(
                (key, title) -> {
                  long digest = (key + request.salt()).hashCode();
                  if (List.of(title.split(" ")).contains(word)
                      && request.only().map(only -> only.contains(digest)).orElse(true)) {
                    first.putIfAbsent(digest, title);
                  }
                });
      }
      Map<String, Long> letters = new TreeMap<>();
      first.values().forEach(title -> letters.merge(title.substring(0, 1), 1L, Long::sum));
      Map<Facet, FacetCounts.Counted> facets = new HashMap<>();
      request.facets().forEach(facet -> facets.put(facet, new FacetCounts.Counted(letters, 0)));
      return new FacetCounts(
          first.size(),
          request.digests()
              ? Optional.of(
                  KeyDigests.of(first.keySet().stream().mapToLong(Long::longValue).toArray()))
              : Optional.empty(),
          facets,
          0);
    }

    @Override
    public LocalHits search(
        CanonicalQuery query,
        Statistics statistics,
        Set<String> subset,
        int limit,
        WorkBudget budget) {
      searches.incrementAndGet();
      budget.spent(searchNanos);
      searchFailure.get().ifPresent(FakeIndex::raise);
      String word = wordOf(query);
      float score =
          1000f
              / Objects.requireNonNull(statistics.terms().get(IndexTerm.of(FIELD, word)))
                  .documentFrequency();
      Map<String, LocalHits.Hit> best = new TreeMap<>();
      Map<String, LocalHits.Count> counts = new HashMap<>();
      for (String name : subset) {
        long count = 0;
        for (Map.Entry<String, String> document : titles(name).entrySet()) {
          List<String> words = List.of(document.getValue().split(" "));
          if (words.contains(word)) {
            count++;
            LocalHits.Hit hit = new LocalHits.Hit(document.getKey(), score / words.size(), name);
            best.merge(hit.key(), hit, (a, b) -> a.score() >= b.score() ? a : b);
          }
        }
        counts.put(name, new LocalHits.Count(count, true));
      }
      List<LocalHits.Hit> hits = new ArrayList<>(best.values());
      hits.sort(LocalHits.ORDER);
      return new LocalHits(hits.subList(0, Math.min(limit, hits.size())), counts);
    }

    @Override
    public Map<String, List<String>> holders(Collection<String> keys, Set<String> subset) {
      Map<String, List<String>> holders = new HashMap<>();
      for (String key : keys) {
        List<String> holding =
            subset.stream().filter(name -> titles(name).containsKey(key)).sorted().toList();
        if (!holding.isEmpty()) {
          holders.put(key, holding);
        }
      }
      return holders;
    }

    @Override
    public List<RenderedDocument> render(
        List<DocumentCopy> copies, CanonicalQuery query, WorkBudget budget) {
      renderFailure.get().ifPresent(FakeIndex::raise);
      return copies.stream()
          .map(
              copy -> {
                String title = Objects.requireNonNull(titles(copy.collection()).get(copy.key()));
                int at = title.indexOf(wordOf(query));
                return new RenderedDocument(
                    copy,
                    "PATENT",
                    title,
                    "{}",
                    Map.of(
                        FIELD,
                        List.of(
                            new RenderedDocument.Passage(
                                title,
                                List.of(
                                    new RenderedDocument.Mark(at, at + wordOf(query).length()))))));
              })
          .toList();
    }

    @Override
    public Optional<Explanation> explain(
        CanonicalQuery query, Statistics statistics, DocumentCopy copy, WorkBudget budget) {
      return search(query, statistics, Set.of(copy.collection()), Integer.MAX_VALUE, budget)
          .hits()
          .stream()
          .filter(hit -> hit.key().equals(copy.key()))
          .findFirst()
          .map(hit -> Explanation.of(Explanation.Step.TERM, hit.score()));
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed twice");
      }
      closed = true;
      openSnapshots.decrementAndGet();
    }
  }

  private static ByteString name16(String what, String collection, Map<String, String> titles) {
    String content = what + collection + new TreeMap<>(titles);
    return ByteString.copyFrom(
        UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, SegmentStatistics.NAME_BYTES)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void raise(TiscException failure) {
    throw failure;
  }

  static TiscException failure(Reason reason) {
    return new TiscException(reason, "as the test wants");
  }
}
