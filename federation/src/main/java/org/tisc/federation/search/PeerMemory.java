package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;

/**
 * What one peer said of its collections, kept for the next query. Thread-safe.
 *
 * <p>Three things are kept. <em>Views</em>: which collections of which segments a question sees, as
 * it was when the peer last said so; wrong as soon as the peer commits, so whoever uses one names
 * it to the peer, who answers only if it is still right. <em>Statistics</em> of segments, zeros
 * included: true for ever, since segments never change; a peer that says something else of one
 * segment later lies. <em>Holders</em>: whether a key is held, true for one state of the
 * collections. Nothing here gives a right: the peer judges every call, and of a collection that it
 * does not name in its answer nothing is used.
 *
 * <p>Terms and keys are dropped when the bound of bytes is reached, the one unused longest first.
 */
final class PeerMemory {
  /** Views kept: questions about all collections, and some about few. */
  private static final int MAX_VIEWS = 16;

  private static final long MAX_PUSHBACK_SECONDS = 60;

  // What an entry costs beside its bytes: objects, references and places in maps. Estimates.
  private static final int TERM_BYTES = 200;
  private static final int SEGMENT_OF_TERM_BYTES = 88;
  private static final int KEY_BYTES = 220;
  private static final int SEGMENT_BYTES = 400;

  /**
   * One collection as the peer told it.
   *
   * @param segments its segments, in the peer's order
   * @param generation the name of that set of segments
   */
  record KnownCollection(CollectionInfo info, List<ByteString> segments, ByteString generation) {
    KnownCollection {
      segments = List.copyOf(segments);
    }

    static KnownCollection of(CollectionInfo info, List<ByteString> segments) {
      return new KnownCollection(info, segments, Generation.of(segments));
    }
  }

  /** What a question sees. */
  record View(String scoringProfile, List<KnownCollection> collections) {
    View {
      collections = List.copyOf(collections);
    }

    private Set<ByteString> segments() {
      Set<ByteString> segments = new HashSet<>();
      collections.forEach(one -> segments.addAll(one.segments()));
      return segments;
    }
  }

  private record Held(ByteString state, boolean held) {}

  /**
   * One collection as the peer says unasked that it is now.
   *
   * @param generation the name of its set of segments
   * @param state the name of its commit
   */
  record Announced(String kind, ByteString generation, ByteString state) {}

