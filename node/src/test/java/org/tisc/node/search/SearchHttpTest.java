package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.desk.Desk;
import org.tisc.node.desk.KeptDocument;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.Thesaurus;
import org.tisc.node.store.Store;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SearchHttpTest {
  private static final NetworkId NETWORK = new NetworkId("jjj");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();

  private final List<SearchQuestion> asked = new ArrayList<>();
  private final List<FacetQuestion> counted = new ArrayList<>();
  private FacetAnswer counts = FakeEngine.NOTHING;
  private FakeRoutes routes = new FakeRoutes();
  private SearchBounds bounds = SearchBounds.STANDARD;
  private SearchAnswer answer = Answers.exact(Answers.hit());

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path home;
  private Store store;
  private Desk desk;

  @AfterEach
  void close() {
    store.close();
  }

  @BeforeEach
  void declare() {
    store = Store.open(home.resolve("node.db"), List.of(Desk.class));
    desk = new Desk(store, () -> now);
    FakeNumbers numbers = new FakeNumbers();
    new SearchHttp(
            new QueryLanguage(
                numbers,
                () ->
                    Optional.of(
                        Thesaurus.read(List.of("电芯, cell"), new FakeAnalysis(), Locale.ENGLISH))),
            new QueryCompiler(new FakeAnalysis(), numbers),
            new FakeEngine(
                question -> {
                  asked.add(question);
                  return answer;
                },
                question -> {
                  counted.add(question);
                  return counts;
                }),
            () -> List.of(NETWORK),
            (_, _, _) -> {},
            () -> now,
            new NodeId("beijing"),
            desk,
            bounds)
        .declare(routes);
  }

  private JsonNode get(String... parameters) throws Exception {
    Reply reply = routes.call("GET /api/v1/search", FakeExchange.with(Locale.ENGLISH, parameters));
    assertThat(reply).isInstanceOf(Reply.Json.class);
    assertThat(reply.status()).isEqualTo(200);
    return MAPPER.valueToTree(((Reply.Json) reply).body());
  }

  private TiscException refused(String... parameters) {
    return catchThrowableOfType(TiscException.class, () -> get(parameters));
  }

  @Test
  void everyRouteNeedsThePermissionToSearch() {
    assertThat(routes.permissions().keySet())
        .containsExactlyInAnyOrder(
            "GET /api/v1/search",
            "POST /api/v1/search",
            "GET /api/v1/search/stream",
            "POST /api/v1/search/stream",
            "GET /search/live",
            "GET /search",
            "GET /search/help",
            "GET /search/expert",
            "GET /search/hit",
            "GET /search/numbers",
            "POST /search/numbers",
            "POST /api/v1/search/numbers",
            "GET /api/v1/search/columns",
            "PUT /api/v1/search/columns",
            "GET /search/columns",
            "POST /search/columns");
    assertThat(routes.permissions().values()).containsOnly(Permission.SEARCH);
  }

  @Test
  void alternativesScoreByTheirWeightsAndOneDocumentIsLeftOut() throws Exception {
    JsonNode body = get("q", "\"隔膜\" OR \"graphene\"", "weights", "7.5,2", "not", "PATENT:CN:1:A");
    CanonicalQuery.Bool query = (CanonicalQuery.Bool) asked.getFirst().query();
    assertThat(query.clauses().get(1))
        .isEqualTo(
            new CanonicalQuery.Clause(
                CanonicalQuery.Occur.MUST_NOT,
                new CanonicalQuery.Term(IndexTerm.of("key", "PATENT:CN:1:A"))));
    CanonicalQuery.Bool any = (CanonicalQuery.Bool) query.clauses().getFirst().query();
    assertThat(any.clauses())
        .extracting(clause -> ((CanonicalQuery.Boosted) clause.query()).boost())
        .containsExactly(7.5f, 2f);
    assertThat(body.at("/similar/to").asString()).isEqualTo("PATENT:CN:1:A");
    assertThat(body.at("/similar/terms/1/text").asString()).isEqualTo("graphene");
    assertThat(body.at("/similar/terms/1/weight").asDouble()).isEqualTo(2);
    assertThat(get("q", "隔膜").has("similar")).isFalse();
  }

  @Test
  void weightsThatDoNotFitAreRefused() {
    for (String weights : List.of("1", "1,2,3", "a,b", "0,1", "-1,2", "1e9,2", "999999,1", ",")) {
      TiscException refused = refused("q", "a1 OR b1", "weights", weights);
      assertThat(refused.violations()).as(weights).extracting(Violation::field).contains("weights");
    }
    assertThat(refused("q", "a1", "not", "x".repeat(513)).violations())
        .extracting(Violation::field)
        .containsExactly("not");
  }

  @Test
  void whatTheNodeGrantsIsTheStandardAndTheBound() throws Exception {
    bounds = new SearchBounds(Duration.ofSeconds(2), Duration.ofSeconds(3), 10);
    close();
    routes = new FakeRoutes();
    declare();
    JsonNode _ = get("q", "锂");
    assertThat(asked.getLast().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(asked.getLast().size()).isEqualTo(10);
    for (String[] over :
        List.of(new String[] {"size", "11"}, new String[] {"timeoutMillis", "3001"})) {
      assertThat(refused("q", "锂", over[0], over[1]).violations().getFirst().field())
          .isEqualTo(over[0]);
    }
  }

  @Test
  void synonymsAreSearchedWhereTheyAreAskedFor() throws Exception {
    assertThat(get("q", "电芯").at("/understoodAs").asString()).isEqualTo("电芯");
    JsonNode widened = get("q", "电芯", "synonyms", "true");
    assertThat(widened.at("/understoodAs").asString()).isEqualTo("{电芯 | cell}");
    assertThat(asked.getLast().query()).isInstanceOf(CanonicalQuery.Group.class);
    // A step is what was found, with the synonyms of that time.
    assertThat(get("q", "#2 NOT x").at("/understoodAs").asString())
        .isEqualTo("{电芯 | cell} AND NOT x");
    assertThat(refused("q", "电芯", "synonyms", "perhaps").violations().getFirst().field())
        .isEqualTo("synonyms");
  }

  @Test
  void countsByTheFacetsThatAreNamed() throws Exception {
    counts =
        new FacetAnswer(
            new SearchAnswer.Total(7, SearchAnswer.Relation.EQUAL),
            List.of(
                new FacetAnswer.Divided(
                    new Facet("office", 0),
                    List.of(new FacetAnswer.Value("CN", 5), new FacetAnswer.Value("US", 2)),
                    true,
                    false),
                new FacetAnswer.Divided(new Facet("ipc", 3), List.of(), false, true)),
            Map.of(new NodeId("beijing"), 7L),
            List.of());
    JsonNode body = get("q", "锂", "facets", "office, ipc:3", "facetSize", "5");
    assertThat(counted.getFirst().facets())
        .containsExactly(new Facet("office", 0), new Facet("ipc", 3));
    assertThat(counted.getFirst().most()).isEqualTo(5);
    assertThat(counted.getFirst().query()).isEqualTo(asked.getFirst().query());
    assertThat(body.at("/facets/office/values/0/value").asString()).isEqualTo("CN");
    assertThat(body.at("/facets/office/values/0/count").asLong()).isEqualTo(5);
    assertThat(body.at("/facets/office/exact").asBoolean()).isTrue();
    assertThat(body.at("/facets/ipc:3/exact").asBoolean()).isFalse();
    assertThat(body.at("/facets/ipc:3/more").asBoolean()).isTrue();
    assertThat(body.at("/facets/node/values/0/count").asLong()).isEqualTo(7);
    assertThat(body.at("/total/count").asLong()).isEqualTo(7);
  }

  @Test
  void nobodyCountsWhereNoFacetIsNamed() throws Exception {
    assertThat(get("q", "锂").has("facets")).isFalse();
    assertThat(counted).isEmpty();
  }

  @Test
  void filtersKeepTheScoreAndAreAlternativesOfOneFacet() throws Exception {
    get("q", "锂", "filter", "office=CN");
    assertThat(asked.getFirst().query())
        .isInstanceOfSatisfying(
            CanonicalQuery.Bool.class,
            bool -> {
              assertThat(bool.clauses()).hasSize(2);
              assertThat(bool.clauses().get(0).occur()).isEqualTo(CanonicalQuery.Occur.MUST);
              assertThat(bool.clauses().get(1).occur()).isEqualTo(CanonicalQuery.Occur.FILTER);
            });
    for (String bad : List.of("office", "office=", "=CN", "colour=red", "ipc:9=H")) {
      TiscException failure = refused("q", "锂", "filter", bad);
      assertThat(failure.violations().getFirst().field()).as(bad).isEqualTo("filter");
    }
    assertThat(refused("q", "锂", "facets", "a b").violations().getFirst().field())
        .isEqualTo("facets");
  }

  @Test
  void readsTheDialectThatIsNamedAndSaysSo() throws Exception {
    JsonNode body = get("q", "a or b and c", "dialect", "cql");
    assertThat(body.get("dialect").asString()).isEqualTo("cql");
    assertThat(body.get("understoodAs").asString()).isEqualTo("(a OR b) AND c");
    JsonNode guessed = get("q", "EN_TI:mouse", "dialect", "auto");
    assertThat(guessed.get("dialect").asString()).isEqualTo("patentscope");
    assertThat(guessed.get("understoodAs").asString()).isEqualTo("TI=mouse");
    assertThat(guessed.get("notes").get(0).get("position").asInt()).isZero();
    assertThat(guessed.get("notes").get(0).get("length").asInt()).isEqualTo(5);
    assertThat(get("q", "a or b").has("dialect")).isFalse();
    assertThat(refused("q", "a", "dialect", "lucene").violations().getFirst().field())
        .isEqualTo("dialect");
  }

  @Test
  void combinesEarlierQueriesByTheirNumbers() throws Exception {
    assertThat(get("q", "锂").get("step").asInt()).isEqualTo(1);
    assertThat(get("q", "锂").get("step").asInt()).isEqualTo(1);
    assertThat(get("q", "TI=钠 OR 电池").get("step").asInt()).isEqualTo(2);
    assertThat(get("q", "EN_TI:mouse", "dialect", "patentscope").get("step").asInt()).isEqualTo(3);
    JsonNode joined = get("q", "#1 AND #2 NOT #3");
    assertThat(joined.get("understoodAs").asString())
        .isEqualTo("锂 AND (TI=钠 OR 电池) AND NOT TI=mouse");
    assertThat(joined.get("step").asInt()).isEqualTo(4);
    assertThat(get("q", "#4 OR 铁").get("understoodAs").asString())
        .isEqualTo("(锂 AND (TI=钠 OR 电池) AND NOT TI=mouse) OR 铁");
    assertThat(refused("q", "#1 AND #99").violations().getFirst().position()).isEqualTo(7);
    assertThat(refused("q", "TI=(#1)").violations()).hasSize(1);
    assertThat(asked).hasSize(6);
  }

  @Test
  void forgetsTheStepsOfYesterday() throws Exception {
    get("q", "锂");
    now = now.plus(SearchSteps.KEPT).plusSeconds(1);
    assertThat(refused("q", "#1").violations().getFirst().position()).isZero();
  }

  @Test
  void namesPlaceAndLengthOfAMistake() {
    TiscException refused = refused("q", "a AND titel=x");
    assertThat(refused.violations().getFirst().position()).isEqualTo(6);
    assertThat(refused.violations().getFirst().length()).isEqualTo(5);
  }

  @Test
  void answersWithTheObjectThatOutsidersRelyOn() throws Exception {
    JsonNode body = get("q", "锂 电池");
    assertThat(body.toString())
        .isEqualTo(
            MAPPER
                .readTree(
                    """
                    {"query":"锂 电池","step":1,"understoodAs":"锂 AND 电池","exact":true,"inexact":[],
                     "total":{"count":1234,"relation":"EQUAL"},"tookMillis":42,"from":0,
                     "hits":[{"key":"PATENT:CN:110083831:A","kind":"PATENT","title":"一种锂离子电池隔膜",
                      "score":7.25,"holders":["beijing","tianjin"],
                      "fields":{"number":"CN110083831A","applicants":["天津大学","示例公司"],"niceClasses":[9,35],
                       "goods":{"zh":"电池","en":"batteries"},"abstracts":{"zh":"摘要文字"},"empty":""},
                      "highlights":{"claims":[{"text":"所述电池包括隔膜","marks":[[2,4],[6,8]],"expanded":[[6,8]]}],
                       "title":[{"text":"一种锂离子电池隔膜","marks":[[2,7]],"expanded":[[3,5]]}]},
                      "licence":"CC BY 4.0","onward":"cite"}],
                     "holdersComplete":true,
                     "sources":[
                      {"node":"beijing","collection":"patents","state":"ANSWERED","hits":1200,
                       "indexedAt":"2026-01-02T03:04:05Z","millis":7},
                      {"node":"tianjin","collection":"patents","state":"EMPTY","hits":1200,
                       "indexedAt":"2026-01-02T03:04:05Z","millis":7}]}
                    """)
                .toString());
  }

  @Test
  void leavesOutWhatALostHitAndAnUnreachedPeerDoNotHave() throws Exception {
    answer = Answers.inexact();
    JsonNode body = get("q", "锂");
    assertThat(body.get("exact").asBoolean()).isFalse();
    assertThat(body.get("inexact").toString()).isEqualTo("[\"PEER_MISSING\"]");
    JsonNode lost = body.get("hits").get(1);
    assertThat(lost.propertyNames()).containsExactly("key", "kind", "score", "holders", "onward");
    assertThat(lost.get("kind").asString()).isEqualTo("GEOGRAPHICAL_INDICATION");
    JsonNode source = body.get("sources").get(1);
    assertThat(source.propertyNames()).containsExactly("node", "state", "reason", "hits", "millis");
  }

  @Test
  void asksTheOnlyNetworkAndTwentyHitsUnlessToldOtherwise() throws Exception {
    get("q", "锂");
    SearchQuestion question = asked.getLast();
    assertThat(question.scope()).isEqualTo(new SearchScope.WholeNetwork(NETWORK));
    assertThat(question.size()).isEqualTo(20);
    assertThat(question.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(question.kinds()).isEmpty();
    assertThat(question.collections()).isEmpty();
    assertThat(question.requestId()).isEqualTo("r-1");
  }

  @Test
  void passesEveryParameterOn() throws Exception {
    get(
        "q",
        "锂",
        "scope",
        "local",
        "kind",
        "patent,LITERATURE",
        "collection",
        "a, b",
        "size",
        "0",
        "timeoutMillis",
        "300");
    SearchQuestion question = asked.getLast();
    assertThat(question.scope()).isEqualTo(new SearchScope.Local());
    assertThat(question.kinds()).isEqualTo(Set.of("PATENT", "LITERATURE"));
    assertThat(question.collections()).isEqualTo(Set.of("a", "b"));
    assertThat(question.size()).isZero();
    assertThat(question.timeout()).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void takesTheSameParametersFromAJsonBodyOrAForm() throws Exception {
    FakeExchange body =
        new FakeExchange(
            Locale.ENGLISH, Map.of(), "{\"q\":\"锂\",\"size\":7,\"scope\":\"local\",\"more\":1}");
    routes.call("POST /api/v1/search", body);
    assertThat(asked.getLast().size()).isEqualTo(7);
    assertThat(asked.getLast().scope()).isEqualTo(new SearchScope.Local());
    routes.call("POST /api/v1/search", FakeExchange.with(Locale.ENGLISH, "q", "锂", "size", "9"));
    assertThat(asked.getLast().size()).isEqualTo(9);
  }

  @Test
  void namesAllMistakesAtOnce() {
    TiscException refused =
        refused(
            "q",
            "titel=x",
            "scope",
            "network:other",
            "kind",
            "BOOK",
            "collection",
            "A!",
            "size",
            "1001",
            "timeoutMillis",
            "5",
            "cursor",
            "abc");
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_QUERY);
    assertThat(refused.violations())
        .extracting(Violation::field)
        .containsExactlyInAnyOrder(
            "q", "scope", "kind", "collection", "size", "timeoutMillis", "cursor");
    assertThat(refused).hasMessageNotContaining("titel");
    assertThat(asked).isEmpty();
  }

  @Test
  void tellsAMistakeOfAnotherParameterApartFromOneOfTheQuery() {
    assertThat(refused("q", "锂", "size", "many").reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(refused("q", "(锂").reason()).isEqualTo(Reason.INVALID_QUERY);
    assertThat(refused("q", "a ".repeat(1_100)).reason()).isEqualTo(Reason.QUERY_TOO_LARGE);
  }

  @Test
  void explainsTheScoreOfOneKeyBesideTheHits() throws Exception {
    JsonNode reply = get("q", "锂", "explain", Answers.KEY);
    assertThat(reply.path("hits")).hasSize(1);
    JsonNode explanation = reply.path("explanation");
    assertThat(explanation.path("found").asBoolean()).isTrue();
    assertThat(explanation.path("node").asString()).isEqualTo("beijing");
    assertThat(explanation.path("collection").asString()).isEqualTo("patents");
    assertThat(explanation.path("score")).isEqualTo(reply.path("hits").path(0).path("score"));
    JsonNode sum = explanation.path("calculation");
    assertThat(sum.path("value")).isEqualTo(reply.path("hits").path(0).path("score"));
    assertThat(sum.path("step").asString()).isEqualTo("SUM");
    JsonNode term = sum.path("details").path(0);
    assertThat(term.path("description").asString())
        .isEqualTo("Word: boost × rarity × saturation (Title): “电池”");
    assertThat(term.path("field").asString()).isEqualTo("title");
    assertThat(term.path("details").path(0).path("details").path(0).path("value").toString())
        .isEqualTo("12");
    assertThat(term.path("details").path(1).path("value").toString()).isEqualTo("0.1");
    assertThat(sum.path("details").path(1).path("description").asString())
        .isEqualTo("Condition, adds nothing (office)");
    assertThat(explanation.has("reason")).isFalse();
    assertThat(get("q", "锂").has("explanation")).isFalse();
  }

  @Test
  void aKeyThatIsNotFoundIsSaidAndTheSearchAnswers() throws Exception {
    JsonNode reply = get("q", "锂", "explain", "PATENT:CN:1:A");
    assertThat(reply.path("hits")).hasSize(1);
    assertThat(reply.path("explanation").path("found").asBoolean()).isFalse();
    assertThat(reply.path("explanation").path("reason").asString()).isEqualTo("NOT_FOUND");
    assertThat(reply.path("explanation").path("message").asString()).contains("has this key");
    assertThat(reply.path("explanation").has("calculation")).isFalse();
  }

  @Test
  void whatIsNoKeyIsRefused() {
    for (String bad : List.of("A\u0007B", "K".repeat(513))) {
      TiscException refused = refused("q", "锂", "explain", bad);
      assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
      assertThat(refused.violations()).extracting(Violation::field).containsExactly("explain");
    }
  }

  @Test
  void refusesASearchForNothing() {
    TiscException refused = refused();
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_QUERY);
    assertThat(refused.violations()).extracting(Violation::field).containsExactly("q");
  }

  @Test
  void aSearchIsNarrowedToABasketOrToAllOthersByItsKeys() throws Exception {
    String id = desk.baskets().create("li", "电池").id();
    desk.baskets()
        .add(
            "li",
            id,
            List.of(new KeptDocument.Seen(Answers.KEY, "PATENT", "title", "beijing")),
            "local",
            "");
    get("q", "battery");
    get("q", "battery", "inBasket", id);
    get("q", "battery", "notInBasket", "电池");
    CanonicalQuery plain = asked.get(0).query();
    assertThat(asked.get(1).query()).isEqualTo(narrowed(plain, CanonicalQuery.Occur.FILTER));
    assertThat(asked.get(2).query()).isEqualTo(narrowed(plain, CanonicalQuery.Occur.MUST_NOT));
  }

  private static CanonicalQuery narrowed(CanonicalQuery query, CanonicalQuery.Occur occur) {
    CanonicalQuery keys =
        new CanonicalQuery.Constant(
            new CanonicalQuery.Bool(
                List.of(
                    new CanonicalQuery.Clause(
                        CanonicalQuery.Occur.SHOULD,
                        new CanonicalQuery.Term(IndexTerm.of("key", Answers.KEY))))),
            1);
    return new CanonicalQuery.Bool(
        List.of(
            new CanonicalQuery.Clause(CanonicalQuery.Occur.MUST, query),
            new CanonicalQuery.Clause(occur, keys)));
  }

  @Test
  void theBasketOfSomebodyElseIsNoBasket() {
    String id = desk.baskets().create("wang", "secret").id();
    for (String name : List.of(id, "secret", "x'; DROP TABLE basket; --")) {
      assertThat(refused("q", "battery", "inBasket", name).violations())
          .singleElement()
          .satisfies(one -> assertThat(one.field()).isEqualTo("inBasket"));
    }
  }
}
