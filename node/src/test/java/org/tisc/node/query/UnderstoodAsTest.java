package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.TiscException;

/** The line that is shown says what is searched: reading it gives the same query. */
class UnderstoodAsTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final QueryCompiler compiler = new QueryCompiler(new FakeAnalysis(), new FakeNumbers());

  @Test
  void readsAsTheTreeItTellsInBothLanguages() {
    int read = 0;
    for (long seed = 0; seed < 4_000; seed++) {
      Syntax tree = new RandomTrees(seed).next();
      for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
        String line = UnderstoodAs.line(tree, locale);
        if (line.length() <= QueryLanguage.LONGEST) {
          Syntax again = parsed(line, locale, seed);
          assertThat(Trees.bare(again)).as("seed %d: %s", seed, line).isEqualTo(tree);
          assertThat(compiler.compile(again, locale))
              .as("seed %d: %s", seed, line)
              .isEqualTo(compiler.compile(tree, locale));
          read++;
        }
      }
    }
    assertThat(read).isGreaterThan(7_000);
  }

  private Syntax parsed(String line, Locale locale, long seed) {
    try {
      return language.parse(line, locale).tree();
    } catch (TiscException refused) {
      throw new AssertionError("seed " + seed + ": " + line + ": " + refused.violations(), refused);
    }
  }
}
