package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.desk.Desk;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.store.Store;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;

class SimilarHttpTest {
  private static final String API = "/api/v1/search/similar";
  private static final String KEY = "PATENT:CN:110083831:A";

  private final FakeRoutes routes = new FakeRoutes();
  private final List<SearchQuestion> asked = new ArrayList<>();
  private final List<String> read = new ArrayList<>();
  private List<TellingWords.Word> words =
      List.of(new TellingWords.Word("隔膜", 7.456), new TellingWords.Word("graphene", 0.0001));

  @TempDir private Path home;
  private Store store;

  @AfterEach
  void close() {
    store.close();
  }

  @BeforeEach
  void declare() {
    store = Store.open(home.resolve("node.db"), List.of(Desk.class));
    FakeNumbers numbers = new FakeNumbers();
    new SearchHttp(
            new QueryLanguage(numbers),
            new QueryCompiler(new FakeAnalysis(), numbers),
            new FakeEngine(
                question -> {
                  asked.add(question);
                  return Answers.exact(Answers.hit());
                },
                _ -> FakeEngine.NOTHING),
            () -> List.of(new NetworkId("jjj")),
            (_, _, _) -> {},
            InstantSource.system(),
            new NodeId("beijing"),
            new Desk(store, InstantSource.system()),
            SearchBounds.STANDARD)
        .declareSimilar(
            routes,
            new TellingWords() {
              @Override
              public List<Word> ofDocument(Optional<String> node, String key) {
                read.add(node.orElse("") + " " + key);
                if (key.endsWith("B")) {
                  throw new TiscException(Reason.NOT_FOUND, "no such document");
                }
                return words;
              }

              @Override
              public List<Word> ofText(String text) {
                read.add(text);
                return words;
              }
            });
  }

  private SearchReply json(String route, FakeExchange exchange) throws Exception {
    return (SearchReply) ((Reply.Json) routes.call(route, exchange)).body();
  }

  private static FakeExchange with(String... parameters) {
    return FakeExchange.with(Locale.ENGLISH, parameters);
  }

  private static FakeExchange body(String json) {
    return new FakeExchange(Locale.ENGLISH, Map.of(), json);
  }

  private List<Violation> refused(String route, FakeExchange exchange) {
    return catchThrowableOfType(TiscException.class, () -> routes.call(route, exchange))
        .violations();
  }

  private static SimilarView view(Reply.Page page) {
    return Objects.requireNonNull((SimilarView) page.model().get("view"));
  }

  @Test
  void everyRouteNeedsThePermissionToSearch() {
    assertThat(routes.permissions().values()).containsOnly(Permission.SEARCH);
    assertThat(routes.permissions()).hasSize(4);
  }

  @Test
  void theWordsOfADocumentAreAnOrdinaryQueryWithoutTheDocument() throws Exception {
    SearchReply reply =
        json("GET " + API, with("key", KEY, "node", "tianjin", "size", "5", "dialect", "cql"));
    assertThat(read).containsExactly("tianjin " + KEY);
    assertThat(reply.query()).isEqualTo("\"隔膜\" OR \"graphene\"");
    assertThat(reply.dialect()).isEmpty();
    assertThat(reply.similar().orElseThrow().to()).contains(KEY);
    assertThat(reply.similar().orElseThrow().terms())
        .containsExactly(
            new SearchReply.Weighted("隔膜", 7.46f), new SearchReply.Weighted("graphene", 0.01f));
    assertThat(asked.getFirst().size()).isEqualTo(5);
  }

  @Test
  void theWordsOfATextAreToo() throws Exception {
    SearchReply reply =
        json("POST " + API, body("{\"text\":\"一种隔膜\",\"size\":5,\"filter\":[\"office=CN\"]}"));
    assertThat(read).containsExactly("一种隔膜");
    assertThat(reply.similar().orElseThrow().to()).isEmpty();
    assertThat(asked.getFirst().size()).isEqualTo(5);
    assertThat(json("POST " + API, with("text", "form")).query()).startsWith("\"隔膜\"");
    assertThat(json("POST " + API, body("{\"key\":\"" + KEY + "\"}")).similar()).isPresent();
  }

  @Test
  void whatNamesNothingOrTwoThingsOrTooMuchIsRefused() {
    assertThat(refused("GET " + API, with())).extracting(Violation::field).containsExactly("key");
    assertThat(refused("POST " + API, with("key", KEY, "text", "x")))
        .extracting(Violation::field)
        .containsExactly("key");
    String tooLong = "x".repeat(SimilarHttp.LONGEST_TEXT + 1);
    assertThat(refused("POST " + API, with("text", tooLong)))
        .extracting(Violation::field)
        .containsExactly("text");
    assertThat(refused("GET " + API, with("key", "K".repeat(600))))
        .extracting(Violation::field)
        .containsExactly("key");
    assertThat(refused("POST " + API, body("{\"text\":[1]}")))
        .extracting(Violation::field)
        .containsExactly("key");
    assertThat(read).isEmpty();
    words = List.of();
    assertThat(refused("POST " + API, with("text", "...")))
        .extracting(Violation::message)
        .containsExactly("There is no word in it that could be searched.");
    assertThat(asked).isEmpty();
  }

  @Test
  void pagesLeadToTheSearchWithTheWordsAndWithoutTheText() throws Exception {
    Reply.Redirect document =
        (Reply.Redirect)
            routes.call("GET /search/similar", with("key", KEY, "scope", "local", "size", "5"));
    assertThat(document.location())
        .startsWith("/search?q=%22%E9%9A%94%E8%86%9C%22+OR+%22graphene%22&dialect=tisc&weights=")
        .contains("weights=7.46%2C0.01", "not=PATENT%3ACN%3A110083831%3AA", "scope=local");
    Reply.Redirect text =
        (Reply.Redirect) routes.call("POST /search/similar", with("text", "SECRET idea"));
    assertThat(text.location()).startsWith("/search?q=").doesNotContain("SECRET", "not=");
    assertThat(asked).isEmpty();
  }

  @Test
  void thePageKeepsTheTextAndSaysWhatIsWrong() throws Exception {
    Reply.Page blank = (Reply.Page) routes.call("GET /search/similar", with());
    assertThat(blank.status()).isEqualTo(200);
    words = List.of();
    Reply.Page again = (Reply.Page) routes.call("POST /search/similar", with("text", "..."));
    assertThat(again.status()).isEqualTo(400);
    SimilarView view = view(again);
    assertThat(view.text()).isEqualTo("...");
    assertThat(view.mistakes()).containsExactly("There is no word in it that could be searched.");
    Reply.Page gone = (Reply.Page) routes.call("GET /search/similar", with("key", "PATENT:CN:1:B"));
    assertThat(gone.status()).isEqualTo(404);
    assertThat(view(gone).mistakes())
        .containsExactly("That node has no such document, or does not share it with this centre.");
  }
}
