package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.node.query.WrittenWords.Piece;

class WrittenWordsTest {
  private static WrittenWords words(String query) {
    return WrittenWords.of(
        new QueryLanguage(new FakeNumbers()).parse(query, Locale.ENGLISH).tree());
  }

  /** A whole text that was found: as written in brackets, by an expansion in braces. */
  private static String shown(String query, String text) {
    return words(query).pieces(text, List.of(new Span(0, text.length()))).stream()
        .map(piece -> (piece.expanded() ? "{%s}" : "[%s]").formatted(piece.text()))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "battery | battery | [battery]",
        "battery | Battery | [Battery]",
        "battery | ＢＡＴＴＥＲＹ | [ＢＡＴＴＥＲＹ]",
        "battery | batteries | {batteries}",
        "batter* | batter | [batter]",
        "batter* | battery | {battery}",
        "colo?r | color | {color}",
        "锂离子 | 锂离子 | [锂离子]",
        "锂离子 电池 | 锂离子电池 | [锂离子电池]",
        "半导体 | 半導體 | {半導體}",
        "锂 半导体 | 锂半導體 | [锂]{半導體}",
        "电池* | 电池 | [电池]",
        "5G基站 | 5G基站 | [5G基站]",
        "基站 5G | 5G基站 | [5G基站]",
        "\"solid-state battery\" | solid-state | [solid-state]",
        "\"固态电池\"~3 | 电池 | [电池]",
        "(lithium 2W batter*) | lithium | [lithium]",
        "TI=(lithium OR sodium) NOT lead | sodium | [sodium]",
        "lithium NOT lead | lead | {lead}",
        "*  | x | {x}",
      })
  void whatStandsAsWrittenIsToldFromWhatAnExpansionFound(
      String query, String text, String expected) {
    assertThat(shown(query, text)).isEqualTo(expected);
  }

  @Test
  void textBesideTheMarksStaysPlain() {
    assertThat(words("电池").pieces("锂电池组", List.of(new Span(1, 3))))
        .containsExactly(
            new Piece("锂", false, false),
            new Piece("电池", true, false),
            new Piece("组", false, false));
    assertThat(words("电池").pieces("", List.of())).isEmpty();
  }

  @Test
  void signsAloneAreNoExpansion() {
    assertThat(words("lithium ion").expanded("lithium-ion", 0, 11)).isEmpty();
  }

  @Test
  void piecesAreTheTextAgainAndCutNoCharacter() {
    Random random = new Random(7);
    String[] parts = {"锂离子", "𠮷野家", "battery", " ", "-", "電", "𠮷", "x", "Ａ", "の"};
    WrittenWords words = words("\"𠮷野\"~2 锂离子 battery a");
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      List<Piece> pieces = words.pieces(text.toString(), List.of(new Span(0, text.length())));
      assertThat(pieces.stream().map(Piece::text).collect(Collectors.joining()))
          .isEqualTo(text.toString());
      assertThat(pieces)
          .allSatisfy(
              piece -> {
                assertThat(Character.isLowSurrogate(piece.text().charAt(0))).isFalse();
                assertThat(
                        Character.isHighSurrogate(piece.text().charAt(piece.text().length() - 1)))
                    .isFalse();
              });
    }
  }

  @Test
  void aLongTextTakesTimeInProportionToIt() {
    String text = "锂离子".repeat(30_000);
    assertThat(words("锂离子").expanded(text, 0, text.length())).isEmpty();
  }
}
