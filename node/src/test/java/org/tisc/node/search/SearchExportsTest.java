package org.tisc.node.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.job.Job;
import org.tisc.node.job.JobHttp;
import org.tisc.node.job.JobState;
import org.tisc.node.job.Jobs;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.store.Store;
import org.tisc.node.web.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class SearchExportsTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final SearchTexts TEXTS = SearchTexts.in(Locale.ENGLISH);
  private static final String LIST = "0123456789abcdef0123456789abcdef";

  @TempDir Path home;
  private Store store;
  private Jobs jobs;
  private final List<SearchHit> hits = new ArrayList<>();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final List<Cursor> released = new ArrayList<>();
  private volatile CountDownLatch goOn = new CountDownLatch(0);
  private final FakeRoutes routes = new FakeRoutes();
  private Instant now = Instant.now();
  private SearchExports exports;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of(Jobs.class));
    jobs = new Jobs(store, Instant::now, 1, Map.of(SearchExports.KIND, 2));
    exports =
        new SearchExports(
            engine(),
            jobs,
            Answers.BEIJING,
            home.resolve("exports"),
            (account, scope, format, count) ->
                told.add(account + " " + scope + " " + format + " " + count),
            () -> now);
    new ExportHttp(exports, new JobHttp(jobs), (exchange, input) -> request()).declare(routes);
  }

  @AfterEach
  void close() {
    goOn.countDown();
    jobs.close();
    store.close();
  }

  /** Tells {@link #hits} page by page. */
  private SearchEngine engine() {
    FakeEngine none = new FakeEngine(question -> Answers.exact(), question -> FakeEngine.NOTHING);
    return new SearchEngine() {
      @Override
      public SearchAnswer search(SearchQuestion question, Delivery delivery) {
        try {
          goOn.await();
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
        int from = delivery.cursor().map(Cursor::from).orElse(0);
        int to = Math.min(hits.size(), from + question.size());
        return new SearchAnswer(
            true,
            List.of(),
            new SearchAnswer.Total(hits.size(), SearchAnswer.Relation.EQUAL),
            from,
            hits.subList(from, to),
            true,
            List.of(),
            List.of(),
            to < hits.size(),
            Optional.of(new Cursor(LIST, from)),
            Duration.ZERO);
      }

      @Override
      public ExplainedAnswer explain(SearchQuestion question, Delivery delivery, String key) {
        return none.explain(question, delivery, key);
      }

      @Override
      public void release(Cursor list) {
        released.add(list);
      }

      @Override
      public FacetAnswer count(FacetQuestion question) {
        return none.count(question);
      }

      @Override
      public CanonicalQuery having(Facet facet, String value) {
        return none.having(facet, value);
      }
    };
  }

  private SearchRequest request() {
    FakeNumbers numbers = new FakeNumbers();
    return SearchRequest.read(
        new SearchInput(Map.of("q", "battery"), List.of()),
        Locale.ENGLISH,
        new QueryLanguage(numbers),
        new QueryCompiler(new FakeAnalysis(), numbers),
        number -> Optional.empty(),
        engine(),
        SearchBounds.STANDARD,
        List.of(new NetworkId("jjj")));
  }

  private static SearchHit hit(int number, NodeId best, String onward, String fields) {
    String key = "PATENT:CN:%09d:A".formatted(number);
    return new SearchHit(
        key,
        1f,
        best,
        List.of(best),
        Optional.of(
            new RenderedDocument(
                new DocumentCopy(key, "patents"), "PATENT", "title " + number, fields, Map.of())),
        Optional.of("licence"),
        onward);
  }

  private Job ended(Job job) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> jobs.find(job.id()).orElseThrow(), seen -> seen.state().ended());
  }

  private JsonNode result(Job job) {
    Job end = ended(job);
    assertThat(end.state()).as("%s", end.failure()).isEqualTo(JobState.DONE);
    return MAPPER.readTree(end.result().orElseThrow());
  }

  private Job submit(ExportFormat format, int most) {
    return exports.submit(request(), new SearchExports.Form(format, List.of()), most, "li", TEXTS);
  }

  private byte[] file(ExportFormat format) throws IOException {
    Job job = submit(format, SearchExports.MOST);
    assertThat(result(job).get("documents").asInt()).isEqualTo(hits.size());
    return Files.readAllBytes(exports.file(job.id(), "li"));
  }

  @Test
  void readsTheWholeListPageByPage() throws IOException {
    for (int i = 0; i < 1_234; i++) {
      hits.add(hit(i, Answers.BEIJING, "no", "{}"));
    }
    List<String> lines = new String(file(ExportFormat.JSONL), UTF_8).lines().toList();
    assertThat(lines).hasSize(1_234);
    assertThat(MAPPER.readTree(lines.getLast()).get("key").asString())
        .isEqualTo("PATENT:CN:000001233:A");
    assertThat(released).extracting(Cursor::list).containsExactly(LIST);
    assertThat(home.resolve("exports")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void endsWhereItWasToldToAndSaysThatThereIsMore() {
    for (int i = 0; i < 700; i++) {
      hits.add(hit(i, Answers.BEIJING, "no", "{}"));
    }
    JsonNode result = result(submit(ExportFormat.CSV, 450));
    assertThat(result.get("documents").asInt()).isEqualTo(450);
    assertThat(result.get("more").asBoolean()).isTrue();
    assertThat(result(submit(ExportFormat.CSV, 700)).get("more").asBoolean()).isFalse();
  }

  @Test
  void passesOnOnlyWhatOwnersLet() throws IOException {
    String fields =
        "{\"number\":\"CN1A\",\"inventors\":[\"Li\"],\"abstracts\":{\"en\":\"secret\"}}";
    hits.add(hit(1, Answers.BEIJING, "no", fields));
    hits.add(hit(2, Answers.TIANJIN, "no", fields));
    hits.add(hit(3, Answers.TIANJIN, "cite", fields));
    hits.add(hit(4, Answers.TIANJIN, "yes", fields));
    hits.add(hit(5, Answers.TIANJIN, "of a later release", fields));
    Job job = submit(ExportFormat.JSONL, SearchExports.MOST);
    JsonNode result = result(job);
    assertThat(result.get("documents").asInt()).isEqualTo(3);
    assertThat(result.get("withheld").asInt()).isEqualTo(2);
    assertThat(told).containsExactly("li network:jjj jsonl 3");
    List<JsonNode> lines =
        Files.readString(exports.file(job.id(), "li")).lines().map(MAPPER::readTree).toList();
    assertThat(lines.get(0).at("/fields/abstracts/en").asString()).isEqualTo("secret");
    assertThat(lines.get(1).get("fields").toString()).isEqualTo("{\"number\":\"CN1A\"}");
    assertThat(lines.get(2).at("/fields/inventors/0").asString()).isEqualTo("Li");
  }

  @Test
  void aTableForExcelHasChineseAndNoFormulas() throws IOException {
    hits.add(
        hit(
            1,
            Answers.BEIJING,
            "no",
            """
            {"titles":{"en":"=HYPERLINK(\\"http://evil\\")"},"applicants":["@SUM(A1)","公司, \\"甲\\""],
             "number":"+1","abstracts":{"zh":"第一行\\n第二行"}}\
            """));
    byte[] csv = file(ExportFormat.CSV);
    assertThat(csv).startsWith(0xEF, 0xBB, 0xBF);
    String text = new String(csv, UTF_8);
    assertThat(text)
        .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"")
        .contains("\"'@SUM(A1); 公司, \"\"甲\"\"\"")
        .contains(",'+1,")
        .contains("\"第一行\n第二行\"")
        .contains("\r\n");
    assertThat(text.lines().findFirst().orElseThrow()).contains("Key,Kind,Title,Number");
  }

  @Test
  void aWorkbookHasTextsAlone() throws IOException {
    hits.add(
        hit(
            1,
            Answers.BEIJING,
            "no",
            "{\"titles\":{\"en\":\"=1+1 \\u0001电池"
                + " <b>\"},\"number\":\"000123\",\"abstracts\":{\"en\":\""
                + "长".repeat(40_000)
                + "\"}}"));
    Map<String, String> parts = unzipped(file(ExportFormat.XLSX));
    String sheet = parts.getOrDefault("xl/worksheets/sheet1.xml", "");
    assertThat(sheet.contains("<f>")).isFalse();
    assertThat(texts(sheet)).contains("=1+1 电池 <b>", "000123");
    assertThat(parts).containsKeys("[Content_Types].xml", "xl/workbook.xml");
  }

  private static List<String> texts(String sheet) throws IOException {
    try {
      List<String> texts = new ArrayList<>();
      XMLStreamReader xml =
          XMLInputFactory.newDefaultFactory().createXMLStreamReader(new StringReader(sheet));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("t")) {
          texts.add(xml.getElementText());
        }
      }
      return texts;
    } catch (XMLStreamException broken) {
      throw new IOException(broken);
    }
  }

  private Map<String, String> unzipped(byte[] bytes) throws IOException {
    Path file = Files.write(home.resolve("book.zip"), bytes);
    Map<String, String> parts = new HashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        parts.put(entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), UTF_8));
      }
    }
    return parts;
  }

  @Test
  void referencesHaveOneLineForEachPerson() throws IOException {
    hits.add(
        hit(
            1,
            Answers.BEIJING,
            "no",
            """
            {"titles":{"en":"A\\nseparator"},"inventors":["Li","Wang"],"applicants":["Tianjin University"],
             "number":"CN110083831A","publicationDate":"2019-08-02","ipc":["H01M 10/0525"]}\
            """));
    assertThat(new String(file(ExportFormat.RIS), UTF_8).split("\r\n", -1))
        .startsWith("TY  - PAT", "ID  - PATENT:CN:000000001:A", "TI  - A separator")
        .contains(
            "AU  - Li",
            "AU  - Wang",
            "PB  - Tianjin University",
            "PY  - 2019",
            "DA  - 2019/08/02",
            "SN  - CN110083831A",
            "KW  - H01M 10/0525",
            "ER  - ");
  }

  @Test
  void aFileIsItsOwnersAloneAndGoesAfterADay() throws IOException {
    hits.add(hit(1, Answers.BEIJING, "no", "{}"));
    Job job = submit(ExportFormat.CSV, 10);
    result(job);
    Path file = exports.file(job.id(), "li");
    assertRefused(Reason.NOT_FOUND, () -> exports.file(job.id(), "wang"));
    assertRefused(Reason.NOT_FOUND, () -> exports.cancel(job.id(), "wang"));
    assertRefused(Reason.NOT_FOUND, () -> exports.find("import-1", "li"));
    Files.setLastModifiedTime(file, FileTime.from(now));
    now = now.plus(SearchExports.KEPT).plusSeconds(1);
    result(submit(ExportFormat.CSV, 10));
    assertRefused(Reason.NOT_FOUND, () -> exports.file(job.id(), "li"));
  }

  @Test
  void whoStopsAnExportGetsNoFile() throws IOException {
    hits.add(hit(1, Answers.BEIJING, "no", "{}"));
    goOn = new CountDownLatch(1);
    Job job = submit(ExportFormat.CSV, 10);
    exports.cancel(job.id(), "li");
    goOn.countDown();
    assertThat(ended(job).state()).isIn(JobState.CANCELLED, JobState.DONE);
    if (ended(job).state() == JobState.CANCELLED) {
      assertRefused(Reason.NOT_FOUND, () -> exports.file(job.id(), "li"));
    }
    assertThat(home.resolve("exports").resolve(job.id() + ".part")).doesNotExist();
  }

  @Test
  void formAndNumberAreChecked() {
    TiscException refused =
        catchThrowableOfType(
            TiscException.class,
            () ->
                routes.call(
                    "POST /api/v1/search/exports",
                    FakeExchange.with(Locale.ENGLISH, "q", "x", "format", "doc", "most", "50001")));
    assertThat(refused.violations())
        .extracting(violation -> violation.field())
        .containsExactly("format", "most");
  }

  @Test
  void aFileIsSentUnderItsNameAndType() throws Exception {
    hits.add(hit(1, Answers.BEIJING, "no", "{}"));
    Reply begun =
        routes.call(
            "POST /api/v1/search/exports",
            FakeExchange.with(Locale.ENGLISH, "q", "x", "format", "CSV", "most", "5"));
    assertThat(begun.status()).isEqualTo(202);
    String id = ((JobHttp.View) ((Reply.Json) begun).body()).job();
    result(jobs.find(id).orElseThrow());
    Reply.Stream sent =
        (Reply.Stream)
            routes.call(
                "GET /api/v1/search/exports/{job}/file",
                FakeExchange.with(Locale.ENGLISH, "job", id));
    assertThat(sent.contentType()).startsWith("text/csv");
    assertThat(sent.headers().get("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + id + ".csv\"");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sent.body().writeTo(out);
    assertThat(sent.headers().get("Content-Length")).isEqualTo(Integer.toString(out.size()));
  }

  private static void assertRefused(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private JsonNode made(ExportFormat format, List<String> columns) {
    return result(
        exports.submit(
            request(), new SearchExports.Form(format, columns), SearchExports.MOST, "li", TEXTS));
  }

  @Test
  void aTableHasTheColumnsThatWereNamedInTheirOrder() throws IOException {
    hits.add(hit(1, Answers.BEIJING, "no", "{\"number\":\"CN1A\"}"));
    JsonNode result = made(ExportFormat.CSV, List.of("score", "number", "title"));
    assertThat(result.has("ownShape")).isFalse();
    assertThat(home.resolve("exports").resolve(result.get("file").asString()))
        .content()
        .isEqualTo("\uFEFFScore,Number,Title\r\n1.0000,CN1A,title 1\r\n");
    JsonNode book = made(ExportFormat.XLSX, List.of("number"));
    Map<String, String> parts =
        unzipped(Files.readAllBytes(home.resolve("exports").resolve(book.get("file").asString())));
    assertThat(texts(parts.getOrDefault("xl/worksheets/sheet1.xml", ""))).containsExactly("CN1A");
    assertThat(parts.values()).anyMatch(part -> part.contains(">Number<"));
    assertThat(parts.values()).noneMatch(part -> part.contains(">Title<"));
  }

  @Test
  void formsWithAShapeOfTheirOwnKeepItAndSaySo() throws IOException {
    hits.add(hit(1, Answers.BEIJING, "no", "{\"number\":\"CN1A\"}"));
    for (ExportFormat format : List.of(ExportFormat.RIS, ExportFormat.JSONL)) {
      assertThat(made(format, List.of("score")).get("ownShape").asBoolean()).isTrue();
    }
  }

  @Test
  void anUnknownColumnIsNamedWithThoseThereAre() {
    TiscException refused =
        catchThrowableOfType(
            TiscException.class,
            () ->
                routes.call(
                    "POST /api/v1/search/exports",
                    FakeExchange.with(
                        Locale.ENGLISH, "q", "x", "format", "csv", "columns", "number,colour")));
    assertThat(refused.violations())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.field()).isEqualTo("columns");
              assertThat(one.message()).contains("colour", "applicationNumber", "score");
            });
  }

  private static KeptHits.Kept kept(int number, String scope) {
    return new KeptHits.Kept("PATENT:CN:%09d:A".formatted(number), scope, "see p. 3", "core");
  }

  @Test
  void keptDocumentsAreAskedForAnewAndWhatIsNotGivenIsSaid() throws IOException {
    hits.add(hit(1, Answers.BEIJING, "no", "{\"number\":\"CN1A\"}"));
    hits.add(hit(2, Answers.TIANJIN, "no", "{\"number\":\"CN2A\"}"));
    List<KeptHits.Kept> basket =
        List.of(
            kept(1, "network:jjj"),
            kept(2, "network:jjj"),
            kept(3, "network:jjj"),
            kept(4, "network:left"));
    JsonNode result =
        result(
            exports.submit(
                basket,
                List.of(new NetworkId("jjj")),
                new SearchExports.Form(ExportFormat.CSV, List.of("number")),
                "li",
                TEXTS));
    assertThat(result.get("documents").asInt()).isEqualTo(1);
    assertThat(result.get("withheld").asInt()).isEqualTo(1);
    assertThat(result.get("gone").toString()).isEqualTo("[\"PATENT:CN:000000003:A\"]");
    assertThat(result.get("unreached").toString()).isEqualTo("[\"PATENT:CN:000000004:A\"]");
    assertThat(result.get("exact").asBoolean()).isFalse();
    assertThat(Files.readString(home.resolve("exports").resolve(result.get("file").asString())))
        .isEqualTo(
            """
            \uFEFFKey,Number,Note,Tags,State\r
            PATENT:CN:000000001:A,CN1A,see p. 3,core,as held now\r
            PATENT:CN:000000002:A,,,,may not be passed on\r
            PATENT:CN:000000003:A,,,,not there or not granted any more\r
            PATENT:CN:000000004:A,,,,holder not reached\r
            """);
  }
}
