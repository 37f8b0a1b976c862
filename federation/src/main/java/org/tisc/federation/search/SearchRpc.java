package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Bulk;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.policy.Rights;
import org.tisc.federation.policy.Verb;
import org.tisc.federation.policy.VisibleFields;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.QueryFields;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.proto.federation.v1.CollectionCount;
import org.tisc.proto.federation.v1.DisplayCopy;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.ExplainRequest;
import org.tisc.proto.federation.v1.ExplainResponse;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.FacetsResponse;
import org.tisc.proto.federation.v1.FetchRequest;
import org.tisc.proto.federation.v1.FetchResponse;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;
import org.tisc.proto.federation.v1.VariantsRequest;
import org.tisc.proto.federation.v1.VariantsResponse;
import org.tisc.proto.federation.v1.WordVariants;

/**
 * The provider's side of a search: serves peers from the own collections as the rules allow. The
 * gate has established who is calling. The rules are asked again in every round, so that a
 * collection withdrawn in the middle of a query is not served any more.
 *
 * <p>A collection that a peer may neither search nor fetch takes no part in anything here: not in
 * statistics, look-ups, counts or quotas, nor in a refusal. So every answer is the one that a node
 * without it would give. A refusal names only collections that the peer may know of.
 */
final class SearchRpc extends SearchServiceGrpc.SearchServiceImplBase {
  /** Kinds and collection names in one filter. */
  private static final int MAX_FILTER = 1_000;

  /** Keys and rendered documents of one page. */
  static final int MAX_PAGE = SearchQuestion.MAX_SIZE;

  private final LocalIndex index;
  private final Guard guard;
  private final Renderer renderer;
  private final Leases<PeerId, IndexSnapshot> leases;
  private final SearchEvents events;
  private final Supplier<PeerId> caller;
  private final PeerCosts costs;

  SearchRpc(
      LocalIndex index,
      Guard guard,
      Leases<PeerId, IndexSnapshot> leases,
      SearchEvents events,
      Supplier<PeerId> caller,
      PeerCosts costs) {
    this.index = index;
    this.guard = guard;
    this.renderer = new Renderer(index);
    this.leases = leases;
    this.events = events;
    this.caller = caller;
    this.costs = costs;
  }

  private <T> void served(StreamObserver<T> answer, Function<PeerId, T> method) {
    Answers.unary(
        answer,
        () -> {
          PeerId peer = caller.get();
          return costs.charged(peer, () -> method.apply(peer));
        });
  }

  @Override
  public void statistics(StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
    served(answer, peer -> statistics(peer, request));
  }

  @Override
  public void variants(VariantsRequest request, StreamObserver<VariantsResponse> answer) {
    served(answer, peer -> variants(peer, request));
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
    served(answer, peer -> search(peer, request));
  }

  @Override
  public void display(DisplayRequest request, StreamObserver<DisplayResponse> answer) {
    served(answer, peer -> display(peer, request));
  }

  @Override
  public void facets(FacetsRequest request, StreamObserver<FacetsResponse> answer) {
    served(answer, peer -> facets(peer, request));
  }

  @Override
  public void fetch(FetchRequest request, StreamObserver<FetchResponse> answer) {
    served(answer, peer -> fetch(peer, request));
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> answer) {
    served(answer, peer -> explain(peer, request));
  }

  /** The rules are those of a search; of another collection nothing is said. */
  private ExplainResponse explain(PeerId peer, ExplainRequest request) {
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Statistics statistics =
        ScoringNeeds.of(query).select(QueryProtos.fromProto(request.getStatistics()));
    Rights rights = guard.rights(peer);
    try (Leases.Use<IndexSnapshot> lease = leases.use(peer, request.getLease())) {
      Set<String> subset = stillShared(rights, lease.collections());
      rights.countRequest(Verb.SEARCH, subset, "explain");
      rights.requireFields(subset, named(query));
      Explained explained =
          Explained.of(
              lease.value(),
              query,
              statistics,
              subset,
              request.getKey(),
              Optional.of(request.getCollection()).filter(name -> !name.isEmpty()),
              CallBudget.ofCurrentCall());
      events.queryServed(peer, List.copyOf(subset), explained.best().isPresent() ? 1 : 0);
      ExplainResponse.Builder response = ExplainResponse.newBuilder().setHeld(explained.held());
      explained
          .best()
          .ifPresent(
              copy ->
                  response
                      .setCollection(
                          CollectionProtos.positions(lease.collections())
                              .getOrDefault(copy.collection(), 0))
                      .setScore(ExplainProtos.toProto(copy.explanation())));
      return response.build();
    }
  }

