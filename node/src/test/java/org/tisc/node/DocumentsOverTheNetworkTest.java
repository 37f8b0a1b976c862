package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.node.index.QueryAnalysis;
import org.tisc.node.index.UnionOracle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Two nodes of one network: reading a document of either, and finding what is similar to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsOverTheNetworkTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SIMILAR = "/api/v1/search/similar";
  private static final int EACH = 40;

  private static final List<String> WORDS =
      List.of(
          "隔膜 separator",
          "石墨烯 graphene",
          "电解液 electrolyte",
          "正极 cathode",
          "涂层 coating",
          "传感器 sensor",
          "陶瓷 ceramic",
          "纤维 fibre",
          "催化剂 catalyst",
          "天线 antenna",
          "阀门 valve",
          "轴承 bearing");

  private Path folder = Path.of("");
  private TestHome beijing;
  private TestHome tianjin;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    beijing = new TestHome(folder.resolve("beijing"), "beijing");
    tianjin = new TestHome(folder.resolve("tianjin"), "tianjin");
    beijing.post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\"}");
    String invitation =
        beijing
            .post("/api/v1/networks/jjj/invitations", "{\"node\":\"tianjin\"}")
            .path("invitation")
            .asString();
    tianjin.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
    Random random = new Random(11);
    for (TestHome node : List.of(beijing, tianjin)) {
      node.post(
          "/api/v1/collections",
          "{\"collection\":\"patents\",\"kind\":\"PATENT\",\"share\":\"network:jjj\"}");
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        lines.add(patent((node == beijing ? 100_000_000 : 200_000_000) + i, random));
      }
      if (node == tianjin) {
        lines.add(whole());
      }
      assertThat(node.importFile("patents", "a.jsonl", lines).at("/result/rejected").asInt())
          .isZero();
    }
    for (TestHome node : List.of(beijing, tianjin)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  node.get("/api/v1/status")
                      .at("/networks/0/peers/0/link")
                      .asString("")
                      .equals("READY"));
    }
  }

  @AfterAll
  void stop() {
    beijing.close();
    tianjin.close();
  }

  private static String patent(int number, Random random) {
    ObjectNode patent = base("CN" + number);
    String[] first = WORDS.get(random.nextInt(WORDS.size())).split(" ");
    String[] second = WORDS.get(random.nextInt(WORDS.size())).split(" ");
    patent
        .putObject("titles")
        .put("zh", "一种" + first[0] + "及其制备方法")
        .put("en", "A " + first[1] + " with a " + second[1]);
    patent
        .putObject("abstracts")
        .put(
            "zh",
            "本发明公开了一种" + first[0] + "，所述" + first[0] + "包括" + second[0] + "与电池" + number + "。");
    return patent.toString();
  }

  private static ObjectNode base(String number) {
    return JSON.createObjectNode()
        .put("schema", "tisc.document/1")
        .put("kind", "PATENT")
        .put("office", "CN")
        .put("number", number)
        .put("kindCode", "A");
  }

  /** A document with everything that a page shows. */
  private static String whole() {
    ObjectNode patent =
        base("CN300000001")
            .put("applicationNumber", "201710601862.3")
            .put("applicationDate", "2017-07-21")
            .put("publicationDate", "2019")
            .put("legalStatus", "PENDING")
            .put("region", "120000")
            .put("family", "65432101");
    patent.putObject("titles").put("zh", "一种石墨烯隔膜").put("en", "Graphene separators");
    patent.putObject("abstracts").put("zh", "本發明公開了一種石墨烯隔膜。").put("en", "One separator.");
    patent.putObject("claims").put("zh", "1. 一种石墨烯隔膜。\n2. 权利要求1所述的隔膜，厚2.5微米。");
    patent.putObject("description").put("zh", "背景技术。石墨烯隔膜。");
    patent.putArray("applicants").add("天津大学（北洋）").add("A \"quoted\" * company?");
    patent.putArray("inventors").add("李明");
    patent.putArray("ipc").add("H01M 50/40").add("H01M");
    patent.putArray("cpc").add("H01M 10/0525");
    patent.putArray("locarno").add("14-03");
    patent.putArray("niceClasses").add(9);
    patent.putArray("keywords").add("石墨烯");
    patent.putArray("priorities").addObject().put("office", "US").put("number", "13/273,456");
    patent.putArray("citations").add("CN110083831A").add("J. Power Sources 12 (2001) 3");
    patent.putArray("legalEvents").addObject().put("code", "GR01").put("date", "2021-05-06");
    patent.putArray("media").addObject().put("name", "图1.svg").put("mediaType", "image/svg+xml");
    return patent.toString();
  }

  private static final String WHOLE = "PATENT:CN:300000001:A";

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String page(String path) throws Exception {
    TestHome.Answer answer = beijing.call("GET", path, "");
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.text();
  }

  /** The text between tags, as a reader sees it. */
  private static String seen(String html) {
    return html.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
  }

  @Test
  void aDocumentOfAPeerIsShownWholeByWhicheverNodeHoldsIt() throws Exception {
    String seen = seen(page("/documents/" + WHOLE));
    assertThat(seen)
        .contains("来源 tianjin / patents", "公开（公告）号CN300000001A", "申请号201710601862.3")
        .contains("天津大学（北洋）", "审中", "截至", "GR01", "图1.svg", "不保存文件本身")
        .contains("tianjin 当前显示的副本", "beijing 已回答，没有本中心可检索的副本")
        .doesNotContain("未向本中心开放");
  }

  @Test
  void whoSearchedHereAloneAsksNobodyElseForADocumentOfTheList() throws Exception {
    String own = "/documents/PATENT:CN:100000000:A";
    String here = "?rank=1&last=1&scope=local&q=" + encoded("制备");
    assertThat(seen(page(own))).contains("tianjin 已回答");
    assertThat(seen(page(own + here))).contains("beijing 当前显示的副本").doesNotContain("tianjin");
    assertThat(beijing.call("GET", "/documents/" + WHOLE + here, "").status()).isEqualTo(404);
  }

  @Test
  void everySearchThatAPageLeadsToIsOneThatTheLanguageReads() throws Exception {
    Matcher link =
        Pattern.compile("href=\"(/search\\?q=[^\"]+)\"").matcher(page("/documents/" + WHOLE));
    int links = 0;
    while (link.find()) {
      String path = link.group(1).replace("&amp;", "&");
      assertThat(beijing.call("GET", path, "").status()).as(path).isEqualTo(200);
      links++;
    }
    assertThat(links).isGreaterThanOrEqualTo(18);
    assertThat(page("/search?q=" + encoded("PA=\"天津大学（北洋）\""))).contains(WHOLE);
    assertThat(page("/search?q=" + encoded("LOC=14*"))).contains(WHOLE);
    assertThat(page("/search?q=" + encoded("FAM=\"65432101\""))).contains(WHOLE);
  }

  @Test
  void whatWasSoughtIsMarkedAsItWasWrittenOrAsItWasFound() throws Exception {
    String html =
        page("/documents/" + WHOLE + "?node=tianjin&rank=1&last=1&q=" + encoded("隔膜 separator 公开"));
    assertThat(html)
        .contains("一种石墨烯<mark>隔膜</mark>")
        .contains("Graphene <mark class=\"expanded\">separators</mark>")
        .contains("One <mark>separator</mark>.")
        .contains("本發明<mark class=\"expanded\">公開</mark>了")
        .contains("<li value=\"2\">权利要求1所述的<mark>隔膜</mark>，厚2.5微米。</li>")
        .contains("背景技术。石墨烯<mark>隔膜</mark>。")
        .contains("返回列表（第 1 条）");
    assertThat(seen(html)).contains("标记： 与所写一致");
    assertThat(page("/documents/" + WHOLE + "?node=tianjin")).doesNotContain("<mark");
  }

  @Test
  void theListIsWalkedFromDocumentToDocument() throws Exception {
    String list = page("/search?size=5&q=" + encoded("制备"));
    Matcher first =
        Pattern.compile("<h2 dir=\"auto\"><span[^>]*>1</span> <a href=\"([^\"]+)\"").matcher(list);
    assertThat(first.find()).isTrue();
    String path = first.group(1).replace("&amp;", "&");
    List<String> walked = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      String html = page(path);
      walked.add(path.replaceFirst("\\?.*", ""));
      assertThat(html).contains("返回列表（第 " + i + " 条）");
      Matcher next = Pattern.compile("<a href=\"([^\"]+)\" rel=\"next\"").matcher(html);
      assertThat(next.find()).isTrue();
      TestHome.Answer step = beijing.call("GET", next.group(1).replace("&amp;", "&"), "");
      assertThat(step.status()).isEqualTo(303);
      path = step.location();
    }
    JsonNode answer = beijing.get("/api/v1/search?size=8&q=" + encoded("制备"));
    List<String> keys = new ArrayList<>();
    answer
        .path("hits")
        .forEach(hit -> keys.add("/documents/" + encoded(hit.path("key").asString())));
    assertThat(walked).isEqualTo(keys);
  }

  @Test
  void fieldsThatThePeerKeepsBackAreAbsentAndThisIsSaid() throws Exception {
    String rule =
        "{\"effect\":\"DENY\",\"peer\":\"beijing\",\"collection\":\"patents\","
            + "\"verbs\":[\"fetch\"],\"fields\":[\"claims\"]}";
    JsonNode made = tianjin.post("/api/v1/policy/rules", rule);
    try {
      String html = page("/documents/" + WHOLE + "?node=tianjin");
      assertThat(seen(html))
          .contains("tianjin 未向本中心开放其文献的全部字段")
          .contains("一种石墨烯隔膜")
          .doesNotContain("2.5微米");
      JsonNode api = beijing.get("/api/v1/documents/" + WHOLE + "?node=tianjin");
      assertThat(api.path("abridged").asBoolean()).isTrue();
      assertThat(api.path("document").has("claims")).isFalse();
    } finally {
      tianjin.call("DELETE", "/api/v1/policy/rules/" + made.at("/added/0/rule").asString(), "");
    }
    assertThat(beijing.get("/api/v1/documents/" + WHOLE + "?node=tianjin").has("abridged"))
        .isFalse();
  }

  @Test
  void whereOneCopyIsMissingOthersAreOffered() throws Exception {
    TestHome.Answer absent = beijing.call("GET", "/documents/" + WHOLE + "?node=beijing", "");
    assertThat(absent.status()).isEqualTo(404);
    assertThat(seen(absent.text())).contains("以下节点持有该文献： tianjin");
    assertThat(beijing.call("GET", "/documents/PATENT:CN:9:A", "").status()).isEqualTo(404);
  }

  /** The query of a reply, made anew from what it tells. */
  private static CanonicalQuery query(JsonNode reply) {
    QueryAnalysis analysis = new QueryAnalysis();
    List<Clause> any = new ArrayList<>();
    for (JsonNode term : reply.at("/similar/terms")) {
      any.add(
          new Clause(
              Occur.SHOULD,
              new CanonicalQuery.Boosted(
                  analysis.phrase(term.path("text").asString()),
                  (float) term.path("weight").asDouble())));
    }
    CanonicalQuery words = any.size() == 1 ? any.getFirst().query() : new CanonicalQuery.Bool(any);
    String to = reply.at("/similar/to").asString("");
    return to.isEmpty()
        ? words
        : new CanonicalQuery.Bool(
            List.of(
                new Clause(Occur.MUST, words),
                new Clause(Occur.MUST_NOT, new CanonicalQuery.Term(IndexTerm.of("key", to)))));
  }

  private static List<String> bits(JsonNode reply) {
    List<String> bits = new ArrayList<>();
    for (JsonNode hit : reply.path("hits")) {
      bits.add(
          hit.path("key").asString()
              + " "
              + Integer.toHexString(Float.floatToIntBits((float) hit.path("score").asDouble())));
    }
    return bits;
  }

  @Test
  void whatIsSimilarIsRankedAsOneIndexOverAllNodesWould() throws Exception {
    try (UnionOracle oracle =
        UnionOracle.over(
            List.of(folder.resolve("beijing/index"), folder.resolve("tianjin/index")))) {
      List<JsonNode> replies = new ArrayList<>();
      for (int i = 0; i < EACH; i += 3) {
        replies.add(beijing.get(SIMILAR + "?size=30&key=PATENT:CN:" + (100_000_000 + i) + ":A"));
        replies.add(
            beijing.get(
                SIMILAR + "?size=30&node=tianjin&key=PATENT:CN:" + (200_000_000 + i) + ":A"));
      }
      replies.add(
          beijing.post(
              SIMILAR,
              "{\"size\":30,\"text\":\"陶瓷涂层。A ceramic coating on a fibre separator; 陶瓷涂层\"}"));
      for (JsonNode reply : replies) {
        assertThat(reply.path("exact").asBoolean()).isTrue();
        assertThat(reply.at("/similar/terms").size()).isBetween(2, 25);
        List<String> expected =
            oracle.best(query(reply), 30).stream()
                .map(
                    hit -> hit.key() + " " + Integer.toHexString(Float.floatToIntBits(hit.score())))
                .toList();
        assertThat(bits(reply)).isEqualTo(expected).isNotEmpty();
        assertThat(String.join(" ", bits(reply)))
            .doesNotContain(reply.at("/similar/to").asString("none"));
      }
    }
  }

  @Test
  void theQueryOfAReplyAsksTheSameAgainByItself() throws Exception {
    JsonNode reply = beijing.get(SIMILAR + "?size=10&node=tianjin&key=" + WHOLE);
    StringBuilder weights = new StringBuilder();
    for (JsonNode term : reply.at("/similar/terms")) {
      weights.append(weights.isEmpty() ? "" : ",").append(term.path("weight").asString());
    }
    JsonNode again =
        beijing.get(
            "/api/v1/search?size=10&q="
                + encoded(reply.path("query").asString())
                + "&weights="
                + encoded(weights.toString())
                + "&not="
                + encoded(WHOLE));
    assertThat(bits(again)).isEqualTo(bits(reply));
    assertThat(reply.at("/hits/0/fields/titles/zh").asString("")).contains("石墨烯");
  }

  @Test
  void aPageOfWhatIsSimilarIsTurnedExactly() throws Exception {
    String path = SIMILAR + "?size=4&key=PATENT:CN:100000003:A";
    JsonNode first = beijing.get(path);
    JsonNode second = beijing.get(path + "&cursor=" + first.path("cursor").asString());
    List<String> both = new ArrayList<>(bits(first));
    both.addAll(bits(second));
    assertThat(both).isEqualTo(bits(beijing.get(SIMILAR + "?size=8&key=PATENT:CN:100000003:A")));
  }

  @Test
  void hostileTextsAreRefusedOrSearchedAndNeverKept() throws Exception {
    String mega = "x".repeat(1 << 20);
    assertThat(post(mega).status()).isEqualTo(400);
    assertThat(post("x".repeat(100_000)).status()).isEqualTo(400);
    assertThat(post("锂".repeat(100_000)).status()).isEqualTo(200);
    assertThat(post("\u0000\u0007 separator \u001b[31m\u202e").status()).isEqualTo(200);
    assertThat(beijing.call("POST", SIMILAR, "{\"text\":\"\\ud800 separator \\udc00\"}").status())
        .isEqualTo(200);
    assertThat(post("\"separator\" OR * ( ) [ TO #1").status()).isEqualTo(200);
    assertThat(post("SECRETIDEA separator").status()).isEqualTo(200);
    for (String home : List.of("beijing", "tianjin")) {
      assertThat(Files.readString(folder.resolve(home + "/audit/audit.log")))
          .contains("QUERY_")
          .doesNotContain("SECRETIDEA")
          .doesNotContain("separator");
    }
  }

  private TestHome.Answer post(String text) throws Exception {
    return beijing.call("POST", SIMILAR, JSON.createObjectNode().put("text", text).toString());
  }
}
