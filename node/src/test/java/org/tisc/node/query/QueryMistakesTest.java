package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class QueryMistakesTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(锂 OR 钠|UNCLOSED_BRACKET@0",
        "锂 OR 钠）|UNOPENED_BRACKET@6",
        "锂 ()|EMPTY_BRACKETS@2",
        "锂 “钠|UNCLOSED_QUOTE@2",
        "锂 \"\"|EMPTY_QUOTE@2",
        "\"lithium batter*\"|WILDCARD_IN_QUOTES@0",
        "*电池|LEADING_WILDCARD@0",
        "bat*ry|INNER_WILDCARD@0",
        "a*|SHORT_TRUNCATION@0",
        "TI=*|SHORT_TRUNCATION@3",
        "LS=有*|NO_TRUNCATION_HERE@3",
        "锂 AND titel=x|UNKNOWN_FIELD_NEAR@6",
        "titel:x|UNKNOWN_FIELD_NEAR@0",
        "申请曰>2010|UNKNOWN_FIELD_NEAR@0",
        "E=mc2|UNKNOWN_FIELD@0",
        "TI=(锂 AND AB=钠)|FIELD_IN_FIELD@10",
        "代理机构=x|FIELD_NOT_HELD@0",
        "TI=|EXPECTED_VALUE@0",
        "TI= AND 锂|EXPECTED_VALUE@0",
        "锂 AND|EXPECTED_OPERAND@2",
        "OR 锂|EXPECTED_OPERAND@0",
        "锂 AND OR 钠|EXPECTED_OPERAND@2",
        "锂 AND (NOT)|EXPECTED_OPERAND@7",
        "TI>锂|COMPARISON_NEEDS_DATE@3",
        "TI=[a TO b]|RANGE_NEEDS_DATE@3",
        "锂 [2020 TO 2021]|RANGE_NEEDS_DATE@2",
        "PD=[2020]|BAD_RANGE@3",
        "PD=[* TO *]|BAD_RANGE@3",
        "PD=[2020 TO|UNCLOSED_BRACKET@3",
        "PD=[2021 TO 2020]|REVERSED_RANGE@3",
        "PD=2020-13|BAD_DATE@3",
        "PD=20200230|BAD_DATE@3",
        "PD=yesterday|BAD_DATE@3",
        "IPC=锂|BAD_CLASS@4",
        "IPC=Z01M|BAD_CLASS@4",
        "LOC=77-01|BAD_CLASS@4",
        "NICE=46|BAD_VALUE@5",
        "LS=好|BAD_VALUE@3",
        "KIND=发明|BAD_VALUE@5",
        "地区=火星|BAD_VALUE@3",
        "国别=火星|BAD_VALUE@3",
        "，。|EMPTY_QUERY@0",
        "?abc|LEADING_WILDCARD@0",
        "a?b|SHORT_TRUNCATION@0",
        "bat#####|TOO_MANY_FREE@0",
        "IPC=H01M#|NO_MASK_HERE@4",
        "(锂 101W 钠)|TOO_FAR@3",
        "\"锂 钠\"~101|TOO_FAR@5",
        "IPC=(H01M 2W H01G)|DISTANCE_NEEDS_TEXT@10",
        "TI=锂 2W 钠|DISTANCE_OVER_FIELDS@5",
        "TI=锂 2W AB=钠|DISTANCE_OVER_FIELDS@5",
        "((锂 AND 钠) 2W 铁)|DISTANCE_OPERAND@2",
        "((锂 OR NOT 钠) 2W 铁)|DISTANCE_OPERAND@7",
        "(锂 2W *)|DISTANCE_OPERAND@6",
        "(锂 2W \"钠 铁\"~2)|DISTANCE_OPERAND@6",
        "TI,PD=锂|FIELDS_DIFFER@0",
        "KIND,LS=专利|FIELDS_DIFFER@0",
        "TI,XX=锂|UNKNOWN_FIELD@0",
        "NICE=[9 TO 1]|REVERSED_RANGE@5",
        "NICE=[1 TO 99]|BAD_VALUE@5",
        "NICE>45|REVERSED_RANGE@5",
      })
  void namesTheMistakeAndItsPosition(String text, String expected) {
    assertThat(Mistakes.of(language, text)).first().isEqualTo(expected);
  }

  @Test
  void boundsDistancesInARow() {
    assertThat(Mistakes.of(language, "(a" + " 1W a".repeat(13) + ")"))
        .containsExactly("TOO_MANY_DISTANCES@63");
    assertThat(Mistakes.of(language, "(a" + " 1W a".repeat(12) + ")")).isEmpty();
  }

  @Test
  void namesSeveralMistakesAtOnceInTheOrderOfTheText() {
    assertThat(Mistakes.of(language, "titel=x AND *y AND (z"))
        .containsExactly("UNKNOWN_FIELD_NEAR@0", "LEADING_WILDCARD@12", "UNCLOSED_BRACKET@19")
        .hasSize(3);
  }

  @Test
  void refusesAnEmptyText() {
    assertThat(Mistakes.of(language, "")).containsExactly("EMPTY_QUERY@0");
    assertThat(Mistakes.of(language, " \t\n")).containsExactly("EMPTY_QUERY@0");
  }

  @Test
  void suggestsTheNearestFieldInTheAskersLanguage() {
    TiscException refused =
        catchThrowableOfType(
            TiscException.class, () -> language.parse("applicnt=x", Locale.CHINESE));
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_QUERY);
    assertThat(refused.violations().getFirst().field()).isEqualTo("q");
    assertThat(refused.violations().getFirst().message())
        .isEqualTo("没有名为“applicnt”的字段；是否指“applicant”？");
  }

  @Test
  void neverQuotesTheTextInTheMessageThatLogsSee() {
    TiscException refused =
        catchThrowableOfType(TiscException.class, () -> language.parse("绝密发明=x", Locale.CHINESE));
    assertThat(refused).hasMessageNotContaining("绝密");
  }

  @Test
  void boundsTheTextTheClausesAndTheDepth() {
    for (String text :
        List.of(
            "电".repeat(QueryLanguage.LONGEST + 1),
            "a ".repeat(QueryLanguage.MOST_CLAUSES + 1),
            "(".repeat(QueryLanguage.DEEPEST + 1) + "a" + ")".repeat(QueryLanguage.DEEPEST + 1),
            "(".repeat(QueryLanguage.LONGEST))) {
      TiscException refused =
          catchThrowableOfType(TiscException.class, () -> language.parse(text, Locale.ENGLISH));
      assertThat(refused.reason()).isEqualTo(Reason.QUERY_TOO_LARGE);
    }
    String deep = "(".repeat(QueryLanguage.DEEPEST) + "a" + ")".repeat(QueryLanguage.DEEPEST);
    assertThat(Mistakes.of(language, deep)).isEmpty();
    assertThat(Mistakes.of(language, "a ".repeat(QueryLanguage.MOST_CLAUSES))).isEmpty();
    assertThat(Mistakes.of(language, "NOT ".repeat(900) + "a")).isEmpty();
  }

  @Test
  void namesWhereOtherSpellingsCannotBeSearched() {
    assertThat(Mistakes.of(language, "IPC=abcd~")).containsExactly("NO_FUZZY_HERE@4");
    assertThat(Mistakes.of(language, "(batery~ 2W cell)")).containsExactly("DISTANCE_OPERAND@1");
    assertThat(Mistakes.of(language, "{batery~ | cell}")).containsExactly("SAME_OF_WORDS@0");
  }

  @Test
  void namesWhatCannotStandInBraces() {
    assertThat(Mistakes.of(language, "{a | b*}")).containsExactly("SAME_OF_WORDS@0");
    assertThat(Mistakes.of(language, "x {TI=a | b}")).containsExactly("SAME_OF_WORDS@2");
    assertThat(Mistakes.of(language, "{ | ! }")).containsExactly("SAME_OF_WORDS@0");
    assertThat(Mistakes.of(language, "IPC={H01M | H01G}")).containsExactly("NO_SAME_HERE@4");
    assertThat(Mistakes.of(language, "{" + "a|b|".repeat(20) + "c}")).isEmpty();
    String many =
        IntStream.rangeClosed(1, 33).mapToObj(i -> "w" + i).collect(Collectors.joining("|"));
    assertThat(Mistakes.of(language, "{" + many + "}")).containsExactly("TOO_MANY_SAME@0");
  }
}
