package org.tisc.deploy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SampleCorpusTest {
  private static final Set<String> KNOWN =
      Set.of(
          ("schema,kind,office,number,kindCode,titles,abstracts,claims,description,applicants,"
               + "inventors,ipc,cpc,locarno,niceClasses,goods,product,region,holder,creators,"
               + "firstExploitation,applicationNumber,applicationDate,publicationDate,priorities,"
               + "family,citations,legalStatus,legalEvents,doi,keywords,media,extra")
              .split(","));

  private final JsonMapper json = new JsonMapper();
  private final SampleCorpus corpus =
      new SampleCorpus(SampleCorpus.DEMO_SEED, SampleCorpus.DEMO_SIZE, 3);

  @Test
  void everyLineIsADocumentOfTheSchema() {
    for (SampleDocument document : corpus.documents().toList()) {
      assertThat(document.json()).doesNotContain("\n");
      JsonNode line = json.readTree(document.json());
      assertThat(line.get("schema").asString()).isEqualTo("tisc.document/1");
      assertThat(line.get("kind").asString()).isEqualTo(document.kind().name());
      assertThat(line.get("number").asString()).isNotBlank();
      assertThat(line.get("titles").size()).isPositive();
      assertThat(KNOWN).containsAll(line.propertyNames());
      assertThat(line.get("extra").get("sample").asBoolean()).isTrue();
      assertThat(line.get("extra").get("licence").asString()).isEqualTo(SampleCorpus.LICENCE);
      line.forEach(value -> assertThat(value.isNull()).isFalse());
    }
  }

  @Test
  void sameSeedGivesSameDocumentsWhereverTheyAreMade() {
    SampleCorpus again = new SampleCorpus(SampleCorpus.DEMO_SEED, SampleCorpus.DEMO_SIZE, 3);
    for (int index = SampleCorpus.DEMO_SIZE - 1; index >= 0; index -= 7) {
      assertThat(again.document(index)).isEqualTo(corpus.document(index));
    }
    assertThat(new SampleCorpus(1, 40, 3).document(3))
        .isNotEqualTo(new SampleCorpus(2, 40, 3).document(3));
  }

  @Test
  void keysAreUniqueInALargeCorpus() {
    Set<String> keys = new HashSet<>();
    SampleCorpus large = new SampleCorpus(7, 60_000, 3);
    large.documents().forEach(document -> assertThat(keys.add(document.key())).isTrue());
  }

  @Test
  void theLastDocumentOfTheLargestCorpusIsStillPlausible() {
    SampleDocument last =
        new SampleCorpus(7, SampleCorpus.LARGEST, 3).document(SampleCorpus.LARGEST - 1);
    assertThat(json.readTree(last.json()).get("number").asString()).isNotBlank();
  }

  @Test
  void allKindsRightsAndOfficesOccur() {
    Map<SampleKind, Integer> kinds = new EnumMap<>(SampleKind.class);
    Set<String> codes = new HashSet<>();
    corpus
        .documents()
        .forEach(
            document -> {
              kinds.merge(document.kind(), 1, Integer::sum);
              if (document.kind() == SampleKind.PATENT) {
                JsonNode line = json.readTree(document.json());
                codes.add(line.get("office").asString() + line.get("kindCode").asString());
              }
            });
    assertThat(kinds).hasSize(5);
    assertThat(kinds.values()).allMatch(count -> count >= 30);
    assertThat(codes).containsExactlyInAnyOrder("CNA", "CNB", "CNU", "CNS", "USB2", "EPA1");
  }

  @Test
  void someDocumentsAreHeldByTwoAndByThreeCentres() {
    List<Integer> counts = corpus.documents().map(d -> d.holders().size()).toList();
    assertThat(counts).filteredOn(count -> count == 2).hasSizeGreaterThan(50);
    assertThat(counts).filteredOn(count -> count == 3).isNotEmpty();
    for (int node = 0; node < 3; node++) {
      for (SampleKind kind : SampleKind.values()) {
        assertThat(corpus.documents(kind, node)).hasSizeGreaterThan(4);
      }
    }
  }

  @Test
  void partsByKindAndNodeMakeTheWhole() {
    List<String> parts = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      for (SampleKind kind : SampleKind.values()) {
        corpus.documents(kind, node).map(SampleDocument::key).forEach(parts::add);
      }
    }
    assertThat(new HashSet<>(parts))
        .isEqualTo(new HashSet<>(corpus.documents().map(SampleDocument::key).toList()));
    assertThat(parts).hasSizeGreaterThan(SampleCorpus.DEMO_SIZE);
  }

  @Test
  void oneNodeHoldsEverything() {
    SampleCorpus alone = new SampleCorpus(7, 200, 1);
    assertThat(alone.documents()).allMatch(document -> document.holders().equals(List.of(0)));
  }

  @Test
  void chineseApplicationNumbersHaveTheRightCheckDigit() {
    // Known numbers of the standard's kind.
    assertThat(PatentNumber.checkDigit("201710601862")).isEqualTo('3');
    assertThat(PatentNumber.checkDigit("95115608")).isEqualTo('X');
    for (int index = 0; index < 2_000; index++) {
      PatentNumber number = PatentNumber.of(7, index);
      if (number.office().equals("CN")) {
        String[] parts = number.application().split("\\.", -1);
        assertThat(parts[0]).hasSize(12);
        assertThat(parts[1]).isEqualTo("" + PatentNumber.checkDigit(parts[0]));
        assertThat(number.number()).hasSize(9);
        assertThat(number.number().charAt(0)).isEqualTo(parts[0].charAt(4));
      }
      assertThat(number.applied()).isBefore(number.published());
      assertThat(number.applied()).isAfterOrEqualTo(LocalDate.of(2015, 1, 1));
    }
  }

  @Test
  void classificationsAreWellFormed() {
    Pattern ipc = Pattern.compile("[A-H]\\d\\d[A-Z] \\d{1,4}/\\d{2,6}");
    Vocabulary words = Vocabulary.load();
    assertThat(words.topics()).hasSizeGreaterThan(12);
    words.topics().forEach(topic -> assertThat(topic.ipc()).allMatch(ipc.asMatchPredicate()));
    words
        .topics()
        .forEach(
            topic -> {
              assertThat(topic.parts()).hasSizeGreaterThanOrEqualTo(3);
              for (Pair text : topic.things()) {
                assertThat(text.zh()).matches(".*\\p{IsHan}.*");
                assertThat(text.en()).matches("[\\x20-\\x7e]+");
              }
            });
  }

  @Test
  void everyThingHasFittingMeansTroublesGainsAndThreeParts() {
    for (Vocabulary.Topic topic : Vocabulary.load().topics()) {
      assertThat(topic.fits()).hasSameSizeAs(topic.things());
      for (int thing = 0; thing < topic.things().size(); thing++) {
        assertThat(topic.fitting(thing, 0, topic.means())).isNotEmpty();
        assertThat(topic.fitting(thing, 1, topic.troubles())).isNotEmpty();
        assertThat(topic.fitting(thing, 2, topic.gains())).isNotEmpty();
        assertThat(topic.fitting(thing, 3, topic.parts())).hasSizeGreaterThanOrEqualTo(3);
      }
    }
  }

  @Test
  void theSampleOfOneRunIsTheSampleOfAnother() {
    // The hash was taken in another process: nothing may depend on the order of a hash table.
    assertThat(
            new Drawing("x", corpus.documents().map(SampleDocument::json).toList().toString())
                .sha256())
        .isEqualTo("822866e51d8c4ca87dbdbf9be7a0b9662655ec102749392de4bf1d4382f5e9fd");
  }

  @Test
  void publicationsSpreadOverTheYears() {
    Set<Integer> years = new HashSet<>();
    for (int index = 0; index < 200; index++) {
      years.add(PatentNumber.of(7, index).published().getYear());
    }
    assertThat(years).contains(2017, 2019, 2021, 2023, 2025);
  }

  @Test
  void marksAndDesignsHaveADrawingNamedByItsHash() {
    corpus
        .documents()
        .filter(document -> document.kind() == SampleKind.TRADEMARK)
        .forEach(document -> assertThat(document.drawing()).isPresent());
    corpus
        .documents()
        .forEach(
            document ->
                document
                    .drawing()
                    .ifPresent(
                        drawing -> {
                          JsonNode media = json.readTree(document.json()).get("media").get(0);
                          assertThat(media.get("name").asString()).isEqualTo(drawing.name());
                          assertThat(media.get("sha256").asString()).isEqualTo(drawing.sha256());
                          assertThat(drawing.svg()).startsWith("<svg").contains("样例");
                        }));
  }

  @Test
  void sizesOutsideTheBoundsAreRefused() {
    assertThatThrownBy(() -> new SampleCorpus(1, 0, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SampleCorpus(1, 10, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SampleCorpus(1, SampleCorpus.LARGEST + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