  private FacetsResponse facets(PeerId peer, FacetsRequest request) {
    FacetRequest asked = FacetProtos.fromProto(request);
    Rights rights = guard.rights(peer);
    if (!request.getLease().isEmpty()) {
      try (Leases.Use<IndexSnapshot> lease = leases.use(peer, request.getLease())) {
        return facets(peer, asked, rights, lease.value(), stillShared(rights, lease.collections()))
            .setLease(request.getLease())
            .build();
      }
    }
    requireFilter(request.getKindsCount(), request.getCollectionsCount());
    IndexSnapshot snapshot = pin(rights, request.getKindsList(), request.getCollectionsList());
    boolean kept = false;
    try {
      List<CollectionInfo> collections = snapshot.collections();
      FacetsResponse.Builder response =
          facets(peer, asked, rights, snapshot, new TreeSet<>(names(collections)));
      response.setLease(leases.open(peer, snapshot, collections));
      kept = true;
      return response.build();
    } finally {
      if (!kept) {
        snapshot.close();
      }
    }
  }

  private FacetsResponse.Builder facets(
      PeerId peer, FacetRequest asked, Rights rights, IndexSnapshot snapshot, Set<String> subset) {
    rights.countRequest(Verb.SEARCH, subset, "facets");
    rights.requireFields(subset, named(asked.query()));
    List<Facet> open =
        FacetProtos.open(
            asked,
            subset,
            (collection, facet) ->
                index.toldBy(index.queryField(facet)).stream()
                    .allMatch(rights.decision(Verb.SEARCH, collection).fields()::sees));
    FacetCounts counts = snapshot.count(asked.by(open), subset, CallBudget.ofCurrentCall());
    events.queryServed(peer, List.copyOf(subset), 0);
    return FacetProtos.toProto(counts, asked.facets());
  }

  private FetchResponse fetch(PeerId peer, FetchRequest request) {
    Rights rights = guard.rights(peer);
    List<CollectionInfo> known = index.collections();
    List<CollectionInfo> open =
        known.stream().filter(one -> rights.may(Verb.FETCH, one.name())).toList();
    rights.countRequest(Verb.FETCH, names(open), "fetch");
    for (CollectionInfo collection : open) {
      Optional<ByteString> document = document(collection.name(), request.getKey());
      if (document.isPresent()) {
        VisibleFields fields = rights.decision(Verb.FETCH, collection.name()).fields();
        ByteString visible =
            fields.whole() ? document.get() : index.visible(document.get(), fields);
        rights.countFetch(collection.name());
        events.documentsShown(peer, 1);
        return FetchResponse.newBuilder()
            .setDocument(visible)
            .setCollection(CollectionProtos.toProto(collection))
            .build();
      }
    }
    // Whoever finds the document by searching may be told that it is there and not given.
    for (CollectionInfo collection : known) {
      if (rights.may(Verb.SEARCH, collection.name())
          && !rights.may(Verb.FETCH, collection.name())
          && document(collection.name(), request.getKey()).isPresent()) {
        throw rights.refusal(Verb.FETCH, collection.name());
      }
    }
    throw new TiscException(Reason.NOT_FOUND, "No collection shared with you holds this document");
  }

