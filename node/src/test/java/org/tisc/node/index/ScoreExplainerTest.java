package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.Explanation.Step;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.WorkBudget;

class ScoreExplainerTest {
  @TempDir(factory = MemoryFolder.class)
  private Path home;

  private final QueryAnalysis analysis = new QueryAnalysis();
  private LuceneIndex index;
  private IndexSnapshot snapshot;

  @BeforeEach
  void open() {
    index = LuceneIndex.open(home, new IndexConfig(1, 8));
    index.create("set", CollectionSettings.of("PATENT"));
    List<IndexableDocument> documents = new ArrayList<>();
    documents.add(Samples.titled("K1", "battery separator and battery"));
    documents.add(Samples.titled("K2", "battery"));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1_100; i++) {
      many.append("word").append(i).append(' ');
    }
    documents.add(Samples.titled("K3", many.toString()));
    documents.add(Samples.titled("K4", "x " + "y".repeat(120)));
    Committed _ = Samples.put(index, "set", documents.toArray(IndexableDocument[]::new));
    snapshot = index.snapshot(Set.of("set"));
  }

  @AfterEach
  void close() {
    snapshot.close();
    index.close();
  }

  private Optional<Explanation> explain(CanonicalQuery query, String key) {
    return snapshot.explain(
        query,
        snapshot.statistics(query, WorkBudget.UNLIMITED),
        new DocumentCopy(key, "set"),
        WorkBudget.UNLIMITED);
  }

  private float score(CanonicalQuery query, String key) {
    return Samples.search(snapshot, query, 100).hits().stream()
        .filter(hit -> hit.key().equals(key))
        .findFirst()
        .orElseThrow()
        .score();
  }

  @Test
  void aWordIsBrokenDownToItsNumbers() {
    CanonicalQuery query =
        new CanonicalQuery.Boosted(analysis.text(IndexField.TITLE, "battery"), 3);
    Explanation word = explain(query, "K1").orElseThrow();
    assertThat(word.score()).isEqualTo(score(query, "K1"));
    assertThat(word.step()).isEqualTo(Step.TERM);
    assertThat(word.field()).contains("title");
    assertThat(word.details())
        .extracting(Explanation::step)
        .containsExactly(Step.BOOST, Step.RARITY, Step.SATURATION);
    assertThat(word.details().getFirst().value()).isEqualTo(3);
    assertThat(word.details().get(1).details())
        .extracting(Explanation::value)
        .containsExactly(2.0, 4.0);
    assertThat(word.details().get(2).details().getFirst())
        .isEqualTo(Explanation.of(Step.OCCURRENCES, 2));
    assertThat(word.steps()).isEqualTo(11);
  }

  @Test
  void aGroupIsBrokenDownAsTheWordThatItIsTakenFor() {
    CanonicalQuery query =
        new CanonicalQuery.Group(
            List.of(
                new CanonicalQuery.Member(analysis.text(IndexField.TITLE, "separator"), 0.5f),
                new CanonicalQuery.Member(analysis.text(IndexField.TITLE, "battery"), 1)));
    Explanation group = explain(query, "K1").orElseThrow();
    assertThat(group.score()).isEqualTo(score(query, "K1"));
    assertThat(group.step()).isEqualTo(Step.GROUP);
    assertThat(group.field()).contains("title");
    assertThat(group.text()).contains("separ | batteri");
    assertThat(group.details())
        .extracting(Explanation::step)
        .containsExactly(Step.RARITY, Step.SATURATION);
    // Two documents have the commoner member.
    assertThat(group.details().getFirst().details())
        .extracting(Explanation::value)
        .containsExactly(2.0, 4.0);
    assertThat(group.details().get(1).details().getFirst())
        .isEqualTo(Explanation.of(Step.OCCURRENCES, 2.5));
  }

  @Test
  void aConditionAddsNothingAndWhatIsExcludedIsNotSaid() {
    CanonicalQuery query =
        new CanonicalQuery.Bool(
            List.of(
                new Clause(Occur.MUST, analysis.text(IndexField.TITLE, "battery")),
                new Clause(Occur.FILTER, analysis.text(IndexField.TITLE, "separator")),
                new Clause(Occur.MUST_NOT, analysis.text(IndexField.TITLE, "word7"))));
    Explanation sum = explain(query, "K1").orElseThrow();
    assertThat(sum.details())
        .extracting(Explanation::step)
        .containsExactly(Step.TERM, Step.CONDITION);
    assertThat(sum.value()).isEqualTo(sum.details().getFirst().value());
    assertThat(explain(query, "K2")).isEmpty();
    assertThat(explain(query, "K9")).isEmpty();
  }

  @Test
  void aQueryOfManyWordsIsCutAndKeepsItsScore() {
    List<Clause> clauses = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      clauses.add(new Clause(Occur.SHOULD, analysis.text(IndexField.TITLE, "word" + i)));
    }
    CanonicalQuery query = new CanonicalQuery.Bool(clauses);
    Explanation sum = explain(query, "K3").orElseThrow();
    assertThat(sum.steps()).isBetween(900, Explanation.MAX_STEPS);
    assertThat(sum.cut() || sum.details().getLast().cut()).isTrue();
    assertThat(sum.score()).isEqualTo(score(query, "K3"));
  }

  @Test
  void theDeepestQueryStaysInsideOfTheBounds() {
    CanonicalQuery query = analysis.text(IndexField.TITLE, "battery");
    for (int depth = 1; depth < QueryCheck.MAX_DEPTH; depth++) {
      query =
          new CanonicalQuery.DisMax(
              List.of(query, analysis.text(IndexField.TITLE, "separator")), 0.5f);
    }
    Explanation best = explain(query, "K1").orElseThrow();
    assertThat(best.score()).isEqualTo(score(query, "K1"));
    assertThat(depth(best)).isLessThanOrEqualTo(Explanation.MAX_DEPTH);
    assertThat(best.steps()).isLessThanOrEqualTo(Explanation.MAX_STEPS);
  }

  private static int depth(Explanation step) {
    return 1 + step.details().stream().mapToInt(ScoreExplainerTest::depth).max().orElse(0);
  }

  @Test
  void aConstantSaysItsFieldAndTextsAreShortened() {
    CanonicalQuery query = analysis.prefix(IndexField.TITLE, "y".repeat(100));
    Explanation constant = explain(query, "K4").orElseThrow();
    assertThat(constant.step()).isEqualTo(Step.CONSTANT);
    assertThat(constant.value()).isEqualTo(1);
    assertThat(constant.field()).contains("title");
    assertThat(Explanation.shortened("a\u0007b\u202e" + "z".repeat(400)))
        .startsWith("a\uFFFDb\uFFFDz")
        .hasSizeLessThanOrEqualTo(Explanation.MAX_TEXT);
  }

  @Test
  void withoutStatisticsNothingIsExplained() {
    CanonicalQuery query = analysis.text(IndexField.TITLE, "battery");
    TiscException missing =
        catchThrowableOfType(
            TiscException.class,
            () ->
                snapshot.explain(
                    query, Statistics.EMPTY, new DocumentCopy("K1", "set"), WorkBudget.UNLIMITED));
    assertThat(missing.reason()).isEqualTo(Reason.STATISTICS_MISSING);
    TiscException late =
        catchThrowableOfType(
            TiscException.class,
            () ->
                snapshot.explain(
                    query,
                    snapshot.statistics(query, WorkBudget.UNLIMITED),
                    new DocumentCopy("K1", "set"),
                    () -> true));
    assertThat(late.reason()).isEqualTo(Reason.TIMED_OUT);
  }
}
