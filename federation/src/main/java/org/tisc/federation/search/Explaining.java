package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.Statistics;

/**
 * Asks for the arithmetic of one key's score, after the search and while its sources are open. Used
 * by one thread.
 *
 * <p>A key of the ranking is explained by the node of its best copy, with the statistics of this
 * query, and what it says must have the bits of the score. Any other key is asked of everybody who
 * was searched, since it may stand behind what they returned; then nobody may put it before that.
 * Whoever contradicts its own hits is named, and its part of the answer is not vouched for.
 */
final class Explaining {
  private static final Logger log = LoggerFactory.getLogger(Explaining.class);

  private final FanOut fanOut;
  private final Map<Source, LocalHits> found;
  private final Statistics sums;
  private final int limit;
  private final long deadline;
  private final Map<NodeId, TiscException> lies = new HashMap<>();

  /**
   * @param found what each source found, in the order of the sources
   * @param sums what they scored with
   * @param limit how many hits each was asked for
   * @param deadline when to give up, on the clock of the query
   */
  Explaining(
      FanOut fanOut, Map<Source, LocalHits> found, Statistics sums, int limit, long deadline) {
    this.fanOut = fanOut;
    this.found = new LinkedHashMap<>(found);
    this.sums = sums;
    this.limit = limit;
    this.deadline = deadline;
  }

  /** Whoever contradicted itself, and how. */
  Map<NodeId, TiscException> lies() {
    return Map.copyOf(lies);
  }

  ScoreExplanation explain(String key) {
    Map<NodeId, List<LocalHits.Hit>> lists = new LinkedHashMap<>();
    found.forEach((source, hits) -> lists.put(source.node(), hits.hits()));
    Optional<Ranking.Placed> placed =
        Ranking.merge(lists, Integer.MAX_VALUE).stream()
            .filter(one -> one.hit().key().equals(key))
            .findFirst();
    return placed.isPresent() ? ofHit(placed.get()) : ofOther(key);
  }

  private ScoreExplanation ofHit(Ranking.Placed placed) {
    LocalHits.Hit hit = placed.hit();
    List<Source> owner =
        found.keySet().stream().filter(one -> one.node().equals(placed.node())).toList();
    FanOut.Outcome<Explained> outcome =
        ask(owner, hit.key(), Optional.of(hit.collection())).get(owner.getFirst());
    return switch (outcome) {
      case FanOut.Answered<Explained>(Explained explained, _) -> {
        Optional<Explanation> root =
            explained
                .best()
                .map(Explained.Copy::explanation)
                .filter(one -> sameBits(one.value(), hit.score()));
        yield root.isPresent()
            ? new ScoreExplanation.Found(
                hit.key(), placed.node(), hit.collection(), hit.score(), root.get())
            : lied(hit.key(), placed.node(), explained, "what it says of a hit is not its score");
      }
      case FanOut.Failed<Explained>(TiscException failure, _) ->
          untold(hit.key(), placed.node(), failure);
      case null -> throw new IllegalStateException("Nobody was asked");
    };
  }

  private ScoreExplanation ofOther(String key) {
    boolean held = false;
    Optional<ScoreExplanation> untold = Optional.empty();
    Optional<ScoreExplanation.Found> best = Optional.empty();
    for (Map.Entry<Source, FanOut.Outcome<Explained>> entry :
        ask(new ArrayList<>(found.keySet()), key, Optional.empty()).entrySet()) {
      NodeId node = entry.getKey().node();
      switch (entry.getValue()) {
        case FanOut.Answered<Explained>(Explained explained, _) -> {
          held |= explained.held();
          Optional<Explained.Copy> copy = explained.best();
          boolean possible =
              copy.isEmpty()
                  || standsBehind(
                      new LocalHits.Hit(
                          key, copy.get().explanation().score(), copy.get().collection()),
                      entry.getKey());
          if (explained.unusable().isPresent() || !possible) {
            untold =
                Optional.of(
                    lied(key, node, explained, "it would stand among the hits, and does not"));
          } else if (copy.isPresent()
              && (best.isEmpty() || copy.get().explanation().score() > best.get().score())) {
            Explanation root = copy.get().explanation();
            best =
                Optional.of(
                    new ScoreExplanation.Found(
                        key, node, copy.get().collection(), root.score(), root));
          }
        }
        case FanOut.Failed<Explained>(TiscException failure, _) ->
            untold = Optional.of(untold(key, node, failure));
      }
    }
    if (best.isPresent()) {
      return best.get();
    }
    return untold.orElse(new ScoreExplanation.NotFound(key, held));
  }

  /** Whether a document that a source did not return may score so: only behind a full list. */
  private boolean standsBehind(LocalHits.Hit hit, Source source) {
    List<LocalHits.Hit> hits =
        found.getOrDefault(source, new LocalHits(List.of(), Map.of())).hits();
    return hits.size() >= limit
        && sameBits(hit.score(), hit.score())
        && LocalHits.ORDER.compare(hits.getLast(), hit) < 0;
  }

  private static boolean sameBits(double value, float score) {
    return Double.doubleToLongBits(value) == Double.doubleToLongBits(score);
  }

  private Map<Source, FanOut.Outcome<Explained>> ask(
      List<Source> sources, String key, Optional<String> collection) {
    return fanOut.ask(
        sources, _ -> deadline, (source, until) -> source.explain(sums, key, collection, until));
  }

  private ScoreExplanation lied(String key, NodeId node, Explained explained, String how) {
    TiscException lie =
        explained
            .unusable()
            .orElseGet(
                () -> new TiscException(Reason.INCOMPATIBLE, node + " contradicts itself: " + how));
    log.warn("{} explained a score in a way that cannot be: {}", node, lie.getMessage());
    lies.put(node, lie);
    return new ScoreExplanation.Untold(key, node, SourceState.INCOMPATIBLE, Reason.INCOMPATIBLE);
  }

  private static ScoreExplanation untold(String key, NodeId node, TiscException failure) {
    return new ScoreExplanation.Untold(
        key, node, Coverage.state(failure.reason()), failure.reason());
  }
}
