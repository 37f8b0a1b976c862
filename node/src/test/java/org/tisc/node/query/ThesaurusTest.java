package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class ThesaurusTest {
  private static final Thesaurus KNOWN =
      Thesaurus.read(
          List.of(
              "# materials",
              "锂电池，锂离子电池 , lithium battery # three names",
              "",
              "PLA; 聚乳酸",
              "PLA; programmable logic array"),
          new FakeAnalysis(),
          Locale.ENGLISH);

  private static String widened(String query) {
    QueryLanguage language = new QueryLanguage(new FakeNumbers(), () -> Optional.of(KNOWN));
    ParsedQuery parsed = language.parse(query, Locale.ENGLISH);
    return UnderstoodAs.line(language.widened(parsed).tree(), Locale.ENGLISH);
  }

  private static String refused(String... lines) {
    TiscException refused =
        catchThrowableOfType(
            TiscException.class,
            () -> Thesaurus.read(Arrays.asList(lines), new FakeAnalysis(), Locale.ENGLISH));
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(refused.violations().getFirst().field()).isEqualTo("text");
    return refused.violations().getFirst().message();
  }

  @Test
  void aWordBringsTheOthersOfItsLines() {
    assertThat(KNOWN.groups()).hasSize(3);
    assertThat(widened("锂电池")).isEqualTo("{锂电池 | 锂离子电池 | lithium battery}");
    assertThat(widened("\"lithium battery\" 隔膜"))
        .isEqualTo("{lithium battery | 锂电池 | 锂离子电池} AND 隔膜");
    assertThat(widened("聚乳酸")).isEqualTo("{聚乳酸 | PLA}");
    assertThat(widened("PLA")).isEqualTo("{PLA | 聚乳酸 | programmable logic array}");
  }

  @Test
  void textsThatAreTheSameToASearchAreTheSameHere() {
    // The fake analysis makes small letters.
    assertThat(widened("pla")).isEqualTo("{pla | 聚乳酸 | programmable logic array}");
  }

  @Test
  void onlyWordsAndExactPhrasesOfTextFieldsAreWidened() {
    for (String query :
        List.of(
            "锂电池*",
            "\"lithium battery\"~2",
            "锂#池",
            "{锂电池 | 钠电池}",
            "lithium AND battery",
            "STATUS=IN_FORCE",
            "PD=2020")) {
      QueryLanguage plain = new QueryLanguage(new FakeNumbers());
      Syntax tree = plain.parse(query, Locale.ENGLISH).tree();
      assertThat(KNOWN.widen(tree)).as(query).isEqualTo(tree);
      assertThat(plain.widened(new ParsedQuery(tree, List.of())).tree()).isEqualTo(tree);
    }
    assertThat(widened("TI,AB=(聚乳酸 2W x) NOT 聚乳酸"))
        .isEqualTo("TI,AB=({聚乳酸 | PLA} 2W x) AND NOT {聚乳酸 | PLA}");
  }

  @Test
  void aLineThatIsNoGroupIsNamed() {
    assertThat(refused("a, b", "", "only one")).startsWith("Line 3:");
    assertThat(refused("a, a")).startsWith("Line 1:");
    assertThat(refused("a, " + "x".repeat(101))).contains("at most 100");
    assertThat(refused("a, b*")).contains("signs");
    assertThat(refused("a, nothing")).contains("nothing to search");
    String[] many = Collections.nCopies(20_001, "a, b").toArray(String[]::new);
    assertThat(refused(many)).contains("20000");
    assertThat(refused(String.join(",", Collections.nCopies(40, "w")))).startsWith("Line 1:");
  }
}
