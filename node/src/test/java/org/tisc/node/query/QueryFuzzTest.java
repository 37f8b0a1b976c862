package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.TiscException;

/** Random texts, from noise to nearly right; a failure names its seed. */
class QueryFuzzTest {
  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          " ",
          "(",
          ")",
          "（",
          "）",
          "\"",
          "“",
          "”",
          "「",
          "」",
          "『",
          "[",
          "]",
          "=",
          "：",
          ":",
          ">",
          "<",
          ">=",
          "!=",
          "≠",
          "*",
          "-",
          "−",
          "+",
          "&",
          "&&",
          "||",
          "?",
          "#",
          "/",
          ".",
          ",",
          "，",
          "AND",
          "OR",
          "NOT",
          "and",
          "or",
          "not",
          "且",
          "或",
          "非",
          "TI",
          "名称",
          "PD",
          "公开日",
          "IPC",
          "TAC",
          "LS",
          "PN",
          "NICE",
          "LOC",
          "DOI",
          "地区",
          "KIND",
          "abc",
          "电池",
          "锂",
          "H01M",
          "10/0525",
          "CN110083831A",
          "CN",
          "110083831",
          "A",
          "2020",
          "2020-03-05",
          "2019年",
          "TO",
          "至",
          "有效",
          "专利",
          "35",
          "14-03",
          "广东",
          "\u0000",
          "\uD83D",
          "\uDE00",
          "\uD83D\uDE00",
          "é",
          "ß",
          "İ",
          "\u00A0",
          "\u3000",
          "\uFEFF",
          "ａ",
          "Ｔ",
          "＊",
          "x(y)z",
          "10.1000/x",
          "~",
          "~3",
          "~999",
          "2W",
          "3D",
          "120W",
          "NEAR",
          "NEAR/4",
          "ADJ2",
          "PRE3",
          "colo?r",
          "batter#",
          "电?池",
          "batter??*",
          "$",
          "TI,AB",
          "TI/CLM",
          "名称，摘要",
          "TAC,DES",
          "PD,AD",
          "TI,PD",
          "、",
          "+=",
          "NICE>",
          "[1 TO 9]",
          "..",
          "'",
          "{");

  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final QueryCompiler compiler = new QueryCompiler(new FakeAnalysis(), new FakeNumbers());

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(random.nextInt(20) == 0 ? 800 : 24);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(40) == 0) {
        text.append((char) random.nextInt(Character.MAX_VALUE));
      } else {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
        text.append(random.nextInt(3) == 0 ? " " : "");
      }
    }
    return text.toString();
  }

  @Test
  void readsOrRefusesEveryTextAndTheLineReadsAsTheSameTree() {
    int read = 0;
    for (long seed = 0; seed < 8_000; seed++) {
      String text = text(new Random(seed));
      try {
        ParsedQuery parsed = language.parse(text, Locale.CHINESE);
        read++;
        for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
          String line = UnderstoodAs.line(parsed.tree(), locale);
          if (line.length() <= QueryLanguage.LONGEST) {
            Syntax again = language.parse(line, locale).tree();
            assertThat(Trees.bare(again))
                .as("seed %d: %s understood as %s", seed, text, line)
                .isEqualTo(Trees.bare(parsed.tree()));
          }
        }
        compiler.compile(parsed.tree(), Locale.CHINESE);
      } catch (TiscException refused) {
        assertThat(refused.violations()).as("seed %d: %s", seed, text).isNotEmpty();
        assertThat(refused.violations())
            .as("seed %d: %s", seed, text)
            .allMatch(one -> one.position() >= 0 && one.position() <= text.length());
      } catch (RuntimeException | StackOverflowError other) {
        fail("seed " + seed + ": " + text, other);
      }
    }
    assertThat(read).as("texts that are queries").isGreaterThan(400);
  }

  @Test
  void takesTimeInProportionToTheText() {
    for (String unit :
        List.of(
            "(", ")", "a(", "\"", "[", "a:", "abc:", "TI=", "-", "NOT ", "a ", "x=", "*", "CN ",
            "H01M ", "a&", "\uD83D", "「", "至", "a>")) {
      String text = unit.repeat(QueryLanguage.LONGEST / unit.length());
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(30), () -> Mistakes.of(language, text), "repeated: " + unit);
    }
  }
}