  private final Map<QuestionFilter, View> views =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<QuestionFilter, View> eldest) {
          return size() > MAX_VIEWS;
        }
      };
  private final Map<ByteString, Map<String, FieldStatistics>> fields = new HashMap<>();
  private final LinkedHashMap<IndexTerm, Map<ByteString, TermStatistics>> terms =
      new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<String, Held> holders = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Object announcer;
  private Map<String, Announced> announced = Map.of();
  private long maxBytes;
  private long termBytes;
  private long keyBytes;

  private volatile @Nullable Pushback pushback;

  PeerMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What the peer said when it had no time, and until when on the clock of the queries. */
  private record Pushback(TiscException refusal, long untilNanos) {}

  /** When a peer that refused wants to be asked again, if it said so. */
  static Optional<Long> retryAfterSeconds(TiscException refusal) {
    return Optional.ofNullable(refusal.fields().get("retryAfterSeconds"))
        .filter(seconds -> seconds.matches("[0-9]{1,9}"))
        .map(Long::valueOf);
  }

  /** Raises the peer's refusal as long as it wants not to be asked again. */
  void requireWelcome(long nowNanos) {
    Pushback known = pushback;
    if (known != null && nowNanos - known.untilNanos() < 0) {
      throw known.refusal();
    }
  }

  /** Keeps what the peer said of being asked again: at most a minute, since it may be wrong. */
  void refused(TiscException refusal, long nowNanos) {
    if (refusal.reason() == Reason.BUSY) {
      retryAfterSeconds(refusal)
          .ifPresent(
              seconds ->
                  pushback =
                      new Pushback(
                          refusal,
                          nowNanos
                              + TimeUnit.SECONDS.toNanos(Math.min(seconds, MAX_PUSHBACK_SECONDS))));
    }
  }

  /** The newest view that the peer told for such questions. */
  synchronized Optional<View> view(QuestionFilter filter) {
    return Optional.ofNullable(views.get(filter));
  }

  /** The peer told all that this node may search, over a stream. */
  synchronized void announced(Object by, Map<String, Announced> collections) {
    announcer = by;
    announced = Map.copyOf(collections);
  }

  /** Nothing that was told over this stream is known any more. */
  synchronized void silent(Object by) {
    if (by.equals(announcer)) {
      announcer = null;
      announced = Map.of();
    }
  }

  /** Whether the peer has told unasked that a view is not the newest. */
  synchronized boolean contradicted(QuestionFilter filter, View view) {
    return announcer != null
        && !fitting(filter, Announced::generation)
            .equals(names(view, one -> Optional.of(one.generation())));
  }

  /** Whether the peer has told unasked that a view is the newest, down to the last commit. */
  synchronized boolean confirmed(QuestionFilter filter, View view) {
    return announcer != null
        && !contradicted(filter, view)
        && fitting(filter, Announced::state).equals(names(view, one -> one.info().state()));
  }

  private Map<String, Optional<ByteString>> fitting(
      QuestionFilter filter, Function<Announced, ByteString> name) {
    Map<String, Optional<ByteString>> fitting = new HashMap<>();
    announced.forEach(
        (collection, one) -> {
          if (filter.fits(one.kind(), collection)) {
            fitting.put(collection, Optional.of(name.apply(one)));
          }
        });
    return fitting;
  }

  private static Map<String, Optional<ByteString>> names(
      View view, Function<KnownCollection, Optional<ByteString>> name) {
    Map<String, Optional<ByteString>> names = new HashMap<>();
    view.collections().forEach(one -> names.put(one.info().name(), name.apply(one)));
    return names;
  }

  /**
   * The peer confirmed a view, with collections as they stand now: perhaps other documents live.
   */
  synchronized void confirmed(QuestionFilter filter, View view, List<CollectionInfo> collections) {
    Map<String, CollectionInfo> now = new HashMap<>();
    collections.forEach(one -> now.put(one.name(), one));
    if (view.equals(views.get(filter))) {
      views.put(
          filter,
          new View(
              view.scoringProfile(),
              view.collections().stream()
                  .map(
                      one ->
                          new KnownCollection(
                              now.getOrDefault(one.info().name(), one.info()),
                              one.segments(),
                              one.generation()))
                  .toList()));
    }
  }

  /** The statistics over a view; empty where one of them was never told, or was dropped. */
  synchronized Optional<Statistics> statistics(View view, ScoringNeeds needs) {
    List<ByteString> segments = new ArrayList<>();
    view.collections().forEach(one -> segments.addAll(one.segments()));
    Map<String, FieldStatistics> fieldSums = new HashMap<>();
    for (String field : needs.fields()) {
      FieldStatistics sum = FieldStatistics.NONE;
      for (ByteString segment : segments) {
        FieldStatistics value = fields.getOrDefault(segment, Map.of()).get(field);
        if (value == null) {
          return Optional.empty();
        }
        sum = value.docCount() == 0 ? sum : sum.plus(value);
      }
      fieldSums.put(field, sum);
    }
    Map<IndexTerm, TermStatistics> termSums = new HashMap<>();
    for (IndexTerm term : needs.terms()) {
      Map<ByteString, TermStatistics> known = terms.get(term);
      TermStatistics sum = TermStatistics.NONE;
      for (ByteString segment : segments) {
        TermStatistics value = known == null ? null : known.get(segment);
        if (value == null) {
          return Optional.empty();
        }
        sum = value.documentFrequency() == 0 ? sum : sum.plus(value);
      }
      termSums.put(term, sum);
    }
    return Optional.of(new Statistics(fieldSums, termSums));
  }

  /**
   * The peer told a view and the statistics of its segments. Raises STATISTICS_CONTRADICT, and
   * forgets everything, where it said otherwise of one of them before.
   */
  synchronized void told(QuestionFilter filter, View view, Collection<SegmentStatistics> segments) {
    for (SegmentStatistics segment : segments) {
      requireSame(segment);
    }
    views.put(filter, view);
    Set<ByteString> live = live();
    fields.keySet().retainAll(live);
    for (SegmentStatistics segment : segments) {
      fields
          .computeIfAbsent(segment.segment(), _ -> new HashMap<>())
          .putAll(segment.statistics().fields());
    }
    Set<IndexTerm> touched = new HashSet<>();
    segments.forEach(segment -> touched.addAll(segment.statistics().terms().keySet()));
    for (IndexTerm term : touched) {
      Map<ByteString, TermStatistics> known = terms.computeIfAbsent(term, _ -> newTerm(term));
      int before = known.size();
      known.keySet().retainAll(live);
      for (SegmentStatistics segment : segments) {
        TermStatistics value = segment.statistics().terms().get(term);
        if (value != null) {
          known.put(segment.segment(), value);
        }
      }
      termBytes += (long) (known.size() - before) * SEGMENT_OF_TERM_BYTES;
    }
    trim();
  }

  private Map<ByteString, TermStatistics> newTerm(IndexTerm term) {
    termBytes += TERM_BYTES + term.bytes().size();
    return new HashMap<>();
  }

  /** Segments that some view still has. */
  private Set<ByteString> live() {
    Set<ByteString> live = new HashSet<>();
    views.values().forEach(view -> live.addAll(view.segments()));
    return live;
  }

  private void requireSame(SegmentStatistics told) {
    Map<String, FieldStatistics> before = fields.getOrDefault(told.segment(), Map.of());
    boolean same =
        told.statistics().fields().entrySet().stream()
                .allMatch(one -> same(before.get(one.getKey()), one.getValue()))
            && told.statistics().terms().entrySet().stream()
                .allMatch(
                    one -> {
                      Map<ByteString, TermStatistics> known = terms.get(one.getKey());
                      return known == null || same(known.get(told.segment()), one.getValue());
                    });
    if (!same) {
      forget();
      throw new TiscException(
          Reason.STATISTICS_CONTRADICT,
          "Of a segment, which never changes, other statistics were told than before");
    }
  }

  private static boolean same(@Nullable Object before, Object now) {
    return before == null || before.equals(now);
  }

  /** Whether the peer holds the key in this state of its collections; empty where not known. */
  synchronized Optional<Boolean> held(String key, ByteString state) {
    Held known = holders.get(key);
    return known == null || !known.state().equals(state)
        ? Optional.empty()
        : Optional.of(known.held());
  }

  /** The peer said which of the keys it holds in this state of its collections. */
  synchronized void told(Collection<String> keys, Set<String> held, ByteString state) {
    for (String key : keys) {
      if (holders.put(key, new Held(state, held.contains(key))) == null) {
        keyBytes += cost(key);
      }
    }
    trim();
  }

  /** The views turned out to be wrong, or the peer to be another than it was. */
  synchronized void forgetViews() {
    views.clear();
  }

  /** Drops everything. */
  synchronized void forget() {
    views.clear();
    fields.clear();
    terms.clear();
    holders.clear();
    termBytes = 0;
    keyBytes = 0;
  }

  /** Another bound of bytes, which holds from now on. */
  synchronized void bound(long most) {
    maxBytes = most;
    trim();
  }

  /** About how many bytes are kept. */
  synchronized long bytes() {
    long segments = fields.size();
    for (View view : views.values()) {
      for (KnownCollection collection : view.collections()) {
        segments += 1 + collection.segments().size();
      }
    }
    return termBytes + keyBytes + segments * SEGMENT_BYTES;
  }

  private void trim() {
    // Keys are cheap to ask for again, so they give way first.
    Iterator<String> keys = holders.keySet().iterator();
    while (bytes() > maxBytes && keyBytes > maxBytes / 4 && keys.hasNext()) {
      keyBytes -= cost(keys.next());
      keys.remove();
    }
    Iterator<Map.Entry<IndexTerm, Map<ByteString, TermStatistics>>> oldest =
        terms.entrySet().iterator();
    while (bytes() > maxBytes && oldest.hasNext()) {
      Map.Entry<IndexTerm, Map<ByteString, TermStatistics>> entry = oldest.next();
      termBytes -=
          TERM_BYTES
              + entry.getKey().bytes().size()
              + (long) entry.getValue().size() * SEGMENT_OF_TERM_BYTES;
      oldest.remove();
    }
    if (bytes() > maxBytes) {
      // Segments alone are over the bound: such a peer is asked anew each time.
      forget();
    }
  }

  private static long cost(String key) {
    return KEY_BYTES + 2L * key.length();
  }
}
