package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;

class HighlighterTest {
  private final QueryAnalysis analysis = new QueryAnalysis();
  private final TextAnalyzer analyzer = new TextAnalyzer();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "锂离子 | 一种锂离子电池,锂与离子 | 一种[锂离子]电池,锂与离子",
        "锂 | 一种锂离子电池,锂与离子 | 一种[锂]离子电池,[锂]与离子",
        "半导体 | 該半導體裝置 | 該[半導體]裝置",
        "batteries | A battery; Batteries. | A [battery]; [Batteries].",
        "5G基站 | 用于5G基站的５Ｇ基站 | 用于[5G基站]的[５Ｇ基站]",
        "CO2 | 吸收CO₂的方法 | 吸收[CO₂]的方法",
        "lithium-ion | lithium-ion, lithium and ion | [lithium]-[ion], lithium and ion",
        "锂离子 电池 | 锂离子电池 | [锂离子电池]",
        "𠮷野 | 在𠮷野家 | 在[𠮷野]家",
        "隔膜 | 锂离子电池 | ",
      })
  void marksWhatMatched(String query, String text, String expected) {
    assertThat(marked(analysis.words(query), text)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void marksLoosePhrasesAndPrefixesButNothingExcluded() {
    assertThat(marked(analysis.phrase(IndexField.TITLE, "cell ion", 5), "cell of an ion"))
        .isEqualTo("[cell] of an [ion]");
    assertThat(marked(analysis.phrase(IndexField.TITLE, "cell gas", 5), "cell of an ion"))
        .isEmpty();
    assertThat(marked(analysis.prefix("semicond"), "Semiconductors, a semiconducting semi"))
        .isEqualTo("[Semiconductors], a [semiconducting] semi");
    CanonicalQuery not =
        new CanonicalQuery.Bool(
            List.of(
                new Clause(Occur.FILTER, analysis.words("cell")),
                new Clause(Occur.MUST_NOT, analysis.words("ion"))));
    assertThat(marked(not, "cell and ion")).isEqualTo("[cell] and ion");
  }

  @Test
  void marksOnlyFieldsThatAreShown() {
    Highlighter highlighter =
        new Highlighter(analyzer, analysis.text(IndexField.DESCRIPTION, "cell"));
    assertThat(highlighter.fields()).isEmpty();
  }

  @Test
  void showsAtMostThreeShortPassagesOfALongText() {
    String filler = "本实施例中各部件按照常规方式连接,不再赘述。".repeat(20);
    String text = filler + "甲用隔膜。" + filler + "乙用隔膜与锂离子。" + filler + "丙用隔膜。" + filler + "丁用隔膜。";
    List<Passage> passages = passages(analysis.words("隔膜 锂离子"), text);
    assertThat(passages).hasSize(3);
    assertThat(passages)
        .allSatisfy(
            passage -> {
              assertThat(passage.text().length()).isLessThanOrEqualTo(Passages.MAX_LENGTH);
              assertThat(passage.marks()).isNotEmpty();
              assertThat(text).contains(passage.text());
            });
    assertThat(passages).anyMatch(passage -> passage.text().startsWith("乙用隔膜与锂离子"));
  }

  @Test
  void neverMarksOutsideThePassageNorPartsAPair() {
    Random random = new Random(3);
    String[] pieces = {"锂离子", "𠮷野家", " battery ", "。", "㍍", "ﾊﾞ", "\uD842", "e\u0301", "x ", "🎉"};
    CanonicalQuery query = analysis.words("离子 𠮷 battery 野家 メートル");
    for (int round = 0; round < 100; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(400); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      for (Passage passage : passages(query, text.toString())) {
        int before = -1;
        for (Mark mark : passage.marks()) {
          assertThat(mark.from()).isGreaterThan(before);
          assertThat(mark.to()).isGreaterThan(mark.from());
          assertThat(mark.to()).isLessThanOrEqualTo(passage.text().length());
          assertThat(Passages.boundary(passage.text(), mark.from())).isEqualTo(mark.from());
          before = mark.to();
        }
      }
    }
  }

  @Test
  void looksOnlyAtABoundedPartOfVeryLongFields() {
    String text = "x ".repeat(200_000) + "锂离子";
    assertThat(passages(analysis.words("锂离子"), text)).isEmpty();
  }

  @Test
  void keepsTheValuesOfAFieldApart() {
    Highlighter highlighter = new Highlighter(analyzer, analysis.words("电池"));
    assertThat(highlighter.passages(Map.of(IndexField.CLAIMS, List.of("锂电", "池与电池"))))
        .isEqualTo(Map.of("claims", List.of(new Passage("池与电池", List.of(new Mark(2, 4))))));
  }

  @Test
  void survivesTermsThatAreNoText() {
    CanonicalQuery odd =
        new CanonicalQuery.Phrase(
            "title",
            List.of(ByteString.copyFrom(new byte[] {-1}), ByteString.copyFromUtf8("x")),
            List.of(0, 4_096),
            0);
    assertThat(marked(odd, "x y")).isEmpty();
  }

  private List<Passage> passages(CanonicalQuery query, String text) {
    return new Highlighter(analyzer, query)
        .passages(Map.of(IndexField.TITLE, List.of(text)))
        .getOrDefault("title", List.of());
  }

  private String marked(CanonicalQuery query, String text) {
    StringBuilder out = new StringBuilder();
    for (Passage passage : passages(query, text)) {
      int at = 0;
      for (Mark mark : passage.marks()) {
        out.append(passage.text(), at, mark.from()).append('[');
        out.append(passage.text(), mark.from(), mark.to()).append(']');
        at = mark.to();
      }
      out.append(passage.text().substring(at));
    }
    return out.toString();
  }
}
