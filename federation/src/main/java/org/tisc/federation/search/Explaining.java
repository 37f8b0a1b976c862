package org.tisc.federation.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/**
 * Asks for the arithmetic of one key's score, when the page is there and while the query's sources
 * are open. Used once, by one thread.
 *
 * <p>A key that is ranked is explained by the node of its best copy, with the statistics of this
 * query, and what it says must have the bits of the score. Any other key is asked of everybody who
 * was searched, since it may stand behind what they told; then nobody may put it before that.
 * Whoever contradicts its own hits is named, and its part of the answer is not vouched for.
 */
final class Explaining implements FederatedSearch.Finish {
  private static final Logger log = LoggerFactory.getLogger(Explaining.class);

  private final String key;
  private final LongSupplier nanoClock;
  private final Map<NodeId, TiscException> lies = new HashMap<>();
  private @Nullable ScoreExplanation explanation;

  Explaining(String key, LongSupplier nanoClock) {
    this.key = key;
    this.nanoClock = nanoClock;
  }

  /** What came of it, once {@link #of} has returned. */
  ScoreExplanation explanation() {
    ScoreExplanation known = explanation;
    if (known == null) {
      throw new IllegalStateException("Nothing was asked yet");
    }
    return known;
  }

  @Override
  public SearchAnswer of(OpenQuery query, FanOut fanOut, Timetable times, SearchAnswer answer) {
    Asking asking = new Asking(query, fanOut, times.explain());
    explanation = query.ranking().placed(key).map(asking::ofHit).orElseGet(asking::ofOther);
    if (lies.isEmpty()) {
      return answer;
    }
    lies.forEach((node, lie) -> query.coverage().lost(node, lie, nanoClock.getAsLong()));
    return answer.by(query.coverage());
  }

  /** The questions of one query. */
  private final class Asking {
    private final OpenQuery query;
    private final FanOut fanOut;
    private final long deadline;

    private Asking(OpenQuery query, FanOut fanOut, long deadline) {
      this.query = query;
      this.fanOut = fanOut;
      this.deadline = deadline;
    }

    private ScoreExplanation ofHit(Ranking.Placed placed) {
      LocalHits.Hit hit = placed.hit();
      NodeId node = placed.node();
      List<Source> owner =
          query.searched().stream().filter(one -> one.node().equals(node)).toList();
      for (FanOut.Outcome<Explained> outcome : ask(owner, Optional.of(hit.collection())).values()) {
        return switch (outcome) {
          case FanOut.Answered<Explained>(Explained explained, _) ->
              explained
                  .best()
                  .map(Explained.Copy::explanation)
                  .filter(root -> sameBits(root, hit.score()))
                  .<ScoreExplanation>map(
                      root ->
                          new ScoreExplanation.Found(
                              key, node, hit.collection(), hit.score(), root))
                  .orElseGet(() -> lied(node, explained, "what it says of a hit is not its score"));
          case FanOut.Failed<Explained>(TiscException failure, _) -> untold(node, failure);
        };
      }
      return untold(node, new TiscException(Reason.SNAPSHOT_EXPIRED, node + " cannot go on"));
    }

    private ScoreExplanation ofOther() {
      boolean held = false;
      Optional<ScoreExplanation> untold = Optional.empty();
      Optional<ScoreExplanation.Found> best = Optional.empty();
      for (Map.Entry<Source, FanOut.Outcome<Explained>> entry :
          ask(query.searched(), Optional.empty()).entrySet()) {
        NodeId node = entry.getKey().node();
        switch (entry.getValue()) {
          case FanOut.Answered<Explained>(Explained explained, _) -> {
            held |= explained.held();
            Optional<ScoreExplanation.Found> found =
                explained
                    .best()
                    .map(
                        copy ->
                            new ScoreExplanation.Found(
                                key,
                                node,
                                copy.collection(),
                                copy.explanation().score(),
                                copy.explanation()));
            if (explained.unusable().isPresent()
                || found.filter(one -> !possible(one)).isPresent()) {
              untold =
                  Optional.of(lied(node, explained, "it would stand among its hits, and does not"));
            } else if (found.isPresent()
                && best.filter(one -> one.score() >= found.get().score()).isEmpty()) {
              best = found;
            }
          }
          case FanOut.Failed<Explained>(TiscException failure, _) ->
              untold = Optional.of(untold(node, failure));
        }
      }
      if (best.isPresent()) {
        return best.get();
      }
      return untold.orElse(new ScoreExplanation.NotFound(key, held));
    }

    private boolean possible(ScoreExplanation.Found found) {
      return query
          .ranking()
          .possible(found.node(), new LocalHits.Hit(key, found.score(), found.collection()));
    }

    private Map<Source, FanOut.Outcome<Explained>> ask(
        List<Source> sources, Optional<String> collection) {
      return fanOut.ask(
          sources,
          _ -> deadline,
          (source, until) -> source.explain(query.sums(), key, collection, until));
    }

    private ScoreExplanation lied(NodeId node, Explained explained, String how) {
      TiscException lie =
          explained
              .unusable()
              .orElseGet(
                  () ->
                      new TiscException(Reason.INCOMPATIBLE, node + " contradicts itself: " + how));
      log.warn("{} explained a score in a way that cannot be: {}", node, lie.getMessage());
      lies.put(node, lie);
      return new ScoreExplanation.Untold(key, node, SourceState.INCOMPATIBLE, Reason.INCOMPATIBLE);
    }

    private ScoreExplanation untold(NodeId node, TiscException failure) {
      return new ScoreExplanation.Untold(
          key, node, Coverage.state(failure.reason()), failure.reason());
    }
  }

  private static boolean sameBits(Explanation root, float score) {
    return Double.doubleToLongBits(root.value()) == Double.doubleToLongBits(score);
  }
}
