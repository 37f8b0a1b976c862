package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextAnalyzerTest {
  private final TextAnalyzer analyzer = new TextAnalyzer();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "锂离子 | 锂@0 锂离@0 离@1 离子@1 子@2",
        "锂 | 锂@0",
        "半導體裝置 | 半@0 半导@0 导@1 导体@1 体@2 体装@2 装@3 装置@3 置@4",
        "5G基站 | 5g@0 基@1 基站@1 站@2",
        "PCB板 | pcb@0 板@1",
        "用于5G基站 | 用@0 用于@0 于@1 5g@2 基@3 基站@3 站@4",
        "用于 5G，α5G | 用@0 用于@0 于@1 5g@2 α5g@3",
        "ตัวอย่างข้อความ | ตัวอย่าง@0 ข้อความ@1",
        "ＰＣＢ板１２ | pcb@0 板@1 12@2",
        "CO₂与H₂O | co2@0 与@1 h2o@2",
        "10m²/g | 10m2@0 g@1",
        "H01M 10/0525 | h01m@0 10@1 0525@2",
        "3,000.5 | 3,000.5@0",
        "batteries Battery BATTERY | batteri@0 batteri@1 batteri@2",
        "lithium-ion cells | lithium@0 ion@1 cell@2",
        "inventor’s inventors' inventor's | inventor@0 inventor@1 inventor@2",
        "relating generating | relat@0 generat@1",
        "x86s B2s | x86s@0 b2s@1",
        "Straße ﬁlter | strass@0 filter@1",
        "隔膜,基膜 | 隔@0 隔膜@0 膜@1 基@2 基膜@2 膜@3",
        "한국어 | 한@0 한국@0 국@1 국어@1 어@2",
        "ｶﾀｶﾅ | カ@0 カタ@0 タ@1 タカ@1 カ@2 カナ@2 ナ@3",
        "Способ получения | способ@0 получения@1",
        "豈 | 岂@0",
        "①② | 12@0",
      })
  void givesTerms(String text, String expected) {
    assertThat(terms(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"隔離膜,隔离膜", "臺灣專利,台湾专利", "ＬＥＤ燈,led灯", "絕緣層,绝缘层"})
  void readsTraditionalAsSimplified(String traditional, String simplified) {
    assertThat(terms(traditional)).isEqualTo(terms(simplified));
  }

  @Test
  void findsNothingInPunctuationAndNothing() {
    assertThat(terms("")).isEmpty();
    assertThat(terms("。，、;!? \u3000 \t\n—…")).isEmpty();
  }

  @Test
  void keepsSurrogatePairsWhole() {
    assertThat(terms("𠮷野家")).isEqualTo("𠮷@0 𠮷野@0 野@1 野家@1 家@2");
    assertThat(terms("\uD842 x")).contains("x@");
  }

  @Test
  void cutsVeryLongTokensAndNeverInsidePairs() {
    List<TextToken> tokens = TextToken.of(analyzer, "acgt".repeat(900), 100);
    assertThat(tokens.getFirst().term()).isEqualTo("acgt".repeat(WordFilter.MAX_TOKEN / 4));
    String gothic = "a" + "\uD800\uDF30".repeat(100);
    assertThat(TextToken.of(analyzer, gothic, 100))
        .allMatch(token -> StandardCharsets.UTF_8.newEncoder().canEncode(token.term()));
  }

  @Test
  void neverCutsWordsAtTheBordersOfItsBlocks() {
    String text = "semiconductor manufacturing ".repeat(2_000);
    assertThat(TextToken.of(analyzer, text, Integer.MAX_VALUE))
        .hasSize(4_000)
        .extracting(TextToken::term)
        .containsOnly("semiconductor", "manufactur");
  }

  @Test
  void pairsContinueOverTheBordersOfItsBlocks() {
    String text = "锂离子电池隔膜".repeat(3_000);
    List<TextToken> tokens = TextToken.of(analyzer, text, Integer.MAX_VALUE);
    assertThat(tokens.stream().filter(token -> token.form() == TextToken.Form.PAIR))
        .hasSize(text.length() - 1);
    assertThat(tokens.getLast().position()).isEqualTo(text.length() - 1);
  }

  @Test
  void offsetsNameTheCharactersOfTheOriginal() {
    String text = "ＰＣＢ 半導體 batteries";
    assertThat(TextToken.of(analyzer, text, 100))
        .extracting(token -> text.substring(token.from(), token.to()))
        .containsExactly("ＰＣＢ", "半", "半導", "導", "導體", "體", "batteries");
  }

  @Test
  void survivesAnyTextWithPositionsThatNeverFall() {
    Random random = new Random(7);
    for (int round = 0; round < 100; round++) {
      String text = anyText(random);
      int before = 0;
      for (TextToken token : TextToken.of(analyzer, text, Integer.MAX_VALUE)) {
        assertThat(token.term().length()).isBetween(1, WordFilter.MAX_TOKEN);
        assertThat(token.position()).isGreaterThanOrEqualTo(before);
        assertThat(token.from()).isBetween(0, token.to());
        assertThat(token.to()).isLessThanOrEqualTo(text.length());
        before = token.position();
      }
    }
  }

  @Test
  void foldingInPiecesEqualsFoldingTheWhole() {
    Random random = new Random(8);
    for (int round = 0; round < 60; round++) {
      String text = anyText(random);
      FoldedText folded = FoldedText.of(text);
      assertThat(folded.text()).isEqualTo(FoldedText.fold(text));
      assertThat(IntStream.range(0, folded.text().length()))
          .allMatch(i -> folded.start(i) >= 0 && folded.start(i) < folded.end(i + 1));
    }
  }

  @Test
  void halfWidthKanaStandSideBySideLikeFullWidthOnes() {
    assertThat(terms("ﾊﾞｯﾃﾘｰ")).isEqualTo(terms("バッテリー"));
    assertThat(terms("㍍と")).isEqualTo(terms("メートルと"));
  }

  private static String anyText(Random random) {
    int[][] blocks = {
      {0x20, 0x7E},
      {0x4E00, 0x9FFF},
      {0x2000, 0x33FF},
      {0xFE00, 0xFFFD},
      {0x1F300, 0x1F6FF},
      {0x20000, 0x2A6DF},
      {0xA0, 0x6FF},
      {0xD800, 0xDFFF}
    };
    return IntStream.range(0, random.nextInt(3_000))
        .mapToObj(
            _ -> {
              int[] block = blocks[random.nextInt(blocks.length)];
              return Character.toString(block[0] + random.nextInt(block[1] - block[0] + 1));
            })
        .collect(Collectors.joining());
  }

  private String terms(String text) {
    return TextToken.of(analyzer, text, 1_000).stream()
        .map(token -> token.term() + "@" + token.position())
        .collect(Collectors.joining(" "));
  }
}
