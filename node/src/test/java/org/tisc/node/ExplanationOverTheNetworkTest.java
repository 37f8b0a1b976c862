package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.Explanation.Step;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.ScoreExplanation;
import org.tisc.federation.search.SearchHit;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.index.RandomCorpus;
import org.tisc.node.index.RandomQueries;
import org.tisc.node.index.UnionOracle;

/**
 * What owners say of scores, over mutual TLS: it has the bits of the score for every type of query,
 * and its arithmetic adds up.
 */
class ExplanationOverTheNetworkTest {
  private static final int SIZE = 12;
  private static final Set<Step> SCORES =
      EnumSet.of(Step.SUM, Step.BEST, Step.CONSTANT, Step.TERM, Step.PHRASE, Step.GROUP);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final Set<Step> met = EnumSet.noneOf(Step.class);
  private int own;
  private int ofPeers;
  private int beyond;
  private int notFound;

  @Test
  void everyScoreIsExplainedToTheLastBitByTheOwnerOfTheBestCopy() throws IOException {
    long seed = 171;
    try (OracleRegion region =
            OracleRegion.start(new RandomCorpus(seed, 3, true), folder, 4, index -> index);
        UnionOracle oracle = UnionOracle.over(region.homes())) {
      RandomQueries queries = new RandomQueries(seed, 3);
      for (int number = 0; number < 14; number++) {
        for (RandomQueries.Type type : RandomQueries.Type.values()) {
          check(region, oracle, number % region.size(), queries.of(type));
        }
      }
    }
    assertThat(met).containsAll(EnumSet.complementOf(EnumSet.of(Step.OTHER)));
    assertThat(own).isGreaterThan(30);
    assertThat(ofPeers).isGreaterThan(60);
    assertThat(beyond).as("keys behind the page").isGreaterThan(30);
    assertThat(notFound).isGreaterThan(30);
  }

  private void check(OracleRegion region, UnionOracle oracle, int asking, CanonicalQuery query)
      throws IOException {
    List<Hit> all = oracle.best(query, Integer.MAX_VALUE);
    if (!all.isEmpty()) {
      int onPage = Math.min(SIZE, all.size());
      found(region, asking, query, all.getFirst(), true);
      found(region, asking, query, all.get(onPage / 2), true);
      found(region, asking, query, all.getLast(), all.size() <= SIZE);
      if (all.size() > SIZE) {
        onTheNextPage(region, asking, query, all.get(SIZE));
      }
    }
    Set<String> matching = oracle.keys(query);
    region.trueHolders().keySet().stream()
        .filter(key -> !matching.contains(key))
        .findFirst()
        .ifPresent(
            key -> {
              assertThat(region.explain(asking, query, SIZE, Optional.empty(), key).explanation())
                  .isInstanceOf(ScoreExplanation.NotFound.class);
              notFound++;
            });
  }

  private void onTheNextPage(OracleRegion region, int asking, CanonicalQuery query, Hit expected) {
    Optional<Cursor> next = region.page(asking, query, SIZE, Optional.empty()).next();
    ExplainedAnswer answer = region.explain(asking, query, SIZE, next, expected.key());
    assertThat(answer.answer().hits().getFirst().key()).isEqualTo(expected.key());
    ScoreExplanation.Found found = (ScoreExplanation.Found) answer.explanation();
    assertThat(Float.floatToIntBits(found.root().score()))
        .as("score of %s by %s, on the second page", expected.key(), query)
        .isEqualTo(Float.floatToIntBits(expected.score()));
  }

  private void found(
      OracleRegion region, int asking, CanonicalQuery query, Hit expected, boolean onPage) {
    ExplainedAnswer answer = region.explain(asking, query, SIZE, Optional.empty(), expected.key());
    assertThat(answer.answer().exact()).as("%s", query).isTrue();
    assertThat(answer.explanation())
        .as("%s of %s", expected.key(), query)
        .isInstanceOf(ScoreExplanation.Found.class);
    ScoreExplanation.Found found = (ScoreExplanation.Found) answer.explanation();
    assertThat(Float.floatToIntBits(found.root().score()))
        .as("score of %s by %s", expected.key(), query)
        .isEqualTo(Float.floatToIntBits(expected.score()));
    assertThat(found.score()).isEqualTo(found.root().score());
    answer.answer().hits().stream()
        .filter(hit -> hit.key().equals(expected.key()))
        .map(SearchHit::best)
        .forEach(best -> assertThat(found.node()).isEqualTo(best));
    if (found.node().equals(region.id(asking))) {
      own++;
    } else {
      ofPeers++;
    }
    beyond += onPage ? 0 : 1;
    adds(found.root(), query);
  }

  /** Whether each step follows from its details, as far as floating point lets it. */
  private void adds(Explanation step, CanonicalQuery query) {
    met.add(step.step());
    step.details().forEach(detail -> adds(detail, query));
    List<Double> scores =
        step.details().stream()
            .filter(one -> SCORES.contains(one.step()))
            .map(Explanation::value)
            .toList();
    double sum = scores.stream().mapToDouble(one -> one).sum();
    double most = scores.stream().mapToDouble(one -> one).max().orElse(0);
    double expected =
        switch (step.step()) {
          case SUM -> sum;
          case BEST -> most + (sum - most) * value(step, Step.TIE_BREAKER, 0);
          case TERM, PHRASE, GROUP ->
              value(step, Step.BOOST, 1)
                  * value(step, Step.RARITY, Double.NaN)
                  * value(step, Step.SATURATION, Double.NaN);
          default -> step.value();
        };
    assertThat(step.cut()).isFalse();
    assertThat(step.value())
        .as("%s of %s", step, query)
        .isEqualTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
  }

  private static double value(Explanation step, Step of, double otherwise) {
    return step.details().stream()
        .filter(one -> one.step() == of)
        .mapToDouble(Explanation::value)
        .findFirst()
        .orElse(otherwise);
  }
}
