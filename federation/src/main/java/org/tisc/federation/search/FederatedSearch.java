package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.ScoringNeeds;

/**
 * Answers queries over the own collections and those of peers, as if all were one index.
 * Thread-safe.
 *
 * <p>What peers said of their segments is remembered, so that a query whose words were asked before
 * takes one round; see {@link QueryRun}.
 */
public final class FederatedSearch {
  private final NodeId self;
  private final LocalIndex index;
  private final Function<NetworkId, List<PeerChannel>> peers;
  private final LongSupplier nanoClock;
  private final RandomGenerator salts = new SecureRandom();
  private final StatisticsCache cache = new StatisticsCache(StatisticsCache.MAX_BYTES);
  private final SearchCounters counters = new SearchCounters();

  /**
   * Wires the search.
   *
   * @param peers the active members of a network except this node; raises UNKNOWN_NETWORK
   * @param nanoClock as System::nanoTime
   */
  public FederatedSearch(
      NodeId self,
      LocalIndex index,
      Function<NetworkId, List<PeerChannel>> peers,
      LongSupplier nanoClock) {
    this.self = self;
    this.index = index;
    this.peers = peers;
    this.nanoClock = nanoClock;
  }

  /**
   * Answers a question, at the latest when its timeout is over. A peer's failure is a value in the
   * answer, not an exception. Blocks; safe to repeat. Raises {@code UNKNOWN_NETWORK} for a network
   * this node knows nothing of, {@code NOT_A_MEMBER} when its peers count it out, {@code NOT_FOUND}
   * for a named peer that is no active member, {@code UNKNOWN_COLLECTION} when no source has a
   * collection asked for by name, {@code QUERY_TOO_LARGE} and {@code INVALID_QUERY} for the query,
   * {@code CANCELLED} once the question is abandoned.
   */
  public SearchAnswer search(SearchQuestion question) {
    return searched(question, (run, _) -> run.answer());
  }

  /**
   * The same, and how the document of a key came by its score, as its owner says; what the owner
   * cannot or does not say is a value in the answer. An owner whose arithmetic does not give the
   * score is INCOMPATIBLE among the sources.
   *
   * @param key a document key, on the page of the answer or not
   */
  public ExplainedAnswer explain(SearchQuestion question, String key) {
    return searched(
        question,
        (run, coverage) -> {
          SearchAnswer answer = run.answer();
          Explaining explaining = run.explaining();
          ScoreExplanation explanation = explaining.explain(key);
          explaining.lies().forEach((node, lie) -> coverage.lost(node, lie, nanoClock.getAsLong()));
          return new ExplainedAnswer(
              explaining.lies().isEmpty() ? answer : answer.by(coverage), explanation);
        });
  }

  private <T> T searched(SearchQuestion question, BiFunction<QueryRun, Coverage, T> use) {
    QueryLimits.check(question.query());
    long start = nanoClock.getAsLong();
    Coverage coverage = new Coverage(start);
    List<Source> sources = sources(question, coverage);
    QueryRun run =
        new QueryRun(
            question, start, index.scoringProfile(), coverage, sources, counters, nanoClock);
    try {
      return use.apply(run, coverage);
    } finally {
      sources.forEach(Source::close);
      if (!(question.scope() instanceof SearchScope.Local)) {
        counters.answered(run.rounds());
      }
    }
  }

  /** What is remembered of peers. */
  StatisticsCache cache() {
    return cache;
  }

  /** How the searches went since the start. */
  public SearchFigures figures() {
    return counters.figures(cache.bytes());
  }

  /**
   * One whole document from the node that holds it; asks no other. Blocks, at most for the timeout.
   * Raises {@code NOT_FOUND} when the node holds no such document for us or is no active member,
   * and the failures of a call: {@code UNAVAILABLE}, {@code TIMED_OUT}, {@code DENIED}.
   *
   * @param network where to look for the node; not used for the own one
   */
  public FetchedDocument fetch(
      Optional<NetworkId> network, NodeId node, String key, Duration timeout) {
    if (!node.equals(self)) {
      PeerChannel peer =
          network.stream()
              .flatMap(one -> peers.apply(one).stream())
              .filter(one -> one.node().equals(node))
              .findFirst()
              .orElseThrow(
                  () -> new TiscException(Reason.NOT_FOUND, "Not an active member: " + node));
      if (!peer.reachable()) {
        throw new TiscException(Reason.UNAVAILABLE, node + " only dials out and cannot be asked");
      }
      return SearchCalls.fetch(peer, key, timeout.toNanos());
    }
    for (CollectionInfo collection : index.collections()) {
      Optional<ByteString> document = index.document(collection.name(), key);
      if (document.isPresent()) {
        return new FetchedDocument(
            self, collection.name(), collection.licence(), collection.onward(), document.get());
      }
    }
    throw new TiscException(Reason.NOT_FOUND, "No own collection holds this document");
  }

  /**
   * Counts what matches, each record once, and how it divides; at the latest when its timeout is
   * over. A peer's failure is a value in the answer. Blocks; safe to repeat. Raises as {@link
   * #search} for scope and query, and {@code INVALID_ARGUMENT} for a facet that does not exist.
   */
  public FacetAnswer count(FacetQuestion question) {
    QueryLimits.check(question.query());
    question.facets().forEach(index::queryField);
    long start = nanoClock.getAsLong();
    Coverage coverage = new Coverage(start);
    List<Source> sources = sources(question.asSearch(), coverage);
    // Of equal keys the own copy counts, else that of the first node by id: so everybody counts
    // alike.
    List<Source> inOrder = new ArrayList<>(sources.subList(1, sources.size()));
    inOrder.sort(Comparator.comparing(Source::node));
    inOrder.addFirst(sources.getFirst());
    try {
      return new FacetQuery(
              question,
              inOrder,
              coverage.reports().stream().map(SourceReport::node).toList(),
              new FanOut(nanoClock, question.abandoned(), "count-" + question.requestId()),
              salts.nextInt(),
              start)
          .run();
    } finally {
      sources.forEach(Source::close);
    }
  }

  private List<Source> sources(SearchQuestion question, Coverage coverage) {
    List<Source> sources = new ArrayList<>();
    sources.add(new OwnSource(self, index, question, nanoClock));
    ScoringNeeds needs = ScoringNeeds.of(question.query());
    for (PeerChannel peer : peersOf(question.scope())) {
      if (peer.reachable()) {
        sources.add(
            new PeerSource(
                peer, question, needs, index.scoringProfile(), cache.of(peer.id()), nanoClock));
      } else {
        coverage.unreachable(peer.node());
      }
    }
    return sources;
  }

  private List<PeerChannel> peersOf(SearchScope scope) {
    return switch (scope) {
      case SearchScope.Local() -> List.of();
      case SearchScope.WholeNetwork(NetworkId network) -> peers.apply(network);
      case SearchScope.SomePeers(NetworkId network, Set<NodeId> nodes) -> {
        List<PeerChannel> asked =
            peers.apply(network).stream().filter(peer -> nodes.contains(peer.node())).toList();
        Set<NodeId> unknown = new TreeSet<>(nodes);
        asked.forEach(peer -> unknown.remove(peer.node()));
        unknown.remove(self);
        if (!unknown.isEmpty()) {
          throw new TiscException(
              Reason.NOT_FOUND,
              "Not an active member of %s: %s"
                  .formatted(
                      network,
                      unknown.stream().map(NodeId::value).collect(Collectors.joining(", "))));
        }
        yield asked;
      }
    };
  }
}
