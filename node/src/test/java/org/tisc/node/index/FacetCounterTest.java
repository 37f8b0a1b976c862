package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetCounts;
import org.tisc.federation.search.FacetRequest;
import org.tisc.federation.search.IndexSnapshot;

class FacetCounterTest {
  private static final CanonicalQuery ALL = new CanonicalQuery.MatchAll();

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private LuceneIndex index;

  @BeforeEach
  void open() {
    index = LuceneIndex.open(folder, new IndexConfig(2, 8));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void put(String collection, IndexableDocument... documents) {
    index.create(collection, CollectionSettings.of("PATENT"));
    try (CollectionWriter writer = index.writer(collection)) {
      for (IndexableDocument document : documents) {
        writer.put(document);
      }
      writer.commit();
    }
  }

  private static IndexableDocument document(String key, FieldValues... fields) {
    return new IndexableDocument(
        key, "PATENT", key, ByteString.copyFromUtf8("{}"), "{}", new ArrayList<>(List.of(fields)));
  }

  private FacetCounts count(FacetRequest request, String... collections) {
    try (IndexSnapshot snapshot = index.snapshot(Set.of(collections))) {
      return snapshot.count(request, Set.of(collections), () -> false);
    }
  }

  private static FacetRequest by(Facet... facets) {
    return new FacetRequest(ALL, List.of(facets), true, 7, Optional.empty());
  }

  private static Map<String, Long> values(FacetCounts counts, Facet facet) {
    return java.util.Objects.requireNonNull(counts.facets().get(facet)).values();
  }

  private static FieldValues ipc(String... symbols) {
    return new FieldValues.Keyword(IndexField.IPC, List.of(symbols));
  }

  @Test
  void aDocumentCountsOnceForEachClassHoweverManyOfItsSymbolsAreInIt() {
    put(
        "one",
        document("PATENT:CN:1:A", ipc("H01M10/0525", "H01M4/02", "B60L50/60")),
        document("PATENT:CN:2:A", ipc("H01M4/38", "H01L21/02")));
    Facet section = new Facet("ipc", 1);
    Facet subclass = new Facet("ipc", 3);
    Facet group = new Facet("ipc", 4);
    FacetCounts counts = count(by(section, subclass, group, new Facet("ipc", 0)), "one");
    assertThat(values(counts, section)).isEqualTo(Map.of("H", 2L, "B", 1L));
    assertThat(values(counts, subclass)).isEqualTo(Map.of("H01M", 2L, "H01L", 1L, "B60L", 1L));
    assertThat(values(counts, group))
        .isEqualTo(Map.of("H01M10", 1L, "H01M4", 2L, "B60L50", 1L, "H01L21", 1L));
    assertThat(values(counts, new Facet("ipc", 0))).hasSize(5).containsEntry("H01M10/0525", 1L);
  }

  @Test
  void namesAreToldAsTheyAreWritten() {
    put(
        "one",
        document(
            "PATENT:CN:1:A",
            new FieldValues.Text(IndexField.APPLICANT, List.of("Example Works Co., Ltd.", "示例公司")),
            new FieldValues.Keyword(
                IndexField.APPLICANT_EXACT, List.of("Example Works Co., Ltd.", "示例公司")),
            new FieldValues.Keyword(IndexField.REGION, List.of("110108")),
            new FieldValues.Numbers(IndexField.PUBLICATION_DATE, List.of(20210305L))));
    Facet applicant = new Facet("applicant", 0);
    FacetCounts counts =
        count(
            by(applicant, new Facet("region", 1), new Facet("year", 0), new Facet("kind", 0)),
            "one");
    assertThat(values(counts, applicant))
        .isEqualTo(Map.of("Example Works Co., Ltd.", 1L, "示例公司", 1L));
    assertThat(values(counts, new Facet("region", 1))).isEqualTo(Map.of("110000", 1L));
    assertThat(values(counts, new Facet("year", 0))).isEqualTo(Map.of("2021", 1L));
    assertThat(values(counts, new Facet("kind", 0))).isEqualTo(Map.of("PATENT", 1L));
  }

  @Test
  void aKeyOfTwoCollectionsCountsOnceByTheFirstThatMatches() {
    FieldValues cn = new FieldValues.Keyword(IndexField.OFFICE, List.of("CN"));
    FieldValues us = new FieldValues.Keyword(IndexField.OFFICE, List.of("US"));
    put("a", document("PATENT:CN:1:A", cn), document("PATENT:CN:2:A", us));
    put("b", document("PATENT:CN:1:A", us), document("PATENT:CN:3:A", us));
    Facet office = new Facet("office", 0);
    FacetCounts all = count(by(office), "a", "b");
    assertThat(all.documents()).isEqualTo(3);
    assertThat(all.digests().orElseThrow().size()).isEqualTo(3);
    assertThat(values(all, office)).isEqualTo(Map.of("CN", 1L, "US", 2L));
    // Its copy in the first collection does not match, so the other one counts.
    FacetRequest american =
        new FacetRequest(
            new CanonicalQuery.Term(IndexTerm.of("office", "us")),
            List.of(office),
            true,
            7,
            Optional.empty());
    assertThat(values(count(american, "a", "b"), office)).isEqualTo(Map.of("US", 3L));
    FacetRequest again =
        new FacetRequest(ALL, List.of(office), false, 7, count(by(office), "b").digests());
    assertThat(count(again, "a").documents()).isEqualTo(1);
    assertThat(values(count(again, "a"), office)).isEqualTo(Map.of("CN", 1L));
  }

  @Test
  void whatAFacetCountsIsWhatItsFilterFinds() {
    RandomCorpus corpus = new RandomCorpus(41, 1, true);
    corpus.load(index, 0);
    Facet[] facets = {
      new Facet("office", 0), new Facet("ipc", 0), new Facet("ipc", 1), new Facet("ipc", 2),
      new Facet("ipc", 3), new Facet("ipc", 4), new Facet("year", 0), new Facet("kind", 0)
    };
    FacetCounts counts = count(by(facets), "set-0-0");
    int compared = 0;
    for (Facet facet : facets) {
      for (Map.Entry<String, Long> value : values(counts, facet).entrySet()) {
        FacetRequest having =
            new FacetRequest(
                FacetField.having(facet, value.getKey()), List.of(), false, 7, Optional.empty());
        assertThat(count(having, "set-0-0").documents())
            .as("%s=%s", facet, value.getKey())
            .isEqualTo(value.getValue());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(60);
  }

  @Test
  void anEndedBudgetEndsTheCount() {
    put("one", document("PATENT:CN:1:A"));
    assertThatThrownBy(
            () -> {
              try (IndexSnapshot snapshot = index.snapshot(Set.of("one"))) {
                FacetCounts _ = snapshot.count(by(), Set.of("one"), () -> true);
              }
            })
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
  }

  @Test
  void whatIsNoFacetOrNoValueIsRefused() {
    for (Facet facet :
        List.of(new Facet("title", 0), new Facet("office", 1), new Facet("ipc", 5))) {
      assertThatThrownBy(() -> FacetField.of(facet)).isInstanceOf(TiscException.class);
    }
    for (String year : List.of("21", "20211", "abcd", " ")) {
      assertThatThrownBy(() -> FacetField.having(new Facet("year", 0), year))
          .isInstanceOf(TiscException.class);
    }
  }
}
