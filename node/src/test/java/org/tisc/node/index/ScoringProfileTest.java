package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.junit.jupiter.api.Test;

class ScoringProfileTest {
  @Test
  void isStableAndShort() {
    assertThat(ScoringProfile.compute()).matches("1-[0-9a-f]{32}");
    assertThat(ScoringProfile.compute()).isEqualTo(ScoringProfile.compute());
  }

  @Test
  void probesEveryKindOfTokenTheAnalysisKnows() {
    List<TextToken> tokens =
        TextToken.of(new TextAnalyzer(), ScoringProfile.probe(), Integer.MAX_VALUE);
    assertThat(tokens).hasSizeGreaterThan(300);
    assertThat(tokens).extracting(TextToken::form).contains(TextToken.Form.values());
    assertThat(tokens)
        .extracting(TextToken::term)
        .contains("隔膜", "半导", "5g", "co2", "カタ", "batteri", "strass", "𠮷野", "한국");
  }

  @Test
  void theSimilarityTellsAllItsParameters() {
    assertThat(GivenStatisticsSearcher.similarity()).hasToString("BM25(k1=1.2,b=0.75)");
    assertThat(GivenStatisticsSearcher.similarity().getDiscountOverlaps()).isTrue();
    assertThat(GivenStatisticsSearcher.similarity()).isInstanceOf(BM25Similarity.class);
  }
}
