package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.Statistics;

/**
 * Answers queries over the own collections and those of peers, as if all were one index.
 * Thread-safe.
 *
 * <p>Three rounds, each a {@link FanOut} over all sources that are still in: statistics, search,
 * display. A source that fails drops out and stands in the coverage; it never delays the others
 * beyond the round's share of the time. The shares are upper bounds, not waits: a round ends when
 * all have answered. Round 1 has the smallest, because a peer that hangs is met there, and one
 * whose link is in doubt gets a fifth of it, or a second where that is more.
 */
public final class FederatedSearch {
  // Shares of the whole timeout by which a round ends at the latest; the rest is for the merge.
  private static final double SURVEY_SHARE = 0.45;
  private static final double DOUBTFUL_SHARE = 0.09;
  private static final double SEARCH_SHARE = 0.80;
  private static final double DISPLAY_SHARE = 0.95;

  /** What a peer that is back needs to be reached anew: connection, handshake, first words. */
  private static final Duration REACHED_ANEW = Duration.ofSeconds(1);

  private final NodeId self;
  private final LocalIndex index;
  private final Function<NetworkId, List<PeerChannel>> peers;
  private final LongSupplier nanoClock;
  private final RandomGenerator salts = new SecureRandom();

  /**
   * The share of a timeout that a peer gets whose link is not ready. Small, since it is probably
   * gone; but a peer that came back is in the very next query, so never too short for reaching it,
   * as far as the share of a good peer allows.
   */
  static double doubtfulShare(Duration timeout) {
    double reached = (double) REACHED_ANEW.toNanos() / Math.max(1, timeout.toNanos());
    return Math.min(SURVEY_SHARE, Math.max(DOUBTFUL_SHARE, reached));
  }

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
    QueryLimits.check(question.query());
    long start = nanoClock.getAsLong();
    Optional<SearchAnswer> first = attempt(question, start, false);
    // A peer's snapshot moved between two rounds: its statistics change every score, so all is
    // asked anew.
    return first.or(() -> attempt(question, start, true)).orElseThrow();
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
      try (PeerSource source = new PeerSource(peer, nanoClock)) {
        return source.fetch(key, nanoClock.getAsLong() + timeout.toNanos());
      }
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
    List<Source> sources = sources(question.scope(), coverage);
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

  private Optional<SearchAnswer> attempt(SearchQuestion question, long start, boolean last) {
    Coverage coverage = new Coverage(start);
    List<Source> sources = sources(question.scope(), coverage);
    try {
      Query query = new Query(question, start, coverage, sources);
      return query.run(last);
    } finally {
      sources.forEach(Source::close);
    }
  }

