package org.tisc.federation.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.error.TiscException;

class LikenessTest {
  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static CanonicalQuery.Fuzzy word(String word, int edits) {
    return new CanonicalQuery.Fuzzy("title", bytes(word), edits);
  }

  private static float like(String word, int edits, String term) {
    return Likeness.of(word(word, edits), bytes(term)).map(Likeness::value).orElse(0f);
  }

  @ParameterizedTest
  @CsvSource({
    "battery, battery, 1, 1.0",
    "battery, batery, 1, 0.8333333",
    "battery, batttery, 1, 0.85714287",
    "battery, bettery, 1, 0.85714287",
    "battery, abttery, 2, 0",
    "battery, batteyr, 1, 0.85714287",
    "battery, baterry, 1, 0",
    "battery, baterry, 2, 0.71428573",
    "battery, cattery, 2, 0",
    "ab, abcd, 2, 0",
    "abc, abcde, 2, 0.3333333",
  })
  void isLessForEachLetterThatDiffers(String word, String term, int edits, float value) {
    assertThat(like(word, edits, term)).isEqualTo(value);
  }

  @Test
  void countsCharactersAndNotBytes() {
    assertThat(like("naïve", 1, "naive")).isEqualTo(0.8f);
    assertThat(like("a𝔘b", 1, "ab")).isEqualTo(0.5f);
    assertThat(Likeness.of(word("abc", 1), ByteString.copyFrom(new byte[] {-1}))).isEmpty();
  }

  @Test
  void theBestAreThoseOfAnyDivisionOfTheWords() {
    CanonicalQuery.Fuzzy word = word("word", 2);
    List<ByteString> terms =
        IntStream.range(0, 400).mapToObj(i -> bytes("wor" + (char) (300 + i))).toList();
    List<Likeness> all = Likeness.best(word, terms);
    assertThat(all).hasSize(Likeness.MOST).isSortedAccordingTo(Likeness.BEST_FIRST);
    List<ByteString> ofHalves =
        IntStream.range(0, 2)
            .mapToObj(half -> terms.subList(200 * half, 200 * half + 200))
            .flatMap(half -> Likeness.best(word, half).stream())
            .map(Likeness::term)
            .toList();
    assertThat(Likeness.best(word, ofHalves)).isEqualTo(all);
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    for (CanonicalQuery.Fuzzy bad :
        List.of(
            word("", 1),
            word("word", 0),
            word("word", 3),
            word("x".repeat(65), 1),
            new CanonicalQuery.Fuzzy("", bytes("word"), 1),
            new CanonicalQuery.Fuzzy("title", ByteString.copyFrom(new byte[] {-1}), 1))) {
      assertThatThrownBy(() -> QueryLimits.check(bad)).isInstanceOf(TiscException.class);
    }
    QueryLimits.check(word("x".repeat(64), 2));
  }
}
