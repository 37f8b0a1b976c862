package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SourceState;

class SearchMessagesTest {
  private static final ResourceBundle CHINESE = bundle(Locale.CHINESE);
  private static final ResourceBundle ENGLISH = bundle(Locale.ENGLISH);

  private static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle("org.tisc.node.search.messages", locale);
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndArguments() {
    assertThat(CHINESE.keySet()).isEqualTo(ENGLISH.keySet());
    for (String key : CHINESE.keySet()) {
      assertThat(arguments(CHINESE.getString(key)))
          .as(key)
          .isEqualTo(arguments(ENGLISH.getString(key)));
    }
  }

  private static List<Boolean> arguments(String text) {
    return Stream.of("{0", "{1", "{2", "{3").map(text::contains).toList();
  }

  @Test
  void everyValueThatIsShownHasAWord() {
    Stream<String> keys =
        Stream.of(
                Arrays.stream(SourceState.values()).map(state -> "state." + state),
                Arrays.stream(InexactReason.values()).map(reason -> "inexact." + reason),
                Arrays.stream(Explanation.Step.values()).map(step -> "explain.step." + step),
                Arrays.stream(SearchAnswer.Relation.values()).map(relation -> "total." + relation),
                SearchRequest.KINDS.stream().map(kind -> "kind." + kind),
                Stream.of("no", "cite", "yes").map(onward -> "onward." + onward),
                DisplayFields.SHOWN.stream().map(field -> "field." + field),
                HitColumns.ALL.stream().map(column -> "column." + column),
                KeptHits.COLUMNS.stream().map(column -> "column." + column))
            .flatMap(one -> one);
    assertThat(keys).allMatch(CHINESE::containsKey);
  }

  @Test
  void otherLanguagesGetEnglishAndForeignKeysNothing() {
    SearchTexts french = SearchTexts.in(Locale.FRENCH);
    assertThat(french.of("page.title")).isEqualTo("Search");
    assertThat(french.find("onward.maybe")).isEqualTo(Optional.empty());
  }
}
