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
import org.tisc.federation.query.CanonicalQuery;

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

  private static final List<String> GOOD =
      List.of(
          "锂离子电池 AND (TI=隔膜 OR 摘要=涂层) NOT LS=失效",
          "TI,AB=(lithium 3W (batter* OR cell?)) PD=[2019 TO 2021]",
          "\"solid state\"~3 H01M10/0525 CN110083831A",
          "dc.title any/stem \"desk lamp\" and dc.date within \"2019 2021\"",
          "a or b and c not d prox/distance<=3/ordered e",
          "> d = \"info:srw/cql-context-set/1/dc-v1.1\" (d.title = lam* or cql.allRecords=1)",
          "ti=mouse trap pa any \"x y\" cpc=H01M10/0525 and not pd>=2019",
          "DP:([01.01.1940 TO 31.12.2005]) AND EN_ALL:pizza",
          "EN_AB:(mouse NEAR3 trap) OR IC/H01M EN_TI:\"a b\"~4");

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
  void readsOrRefusesEveryTextInEveryDialect() {
    for (Dialect dialect : Dialect.values()) {
      int read = 0;
      for (long seed = 0; seed < 4_000; seed++) {
        Random random = new Random(seed);
        String text = random.nextInt(3) == 0 ? text(random) : mutated(random);
        try {
          Syntax tree = language.parse(text, dialect, Locale.CHINESE).tree();
          read++;
          CanonicalQuery query = compiler.compile(tree, Locale.CHINESE);
          String line = UnderstoodAs.line(tree, Locale.CHINESE);
          if (line.length() <= QueryLanguage.LONGEST) {
            Syntax again = language.parse(line, Locale.CHINESE).tree();
            assertThat(compiler.compile(again, Locale.CHINESE))
                .as("%s, seed %d: %s understood as %s", dialect, seed, text, line)
                .isEqualTo(query);
          }
        } catch (TiscException refused) {
          assertThat(refused.violations())
              .as("%s, seed %d: %s", dialect, seed, text)
              .isNotEmpty()
              .allMatch(
                  one ->
                      one.position() >= 0
                          && one.position() + one.length() <= text.length()
                          && !one.message().isBlank());
        } catch (RuntimeException | StackOverflowError other) {
          fail(dialect + ", seed " + seed + ": " + text, other);
        }
      }
      assertThat(read).as("texts that are queries of %s", dialect).isGreaterThan(200);
    }
  }

  private void answered(String text, Dialect dialect) {
    try {
      language.parse(text, dialect, Locale.ENGLISH);
    } catch (TiscException refused) {
      assertThat(refused.violations()).isNotEmpty();
    }
  }

  /** A good query of some dialect with a few changes. */
  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(GOOD.get(random.nextInt(GOOD.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        default -> text.insert(at, text.substring(0, at));
      }
      text.setLength(Math.min(text.length(), QueryLanguage.LONGEST));
    }
    return text.toString();
  }

  @Test
  void takesTimeInProportionToTheText() {
    for (String unit :
        List.of(
            "(",
            ")",
            "a(",
            "\"",
            "[",
            "a:",
            "abc:",
            "TI=",
            "-",
            "NOT ",
            "a ",
            "x=",
            "*",
            "CN ",
            "H01M ",
            "a&",
            "\uD83D",
            "「",
            "至",
            "a>",
            "ab?",
            "(a 2W ",
            "TI,",
            "a，",
            "a/",
            "\\",
            "a not ",
            "a=b ",
            "\"a\"~1 ",
            "a^",
            "{",
            "> a=b ",
            "a prox/")) {
      String text = unit.repeat(QueryLanguage.LONGEST / unit.length());
      for (Dialect dialect : Dialect.values()) {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> answered(text, dialect), dialect + ", repeated: " + unit);
      }
    }
  }
}
