package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.desk.ColumnChoice;
import org.tisc.node.desk.Desk;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.store.Store;
import org.tisc.node.web.Reply;

/** The page as a browser gets it, without the frame around it. */
class SearchPageTest {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, SearchPageTest.class.getClassLoader(), "org.tisc.node");

  @TempDir Path home;
  private Store store;
  private Desk desk;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of(Desk.class));
    desk = new Desk(store, InstantSource.fixed(Instant.EPOCH));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Reply.Page page(
      Function<SearchQuestion, SearchAnswer> engine, Locale locale, String... parameters)
      throws Exception {
    FakeNumbers numbers = new FakeNumbers();
    FakeRoutes routes = new FakeRoutes();
    new SearchHttp(
            new QueryLanguage(numbers),
            new QueryCompiler(new FakeAnalysis(), numbers),
            new FakeEngine(engine, _ -> FakeEngine.NOTHING),
            () -> List.of(new NetworkId("jjj")),
            (_, _, _) -> {},
            InstantSource.fixed(Instant.EPOCH),
            new NodeId("beijing"),
            desk,
            SearchBounds.STANDARD)
        .declare(routes);
    Reply reply = routes.call("GET /search", FakeExchange.with(locale, parameters));
    assertThat(reply).isInstanceOf(Reply.Page.class);
    return (Reply.Page) reply;
  }

  private static String html(Reply.Page page) {
    StringOutput output = new StringOutput();
    TEMPLATES.render("search/results.jte", page.model(), output);
    return output.toString();
  }

  private String html(SearchAnswer answer, Locale locale, String... parameters) throws Exception {
    return html(page(question -> answer, locale, parameters));
  }

  /** The text between tags, as a reader sees it. */
  private static String seen(String html) {
    return html.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
  }

  @Test
  void showsTheFormInBothLanguagesBeforeAnythingWasAsked() throws Exception {
    String chinese = html(Answers.exact(), Locale.CHINESE);
    assertThat(chinese).contains("name=\"q\"").contains("检索范围").contains("整个网络 jjj");
    assertThat(chinese).contains("<option value=\"network:jjj\" selected>");
    assertThat(chinese).doesNotContain("search-coverage");
    assertThat(html(Answers.exact(), Locale.ENGLISH)).contains("The whole network jjj");
  }

  @Test
  void showsHitsWithMarksFieldsHoldersAndLicence() throws Exception {
    String html = html(Answers.exact(Answers.hit()), Locale.CHINESE, "q", "锂离子 电池 隔膜");
    assertThat(html).contains("一种<mark>锂离子电池</mark>隔膜").doesNotContain("class=\"legend\"");
    assertThat(html).contains("所述<mark>电池</mark>包括<mark>隔膜</mark>");
    assertThat(html)
        .contains("<a href=\"/documents/PATENT%3ACN%3A110083831%3AA?node=beijing&amp;rank=1")
        .contains(
            "/documents/PATENT%3ACN%3A110083831%3AA?node=tianjin&amp;rank=1&amp;last=1&amp;q=")
        .contains("<a href=\"/search/similar?key=PATENT%3ACN%3A110083831%3AA&amp;node=beijing\">");
    String seen = seen(html);
    assertThat(seen)
        .contains("理解为： 锂离子 且 电池 且 隔膜")
        .contains("共 1,234 件")
        .contains("PATENT:CN:110083831:A")
        .contains("得分 7.250")
        .contains("来自 beijing")
        .contains("另见于 tianjin")
        .contains("天津大学；示例公司")
        .contains("9；35")
        .contains("摘要 摘要文字")
        .contains("许可：CC BY 4.0")
        .contains("转传：仅可引用");
  }

  @Test
  void showsTheTitleInTheReadersLanguageWithItsMarks() throws Exception {
    SearchAnswer answer =
        Answers.exact(
            Answers.hit(
                "隔膜",
                "{\"titles\":{\"zh\":\"隔膜\",\"en\":\"Separator"
                    + " film\"},\"legalStatus\":\"PENDING\"}",
                Map.of(
                    "title",
                    List.of(
                        new Passage("隔膜", List.of(new Mark(0, 2))),
                        new Passage("Separator film", List.of(new Mark(0, 9)))))));
    assertThat(html(answer, Locale.ENGLISH, "q", "separator 隔膜"))
        .contains("<mark>Separator</mark> film</a>")
        .contains("<mark>隔膜</mark></bdi>")
        .contains("Pending");
    assertThat(html(answer, Locale.CHINESE, "q", "隔膜")).contains("<mark>隔膜</mark></a>");
  }

  @Test
  void whatAnExpansionFoundIsMarkedInAnotherWayAndExplained() throws Exception {
    SearchAnswer answer =
        Answers.exact(
            Answers.hit(
                "半導體電池",
                "{}",
                Map.of("title", List.of(new Passage("半導體電池", List.of(new Mark(0, 5)))))));
    assertThat(html(answer, Locale.CHINESE, "q", "半导体 電池"))
        .contains("<mark class=\"expanded\">半導體</mark><mark>電池</mark>")
        .contains("<p class=\"legend\">标记： <mark>与所写一致</mark>");
    assertThat(html(answer, Locale.ENGLISH, "q", "半导体 電池"))
        .contains("found by truncation, a mask, a synonym, another form of a word");
  }

  @Test
  void wordsWithWeightsAreListedWithWhatTheyWereTakenFrom() throws Exception {
    String html =
        html(
            Answers.exact(),
            Locale.ENGLISH,
            "q",
            "\"隔膜\" OR \"graphene\"",
            "weights",
            "7.5,2.25",
            "not",
            "PATENT:CN:110083831:A");
    assertThat(seen(html))
        .contains("Similar to PATENT:CN:110083831:A")
        .contains("隔膜 7.500")
        .contains("graphene 2.250");
    assertThat(html)
        .contains("href=\"/documents/PATENT%3ACN%3A110083831%3AA\"")
        .contains("value=\"&#34;隔膜&#34; OR &#34;graphene&#34;\"");
    assertThat(html(Answers.exact(), Locale.ENGLISH, "q", "隔膜")).doesNotContain("Similar to");
  }

  @Test
  void saysThatTheAnswerIsCompleteWithEverySource() throws Exception {
    String seen = seen(html(Answers.exact(), Locale.ENGLISH, "q", "x"));
    assertThat(seen)
        .contains("Complete: all 2 sources answered")
        .contains("✓ answered")
        .contains("○ nothing to find")
        .contains("1,200 hits")
        .contains("as of 2026-01-02")
        .contains("7 ms")
        .contains("No document matches.");
  }

  @Test
  void saysWhichPartIsMissing() throws Exception {
    String html = html(Answers.inexact(), Locale.CHINESE, "q", "锂");
    assertThat(seen(html))
        .contains("结果不完整。缺失或未答全：hebei（无法连接）")
        .contains("已回答来源之间的排序准确")
        .contains("✕ 无法连接 该节点只向外连接")
        .contains("✕ hebei 无法连接")
        .contains("至少 3 件")
        .contains("持有该文献的节点在显示之前失联")
        .contains("并非所有来源都已答复");
    assertThat(html).contains("<li class=\"bad\">").contains("<details open>");
  }

  @Test
  void escapesWhateverAPeerSent() throws Exception {
    String evil = "<script>alert(1)</script>";
    String json = "{\"number\":\"<img src=x>\",\"ipc\":[\"\\u003cb\\u003e\"]}";
    SearchAnswer answer =
        Answers.exact(
            Answers.hit(
                evil, json, Map.of("title", List.of(new Passage(evil, List.of(new Mark(0, 8)))))));
    String html = html(answer, Locale.ENGLISH, "q", "锂 <script>alert(2)</script>");
    assertThat(html).doesNotContain("<script").doesNotContain("<img").doesNotContain("<b><");
    assertThat(html).contains("<mark>&lt;script&gt;</mark>");
  }

  @Test
  void pointsAtTheMistakeInTheQuery() throws Exception {
    Reply.Page page =
        page(question -> Answers.exact(), Locale.ENGLISH, "q", "锂 AND titel=电池", "size", "x");
    assertThat(page.status()).isEqualTo(400);
    String html = html(page);
    assertThat(html).contains("锂 AND <mark>titel</mark>=电池");
    assertThat(seen(html)).contains("did you mean title?").contains("whole number from 0 to 1000");
    assertThat(html).contains("value=\"锂 AND titel=电池\"");
  }

  @Test
  void showsTheEndOfTheTextWhereSomethingIsMissing() throws Exception {
    String html = html(Answers.exact(), Locale.ENGLISH, "q", "PD=");
    assertThat(html).contains("<mark>PD=</mark>");
  }

  @Test
  void warnsOfWhatCouldBeMeantOtherwise() throws Exception {
    String seen = seen(html(Answers.exact(), Locale.ENGLISH, "q", "a b OR c"));
    assertThat(seen).contains("Understood as: (a AND b) OR c").contains("AND binds before OR here");
  }

  @Test
  void keepsChoicesAndShowsAFailureOfTheEngine() throws Exception {
    Reply.Page page =
        page(
            question -> {
              throw new TiscException(Reason.BUSY, "too many searches");
            },
            Locale.ENGLISH,
            "q",
            "x",
            "scope",
            "peers:a,b",
            "kind",
            "TRADEMARK",
            "size",
            "50",
            "collection",
            "marks");
    assertThat(page.status()).isEqualTo(429);
    String html = html(page);
    assertThat(seen(html)).contains("Too many searches run at the moment");
    assertThat(html)
        .contains("<option value=\"peers:a,b\" selected>")
        .contains("<option value=\"TRADEMARK\" selected>")
        .contains("<option value=\"50\" selected>")
        .contains("name=\"collection\" value=\"marks\"");
  }

  @Test
  void saysNothingOfAMistakeOfOurs() throws Exception {
    Reply.Page page =
        page(
            question -> {
              throw new TiscException(Reason.INTERNAL, "secret detail");
            },
            Locale.CHINESE,
            "q",
            "x");
    assertThat(html(page)).doesNotContain("secret detail").contains("本节点内部出错");
  }

  @Test
  void aReaderWhoWantsATableGetsTheColumnsChosenInTheirOrder() throws Exception {
    desk.columns()
        .choose(
            "li",
            new ColumnChoice(
                ColumnChoice.Layout.TABLE, List.of("applicants", "title", "score", "node")));
    String html = html(Answers.exact(Answers.hit()), Locale.ENGLISH, "q", "锂 电池");
    assertThat(seen(html)).containsSubsequence("No.", "Applicants", "Title", "Score", "At");
    assertThat(html)
        .contains(
            "<table class=\"stack search-table\">",
            "<mark>锂</mark><mark class=\"expanded\">离子</mark>")
        .contains("<td data-label=\"Applicants\"><bdi>天津大学, 示例公司</bdi></td>")
        .contains("<bdi>7.2500</bdi>", "<bdi>beijing</bdi>")
        .doesNotContain("search-hits", "所述");
  }

  @Test
  void textOfPeersStaysTextInTheTableAndInWhatIsKept() throws Exception {
    desk.columns()
        .choose("li", new ColumnChoice(ColumnChoice.Layout.TABLE, List.of("title", "applicants")));
    String evil = "<script>alert(1)</script>\"' onclick='x";
    String html =
        html(
            Answers.exact(
                Answers.hit(evil, "{\"applicants\":[\"<img src=x onerror=y>\"]}", Map.of())),
            Locale.ENGLISH,
            "q",
            "x");
    assertThat(html).doesNotContain("<script", "<img", "' onclick='x\"");
    assertThat(html).contains("&lt;script&gt;", "&lt;img src=x onerror=y&gt;");
  }

  @Test
  void theBasketsOfTheReaderAndOfNobodyElseAreOffered() throws Exception {
    desk.baskets().create("li", "电池");
    desk.baskets().create("wang", "secret basket");
    String html = html(Answers.exact(Answers.hit()), Locale.ENGLISH, "q", "x");
    assertThat(html).contains(">电池</option>").doesNotContain("secret basket");
    assertThat(html).contains("form=\"keep\" name=\"hit\"");
  }

  @Test
  void aSearchInABasketSaysSoAndLeadsOut() throws Exception {
    String id = desk.baskets().create("li", "电池").id();
    String html = html(Answers.exact(), Locale.ENGLISH, "q", "x", "inBasket", id);
    assertThat(html)
        .contains("<input type=\"hidden\" name=\"inBasket\" value=\"" + id + "\">")
        .contains("Within 电池", "href=\"/search?q=x\"");
  }
}
