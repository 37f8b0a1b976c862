package org.tisc.federation.search;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.query.CanonicalQuery;
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
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.SearchCollection;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/**
 * A peer in one query. What it answers is checked before use: a number, an index or an order that
 * cannot be makes the whole answer INCOMPATIBLE, because a ranking with a wrong part is a wrong
 * ranking.
 */
final class PeerSource implements Source {
  private static final int MAX_COLLECTIONS = 1_000;
  private static final int MAX_KEY_LENGTH = 512;
  private static final int MAX_TEXT_LENGTH = 64 * 1024;

  private final PeerChannel peer;
  private final LongSupplier nanoClock;
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private String lease = "";
  private List<CollectionInfo> collections = List.of();

  PeerSource(PeerChannel peer, LongSupplier nanoClock) {
    this.peer = peer;
    this.nanoClock = nanoClock;
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
  public Survey survey(SearchQuestion question, long deadlineNanos) {
    StatisticsRequest request =
        StatisticsRequest.newBuilder()
            .setQuery(QueryProtos.toProto(question.query()))
            .addAllKinds(question.kinds())
            .addAllCollections(question.collections())
            .build();
    StatisticsResponse response = call(deadlineNanos, stub -> stub.statistics(request));
    return checked(
        () -> {
          check(response.getCollectionsCount() <= MAX_COLLECTIONS, "too many collections");
          List<CollectionInfo> described = new ArrayList<>();
          Set<String> names = new HashSet<>();
          for (SearchCollection collection : response.getCollectionsList()) {
            check(names.add(collection.getName()), "a collection named twice");
            check(
                question.collections().isEmpty()
                    || question.collections().contains(collection.getName()),
                "a collection that was not asked");
            described.add(fromProto(collection));
          }
          Statistics statistics =
              ScoringNeeds.of(question.query())
                  .select(QueryProtos.fromProto(response.getStatistics()));
          lease = response.getLease();
          collections = List.copyOf(described);
          return new Survey(response.getScoringProfile(), collections, statistics);
        });
  }

  private static CollectionInfo fromProto(SearchCollection collection) {
    check(
        !collection.getName().isEmpty() && collection.getName().length() <= 63,
        "a collection without a proper name");
    check(collection.getDocuments() >= 0, "a negative count");
    check(
        collection.getLicence().length() <= 1_000 && collection.getKind().length() <= 64,
        "an overlong text");
    Optional<Instant> indexedAt =
        collection.hasIndexedAt()
            ? Optional.of(
                Instant.ofEpochSecond(
                    collection.getIndexedAt().getSeconds(), collection.getIndexedAt().getNanos()))
            : Optional.empty();
    String onward = collection.getOnward();
    return new CollectionInfo(
        collection.getName(),
        collection.getKind(),
        Optional.empty(),
        collection.getDocuments(),
        indexedAt,
        Optional.of(collection.getLicence()).filter(licence -> !licence.isEmpty()),
        onward.equals("cite") || onward.equals("yes") ? onward : "no");
  }

  @Override
  public LocalHits search(CanonicalQuery query, Statistics sums, int limit, long deadlineNanos) {
    SearchRequest request =
        SearchRequest.newBuilder()
            .setLease(lease)
            .setQuery(QueryProtos.toProto(query))
            .setStatistics(QueryProtos.toProto(sums))
            .setLimit(limit)
            .build();
    SearchResponse response = call(deadlineNanos, stub -> stub.search(request));
    return checked(() -> hits(response, limit));
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
  public Shown display(
      CanonicalQuery query, List<String> keys, List<DocumentCopy> copies, long deadlineNanos) {
    DisplayRequest.Builder request =
        DisplayRequest.newBuilder().setLease(lease).setQuery(toProto(query)).addAllKeys(keys);
    List<String> names = collections.stream().map(CollectionInfo::name).toList();
    for (DocumentCopy copy : copies) {
      request.addRender(
          DisplayCopy.newBuilder()
              .setKey(keys.indexOf(copy.key()))
              .setCollection(names.indexOf(copy.collection())));
    }
    DisplayResponse response = call(deadlineNanos, stub -> stub.display(request.build()));
    return checked(() -> shown(response, keys));
  }

  private static Query toProto(CanonicalQuery query) {
    return QueryProtos.toProto(query);
  }

  private Shown shown(DisplayResponse response, List<String> keys) {
    Set<String> held = new HashSet<>();
    for (int position : response.getHeldList()) {
      check(position >= 0 && position < keys.size(), "an unknown key");
      held.add(keys.get(position));
    }
    Map<String, RenderedDocument> documents = new HashMap<>();
    for (DisplayDocument document : response.getDocumentsList()) {
      int position = document.getCopy().getKey();
      check(position >= 0 && position < keys.size(), "an unknown key");
      check(
          document.getTitle().length() <= MAX_TEXT_LENGTH
              && document.getFieldsJson().length() <= MAX_TEXT_LENGTH
              && document.getKind().length() <= 64,
          "an overlong text");
      DocumentCopy copy =
          new DocumentCopy(
              keys.get(position), collection(document.getCopy().getCollection()).name());
      Map<String, List<RenderedDocument.Passage>> highlights = new HashMap<>();
      for (FieldPassages field : document.getHighlightsList()) {
        highlights.put(
            field.getField(), field.getPassagesList().stream().map(PeerSource::passage).toList());
      }
      documents.put(
          copy.key(),
          new RenderedDocument(
              copy, document.getKind(), document.getTitle(), document.getFieldsJson(), highlights));
    }
    return new Shown(held, documents);
  }

  private static RenderedDocument.Passage passage(org.tisc.proto.federation.v1.Passage passage) {
    check(passage.getText().length() <= MAX_TEXT_LENGTH, "an overlong passage");
    List<RenderedDocument.Mark> marks = new ArrayList<>();
    int before = 0;
    for (org.tisc.proto.federation.v1.Mark mark : passage.getMarksList()) {
      check(
          mark.getFrom() >= before
              && mark.getTo() > mark.getFrom()
              && mark.getTo() <= passage.getText().length(),
          "marks outside their text");
      before = mark.getTo();
      marks.add(new RenderedDocument.Mark(mark.getFrom(), mark.getTo()));
    }
    return new RenderedDocument.Passage(passage.getText(), marks);
  }

  @Override
  public FacetCounts count(FacetQuestion question, FacetRequest request, long deadlineNanos) {
    FacetsRequest asked =
        FacetProtos.toProto(request)
            .addAllKinds(question.kinds())
            .addAllCollections(question.collections())
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

  /** One whole document; outside of the rounds of a query. */
  FetchedDocument fetch(String key, long deadlineNanos) {
    FetchRequest request = FetchRequest.newBuilder().setKey(key).build();
    FetchResponse response = call(deadlineNanos, stub -> stub.fetch(request));
    return checked(
        () -> {
          CollectionInfo collection = fromProto(response.getCollection());
          return new FetchedDocument(
              peer.node(),
              collection.name(),
              collection.licence(),
              collection.onward(),
              response.getDocument());
        });
  }

  private <T> T call(
      long deadlineNanos, Function<SearchServiceGrpc.SearchServiceBlockingStub, T> method) {
    long left = deadlineNanos - nanoClock.getAsLong();
    if (left <= 0) {
      throw new TiscException(Reason.TIMED_OUT, "No time left to ask " + peer.node());
    }
    Context before = context.attach();
    try {
      return method.apply(
          SearchServiceGrpc.newBlockingStub(peer.channel())
              .withDeadline(Deadline.after(left, TimeUnit.NANOSECONDS)));
    } catch (StatusRuntimeException failure) {
      throw RpcFailures.fromStatus(failure);
    } finally {
      context.detach(before);
    }
  }

  /** Turns every complaint about an answer's content into one reason. */
  private <T> T checked(java.util.function.Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TiscException failure) {
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
