package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.proto.federation.v1.CollectionCount;
import org.tisc.proto.federation.v1.CollectionGeneration;
import org.tisc.proto.federation.v1.DisplayCopy;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.ExplainRequest;
import org.tisc.proto.federation.v1.ExplainResponse;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.FacetsResponse;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.SoughtWord;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;
import org.tisc.proto.federation.v1.VariantsRequest;
import org.tisc.proto.federation.v1.VariantsResponse;

/**
 * A peer in one query. What it answers is checked before use: a number, an index or an order that
 * cannot be makes the whole answer INCOMPATIBLE, because a ranking with a wrong part is a wrong
 * ranking. What it says of its segments is kept for later queries, and where it differs from what
 * is kept the answer is refused with STATISTICS_CONTRADICT.
 */
final class PeerSource implements Source {
  private static final int MAX_KEY_LENGTH = 512;

  // What one peer may claim to hold, so that sums over all peers stay inside of a long.
  private static final long MAX_DOCUMENTS = 1L << 44;
  private static final long MAX_TOKENS = 1L << 52;

  private final PeerChannel peer;
  private final QuestionFilter filter;
  private final ScoringNeeds needs;
  private final String scoringProfile;
  private final PeerMemory memory;
  private final LongSupplier nanoClock;
  private final Query query;
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private String lease = "";
  private List<CollectionInfo> collections = List.of();
  private PeerMemory.@Nullable View view;
  private final Set<String> found = new HashSet<>();
  private LocalHits.@Nullable Hit last;

  /**
   * @param needs of the question's query
   * @param scoringProfile of this node
   * @param memory what this peer said before
   */
  PeerSource(
      PeerChannel peer,
      SearchQuestion question,
      ScoringNeeds needs,
      String scoringProfile,
      PeerMemory memory,
      LongSupplier nanoClock) {
    this.peer = peer;
    this.filter = QuestionFilter.of(question);
    this.needs = needs;
    this.scoringProfile = scoringProfile;
    this.memory = memory;
    this.nanoClock = nanoClock;
    this.query = QueryProtos.toProto(question.query());
  }

  @Override
  public NodeId node() {
    return peer.node();
  }

  @Override
  public boolean doubtful() {
    return peer.doubtful();
  }

  @Override
  public Optional<Survey> remembered() {
    Optional<PeerMemory.View> known =
        memory
            .view(filter)
            .filter(one -> one.scoringProfile().equals(scoringProfile))
            .filter(one -> !memory.contradicted(filter, one));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    return memory
        .statistics(known.get(), needs)
        .map(
            statistics -> {
              view = known.get();
              collections =
                  known.get().collections().stream().map(PeerMemory.KnownCollection::info).toList();
              return new Survey(scoringProfile, collections, statistics);
            });
  }

  @Override
  public boolean confirmed() {
    return view != null && memory.confirmed(filter, view);
  }

  @Override
  public Map<CanonicalQuery.Fuzzy, List<ByteString>> variants(
      List<CanonicalQuery.Fuzzy> words, long deadlineNanos) {
    VariantsRequest.Builder request =
        VariantsRequest.newBuilder()
            .addAllKinds(filter.kinds())
            .addAllCollections(filter.collections());
    for (CanonicalQuery.Fuzzy word : words) {
      request.addWords(
          SoughtWord.newBuilder()
              .setField(word.field())
              .setWord(word.word())
              .setEdits(word.edits()));
    }
    VariantsResponse response = call(deadlineNanos, stub -> stub.variants(request.build()));
    return checked(
        () -> {
          check(response.getVariantsCount() == words.size(), "words for other ones than asked");
          Map<CanonicalQuery.Fuzzy, List<ByteString>> variants = new HashMap<>();
          for (int i = 0; i < words.size(); i++) {
            List<ByteString> terms = response.getVariants(i).getTermsList();
            check(terms.size() <= Likeness.MOST, "more words than asked");
            variants.put(words.get(i), terms);
          }
          return variants;
        });
  }

  @Override
  public Survey survey(long deadlineNanos) {
    StatisticsResponse response = call(deadlineNanos, stub -> stub.statistics(statisticsOf(query)));
    return checked(() -> surveyed(response));
  }

  private StatisticsRequest statisticsOf(Query asked) {
    return StatisticsRequest.newBuilder()
        .setQuery(asked)
        .addAllKinds(filter.kinds())
        .addAllCollections(filter.collections())
        .build();
  }

  private Survey surveyed(StatisticsResponse response) {
    List<CollectionInfo> described =
        CollectionProtos.fromProto(response.getCollectionsList(), filter);
    Statistics statistics = needs.select(QueryProtos.fromProto(response.getStatistics()));
    for (FieldStatistics field : statistics.fields().values()) {
      check(
          field.maxDoc() <= MAX_DOCUMENTS && field.sumTotalTermFreq() <= MAX_TOKENS,
          "more documents or words than a node can hold");
    }
    view = null;
    if (response.getBySegment()) {
      check(response.getSegmentsCount() == described.size(), "segments of no collection");
      keep(response, described, statistics);
    }
    lease = response.getLease();
    collections = described;
    return new Survey(response.getScoringProfile(), described, statistics);
  }

