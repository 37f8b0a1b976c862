package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;

class QueryAnalysisTest {
  private final QueryAnalysis analysis = new QueryAnalysis();

  @Test
  void oneWordIsATerm() {
    assertThat(analysis.text(IndexField.TITLE, "Batteries"))
        .isEqualTo(new CanonicalQuery.Term(IndexTerm.of("title", "batteri")));
    assertThat(analysis.text(IndexField.TITLE, "锂"))
        .isEqualTo(new CanonicalQuery.Term(IndexTerm.of("title", "锂")));
    assertThat(analysis.text(IndexField.TITLE, "鋰離"))
        .isEqualTo(new CanonicalQuery.Term(IndexTerm.of("title", "锂离")));
  }

  @Test
  void aRunOfCharactersIsAPhraseOfPairs() {
    assertThat(analysis.text(IndexField.TITLE, "锂离子电池"))
        .isEqualTo(phrase("title", 0, "锂离@0", "离子@1", "子电@2", "电池@3"));
    assertThat(analysis.text(IndexField.TITLE, "5G基站A"))
        .isEqualTo(phrase("title", 0, "5g@0", "基站@1", "a@3"));
    assertThat(analysis.phrase(IndexField.CLAIMS, "…ion battery", 3))
        .isEqualTo(phrase("claims", 3, "ion@0", "batteri@1"));
  }

  @Test
  void unfieldedWordsSearchThreeFieldsWithExplicitBoosts() {
    CanonicalQuery.Term title = new CanonicalQuery.Term(IndexTerm.of("title", "cell"));
    assertThat(analysis.words("cells"))
        .isEqualTo(
            new CanonicalQuery.DisMax(
                List.of(
                    new CanonicalQuery.Boosted(title, 2.0f),
                    new CanonicalQuery.Term(IndexTerm.of("abstract", "cell")),
                    new CanonicalQuery.Term(IndexTerm.of("claims", "cell"))),
                0.1f));
  }

  @Test
  void whiteSpaceOfAnyScriptMeansAllMustOccur() {
    CanonicalQuery.Bool both = (CanonicalQuery.Bool) analysis.words("锂离子\u3000隔膜 ，");
    assertThat(both.clauses())
        .extracting(CanonicalQuery.Clause::occur)
        .containsExactly(CanonicalQuery.Occur.MUST, CanonicalQuery.Occur.MUST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "。，—", "\u3000", "!!"})
  void textWithNothingToSearchMatchesNothing(String text) {
    assertThat(analysis.isBlank(text)).isTrue();
    CanonicalQuery none = new CanonicalQuery.MatchNone();
    assertThat(analysis.words(text)).isEqualTo(none);
    assertThat(analysis.phrase(text)).isEqualTo(none);
    assertThat(analysis.prefix(text)).isEqualTo(none);
    assertThat(analysis.text(IndexField.GOODS, text)).isEqualTo(none);
    assertThat(analysis.prefix(IndexField.GOODS, text)).isEqualTo(none);
  }

  @Test
  void prefixesAreNotStemmedButMeetTheStem() {
    assertThat(analysis.prefix(IndexField.TITLE, "Batter"))
        .isEqualTo(new CanonicalQuery.Prefix("title", ByteString.copyFromUtf8("batter")));
    assertThat(analysis.prefix(IndexField.TITLE, "batteries"))
        .isInstanceOf(CanonicalQuery.Constant.class);
    assertThat(analysis.prefix(IndexField.TITLE, "锂离子"))
        .isEqualTo(analysis.text(IndexField.TITLE, "锂离子"));
    assertReason(Reason.QUERY_TOO_LARGE, () -> analysis.prefix(IndexField.TITLE, "b"));
    assertReason(Reason.INVALID_QUERY, () -> analysis.prefix(IndexField.TITLE, "ion bat"));
    assertReason(Reason.INVALID_QUERY, () -> analysis.prefix(IndexField.PUBLICATION_DATE, "2020"));
  }

