package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.SearchAnswer;

class PagerTest {
  private static final String LIST = "0123456789abcdef0123456789abcdef";

  private static List<String> labels(int from, int hits, boolean goesOn, long total) {
    return links(from, hits, goesOn, total).stream()
        .map(link -> link.path().isPresent() ? link.label() : "[" + link.label() + "]")
        .toList();
  }

  private static List<SearchView.PageLink> links(int from, int hits, boolean goesOn, long total) {
    SearchAnswer.Total count = new SearchAnswer.Total(total, SearchAnswer.Relation.EQUAL);
    SearchAnswer answer =
        new SearchAnswer(
            true,
            List.of(),
            count,
            from,
            Collections.nCopies(hits, Answers.hit()),
            true,
            List.of(),
            List.of(),
            goesOn,
            Optional.of(new Cursor(LIST, from)),
            Duration.ZERO);
    SearchInput input = new SearchInput(Map.of("q", "a b", "cursor", "old"), List.of("office=CN"));
    return new Pager(input, SearchTexts.in(Locale.ENGLISH)).links(answer, count, 20);
  }

  @Test
  void linksTheFirstPageSomeAroundAndTheNext() {
    assertThat(labels(0, 20, true, 95)).containsExactly("[1]", "2", "3", "4", "Next ›");
    assertThat(labels(200, 20, true, 9_000))
        .containsExactly("‹ Previous", "1", "8", "9", "10", "[11]", "12", "13", "14", "Next ›");
    assertThat(labels(80, 15, false, 95)).containsExactly("‹ Previous", "1", "2", "3", "4", "[5]");
  }

  @Test
  void aCountThatIsTooSmallStillLeadsOn() {
    assertThat(labels(40, 20, true, 41))
        .containsExactly("‹ Previous", "1", "2", "[3]", "4", "Next ›");
  }

  @Test
  void oneWholePageHasNoLinks() {
    assertThat(labels(0, 7, false, 7)).isEmpty();
  }

  @Test
  void nothingIsLinkedBeyondWhatALongListHas() {
    assertThat(labels(49_980, 20, false, 90_000))
        .containsExactly("‹ Previous", "1", "2497", "2498", "2499", "[2500]");
  }

  @Test
  void aLinkAsksTheSameAtAnotherPlace() {
    List<SearchView.PageLink> links = links(20, 20, true, 100);
    assertThat(links.getLast().path())
        .contains("/search?q=a+b&cursor=" + LIST + ".40&filter=office%3DCN");
    assertThat(links.getLast().relation()).isEqualTo("next");
    assertThat(links.getFirst().path())
        .contains("/search?q=a+b&cursor=" + LIST + ".0&filter=office%3DCN");
  }
}