  /** The document, or nothing where the collection was dropped a moment ago. */
  private Optional<ByteString> document(String collection, String key) {
    try {
      return index.document(collection, key);
    } catch (TiscException failure) {
      if (failure.reason() == Reason.UNKNOWN_COLLECTION) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private VariantsResponse variants(PeerId peer, VariantsRequest request) {
    requireFilter(request.getKindsCount(), request.getCollectionsCount());
    if (request.getWordsCount() > Expansion.MOST_WORDS) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "At most " + Expansion.MOST_WORDS + " words are compared");
    }
    List<CanonicalQuery.Fuzzy> words =
        request.getWordsList().stream()
            .map(word -> new CanonicalQuery.Fuzzy(word.getField(), word.getWord(), word.getEdits()))
            .toList();
    CanonicalQuery all =
        new CanonicalQuery.Bool(
            words.stream()
                .map(word -> new CanonicalQuery.Clause(CanonicalQuery.Occur.SHOULD, word))
                .toList());
    QueryLimits.check(all);
    Rights rights = guard.rights(peer);
    try (IndexSnapshot snapshot =
        pin(rights, request.getKindsList(), request.getCollectionsList())) {
      List<String> collections = names(snapshot.collections());
      rights.countRequest(Verb.SEARCH, collections, "variants");
      rights.requireFields(collections, named(all));
      Map<CanonicalQuery.Fuzzy, List<Likeness>> found =
          snapshot.variants(words, CallBudget.ofCurrentCall());
      VariantsResponse.Builder response = VariantsResponse.newBuilder();
      for (CanonicalQuery.Fuzzy word : words) {
        WordVariants.Builder variants = WordVariants.newBuilder();
        found.getOrDefault(word, List.of()).forEach(like -> variants.addTerms(like.term()));
        response.addVariants(variants);
      }
      return response.build();
    }
  }

  private StatisticsResponse statistics(PeerId peer, StatisticsRequest request) {
    requireFilter(request.getKindsCount(), request.getCollectionsCount());
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Rights rights = guard.rights(peer);
    IndexSnapshot snapshot = pin(rights, request.getKindsList(), request.getCollectionsList());
    boolean kept = false;
    try {
      List<CollectionInfo> collections = snapshot.collections();
      rights.countRequest(Verb.SEARCH, names(collections), "statistics");
      rights.requireFields(names(collections), named(query));
      StatisticsResponse.Builder response = survey(query, snapshot, collections);
      response.setLease(leases.open(peer, snapshot, collections));
      kept = true;
      return response.build();
    } finally {
      if (!kept) {
        snapshot.close();
      }
    }
  }

