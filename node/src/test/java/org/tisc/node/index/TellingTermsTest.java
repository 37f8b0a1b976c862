package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.WorkBudget;
import org.tisc.node.document.SafeText;
import org.tisc.node.index.TellingTerms.Part;
import org.tisc.node.index.TellingTerms.Telling;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TellingTermsTest {
  private static final int MOST = 25;

  private LuceneIndex index;
  private TellingTerms terms;

  @BeforeAll
  void open(@TempDir(factory = MemoryFolder.class) Path folder) {
    index = LuceneIndex.open(folder, new IndexConfig(1, 8));
    index.create("texts", CollectionSettings.of("PATENT"));
    List<IndexableDocument> documents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      documents.add(
          Samples.titled(
              "k" + i,
              "电池 battery housing "
                  + (i % 3 == 0 ? "隔膜 separator" : "")
                  + (i == 7 ? "石墨烯 graphene" : "")));
    }
    Samples.put(index, "texts", documents.toArray(IndexableDocument[]::new));
    terms = new TellingTerms(index);
  }

  @AfterAll
  void close() {
    index.close();
  }

  private List<Telling> of(String... texts) {
    return of(List.of(texts).stream().map(text -> new Part(text, 1)).toList());
  }

  private List<Telling> of(List<Part> parts) {
    return terms.of(parts, MOST, WorkBudget.UNLIMITED);
  }

  private static double weight(List<Telling> told, String word) {
    return told.stream()
        .filter(one -> one.text().equals(word))
        .mapToDouble(Telling::weight)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void whatIsRareInTheCollectionsAndFrequentInTheTextWeighsMost() {
    List<Telling> told =
        of("A battery with a separator and graphene. The separators and the graphene battery.");
    assertThat(told).extracting(Telling::text).containsExactly("graphene", "separator", "battery");
    assertThat(told).extracting(Telling::count).containsExactly(2, 2, 2);
    List<Telling> often = of("graphene graphene graphene separator");
    assertThat(weight(often, "graphene")).isGreaterThan(weight(told, "graphene"));
  }

  @Test
  void chineseWordsAreFoundWithoutADictionary() {
    List<Telling> told = of("本发明公开了一种石墨烯隔膜及其制备方法", "所述石墨烯隔膜包括基材，石墨烯隔膜的厚度均匀，电池具有该石墨烯隔膜，电池与电池");
    assertThat(told).extracting(Telling::text).contains("石墨烯隔膜", "电池", "基材");
    assertThat(told)
        .extracting(Telling::text)
        .doesNotContain("墨烯", "烯隔", "烯隔膜", "本发明", "所述", "一种", "方法", "制备", "石墨");
    assertThat(weight(told, "石墨烯隔膜")).isGreaterThan(weight(told, "电池"));
  }

  @Test
  void wordsOfATitleCountMoreThanOthers() {
    List<Telling> told = of(List.of(new Part("housing", 3), new Part("separator", 1)));
    List<Telling> turned = of(List.of(new Part("housing", 1), new Part("separator", 3)));
    assertThat(weight(told, "housing")).isGreaterThan(weight(turned, "housing"));
    assertThat(weight(turned, "separator")).isGreaterThan(weight(told, "separator"));
  }

  @Test
  void aWordThatOnlyThisTextHasOnceComesLast() {
    assertThat(terms.of(List.of(new Part("zzyzx separator", 1)), 1, WorkBudget.UNLIMITED))
        .extracting(Telling::text)
        .containsExactly("separator");
    // Alone it is better than nothing.
    assertThat(of("zzyzx")).extracting(Telling::text).containsExactly("zzyzx");
  }

  @Test
  void formsOfOneWordCountTogetherUnderTheFirstOne() {
    assertThat(of("separators separator separators"))
        .extracting(Telling::text, Telling::count)
        .containsExactly(tuple("separators", 3));
  }

  @Test
  void aLongRunThatRepeatsIsOnePieceAndNotManyMovedOnes() {
    List<Telling> told = of("甲乙丙丁戊己庚辛壬癸子丑寅卯。甲乙丙丁戊己庚辛壬癸子丑寅卯。");
    assertThat(told).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void thereAreNoMoreThanAskedForAndAlwaysTheSame() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      text.append("word").append(Integer.toString(i, 26)).append("x ");
    }
    List<Telling> told = of(text.toString());
    assertThat(told).hasSize(MOST);
    assertThat(of(text.toString())).isEqualTo(told);
    assertThat(told).allSatisfy(one -> assertThat(one.weight()).isPositive());
  }

  @Test
  void hostileTextsAreBounded() {
    assertThat(of("x".repeat(1_000_000))).isEmpty();
    assertThat(of("锂".repeat(1_000_000))).hasSizeLessThanOrEqualTo(MOST);
    assertThat(of("\u0000\u0007\u001b[31m")).hasSizeLessThanOrEqualTo(1);
    assertThat(of(SafeText.block("\ud800 battery \udc00\ud83d")))
        .extracting(Telling::text)
        .containsExactly("battery");
    assertThat(of("\ud800 battery \udc00\ud83d")).extracting(Telling::text).contains("battery");
    assertThat(of("\"battery\" OR *) (")).extracting(Telling::text).containsExactly("battery");
    assertThat(of("1234 5678 , . ; ￥ 1")).isEmpty();
    assertThat(of("")).isEmpty();
    assertThat(of(List.of())).isEmpty();
    StringBuilder different = new StringBuilder();
    for (int c = 0x4E00; c < 0x9FA5; c++) {
      different.append((char) c);
    }
    assertThat(of(different.toString())).hasSizeLessThanOrEqualTo(MOST);
  }

  @Test
  void itStopsWhenItsTimeIsOver() {
    assertThatThrownBy(() -> terms.of(List.of(new Part("battery", 1)), MOST, () -> true))
        .isInstanceOf(TiscException.class);
  }

  @Test
  void withoutDocumentsTheTextAloneDecides(@TempDir(factory = MemoryFolder.class) Path folder) {
    try (LuceneIndex empty = LuceneIndex.open(folder, new IndexConfig(1, 8))) {
      assertThat(
              new TellingTerms(empty)
                  .of(
                      List.of(new Part("graphene battery graphene", 1)),
                      MOST,
                      WorkBudget.UNLIMITED))
          .extracting(Telling::text)
          .containsExactly("graphene", "battery");
    }
  }
}
