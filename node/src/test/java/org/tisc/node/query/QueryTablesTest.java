package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueryTablesTest {
  private static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle("org.tisc.node.query.messages", locale);
  }

  @Test
  void bothLanguagesHaveASentenceForEveryRemarkAndNoOther() {
    List<String> keys = Arrays.stream(RemarkKey.values()).map(Enum::name).sorted().toList();
    for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
      assertThat(bundle(locale).keySet().stream().sorted()).isEqualTo(keys);
    }
  }

  @Test
  void bothLanguagesUseTheSameArguments() {
    for (RemarkKey key : RemarkKey.values()) {
      assertThat(arguments(Locale.CHINESE, key))
          .as(key.name())
          .isEqualTo(arguments(Locale.ENGLISH, key));
    }
  }

  private static List<Boolean> arguments(Locale locale, RemarkKey key) {
    String text = bundle(locale).getString(key.name());
    return Stream.of("{0}", "{1}", "{2}").map(text::contains).toList();
  }

  @Test
  void everyFieldAnswersToItsNamesInAnyCase() {
    for (QueryField field : QueryField.values()) {
      for (String name : field.names()) {
        assertThat(name.length()).as(name).isLessThanOrEqualTo(QueryField.LONGEST_NAME);
        assertThat(QueryField.named(name)).as(name).contains(field);
        assertThat(QueryField.named(name.toLowerCase(Locale.ROOT))).as(name).contains(field);
      }
      for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
        assertThat(QueryField.named(field.name(locale))).contains(field);
      }
    }
  }

  @Test
  void everySearchableFieldNamesWhereItSearches() {
    for (QueryField field : QueryField.values()) {
      assertThat(field.searchable())
          .as(field.name())
          .isEqualTo(field == QueryField.TOPIC || !field.indexFields().isEmpty());
    }
  }
}
