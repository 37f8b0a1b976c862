package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.NumberList;
import org.tisc.node.query.NumberList.Entry;
import org.tisc.node.query.QueryLanguage;

class NumberSearchTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final List<Integer> questions = new ArrayList<>();

  /** Documents by a form of the number that finds them. */
  private final Map<String, SearchHit> held = new HashMap<>();

  private SearchAnswer answer(List<Entry> batch) {
    questions.add(batch.size());
    SearchHit[] hits =
        batch.stream()
            .flatMap(entry -> entry.forms().stream())
            .filter(held::containsKey)
            .map(held::get)
            .toArray(SearchHit[]::new);
    return Answers.exact(hits);
  }

  private static SearchHit hit(String key) {
    return new SearchHit(
        key,
        1,
        Answers.BEIJING,
        List.of(Answers.BEIJING),
        Optional.empty(),
        Optional.empty(),
        "no");
  }

  private NumberSearch.Result search(List<Entry> entries) {
    return new NumberSearch(language, this::answer, () -> true).run(entries);
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream().map(Entry::text).toList();
  }

  @Test
  void findsAThousandNumbersWithFewQuestions() {
    List<String> pasted = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      String number = "CN" + (110_000_000 + i);
      pasted.add(i % 2 == 0 ? number + "A" : number + " A");
      if (i % 3 == 0) {
        held.put(number + "A", hit("PATENT:CN:" + (110_000_000 + i) + ":A"));
      }
    }
    NumberList list = language.numbers(String.join("\n", pasted));
    NumberSearch.Result result = search(list.entries());
    assertThat(result.found()).hasSize(400);
    assertThat(result.notFound()).hasSize(800);
    assertThat(result.open()).isEmpty();
    assertThat(result.exact()).isTrue();
    assertThat(questions.size()).isLessThan(60);
    assertThat(texts(result.notFound()).subList(0, 2))
        .containsExactly("CN110000001 A", "CN110000002A");
  }

  @Test
  void asksAgainForWhatNoHitClaimsUntilItIsCertain() {
    // The hit's own number is another one: only the question tells that they belong together.
    held.put("CN201710601862", hit("PATENT:CN:107000000:A"));
    NumberList list =
        language.numbers("CN201710601862, CN201710601863；CN201710601864\tCN201710601865");
    NumberSearch.Result result = search(list.entries());
    assertThat(texts(List.copyOf(result.found().keySet()))).containsExactly("CN201710601862");
    assertThat(texts(result.notFound()))
        .containsExactly("CN201710601863", "CN201710601864", "CN201710601865");
    assertThat(questions).containsExactly(4, 4, 2, 1, 1, 2);
  }

  @Test
  void leavesOpenWhatTheTimeDoesNotAllow() {
    List<Entry> entries =
        language
            .numbers(
                String.join(
                    "\n", IntStream.range(0, 120).mapToObj(i -> "CN" + (110_000_000 + i)).toList()))
            .entries();
    NumberSearch.Result result =
        new NumberSearch(language, this::answer, () -> questions.size() < 2).run(entries);
    assertThat(result.notFound()).hasSize(80);
    assertThat(result.open()).hasSize(40);
  }

  @Test
  void namesTheSourcesThatDidNotAnswer() {
    NumberSearch.Result result =
        new NumberSearch(language, _ -> Answers.inexact(), () -> true)
            .run(language.numbers("CN110083831A").entries());
    assertThat(result.exact()).isFalse();
    assertThat(result.incomplete()).isNotEmpty();
  }

  @Test
  void readsEachNumberOnceAndTellsWhatIsNone() {
    NumberList list = language.numbers("CN110083831A\nCN 110083831 A\n\n battery ; CN110083832A");
    assertThat(texts(list.entries())).containsExactly("CN110083831A", "CN110083832A");
    assertThat(list.unread()).containsExactly("battery");
    assertThat(list.more()).isFalse();
    assertThat(language.numbers("CN110083831A\n".repeat(NumberList.MOST + 1)).more()).isFalse();
    String many =
        String.join(
            ",",
            IntStream.rangeClosed(0, NumberList.MOST)
                .mapToObj(i -> "CN" + (1_000_000 + i))
                .toList());
    assertThat(language.numbers(many).more()).isTrue();
  }
}
