package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.ScoringNeeds;

/**
 * Answers queries over the own collections and those of peers, as if all were one index.
 * Thread-safe.
 *
 * <p>What peers said of their segments is remembered, so that a query whose words were asked before
 * takes one round; see {@link QueryRun}.
 */
public final class FederatedSearch implements AutoCloseable {
  /** More than a person has open in windows, and less than a script should pin. */
  static final int LISTS_PER_ACCOUNT = 32;

  private static final int LISTS = 512;

  private final NodeId self;
  private final LocalIndex index;
  private final Function<NetworkId, List<PeerChannel>> peers;
  private final LongSupplier nanoClock;
  private final RandomGenerator salts = new SecureRandom();
  private final StatisticsCache cache = new StatisticsCache(StatisticsCache.MAX_BYTES);
  private final SearchCounters counters = new SearchCounters();
  private final Leases<String, OpenQuery> lists;

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
    this.lists = new Leases<>(LISTS_PER_ACCOUNT, LISTS, OpenQuery::close, nanoClock);
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
    return search(question, Delivery.ONCE);
  }

  /**
   * The same, page by page. What a list is read on in is kept for ten minutes after its last use,
   * for each account of the last {@value #LISTS_PER_ACCOUNT}. Raises further {@code
   * SNAPSHOT_EXPIRED} for a list that is kept no more or answers another question, and {@code BUSY}
   * when another page of the same list takes all the time.
   */
  public SearchAnswer search(SearchQuestion question, Delivery delivery) {
    return answer(question, delivery, (_, _, _, answer) -> answer);
  }

  /**
   * The same, and how the document of a key came by its score, as its owner says; what the owner
   * cannot or does not say is a value in the answer. An owner whose arithmetic does not give the
   * score is INCOMPATIBLE among the sources.
   *
   * @param key a document key, on the page of the answer or not
   */
  public ExplainedAnswer explain(SearchQuestion question, Delivery delivery, String key) {
    Explaining explaining = new Explaining(key, nanoClock);
    SearchAnswer answer = answer(question, delivery, explaining);
    return new ExplainedAnswer(answer, explaining.explanation());
  }

  /** What is done when the page of a query is there, while its sources are open. */
  @FunctionalInterface
  interface Finish {
    /** The answer to give instead. */
    SearchAnswer of(OpenQuery query, FanOut fanOut, Timetable times, SearchAnswer answer);
  }

  private SearchAnswer answer(SearchQuestion question, Delivery delivery, Finish finish) {
    QueryLimits.check(question.query());
    Timetable times = new Timetable(nanoClock.getAsLong(), question.timeout());
    FanOut fanOut = new FanOut(nanoClock, question.abandoned(), "search-" + question.requestId());
    return delivery.cursor().isPresent()
        ? readOn(question, delivery, times, fanOut, finish)
        : begin(question, delivery, times, fanOut, finish);
  }

  private SearchAnswer begin(
      SearchQuestion question, Delivery delivery, Timetable times, FanOut fanOut, Finish finish) {
    Coverage coverage = new Coverage(times.start());
    // Sources may outlive the asker; the fan-out alone asks whether anybody waits.
    Set<NodeId> left = new TreeSet<>();
    SearchQuestion lasting = expanded(question, times, fanOut, coverage, left).detached();
    List<Source> sources = sources(lasting, coverage, left);
    QueryRun run =
        new QueryRun(
            lasting,
            times,
            index.scoringProfile(),
            coverage,
            sources,
            counters,
            fanOut,
            new EarlyAnswers(question, delivery.early(), times, nanoClock),
            nanoClock);
    boolean kept = false;
    int rounds = 0;
    try {
      OpenQuery query = run.open().madeOf(question.query());
      PageRun page = new PageRun(query, times, fanOut, nanoClock);
      SearchAnswer answer = finish.of(query, fanOut, times, page.answer(0, question.size()));
      rounds = page.rounds();
      if (delivery.keptFor().isEmpty() || !answer.goesOn()) {
        return answer;
      }
      kept = true;
      return answer.keptAs(lists.open(delivery.keptFor().get(), query, coverage.collections(self)));
    } finally {
      if (!kept) {
        sources.forEach(Source::close);
      }
      if (!(question.scope() instanceof SearchScope.Local)) {
        counters.answered(run.rounds() + rounds);
      }
    }
  }

  private SearchAnswer readOn(
      SearchQuestion question, Delivery delivery, Timetable times, FanOut fanOut, Finish finish) {
    Cursor cursor = delivery.cursor().orElseThrow();
    try (Leases.Use<OpenQuery> list = lists.use(delivery.keptFor().orElse(""), cursor.list())) {
      OpenQuery query = list.value();
      if (!query.answers(question)) {
        throw new TiscException(Reason.SNAPSHOT_EXPIRED, "This list answers another question");
      }
      lock(query, times);
      boolean whole = false;
      try {
        query.coverage().readOn(times.start());
        int end = Math.min(cursor.from() + question.size(), SearchQuestion.MAX_DEPTH);
        SearchAnswer page =
            new PageRun(query, times, fanOut, nanoClock).answer(cursor.from(), end - cursor.from());
        SearchAnswer answer = finish.of(query, fanOut, times, page);
        whole = true;
        return answer.keptAs(cursor.list());
      } finally {
        query.lock().unlock();
        if (!whole) {
          // Half a page may have been told of it, so that nothing would follow exactly.
          lists.end(cursor.list());
        }
      }
    }
  }

  /** Waits for another page of the same list. */
  private void lock(OpenQuery query, Timetable times) {
    try {
      long left = times.survey() - nanoClock.getAsLong();
      if (!query.lock().tryLock(left, TimeUnit.NANOSECONDS)) {
        throw new TiscException(Reason.BUSY, "Another page of this list is being made");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "The node is stopping", stopped);
    }
  }

  /** Gives up a list that nobody reads on in any more. */
  public void release(Cursor list) {
    lists.end(list.list());
  }

  /** Ends what nobody reads on in any more; called now and then. */
  public void sweep() {
    lists.sweep();
  }

  /** Gives up the lists that are kept. */
  @Override
  public void close() {
    lists.close();
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
    Timetable times = new Timetable(nanoClock.getAsLong(), question.timeout());
    Coverage coverage = new Coverage(times.start());
    FanOut fanOut = new FanOut(nanoClock, question.abandoned(), "count-" + question.requestId());
    Set<NodeId> left = new TreeSet<>();
    SearchQuestion whole = expanded(question.asSearch(), times, fanOut, coverage, left);
    List<Source> sources = sources(whole, coverage, left);
    // Of equal keys the own copy counts, else that of the first node by id: so everybody counts
    // alike.
    List<Source> inOrder = new ArrayList<>(sources.subList(1, sources.size()));
    inOrder.sort(Comparator.comparing(Source::node));
    inOrder.addFirst(sources.getFirst());
    try {
      return new FacetQuery(
              question.of(whole.query()),
              inOrder,
              coverage.reports().stream().map(SourceReport::node).toList(),
              fanOut,
              salts.nextInt(),
              times)
          .run();
    } finally {
      sources.forEach(Source::close);
    }
  }

  /**
   * The question with the words that its fuzzy ones stand for. A source that does not tell which it
   * holds cannot be ranked exactly with the others, and is missing from then on.
   *
   * @param left gets those that are missing
   */
  private SearchQuestion expanded(
      SearchQuestion question,
      Timetable times,
      FanOut fanOut,
      Coverage coverage,
      Set<NodeId> left) {
    List<CanonicalQuery.Fuzzy> words = Expansion.words(question.query());
    if (words.isEmpty()) {
      return question;
    }
    if (words.size() > Expansion.MOST_WORDS) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE,
          "A query has at most " + Expansion.MOST_WORDS + " fuzzy words; not: " + words.size());
    }
    Expansion expansion = new Expansion();
    List<Source> sources =
        sources(question.of(new CanonicalQuery.MatchNone()).detached(), coverage, Set.of());
    try {
      fanOut
          .ask(sources, times::variants, (source, deadline) -> source.variants(words, deadline))
          .forEach(
              (source, outcome) -> {
                switch (outcome) {
                  case FanOut.Answered<Map<CanonicalQuery.Fuzzy, List<ByteString>>> told ->
                      expansion.add(told.value());
                  case FanOut.Failed<Map<CanonicalQuery.Fuzzy, List<ByteString>>> failed -> {
                    if (source instanceof OwnSource) {
                      throw failed.failure();
                    }
                    coverage.missing(source.node(), failed.failure(), failed.atNanos());
                    left.add(source.node());
                  }
                }
              });
    } finally {
      sources.forEach(Source::close);
    }
    SearchQuestion whole = question.of(expansion.expand(question.query()));
    QueryLimits.check(whole.query());
    return whole;
  }

  /**
   * @param without peers that take no part
   */
  private List<Source> sources(SearchQuestion question, Coverage coverage, Set<NodeId> without) {
    List<Source> sources = new ArrayList<>();
    sources.add(new OwnSource(self, index, question, nanoClock));
    ScoringNeeds needs = ScoringNeeds.of(question.query());
    for (PeerChannel peer : peersOf(question.scope())) {
      if (without.contains(peer.node())) {
        continue;
      }
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
