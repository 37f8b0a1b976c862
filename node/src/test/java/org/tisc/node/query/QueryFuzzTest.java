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
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final QueryCompiler compiler = new QueryCompiler(new FakeAnalysis(), new FakeNumbers());

  @Test
  void readsOrRefusesEveryTextAndTheLineReadsAsTheSameTree() {
    int read = 0;
    for (long seed = 0; seed < 8_000; seed++) {
      String text = RandomTexts.pieces(new Random(seed));
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
        String text = RandomTexts.next(seed);
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
