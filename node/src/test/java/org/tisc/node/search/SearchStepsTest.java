package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.Span;
import org.tisc.node.query.Syntax;

class SearchStepsTest {
  private static final Syntax ALL = new Syntax.All(new Span(0, 1));

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final SearchSteps steps = new SearchSteps(() -> now);

  private int add(String person, String text) {
    return steps.add(person, text, Dialect.TISC, ALL);
  }

  @Test
  void countsForEachPersonAndNotTheSameQueryTwiceInARow() {
    assertThat(add("li", "a")).isEqualTo(1);
    assertThat(add("li", "a")).isEqualTo(1);
    assertThat(add("wang", "b")).isEqualTo(1);
    assertThat(add("li", "b")).isEqualTo(2);
    assertThat(add("li", "a")).isEqualTo(3);
    assertThat(steps.of("li").tree(2)).isEqualTo(Optional.of(ALL));
    assertThat(steps.of("wang").tree(2)).isEmpty();
    assertThat(steps.of("nobody").tree(1)).isEmpty();
  }

  @Test
  void keepsABoundedNumberAndNeverGivesANumberAgain() {
    for (int i = 1; i <= SearchSteps.MOST_STEPS + 5; i++) {
      assertThat(add("li", "query " + i)).isEqualTo(i);
    }
    assertThat(steps.list("li")).hasSize(SearchSteps.MOST_STEPS);
    assertThat(steps.of("li").tree(5)).isEmpty();
    assertThat(steps.of("li").tree(6)).isPresent();
  }

  @Test
  void keepsABoundedNumberOfPeopleThoseWhoSearchedLast() {
    add("first", "a");
    for (int i = 0; i < 499; i++) {
      add("person-" + i, "a");
    }
    add("first", "b");
    add("one-more", "a");
    assertThat(steps.list("first")).hasSize(2);
    assertThat(steps.list("person-0")).isEmpty();
  }

  @Test
  void forgetsWhoDidNotSearchForAWorkingDay() {
    add("li", "a");
    now = now.plus(SearchSteps.KEPT);
    assertThat(steps.list("li")).hasSize(1);
    now = now.plusSeconds(1);
    assertThat(steps.list("li")).isEmpty();
    assertThat(add("li", "b")).isEqualTo(1);
  }
}