  private static CanonicalQuery whole(String field, String value) {
    return new CanonicalQuery.Constant(new CanonicalQuery.Term(IndexTerm.of(field, value)), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "H, h, prefix",
    "h01, h01, prefix",
    "H01M, h01m, prefix",
    "H01M10, h01m10/, prefix",
    "H01M 10, h01m10/, prefix",
    "ｈ01m 10/0525, h01m10/0525, term"
  })
  void symbolsOfAClassificationHaveTheirLevels(String symbol, String bytes, String kind) {
    CanonicalQuery expected =
        kind.equals("term")
            ? whole("ipc", bytes)
            : new CanonicalQuery.Prefix("ipc", ByteString.copyFromUtf8(bytes));
    assertThat(analysis.classification(IndexField.IPC, symbol)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "H1", "H01MM", "H01M10/", "H01M10/0525/1", "锂"})
  void whatIsNoSymbolIsRefused(String symbol) {
    assertReason(Reason.INVALID_QUERY, () -> analysis.classification(IndexField.CPC, symbol));
  }

  @Test
  void keywordsAreFoldedAsInTheIndexExceptKeys() {
    assertThat(analysis.keyword(IndexField.OFFICE, " ＣＮ ")).isEqualTo(whole("office", "cn"));
    assertThat(analysis.keyword(IndexField.KEY, "PATENT:CN:1:A"))
        .isEqualTo(whole("key", "PATENT:CN:1:A"));
    assertThat(analysis.keyword(IndexField.DOI, " ")).isEqualTo(new CanonicalQuery.MatchNone());
    assertReason(Reason.INVALID_ARGUMENT, () -> analysis.keyword(IndexField.TITLE, "x"));
    assertReason(Reason.INVALID_ARGUMENT, () -> analysis.text(IndexField.OFFICE, "x"));
    assertReason(Reason.INVALID_ARGUMENT, () -> analysis.range(IndexField.OFFICE, 1, 2));
  }

  @Test
  void rangesThatHoldNothingMatchNothing() {
    assertThat(analysis.range(IndexField.APPLICATION_DATE, 2, 1))
        .isEqualTo(new CanonicalQuery.MatchNone());
  }

  @Test
  void textBeyondTheLimitsIsRefused() {
    assertReason(Reason.QUERY_TOO_LARGE, () -> analysis.words("x".repeat(4_097)));
    assertReason(Reason.QUERY_TOO_LARGE, () -> analysis.words("a ".repeat(2_048)));
    assertReason(Reason.INVALID_QUERY, () -> analysis.phrase(IndexField.TITLE, "a b", 101));
  }

  @Test
  void aRunOfCharactersMatchesExactlyWhereItIsASubstring(@TempDir Path home) {
    String[] texts = {"一种锂离子电池隔膜", "锂离子与子电池", "离子电池锂", "鋰離子電池組", "锂离 子电池"};
    try (LuceneIndex index = LuceneIndex.open(home, new IndexConfig(1, 8))) {
      index.create("c", CollectionSettings.of("PATENT"));
      for (int i = 0; i < texts.length; i++) {
        Samples.put(index, "c", Samples.document("K" + i, Map.of(IndexField.ABSTRACT, texts[i])));
      }
      assertThat(Samples.keys(index, "c", analysis.words("锂离子电池")))
          .containsExactlyInAnyOrder("K0", "K3");
      assertThat(Samples.keys(index, "c", analysis.words("离子电池")))
          .containsExactlyInAnyOrder("K0", "K2", "K3");
      assertThat(Samples.keys(index, "c", analysis.words("组"))).containsExactly("K3");
      assertThat(Samples.keys(index, "c", analysis.words("锂离 池")))
          .containsExactlyInAnyOrder("K0", "K1", "K3", "K4");
    }
  }

  private static CanonicalQuery phrase(String field, int slop, String... tokens) {
    return new CanonicalQuery.Phrase(
        field,
        List.of(tokens).stream().map(t -> ByteString.copyFromUtf8(t.split("@")[0])).toList(),
        List.of(tokens).stream().map(t -> Integer.valueOf(t.split("@")[1])).toList(),
        slop);
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
