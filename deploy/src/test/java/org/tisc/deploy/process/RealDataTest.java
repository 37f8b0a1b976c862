package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The field's real files on three nodes, where the machine has them; registered only then. */
@Tag("process")
@EnabledIf("present")
@ExtendWith(RegionExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealDataTest {
  private static final Path DATA = Path.of(System.getProperty("tisc.data", "absent"));
  private static final String COLLECTION = "real";
  private static final String CNIPA = "cnipa-xml/citation/";
  private static final String USPTO = "uspto-xml/patentpublicdata/";
  private static final String DOUBLED =
      CNIPA
          + "CN102019000302430CN00001100838310AFULZH20190802CN00G/"
          + "CN102019000302430CN00001100838310AFULZH20190802CN00G.XML";
  private static final int TIMEOUT_MILLIS = 20_000;

  private final ProcessRegion region;

  RealDataTest(ProcessRegion region) {
    this.region = region;
  }

  static boolean present() {
    return Files.isDirectory(DATA);
  }

  /** What one file must give: records that were fine, and rejected ones. */
  private record Delivery(int node, String path, int fine, int rejected) {}

  private static List<Delivery> deliveries() {
    return List.of(
        new Delivery(0, "cn-patent-titles-ipc/cn_patents.csv", 4819, 0),
        new Delivery(
            0,
            CNIPA
                + "CN102009000190429CN00001020256780AFULZH20110420CN00R/"
                + "CN102009000190429CN00001020256780AFULZH20110420CN00R.XML",
            1,
            0),
        new Delivery(0, DOUBLED, 1, 0),
        new Delivery(1, DOUBLED, 1, 0),
        new Delivery(1, "lens-abstracts-multilang/patents.csv", 1464, 10),
        new Delivery(1, USPTO + "xml2004/US06859910.xml", 1, 0),
        new Delivery(1, USPTO + "xml2004/US06970935.xml", 1, 0),
        new Delivery(1, USPTO + "xml2006/US07272630B2.xml", 1, 0),
        new Delivery(2, "in-patent-grants/2018_grants.csv", 14_008, 1689),
        new Delivery(2, USPTO + "xml2014/US08926509.xml", 1, 0),
        new Delivery(2, USPTO + "xml2014/US08927118.xml", 1, 0),
        new Delivery(2, USPTO + "xml2014/US08930553.xml", 1, 0));
  }

  @BeforeAll
  void load() {
    region.nodes().forEach(node -> node.collection(COLLECTION, ProcessRegion.NETWORK));
    List<String> lines = new ArrayList<>();
    for (Delivery delivery : deliveries()) {
      ProcessNode node = region.node(delivery.node());
      long begun = System.nanoTime();
      JsonNode report = node.load(COLLECTION, DATA.resolve(delivery.path()));
      double seconds = (System.nanoTime() - begun) / 1e9;
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-8s %-40s read %6d added %6d updated %4d rejected %5d  %5.1f s",
              node.id(),
              Path.of(delivery.path()).getFileName(),
              report.path("read").asInt(),
              report.path("added").asInt(),
              report.path("updated").asInt(),
              report.path("rejected").asInt(),
              seconds));
      assertThat(report.path("rejected").asInt())
          .as(delivery.path())
          .isEqualTo(delivery.rejected());
      assertThat(
              report.path("added").asInt()
                  + report.path("updated").asInt()
                  + report.path("unchanged").asInt())
          .as(delivery.path())
          .isEqualTo(delivery.fine());
      assertThat(report.path("read").asInt()).isEqualTo(delivery.fine() + delivery.rejected());
      assertThat(report.path("rejects")).hasSize(Math.min(100, delivery.rejected()));
      for (JsonNode reject : report.path("rejects")) {
        assertThat(reject.path("line").asInt()).isPositive();
        assertThat(reject.path("reason").asString("")).isNotBlank();
      }
    }
    System.out.println("real files on three nodes:\n" + String.join("\n", lines));
  }

  private JsonNode find(ProcessNode node, String query, int size) {
    region.secret(query.length() > 5 ? query : "q=" + query);
    JsonNode answer = node.search(query, ProcessRegion.NETWORK, COLLECTION, size, TIMEOUT_MILLIS);
    assertThat(answer.path("exact").asBoolean()).as(answer.path("inexact").toString()).isTrue();
    assertThat(answer.path("holdersComplete").asBoolean()).isTrue();
    assertThat(answer.path("sources")).hasSize(3);
    for (JsonNode source : answer.path("sources")) {
      assertThat(source.path("collection").asString("")).isEqualTo(COLLECTION);
      assertThat(source.path("state").asString("")).isIn("ANSWERED", "EMPTY");
    }
    return answer;
  }

  private static List<String> keys(JsonNode answer) {
    return answer.path("hits").valueStream().map(hit -> hit.path("key").asString("")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN114081026A            | PATENT:CN:114081026:A",
        "CN 114081026 A          | PATENT:CN:114081026:A",
        "cn114081026a            | PATENT:CN:114081026:A",
        "114081026               | PATENT:CN:114081026:A",
        "ＣＮ１１４０８１０２６Ａ | PATENT:CN:114081026:A",
        "公开号=CN114081026A     | PATENT:CN:114081026:A",
        "CN110083831A            | PATENT:CN:110083831:A",
        "201910302430.1          | PATENT:CN:110083831:A",
        "201910302430            | PATENT:CN:110083831:A",
        "CN201910302430.1        | PATENT:CN:110083831:A",
        "ZL201910302430.1        | PATENT:CN:110083831:A",
        "ZL 2019 1 0302430.1     | PATENT:CN:110083831:A",
        "US6859910B2             | PATENT:US:6859910:B2",
        "US06859910B2            | PATENT:US:6859910:B2",
        "'US 6,859,910 B2'       | PATENT:US:6859910:B2",
        "US8926509               | PATENT:US:8926509:B2",
        "US08926509B2            | PATENT:US:8926509:B2",
        "IN291162                | PATENT:IN:291162:B",
        "10300/DELNP/2012        | PATENT:IN:291162:B",
      })
  void aNumberIsFoundInEveryNotationFromEveryNode(String written, String key) {
    for (ProcessNode node : region.nodes()) {
      assertThat(keys(find(node, written, 10))).as("%s at %s", written, node.id()).contains(key);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "高压输电线路          | 1  | PATENT:CN:114081026:A",
        "名称=驱鸟             | 4  | PATENT:CN:114081026:A",
        "IPC=A01M              | 29 | PATENT:CN:114081026:A",
        "IPC=H02G AND 驱鸟     | 1  | PATENT:CN:114081026:A",
        "ＩＰＣ＝Ｈ０２Ｇ　ＡＮＤ　驱鸟 | 1 | PATENT:CN:114081026:A",
        "申请人=LEICA          | 3  | PATENT:IN:291162:B",
        "PA=LEICA              | 3  | PATENT:IN:291162:B",
        "申请日=2011-07-07     | 2  | PATENT:IN:291162:B",
        "AD>=2011-07-07 AND AD<=2011-07-07 AND 名称=surveying | 1 | PATENT:IN:291162:B",
      })
  void wordsAndFieldsFind(String query, int count, String key) {
    JsonNode answer = find(region.node(1), query, 50);
    assertThat(keys(answer)).hasSize(count).contains(key);
  }

  @ParameterizedTest
  @CsvSource({"电池", "lithium battery", "一种 AND 装置", "method AND system", "名称=系统 NOT 方法"})
  void everyNodeRanksAlike(String query) {
    List<List<String>> rankings =
        Stream.generate(region::nodes)
            .limit(2)
            .flatMap(List::stream)
            .map(
                node ->
                    find(node, query, 50)
                        .path("hits")
                        .valueStream()
                        .map(hit -> hit.path("key").asString("") + " " + hit.path("score"))
                        .toList())
            .toList();
    assertThat(rankings.getFirst()).hasSizeGreaterThan(10);
    assertThat(rankings).containsOnly(rankings.getFirst());
  }

  @Test
  void aDocumentOfTwoNodesIsOneHitWithBothAsHolders() {
    for (ProcessNode node : region.nodes()) {
      JsonNode answer = find(node, "CN110083831A", 10);
      assertThat(keys(answer)).containsExactly("PATENT:CN:110083831:A");
      assertThat(answer.at("/hits/0/holders").valueStream().map(one -> one.asString("")).toList())
          .containsExactlyInAnyOrder("beijing", "tianjin");
    }
  }

  @Test
  void aWholeDocumentComesFromThePeerThatHoldsIt() {
    JsonNode fetched = region.node(0).get("/api/v1/documents/PATENT:US:8926509:B2?node=hebei");
    assertThat(fetched.path("collection").asString("")).isEqualTo(COLLECTION);
    assertThat(fetched.at("/document/titles").isEmpty()).isFalse();
  }

  @Test
  void theCommandFindsToo() {
    TiscProcess.Ended ended =
        region.tisc(
            region.node(2),
            "",
            "search",
            "CN 114081026 A",
            "--scope",
            ProcessRegion.NETWORK,
            "--collection",
            COLLECTION,
            "--json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(keys(ended.json())).containsExactly("PATENT:CN:114081026:A");
  }

  @Test
  void whatWasSentComesBackOnExportAndASecondImportChangesNothing() throws IOException {
    ProcessNode beijing = region.node(0);
    Path export = region.folder("real").resolve("export.jsonl");
    TiscProcess.Ended ended =
        region.tisc(
            beijing,
            "",
            "export",
            "--collection",
            COLLECTION,
            "--out",
            export.toString(),
            "--json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    try (Stream<String> lines = Files.lines(export)) {
      assertThat(lines.count()).isEqualTo(beijing.documents(COLLECTION));
    }
    assertThat(beijing.load(COLLECTION, export).path("unchanged").asLong())
        .isEqualTo(beijing.documents(COLLECTION));
    assertThat(
            beijing
                .load(COLLECTION, DATA.resolve("cn-patent-titles-ipc/cn_patents.csv"))
                .path("unchanged")
                .asInt())
        .isEqualTo(4819);
  }
}