  private void keep(
      StatisticsResponse response, List<CollectionInfo> described, Statistics statistics) {
    List<List<SegmentStatistics>> told = SegmentProtos.fromProto(needs, response.getSegmentsList());
    List<SegmentStatistics> all = new ArrayList<>();
    List<PeerMemory.KnownCollection> known = new ArrayList<>();
    for (int i = 0; i < described.size(); i++) {
      all.addAll(told.get(i));
      known.add(
          PeerMemory.KnownCollection.of(
              described.get(i), told.get(i).stream().map(SegmentStatistics::segment).toList()));
    }
    List<Statistics> parts = new ArrayList<>(List.of(needs.none()));
    all.forEach(segment -> parts.add(segment.statistics()));
    check(Statistics.sum(parts).equals(statistics), "sums that are not those of its segments");
    PeerMemory.View whole = new PeerMemory.View(response.getScoringProfile(), known);
    memory.told(filter, whole, all);
    view = whole;
  }

  @Override
  public void alive(long deadlineNanos) {
    StatisticsResponse _ =
        call(
            deadlineNanos,
            stub ->
                stub.statistics(statisticsOf(QueryProtos.toProto(new CanonicalQuery.MatchNone()))));
  }

  @Override
  public Found search(Statistics sums, int skip, int limit, int show, long deadlineNanos) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setLease(lease)
            .setSkip(skip)
            .setQuery(query)
            .setStatistics(QueryProtos.toProto(sums))
            .setLimit(limit)
            .setShow(show)
            .addAllKinds(filter.kinds())
            .addAllCollections(filter.collections());
    if (view != null) {
      request.setByGeneration(true);
      for (PeerMemory.KnownCollection one : view.collections()) {
        request.addGenerations(
            CollectionGeneration.newBuilder()
                .setCollection(one.info().name())
                .setGeneration(one.generation()));
      }
    }
    SearchResponse response = call(deadlineNanos, stub -> stub.search(request.build()));
    if (skip > 0) {
      requireUnmoved(response);
    } else {
      found.clear();
      last = null;
    }
    return checked(() -> found(response, limit, show));
  }

  /** What was told before goes on only in the very commits it came from. */
  private void requireUnmoved(SearchResponse response) {
    if (response.hasMoved()) {
      throw new TiscException(Reason.SNAPSHOT_EXPIRED, peer.node() + " has changed meanwhile");
    }
    if (!response.getLease().isEmpty()) {
      Optional<ByteString> before = state(collections);
      boolean same =
          checked(
              () ->
                  before.isPresent()
                      && before.equals(
                          state(
                              CollectionProtos.fromProto(response.getCollectionsList(), filter))));
      if (!same) {
        throw new TiscException(Reason.SNAPSHOT_EXPIRED, peer.node() + " has changed meanwhile");
      }
    }
  }

  private Found found(SearchResponse response, int limit, int show) {
    if (response.hasMoved()) {
      check(view != null, "moved from what was not named");
      check(response.getHitsCount() == 0, "hits of a generation that was not summed");
      return new Moved(surveyed(response.getMoved()));
    }
    if (!response.getLease().isEmpty()) {
      List<CollectionInfo> searched =
          CollectionProtos.fromProto(response.getCollectionsList(), filter);
      check(
          names(searched).equals(names(collections))
              && response.getScoringProfile().equals(scoringProfile),
          "searched something else than was named");
      lease = response.getLease();
      collections = searched;
      if (view != null) {
        memory.confirmed(filter, view, searched);
      }
    }
    LocalHits hits = hits(response, limit);
    LocalHits.Hit before = last;
    if (!hits.hits().isEmpty()) {
      check(
          before == null || LocalHits.ORDER.compare(before, hits.hits().getFirst()) < 0,
          "hits that were told before");
      last = hits.hits().getLast();
    }
    List<String> keys = hits.hits().stream().map(LocalHits.Hit::key).toList();
    for (String key : keys) {
      check(found.add(key), "a key that was told before");
    }
    check(response.getDocumentsCount() <= show, "more documents than asked");
    return new Hits(
        collections,
        hits,
        DocumentProtos.fromProto(response.getDocumentsList(), keys, collections));
  }

  private static List<String> names(List<CollectionInfo> collections) {
    return collections.stream().map(CollectionInfo::name).toList();
  }

  private LocalHits hits(SearchResponse response, int limit) {
    check(response.getHitsCount() <= limit, "more hits than asked");
    List<LocalHits.Hit> hits = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (org.tisc.proto.federation.v1.SearchHit hit : response.getHitsList()) {
      check(!hit.getKey().isEmpty() && hit.getKey().length() <= MAX_KEY_LENGTH, "an improper key");
      check(Float.isFinite(hit.getScore()) && hit.getScore() >= 0, "an improper score");
      check(keys.add(hit.getKey()), "a key twice");
      LocalHits.Hit next =
          new LocalHits.Hit(hit.getKey(), hit.getScore(), collection(hit.getCollection()).name());
      check(
          hits.isEmpty() || LocalHits.ORDER.compare(hits.getLast(), next) < 0, "hits out of order");
      hits.add(next);
    }
    Map<String, LocalHits.Count> counts = new HashMap<>();
    for (CollectionCount count : response.getCountsList()) {
      check(count.getAtLeast() >= 0, "a negative count");
      counts.put(
          collection(count.getCollection()).name(),
          new LocalHits.Count(count.getAtLeast(), count.getExact()));
    }
    return new LocalHits(hits, counts);
  }

  private CollectionInfo collection(int position) {
    check(position >= 0 && position < collections.size(), "an unknown collection");
    return collections.get(position);
  }

  @Override
  public Map<String, Boolean> heldByMemory(List<String> keys) {
    Optional<ByteString> state = state(collections);
    boolean holdsNothing = collections.stream().allMatch(one -> one.documents() == 0);
    Map<String, Boolean> held = new HashMap<>();
    for (String key : keys) {
      if (found.contains(key)) {
        held.put(key, true);
      } else if (holdsNothing) {
        held.put(key, false);
      } else if (state.isPresent()) {
        memory.held(key, state.get()).ifPresent(known -> held.put(key, known));
      }
    }
    return held;
  }

  /** The name of the collections and their commits together; empty where one commit has no name. */
  private static Optional<ByteString> state(List<CollectionInfo> collections) {
    List<ByteString> states = new ArrayList<>();
    for (CollectionInfo collection : collections) {
      if (collection.state().isEmpty()) {
        return Optional.empty();
      }
      states.add(collection.state().get());
    }
    return Optional.of(Generation.of(states));
  }

  @Override
  public Shown display(List<String> keys, List<DocumentCopy> copies, long deadlineNanos) {
    DisplayRequest.Builder request =
        DisplayRequest.newBuilder().setLease(lease).setQuery(query).addAllKeys(keys);
    List<String> names = names(collections);
    for (DocumentCopy copy : copies) {
      request.addRender(
          DisplayCopy.newBuilder()
              .setKey(keys.indexOf(copy.key()))
              .setCollection(names.indexOf(copy.collection())));
    }
    if (lease.isEmpty()) {
      request.addAllKinds(filter.kinds()).addAllCollections(filter.collections());
    }
    DisplayResponse response = call(deadlineNanos, stub -> stub.display(request.build()));
    return checked(() -> shown(response, keys));
  }

  private Shown shown(DisplayResponse response, List<String> keys) {
    Set<String> held = new HashSet<>();
    for (int position : response.getHeldList()) {
      check(position >= 0 && position < keys.size(), "an unknown key");
      held.add(keys.get(position));
    }
    List<CollectionInfo> looked =
        lease.isEmpty()
            ? CollectionProtos.fromProto(response.getCollectionsList(), filter)
            : collections;
    if (!response.getNarrowed()) {
      state(looked).ifPresent(state -> memory.told(keys, held, state));
    }
    return new Shown(
        held, DocumentProtos.fromProto(response.getDocumentsList(), keys, collections));
  }

  @Override
  public FacetCounts count(FacetRequest request, long deadlineNanos) {
    FacetsRequest asked =
        FacetProtos.toProto(request)
            .addAllKinds(filter.kinds())
            .addAllCollections(filter.collections())
            .setLease(lease)
            .build();
    FacetsResponse response = call(deadlineNanos, stub -> stub.facets(asked));
    return checked(
        () -> {
          FacetCounts counts = FacetProtos.fromProto(response, request);
          lease = response.getLease();
          return counts;
        });
  }

  @Override
  public Explained explain(
      Statistics sums, String key, Optional<String> collection, long deadlineNanos) {
    ExplainRequest request =
        ExplainRequest.newBuilder()
            .setLease(lease)
            .setQuery(query)
            .setStatistics(QueryProtos.toProto(sums))
            .setKey(key)
            .setCollection(collection.orElse(""))
            .build();
    ExplainResponse response = call(deadlineNanos, stub -> stub.explain(request));
    try {
      return checked(() -> ExplainProtos.fromProto(response, collections));
    } catch (TiscException unusable) {
      return Explained.unusable(unusable);
    }
  }

  private <T> T call(
      long deadlineNanos, Function<SearchServiceGrpc.SearchServiceBlockingStub, T> method) {
    memory.requireWelcome(nanoClock.getAsLong());
    try {
      return SearchCalls.call(peer, context, deadlineNanos - nanoClock.getAsLong(), method);
    } catch (TiscException refusal) {
      memory.refused(refusal, nanoClock.getAsLong());
      throw refusal;
    }
  }

  /** Turns every complaint about an answer's content into one reason; a lie keeps its own. */
  private <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TiscException failure) {
      if (failure.reason() == Reason.STATISTICS_CONTRADICT) {
        throw failure;
      }
      memory.forgetViews();
      throw new TiscException(
          Reason.INCOMPATIBLE, peer.node() + " answered what cannot be used", failure);
    }
  }

  private static void check(boolean fact, String otherwise) {
    if (!fact) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The answer has " + otherwise);
    }
  }

  @Override
  public void close() {
    context.cancel(null);
  }
}
