package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.tisc.federation.query.QueryFields;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.proto.federation.v1.CollectionCount;
import org.tisc.proto.federation.v1.DisplayCopy;
import org.tisc.proto.federation.v1.DisplayDocument;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.FacetsResponse;
import org.tisc.proto.federation.v1.FetchRequest;
import org.tisc.proto.federation.v1.FetchResponse;
import org.tisc.proto.federation.v1.FieldPassages;
import org.tisc.proto.federation.v1.Mark;
import org.tisc.proto.federation.v1.Passage;
import org.tisc.proto.federation.v1.SearchCollection;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

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

  /** Hits of one request; deep pages continue from a cursor. */
  static final int MAX_LIMIT = 10_000;

  /** Keys and rendered documents of one page. */
  static final int MAX_PAGE = SearchQuestion.MAX_SIZE;

  /** The field whose content a hit's title is. */
  private static final String TITLE = "title";

  private final LocalIndex index;
  private final Guard guard;
  private final Leases leases;
  private final SearchEvents events;
  private final Supplier<PeerId> caller;

  SearchRpc(
      LocalIndex index, Guard guard, Leases leases, SearchEvents events, Supplier<PeerId> caller) {
    this.index = index;
    this.guard = guard;
    this.leases = leases;
    this.events = events;
    this.caller = caller;
  }

  @Override
  public void statistics(StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
    Answers.unary(answer, () -> statistics(caller.get(), request));
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
    Answers.unary(answer, () -> search(caller.get(), request));
  }

  @Override
  public void display(DisplayRequest request, StreamObserver<DisplayResponse> answer) {
    Answers.unary(answer, () -> display(caller.get(), request));
  }

  @Override
  public void facets(FacetsRequest request, StreamObserver<FacetsResponse> answer) {
    Answers.unary(answer, () -> facets(caller.get(), request));
  }

  @Override
  public void fetch(FetchRequest request, StreamObserver<FetchResponse> answer) {
    Answers.unary(answer, () -> fetch(caller.get(), request));
  }

  private FacetsResponse facets(PeerId peer, FacetsRequest request) {
    FacetRequest asked = FacetProtos.fromProto(request);
    Rights rights = guard.rights(peer);
    if (!request.getLease().isEmpty()) {
      try (Leases.Use lease = leases.use(peer, request.getLease())) {
        return facets(
                peer, asked, rights, lease.snapshot(), stillShared(rights, lease.collections()))
            .setLease(request.getLease())
            .build();
      }
    }
    IndexSnapshot snapshot = pinned(rights, request.getKindsList(), request.getCollectionsList());
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

  /** The newest state of what the peer may search of these. */
  private IndexSnapshot pinned(Rights rights, List<String> kinds, List<String> collections) {
    if (kinds.size() > MAX_FILTER || collections.size() > MAX_FILTER) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A filter names at most " + MAX_FILTER + " values");
    }
    return Pinning.pin(
        index,
        Pinning.named(kinds, collections)
            .and(collection -> rights.may(Verb.SEARCH, collection.name())));
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
            .setCollection(toProto(collection))
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

  private StatisticsResponse statistics(PeerId peer, StatisticsRequest request) {
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Rights rights = guard.rights(peer);
    IndexSnapshot snapshot = pinned(rights, request.getKindsList(), request.getCollectionsList());
    boolean kept = false;
    try {
      List<CollectionInfo> collections = snapshot.collections();
      rights.countRequest(Verb.SEARCH, names(collections), "statistics");
      rights.requireFields(names(collections), named(query));
      Statistics statistics =
          ScoringNeeds.of(query).select(snapshot.statistics(query, CallBudget.ofCurrentCall()));
      StatisticsResponse.Builder response =
          StatisticsResponse.newBuilder()
              .setScoringProfile(snapshot.scoringProfile())
              .setStatistics(QueryProtos.toProto(statistics));
      collections.forEach(collection -> response.addCollections(toProto(collection)));
      response.setLease(leases.open(peer, snapshot, collections));
      kept = true;
      return response.build();
    } finally {
      if (!kept) {
        snapshot.close();
      }
    }
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

  private static SearchCollection toProto(CollectionInfo collection) {
    SearchCollection.Builder message =
        SearchCollection.newBuilder()
            .setName(collection.name())
            .setKind(collection.kind())
            .setDocuments(collection.documents())
            .setLicence(collection.licence().orElse(""))
            .setOnward(collection.onward());
    collection
        .indexedAt()
        .ifPresent(
            at ->
                message.setIndexedAt(
                    Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano())));
    return message.build();
  }

  private SearchResponse search(PeerId peer, SearchRequest request) {
    int limit = request.getLimit();
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "limit is 1 to " + MAX_LIMIT + "; not: " + limit);
    }
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Statistics statistics =
        ScoringNeeds.of(query).select(QueryProtos.fromProto(request.getStatistics()));
    Rights rights = guard.rights(peer);
    try (Leases.Use lease = leases.use(peer, request.getLease())) {
      Set<String> subset = stillShared(rights, lease.collections());
      rights.countRequest(Verb.SEARCH, subset, "search");
      rights.requireFields(subset, named(query));
      rights.requireDepth(limit, subset);
      LocalHits found =
          lease.snapshot().search(query, statistics, subset, limit, CallBudget.ofCurrentCall());
      countDeepHits(rights, found);
      Map<String, Integer> positions = positions(lease.collections());
      SearchResponse.Builder response = SearchResponse.newBuilder();
      for (LocalHits.Hit hit : found.hits()) {
        response.addHits(
            org.tisc.proto.federation.v1.SearchHit.newBuilder()
                .setKey(hit.key())
                .setScore(hit.score())
                .setCollection(positions.getOrDefault(hit.collection(), 0)));
      }
      found
          .counts()
          .forEach(
              (collection, count) ->
                  response.addCounts(
                      CollectionCount.newBuilder()
                          .setCollection(positions.getOrDefault(collection, 0))
                          .setAtLeast(count.atLeast())
                          .setExact(count.exact())));
      events.queryServed(peer, List.copyOf(subset), found.hits().size());
      return response.build();
    }
  }

  /** What stands after the pages that people read is taken in bulk. */
  private static void countDeepHits(Rights rights, LocalHits found) {
    Map<String, Long> deep = new TreeMap<>();
    int first = found.hits().size() - Bulk.beyondPages(found.hits().size());
    for (LocalHits.Hit hit : found.hits().subList(first, found.hits().size())) {
      deep.merge(hit.collection(), 1L, Long::sum);
    }
    deep.forEach(rights::countBulk);
  }

  private DisplayResponse display(PeerId peer, DisplayRequest request) {
    if (request.getKeysCount() > MAX_PAGE || request.getRenderCount() > MAX_PAGE) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A page has at most " + MAX_PAGE + " keys");
    }
    CanonicalQuery query = QueryProtos.fromProto(request.getQuery());
    Rights rights = guard.rights(peer);
    try (Leases.Use lease = leases.use(peer, request.getLease())) {
      List<CollectionInfo> collections = lease.collections();
      Set<String> subset = stillShared(rights, collections);
      rights.countRequest(Verb.SEARCH, subset, "display");
      rights.requireFields(subset, named(query));
      Set<String> held = lease.snapshot().holders(request.getKeysList(), subset).keySet();
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
      List<RenderedDocument> rendered =
          lease.snapshot().render(copies, query, CallBudget.ofCurrentCall());
      DisplayResponse.Builder response = DisplayResponse.newBuilder();
      Map<String, Integer> keyPositions = new HashMap<>();
      for (int i = 0; i < request.getKeysCount(); i++) {
        keyPositions.putIfAbsent(request.getKeys(i), i);
        if (held.contains(request.getKeys(i))) {
          response.addHeld(i);
        }
      }
      Map<String, Integer> positions = positions(collections);
      for (RenderedDocument document : rendered) {
        VisibleFields fields = rights.decision(Verb.SEARCH, document.copy().collection()).fields();
        response.addDocuments(toProto(visible(document, fields), keyPositions, positions));
      }
      events.documentsShown(peer, rendered.size());
      return response.build();
    }
  }

  /** What of a rendered document the peer may see. */
  private RenderedDocument visible(RenderedDocument document, VisibleFields fields) {
    if (fields.whole()) {
      return document;
    }
    Map<String, List<RenderedDocument.Passage>> highlights = new HashMap<>(document.highlights());
    highlights.keySet().removeIf(field -> !index.toldBy(field).stream().allMatch(fields::sees));
    return new RenderedDocument(
        document.copy(),
        document.kind(),
        fields.sees(TITLE) ? document.title() : "",
        index.visible(ByteString.copyFromUtf8(document.fieldsJson()), fields).toStringUtf8(),
        highlights);
  }

  private static DisplayDocument toProto(
      RenderedDocument document, Map<String, Integer> keys, Map<String, Integer> collections) {
    DisplayDocument.Builder message =
        DisplayDocument.newBuilder()
            .setCopy(
                DisplayCopy.newBuilder()
                    .setKey(keys.getOrDefault(document.copy().key(), 0))
                    .setCollection(collections.getOrDefault(document.copy().collection(), 0)))
            .setKind(document.kind())
            .setTitle(document.title())
            .setFieldsJson(document.fieldsJson());
    document
        .highlights()
        .forEach(
            (field, passages) -> {
              FieldPassages.Builder ofField = FieldPassages.newBuilder().setField(field);
              for (RenderedDocument.Passage passage : passages) {
                Passage.Builder one = Passage.newBuilder().setText(passage.text());
                passage
                    .marks()
                    .forEach(
                        mark ->
                            one.addMarks(Mark.newBuilder().setFrom(mark.from()).setTo(mark.to())));
                ofField.addPassages(one);
              }
              message.addHighlights(ofField);
            });
    return message.build();
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

  private static Map<String, Integer> positions(List<CollectionInfo> collections) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < collections.size(); i++) {
      positions.put(collections.get(i).name(), i);
    }
    return positions;
  }

  /** The budget of the call on this thread: its deadline and its caller's patience. */
  private record CallBudget(Context context) implements WorkBudget {
    static CallBudget ofCurrentCall() {
      return new CallBudget(Context.current());
    }

    @Override
    public boolean exhausted() {
      return context.isCancelled();
    }
  }
}