  private static void requireFilter(int kinds, int collections) {
    if (kinds > MAX_FILTER || collections > MAX_FILTER) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A filter names at most " + MAX_FILTER + " values");
    }
  }

  /** The newest state of the collections that fit and that the peer may search. */
  private IndexSnapshot pin(Rights rights, List<String> kinds, List<String> collections) {
    QuestionFilter filter = new QuestionFilter(Set.copyOf(kinds), Set.copyOf(collections));
    return Pinning.pin(
        index,
        collection ->
            filter.fits(collection.kind(), collection.name())
                && rights.may(Verb.SEARCH, collection.name()));
  }

  /** What a snapshot's statistics are, without a lease. */
  private static StatisticsResponse.Builder survey(
      CanonicalQuery query, IndexSnapshot snapshot, List<CollectionInfo> collections) {
    ScoringNeeds needs = ScoringNeeds.of(query);
    Map<String, List<SegmentStatistics>> segments =
        snapshot.statisticsBySegment(query, CallBudget.ofCurrentCall());
    List<Statistics> parts = new ArrayList<>(List.of(needs.none()));
    segments.values().forEach(all -> all.forEach(one -> parts.add(one.statistics())));
    long lookedUp = (long) parts.size() * (needs.fields().size() + needs.terms().size());
    PeerCosts.charge(lookedUp * PeerCosts.LOOK_UP_NANOS);
    StatisticsResponse.Builder response =
        StatisticsResponse.newBuilder()
            .setScoringProfile(snapshot.scoringProfile())
            .setStatistics(QueryProtos.toProto(needs.select(Statistics.sum(parts))))
            .setBySegment(SegmentProtos.fits(needs, parts.size()));
    for (CollectionInfo collection : collections) {
      response.addCollections(CollectionProtos.toProto(collection));
      if (response.getBySegment()) {
        response.addSegments(
            SegmentProtos.toProto(needs, segments.getOrDefault(collection.name(), List.of())));
      }
    }
    return response;
  }

  /** The fields that a query names, each with those whose content it would tell. */
  private Map<String, Set<String>> named(CanonicalQuery query) {
    Map<String, Set<String>> named = new HashMap<>();
    QueryFields.of(query).forEach(field -> named.put(field, index.toldBy(field)));
    return named;
  }

  private static List<String> names(List<CollectionInfo> collections) {
    return collections.stream().map(CollectionInfo::name).toList();
  }

  private SearchResponse search(PeerId peer, SearchRequest request) {
    requireLimit(request);
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Statistics statistics =
        ScoringNeeds.of(query).select(QueryProtos.fromProto(request.getStatistics()));
    if (request.getShow() < 0 || request.getShow() > MAX_PAGE) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "show is 0 to " + MAX_PAGE + "; not: " + request.getShow());
    }
    requireFilter(
        Math.max(request.getKindsCount(), request.getGenerationsCount()),
        request.getCollectionsCount());
    Rights rights = guard.rights(peer);
    if (request.getByGeneration()) {
      Optional<Leases.Use<IndexSnapshot>> lease = leases.find(peer, request.getLease());
      return lease.isEmpty()
          ? searchNewest(peer, rights, request, query, statistics)
          : searchIn(lease.get(), peer, rights, request, query, statistics).build();
    }
    return searchIn(leases.use(peer, request.getLease()), peer, rights, request, query, statistics)
        .build();
  }

  private static void requireLimit(SearchRequest request) {
    long limit = Integer.toUnsignedLong(request.getLimit());
    long skip = Integer.toUnsignedLong(request.getSkip());
    if (limit < 1 || skip + limit > SearchQuestion.MAX_DEPTH) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "skip and limit together are 1 to "
              + SearchQuestion.MAX_DEPTH
              + ", limit at least 1; not: "
              + skip
              + " and "
              + limit);
    }
  }

  /** Searches the newest state where its statistics are those that were summed. */
  private SearchResponse searchNewest(
      PeerId peer,
      Rights rights,
      SearchRequest request,
      CanonicalQuery query,
      Statistics statistics) {
    IndexSnapshot snapshot = pin(rights, request.getKindsList(), request.getCollectionsList());
    boolean kept = false;
    try {
      List<CollectionInfo> collections = snapshot.collections();
      if (!summed(request, snapshot)) {
        rights.countRequest(Verb.SEARCH, names(collections), "search");
        rights.requireFields(names(collections), named(query));
        StatisticsResponse.Builder moved = survey(query, snapshot, collections);
        moved.setLease(leases.open(peer, snapshot, collections));
        kept = true;
        return SearchResponse.newBuilder().setMoved(moved).build();
      }
      String scoringProfile = snapshot.scoringProfile();
      String name = leases.open(peer, snapshot, collections);
      kept = true;
      SearchResponse.Builder response =
          searchIn(leases.use(peer, name), peer, rights, request, query, statistics)
              .setLease(name)
              .setScoringProfile(scoringProfile);
      collections.forEach(one -> response.addCollections(CollectionProtos.toProto(one)));
      return response.build();
    } finally {
      if (!kept) {
        snapshot.close();
      }
    }
  }

  private static boolean summed(SearchRequest request, IndexSnapshot snapshot) {
    Map<String, ByteString> named = new HashMap<>();
    request
        .getGenerationsList()
        .forEach(one -> named.put(one.getCollection(), one.getGeneration()));
    Map<String, ByteString> newest = new HashMap<>();
    snapshot
        .segments()
        .forEach((collection, segments) -> newest.put(collection, Generation.of(segments)));
    return named.equals(newest);
  }

  /** Searches what a lease holds, and ends the use of it. */
  private SearchResponse.Builder searchIn(
      Leases.Use<IndexSnapshot> lease,
      PeerId peer,
      Rights rights,
      SearchRequest request,
      CanonicalQuery query,
      Statistics statistics) {
    try (lease) {
      Set<String> subset = stillShared(rights, lease.collections());
      rights.countRequest(Verb.SEARCH, subset, "search");
      rights.requireFields(subset, named(query));
      if (request.getSkip() > 0 && subset.size() < lease.collections().size()) {
        // Without a collection other keys come first, and some would be skipped that were not told.
        throw new TiscException(
            Reason.SNAPSHOT_EXPIRED, "A collection of this list is not open any more");
      }
      int depth = request.getSkip() + request.getLimit();
      rights.requireDepth(depth, subset);
      LocalHits all =
          lease.value().search(query, statistics, subset, depth, CallBudget.ofCurrentCall());
      List<LocalHits.Hit> found =
          all.hits().subList(Math.min(request.getSkip(), all.hits().size()), all.hits().size());
      countDeepHits(rights, all.hits().size(), found);
      Map<String, Integer> positions = CollectionProtos.positions(lease.collections());
      SearchResponse.Builder response = SearchResponse.newBuilder();
      for (LocalHits.Hit hit : found) {
        response.addHits(
            org.tisc.proto.federation.v1.SearchHit.newBuilder()
                .setKey(hit.key())
                .setScore(hit.score())
                .setCollection(positions.getOrDefault(hit.collection(), 0)));
      }
      all.counts()
          .forEach(
              (collection, count) ->
                  response.addCounts(
                      CollectionCount.newBuilder()
                          .setCollection(positions.getOrDefault(collection, 0))
                          .setAtLeast(count.atLeast())
                          .setExact(count.exact())));
      events.queryServed(peer, List.copyOf(subset), found.size());
      List<LocalHits.Hit> first = found.subList(0, Math.min(request.getShow(), found.size()));
      if (!first.isEmpty()) {
        response.addAllDocuments(
            renderer.renderFirst(lease.value(), lease.collections(), rights, query, first));
        events.documentsShown(peer, response.getDocumentsCount());
      }
      return response;
    }
  }

  /**
   * What stands after the pages that people read is taken in bulk.
   *
   * @param depth how far the list goes
   * @param told the last hits of it, which are told now
   */
  private static void countDeepHits(Rights rights, int depth, List<LocalHits.Hit> told) {
    Map<String, Long> deep = new TreeMap<>();
    int bulk = Math.min(told.size(), Bulk.beyondPages(depth));
    for (LocalHits.Hit hit : told.subList(told.size() - bulk, told.size())) {
      deep.merge(hit.collection(), 1L, Long::sum);
    }
    deep.forEach(rights::countBulk);
  }

  private DisplayResponse display(PeerId peer, DisplayRequest request) {
    if (request.getKeysCount() > MAX_PAGE || request.getRenderCount() > MAX_PAGE) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A page has at most " + MAX_PAGE + " keys");
    }
    requireFilter(request.getKindsCount(), request.getCollectionsCount());
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Rights rights = guard.rights(peer);
    if (request.getLease().isEmpty()) {
      try (IndexSnapshot snapshot =
          pin(rights, request.getKindsList(), request.getCollectionsList())) {
        List<CollectionInfo> collections = snapshot.collections();
        DisplayResponse.Builder response =
            display(peer, rights, request, query, snapshot, collections);
        collections.forEach(one -> response.addCollections(CollectionProtos.toProto(one)));
        return response.build();
      }
    }
    try (Leases.Use<IndexSnapshot> lease = leases.use(peer, request.getLease())) {
      return display(peer, rights, request, query, lease.value(), lease.collections()).build();
    }
  }

  private DisplayResponse.Builder display(
      PeerId peer,
      Rights rights,
      DisplayRequest request,
      CanonicalQuery query,
      IndexSnapshot snapshot,
      List<CollectionInfo> collections) {
    Set<String> subset = stillShared(rights, collections);
    rights.countRequest(Verb.SEARCH, subset, "display");
    rights.requireFields(subset, named(query));
    Set<String> held = snapshot.holders(request.getKeysList(), subset).keySet();
    List<DocumentCopy> copies = new ArrayList<>();
    for (DisplayCopy copy : request.getRenderList()) {
      if (copy.getKey() < 0
          || copy.getKey() >= request.getKeysCount()
          || copy.getCollection() < 0
          || copy.getCollection() >= collections.size()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "A copy to render is outside keys or collections");
      }
      String collection = collections.get(copy.getCollection()).name();
      if (subset.contains(collection)) {
        copies.add(new DocumentCopy(request.getKeys(copy.getKey()), collection));
      }
    }
    DisplayResponse.Builder response =
        DisplayResponse.newBuilder().setNarrowed(subset.size() < collections.size());
    for (int i = 0; i < request.getKeysCount(); i++) {
      if (held.contains(request.getKeys(i))) {
        response.addHeld(i);
      }
    }
    response.addAllDocuments(
        renderer.render(snapshot, collections, rights, query, copies, request.getKeysList()));
    events.documentsShown(peer, response.getDocumentsCount());
    return response;
  }

  /** The leased collections that the peer may search at this moment. */
  private Set<String> stillShared(Rights rights, List<CollectionInfo> leased) {
    Set<String> there = Set.copyOf(names(index.collections()));
    return leased.stream()
        .map(CollectionInfo::name)
        .filter(there::contains)
        .filter(name -> rights.may(Verb.SEARCH, name))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
