package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;

/** The own collections in one query. */
final class OwnSource implements Source {
  private final NodeId self;
  private final LocalIndex index;
  private final SearchQuestion question;
  private final QuestionFilter filter;
  private final LongSupplier nanoClock;
  private volatile boolean closed;
  private @Nullable Counted<IndexSnapshot> pinned;

  OwnSource(NodeId self, LocalIndex index, SearchQuestion question, LongSupplier nanoClock) {
    this.self = self;
    this.index = index;
    this.question = question;
    this.filter = QuestionFilter.of(question);
    this.nanoClock = nanoClock;
  }

  @Override
  public NodeId node() {
    return self;
  }

  @Override
  public boolean doubtful() {
    return false;
  }

  /** Never remembered: the own index is asked as fast as a memory would be. */
  @Override
  public Optional<Survey> remembered() {
    return Optional.empty();
  }

  @Override
  public boolean confirmed() {
    return false;
  }

  @Override
  public Map<CanonicalQuery.Fuzzy, List<ByteString>> variants(
      List<CanonicalQuery.Fuzzy> words, long deadlineNanos) {
    try (IndexSnapshot snapshot =
        Pinning.pin(index, collection -> filter.fits(collection.kind(), collection.name()))) {
      Map<CanonicalQuery.Fuzzy, List<ByteString>> variants = new HashMap<>();
      snapshot
          .variants(words, budget(deadlineNanos))
          .forEach((word, like) -> variants.put(word, like.stream().map(Likeness::term).toList()));
      return variants;
    }
  }

  @Override
  public Survey survey(long deadlineNanos) {
    pin(Pinning.pin(index, collection -> filter.fits(collection.kind(), collection.name())));
    return with(
        snapshot -> {
          Statistics statistics = snapshot.statistics(question.query(), budget(deadlineNanos));
          return new Survey(
              index.scoringProfile(),
              snapshot.collections(),
              ScoringNeeds.of(question.query()).select(statistics));
        });
  }

  @Override
  public void alive(long deadlineNanos) {
    // This process is.
  }

  /** Renders nothing at once: when the page is known that costs no round. */
  @Override
  public Found search(Statistics sums, int skip, int limit, int show, long deadlineNanos) {
    return with(
        snapshot -> {
          LocalHits all =
              snapshot.search(
                  question.query(), sums, names(snapshot), skip + limit, budget(deadlineNanos));
          List<LocalHits.Hit> told =
              all.hits().subList(Math.min(skip, all.hits().size()), all.hits().size());
          return new Hits(snapshot.collections(), new LocalHits(told, all.counts()), Map.of());
        });
  }

  @Override
  public Map<String, Boolean> heldByMemory(List<String> keys) {
    return Map.of();
  }

  @Override
  public Shown display(List<String> keys, List<DocumentCopy> copies, long deadlineNanos) {
    return with(
        snapshot -> {
          Set<String> held = snapshot.holders(keys, names(snapshot)).keySet();
          Map<String, RenderedDocument> documents =
              snapshot.render(copies, question.query(), budget(deadlineNanos)).stream()
                  .collect(
                      Collectors.toMap(document -> document.copy().key(), Function.identity()));
          return new Shown(held, documents);
        });
  }

  @Override
  public FacetCounts count(FacetRequest request, long deadlineNanos) {
    if (unpinned()) {
      pin(Pinning.pin(index, collection -> filter.fits(collection.kind(), collection.name())));
    }
    return with(snapshot -> snapshot.count(request, names(snapshot), budget(deadlineNanos)));
  }

  @Override
  public Explained explain(
      Statistics sums, String key, Optional<String> collection, long deadlineNanos) {
    return with(
        snapshot ->
            Explained.of(
                snapshot,
                question.query(),
                sums,
                names(snapshot),
                key,
                collection,
                budget(deadlineNanos)));
  }

  private synchronized boolean unpinned() {
    return pinned == null;
  }

  private static Set<String> names(IndexSnapshot snapshot) {
    return snapshot.collections().stream().map(CollectionInfo::name).collect(Collectors.toSet());
  }

  private WorkBudget budget(long deadlineNanos) {
    return () -> closed || nanoClock.getAsLong() - deadlineNanos >= 0;
  }

  private void pin(IndexSnapshot snapshot) {
    Counted<IndexSnapshot> before;
    synchronized (this) {
      if (closed) {
        before = new Counted<>(snapshot, IndexSnapshot::close);
      } else {
        before = pinned;
        pinned = new Counted<>(snapshot, IndexSnapshot::close);
      }
    }
    if (before != null) {
      before.release();
    }
  }

  /** Works in the pinned snapshot, which stays open until the work is done. */
  private <T> T with(Function<IndexSnapshot, T> work) {
    Counted<IndexSnapshot> used;
    synchronized (this) {
      used = pinned;
    }
    if (used == null || !used.acquire()) {
      throw new TiscException(Reason.CANCELLED, "The query ended");
    }
    try {
      return work.apply(used.value());
    } finally {
      used.release();
    }
  }

  @Override
  public void close() {
    Counted<IndexSnapshot> ended;
    synchronized (this) {
      closed = true;
      ended = pinned;
      pinned = null;
    }
    if (ended != null) {
      ended.release();
    }
  }
}