  private List<Source> sources(SearchScope scope, Coverage coverage) {
    List<Source> sources = new ArrayList<>();
    sources.add(new OwnSource(self, index, nanoClock));
    for (PeerChannel peer : peersOf(scope)) {
      if (peer.reachable()) {
        sources.add(new PeerSource(peer, nanoClock));
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

  /** One run through the three rounds. */
  private final class Query {
    private final SearchQuestion question;
    private final long start;
    private final Coverage coverage;
    private final List<Source> sources;
    private final FanOut fanOut;

    private Query(SearchQuestion question, long start, Coverage coverage, List<Source> sources) {
      this.question = question;
      this.start = start;
      this.coverage = coverage;
      this.sources = sources;
      this.fanOut = new FanOut(nanoClock, question.abandoned(), "search-" + question.requestId());
    }

    private long surveyBy(boolean doubtful) {
      return by(doubtful ? doubtfulShare(question.timeout()) : SURVEY_SHARE);
    }

    private long by(double share) {
      return start + (long) (question.timeout().toNanos() * share);
    }

    /** The answer, or nothing when a snapshot moved and another attempt is allowed. */
    private Optional<SearchAnswer> run(boolean last) {
      Map<Source, Source.Survey> surveys = survey();
      if (!question.collections().isEmpty()
          && !coverage.knowsCollections()
          && coverage.complete()) {
        throw new TiscException(
            Reason.UNKNOWN_COLLECTION,
            "No source in scope has a collection named "
                + String.join(", ", new TreeSet<>(question.collections())));
      }
      Map<Source, LocalHits> found = find(surveys);
      if (!last && coverage.inexact().contains(InexactReason.SNAPSHOT_MOVED)) {
        return Optional.empty();
      }
      Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
      found.forEach((source, hits) -> lists.put(source.node(), hits.hits()));
      List<Ranking.Placed> ranking = Ranking.merge(lists, Integer.MAX_VALUE);
      boolean all = found.values().stream().allMatch(hits -> hits.hits().size() < limit());
      SearchAnswer.Total total = coverage.total(ranking.size(), all);
      return Optional.of(
          display(ranking.subList(0, Math.min(question.size(), ranking.size())), total, found));
    }

    private int limit() {
      return Math.max(1, question.size());
    }

    private Map<Source, Source.Survey> survey() {
      Map<Source, Source.Survey> surveys = new LinkedHashMap<>();
      Map<Source, FanOut.Outcome<Source.Survey>> outcomes =
          fanOut.ask(
              sources,
              source -> surveyBy(source.doubtful()),
              (source, deadline) -> source.survey(question, deadline));
      refuseIfStranger(outcomes);
      outcomes.forEach(
          (source, outcome) -> {
            switch (outcome) {
              case FanOut.Answered<Source.Survey>(Source.Survey survey, long at) -> {
                if (survey.scoringProfile().equals(index.scoringProfile())) {
                  coverage.surveyed(source.node(), survey, at);
                  surveys.put(source, survey);
                } else {
                  coverage.otherProfile(source.node(), survey, at);
                }
              }
              case FanOut.Failed<Source.Survey>(TiscException failure, long at) -> {
                if (source instanceof OwnSource && Coverage.faultOfQuestion(failure)) {
                  throw failure;
                }
                coverage.missing(source.node(), failure, at);
              }
            }
          });
      return surveys;
    }

    /**
     * A node that is out of the network is told so, not given its own documents as the network's
     * answer: raises NOT_A_MEMBER where a peer says so and no peer answers.
     */
    private void refuseIfStranger(Map<Source, FanOut.Outcome<Source.Survey>> outcomes) {
      boolean refused = false;
      for (Map.Entry<Source, FanOut.Outcome<Source.Survey>> entry : outcomes.entrySet()) {
        if (entry.getKey() instanceof OwnSource) {
          continue;
        }
        switch (entry.getValue()) {
          case FanOut.Answered<Source.Survey> _ -> {
            return;
          }
          case FanOut.Failed<Source.Survey>(TiscException failure, long _) ->
              refused |= failure.reason() == Reason.NOT_A_MEMBER;
        }
      }
      if (refused) {
        throw new TiscException(
            Reason.NOT_A_MEMBER, "The network's members do not count this node among them");
      }
    }

    private Map<Source, LocalHits> find(Map<Source, Source.Survey> surveys) {
      Statistics sums =
          surveys.values().stream()
              .map(Source.Survey::statistics)
              .reduce(Statistics.EMPTY, Statistics::plus);
      List<Source> holding =
          surveys.entrySet().stream()
              .filter(entry -> entry.getValue().documents() > 0)
              .map(Map.Entry::getKey)
              .toList();
      Map<Source, LocalHits> found = new LinkedHashMap<>();
      fanOut
          .ask(
              holding,
              _ -> by(SEARCH_SHARE),
              (source, deadline) -> source.search(question.query(), sums, limit(), deadline))
          .forEach(
              (source, outcome) -> {
                switch (outcome) {
                  case FanOut.Answered<LocalHits>(LocalHits hits, long at) -> {
                    coverage.searched(source.node(), hits, at);
                    found.put(source, hits);
                  }
                  case FanOut.Failed<LocalHits>(TiscException failure, long at) -> {
                    if (source instanceof OwnSource && Coverage.faultOfQuestion(failure)) {
                      throw failure;
                    }
                    coverage.lost(source.node(), failure, at);
                  }
                }
              });
      return found;
    }

    private SearchAnswer display(
        List<Ranking.Placed> page, SearchAnswer.Total total, Map<Source, LocalHits> found) {
      List<String> keys = page.stream().map(placed -> placed.hit().key()).toList();
      Map<NodeId, List<DocumentCopy>> chosen = new HashMap<>();
      for (Ranking.Placed placed : page) {
        chosen
            .computeIfAbsent(placed.node(), _ -> new ArrayList<>())
            .add(new DocumentCopy(placed.hit().key(), placed.hit().collection()));
      }
      Map<NodeId, Source.Shown> shown = new TreeMap<>();
      boolean holdersComplete = true;
      Map<Source, FanOut.Outcome<Source.Shown>> outcomes =
          keys.isEmpty()
              ? Map.of()
              : fanOut.ask(
                  List.copyOf(found.keySet()),
                  _ -> by(DISPLAY_SHARE),
                  (source, deadline) ->
                      source.display(
                          question.query(),
                          keys,
                          chosen.getOrDefault(source.node(), List.of()),
                          deadline));
      for (Map.Entry<Source, FanOut.Outcome<Source.Shown>> entry : outcomes.entrySet()) {
        NodeId node = entry.getKey().node();
        switch (entry.getValue()) {
          case FanOut.Answered<Source.Shown>(Source.Shown one, long at) -> {
            shown.put(node, one);
            coverage.displayed(node, at);
          }
          case FanOut.Failed<Source.Shown>(TiscException failure, long at) -> {
            holdersComplete = false;
            if (chosen.containsKey(node)) {
              coverage.lostBeforeDisplay(node, failure, at);
            }
          }
        }
      }
      List<SearchHit> hits = page.stream().map(placed -> hit(placed, shown)).toList();
      return new SearchAnswer(
          coverage.complete(),
          coverage.inexact(),
          total,
          hits,
          holdersComplete && coverage.complete(),
          coverage.reports(),
          Duration.ofNanos(nanoClock.getAsLong() - start));
    }

    private SearchHit hit(Ranking.Placed placed, Map<NodeId, Source.Shown> shown) {
      String key = placed.hit().key();
      Set<NodeId> holders = new HashSet<>(Set.of(placed.node()));
      shown.forEach(
          (node, one) -> {
            if (one.held().contains(key)) {
              holders.add(node);
            }
          });
      Source.Shown best = shown.get(placed.node());
      Optional<CollectionInfo> collection =
          coverage.collection(placed.node(), placed.hit().collection());
      return new SearchHit(
          key,
          placed.hit().score(),
          placed.node(),
          holders.stream().sorted(Comparator.naturalOrder()).toList(),
          best == null ? Optional.empty() : Optional.ofNullable(best.documents().get(key)),
          collection.flatMap(CollectionInfo::licence),
          collection.map(CollectionInfo::onward).orElse("no"));
    }
  }
}
