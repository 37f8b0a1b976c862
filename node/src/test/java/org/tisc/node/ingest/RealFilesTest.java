package org.tisc.node.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentFields;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.document.Numbers;

/** The real files of the field, where the machine has them; registered only then. */
class RealFilesTest {
  private static final Path DATA = Path.of(System.getProperty("tisc.data", "absent"));

  /** What a file must give. */
  private record Expected(String path, int documents, Map<RejectReason, Long> rejects) {}

  @TestFactory
  Stream<DynamicTest> readsEachRealFile() {
    return expectations()
        .filter(expected -> Files.exists(DATA.resolve(expected.path())))
        .map(expected -> DynamicTest.dynamicTest(expected.path(), () -> check(expected)));
  }

  private static Stream<Expected> expectations() {
    String uspto = "uspto-xml/patentpublicdata/";
    String cnipa = "cnipa-xml/";
    Stream<Expected> tables =
        Stream.of(
            new Expected("cn-patent-titles-ipc/cn_patents.csv", 4819, Map.of()),
            new Expected(
                "lens-abstracts-multilang/patents.csv",
                1464,
                Map.of(RejectReason.INVALID_DOCUMENT, 10L)),
            new Expected(
                "lens-abstracts-multilang/patent_applicants.csv",
                0,
                Map.of(RejectReason.UNKNOWN_COLUMNS, 1L)),
            new Expected(
                "in-patent-grants/2018_grants.csv",
                14_008,
                Map.of(RejectReason.NOT_A_RECORD, 1_688L, RejectReason.INVALID_DOCUMENT, 1L)),
            new Expected("patent-exports/lens_pizza_1000_raw.csv", 1000, Map.of()));
    Stream<Expected> grants =
        Stream.of(
                "xml2004/US06859910.xml",
                "xml2004/US06970935.xml",
                "xml2006/US07272630B2.xml",
                "xml2014/US08926509.xml",
                "xml2014/US08927118.xml",
                "xml2014/US08930553.xml",
                "xmlApp2004/US20050004437A1.xml",
                "xmlApp2004/US20050004974A1.xml")
            .map(name -> new Expected(uspto + name, 1, Map.of()));
    Stream<Expected> chinese =
        Stream.of(
                "CN102009000190429CN00001020256780AFULZH20110420CN00R",
                "CN102019000302430CN00001100838310AFULZH20190802CN00G")
            .map(n -> new Expected(cnipa + "citation/" + n + "/" + n + ".XML", 1, Map.of()));
    Stream<Expected> parts =
        Stream.of(
            new Expected(
                cnipa + "application/dmh/2010102412224/100002-/DA000002391715.xml", 1, Map.of()),
            new Expected(
                cnipa + "application/dmh/2018103922220/100001-/DA000164371417.xml",
                0,
                Map.of(RejectReason.INVALID_DOCUMENT, 1L)));
    return Stream.of(tables, grants, chinese, parts).flatMap(part -> part);
  }

  private static void check(Expected expected) throws IOException {
    long start = System.nanoTime();
    Reading reading = read(expected.path());
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %d documents, rejects %s, %.2f s%n",
        expected.path(),
        reading.documents().size(),
        reading.counts(),
        seconds);
    reading.rejects().stream()
        .limit(3)
        .forEach(reject -> System.out.println("  line " + reject.line() + " " + reject.text()));
    assertThat(reading.counts()).isEqualTo(expected.rejects());
    assertThat(reading.documents()).hasSize(expected.documents());
    comesBackIdentical(reading.documents());
    for (Document document : reading.documents()) {
      DocumentFields fields = DocumentFields.of(document);
      assertThat(fields.title()).isNotBlank();
      assertThat(Numbers.queryForms(document.designation().number()))
          .as(fields.key())
          .containsAnyElementsOf(fields.exact().get("number"));
    }
  }

  /** Export, import of the export, and export again give the same bytes. */
  private static void comesBackIdentical(List<Document> documents) throws IOException {
    ByteArrayOutputStream export = new ByteArrayOutputStream();
    for (Document document : documents) {
      export.write(DocumentJson.write(document));
      export.write('\n');
    }
    Reading again = Reading.of("export.jsonl", export.toByteArray(), FormatOptions.auto());
    assertThat(again.rejects()).isEmpty();
    assertThat(again.documents()).isEqualTo(documents);
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    for (Document document : again.documents()) {
      second.write(DocumentJson.write(document));
      second.write('\n');
    }
    assertThat(Arrays.equals(second.toByteArray(), export.toByteArray())).isTrue();
  }

  private static Reading read(String path) throws IOException {
    Path file = DATA.resolve(path);
    return Reading.of(
        new Source(path, new BufferedInputStream(Files.newInputStream(file))),
        FormatOptions.auto());
  }

  @TestFactory
  Stream<DynamicTest> findsRealDocumentsByTheirNumbers() {
    String path =
        "cnipa-xml/citation/CN102019000302430CN00001100838310AFULZH20190802CN00G/"
            + "CN102019000302430CN00001100838310AFULZH20190802CN00G.XML";
    return Optional.of(path).filter(it -> Files.exists(DATA.resolve(it))).stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    "by every notation",
                    () -> {
                      Document document = read(it).onlyDocument();
                      Set<String> forms = new HashSet<>(Numbers.searchForms(document));
                      for (String query :
                          List.of(
                              "CN110083831A",
                              "ZL201910302430.1",
                              "２０１９１０３０２４３０．１",
                              "102019000302430",
                              "CN 110083831",
                              "201910302430")) {
                        assertThat(forms)
                            .as(query)
                            .containsAnyElementsOf(Numbers.queryForms(query));
                      }
                      assertThat(document.parties().region()).isEqualTo("湖北省");
                      assertThat(document.texts().claims().texts().get("zh"))
                          .contains("2.如权利要求1所述的");
                      assertThat(document.history().publicationDate())
                          .hasToString("Optional[2019-08-02]");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> readsTheSamplesOfAnOfficeAsOneWeeklyFile() {
    Path folder = DATA.resolve("uspto-xml/patentpublicdata");
    return Optional.of(folder).filter(Files::exists).stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    "many documents in one file",
                    () -> {
                      ByteArrayOutputStream week = new ByteArrayOutputStream();
                      List<String> names = List.of("xml2004", "xml2006", "xml2014", "xmlApp2004");
                      for (String name : names) {
                        try (Stream<Path> files = Files.list(it.resolve(name))) {
                          for (Path file : files.sorted().toList()) {
                            week.write(Files.readAllBytes(file));
                          }
                        }
                      }
                      Reading reading =
                          Reading.of("week.xml", week.toByteArray(), FormatOptions.auto());
                      assertThat(reading.rejects()).isEmpty();
                      assertThat(new HashSet<>(reading.keys())).hasSize(8);
                      for (Document document : reading.documents()) {
                        assertThat(document.texts().claims().isEmpty()).isFalse();
                        assertThat(document.texts().description().isEmpty()).isFalse();
                        assertThat(document.parties().inventors()).isNotEmpty();
                        assertThat(document.parties().applicants()).isNotEmpty();
                        assertThat(document.classes().ipc()).isNotEmpty();
                      }
                    }));
  }
}
