package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.desk.Desk;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.store.Store;
import org.tisc.node.web.Reply;

/** Over a list of 45 hits that the engine keeps under one name, in pages. */
class ListPlacesTest {
  private static final String LIST = "0123456789abcdef0123456789abcdef";
  private static final int HITS = 45;

  private final FakeRoutes routes = new FakeRoutes();
  private final List<Optional<Cursor>> cursors = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private boolean gone;
  private ListPlaces places;

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
    SearchHttp search =
        new SearchHttp(
            new QueryLanguage(numbers),
            new QueryCompiler(new FakeAnalysis(), numbers),
            new KeptList(),
            () -> List.of(new NetworkId("jjj")),
            (account, scope, sources) -> asked.add(account + " " + scope + " " + sources),
            InstantSource.system(),
            new NodeId("beijing"),
            new Desk(store, InstantSource.system()),
            SearchBounds.STANDARD);
    search.declare(routes);
    places = search.places();
  }

  private final class KeptList implements SearchEngine {
    @Override
    public SearchAnswer search(SearchQuestion question, Delivery delivery) {
      cursors.add(delivery.cursor());
      if (gone) {
        throw new TiscException(Reason.SNAPSHOT_EXPIRED, "gone");
      }
      int from = delivery.cursor().map(Cursor::from).orElse(0);
      int to = Math.min(HITS, from + question.size());
      List<SearchHit> hits = new ArrayList<>();
      for (int i = from; i < to; i++) {
        hits.add(
            new SearchHit(
                "PATENT:CN:" + (i + 1) + ":A",
                1f,
                Answers.TIANJIN,
                List.of(Answers.TIANJIN),
                Optional.empty(),
                Optional.empty(),
                "no"));
      }
      return new SearchAnswer(
          true,
          List.of(),
          new SearchAnswer.Total(HITS, SearchAnswer.Relation.EQUAL),
          from,
          hits,
          true,
          List.of(),
          List.of(),
          to < HITS,
          Optional.of(new Cursor(LIST, from)),
          Duration.ofMillis(1));
    }

    @Override
    public void release(Cursor list) {
      throw new IllegalStateException("nobody gives up a list here");
    }

    @Override
    public ExplainedAnswer explain(SearchQuestion question, Delivery delivery, String key) {
      throw new IllegalStateException("nobody asks for an explanation here");
    }

    @Override
    public FacetAnswer count(FacetQuestion question) {
      return FakeEngine.NOTHING;
    }

    @Override
    public CanonicalQuery having(Facet facet, String value) {
      throw new IllegalStateException("nobody filters here");
    }
  }

  private String step(String... parameters) throws Exception {
    Reply reply = routes.call("GET /search/hit", FakeExchange.with(Locale.ENGLISH, parameters));
    assertThat(reply).isInstanceOf(Reply.Redirect.class);
    return ((Reply.Redirect) reply).location();
  }

  private ListPlaces.Place place(String... parameters) {
    return places.of(FakeExchange.with(Locale.ENGLISH, parameters)).orElseThrow();
  }

  @Test
  void aKeptListIsReadOnAtThePlaceThatIsAskedFor() throws Exception {
    assertThat(step("q", "锂", "size", "20", "cursor", LIST + ".20", "rank", "23"))
        .isEqualTo(
            "/documents/PATENT%3ACN%3A23%3AA?node=tianjin&rank=23&q=%E9%94%82&size=20&cursor="
                + LIST
                + ".20");
    assertThat(cursors).containsExactly(Optional.of(new Cursor(LIST, 22)));
    assertThat(asked).containsExactly("li network:jjj 0");
  }

  @Test
  void theWayBackLeadsToThePageOfTheNewPlace() throws Exception {
    assertThat(step("q", "锂", "cursor", LIST + ".0", "rank", "41"))
        .contains("rank=41")
        .endsWith("cursor=" + LIST + ".40");
  }

  @Test
  void theLastDocumentHasNoNextOne() throws Exception {
    String last = step("q", "锂", "cursor", LIST + ".40", "rank", "45");
    assertThat(last).contains("rank=45&last=1&q=");
    assertThat(place("q", "锂", "rank", "45", "last", "1").next()).isEmpty();
    assertThat(step("q", "锂", "cursor", LIST + ".40", "rank", "46"))
        .isEqualTo("/search?q=%E9%94%82&cursor=" + LIST + ".40");
  }

  @Test
  void aSinglePageIsAskedAgainAndADeeperOneIsNot() throws Exception {
    assertThat(step("q", "锂", "rank", "7")).contains("/documents/PATENT%3ACN%3A7%3AA?");
    assertThat(cursors).containsExactly(Optional.empty());
    assertThat(step("q", "锂", "rank", "21")).isEqualTo("/search?q=%E9%94%82");
    assertThat(cursors).hasSize(1);
  }

  @Test
  void aListThatIsGoneLeadsToItsPageWhichSaysSo() throws Exception {
    gone = true;
    assertThat(step("q", "锂", "cursor", LIST + ".20", "rank", "23"))
        .isEqualTo("/search?q=%E9%94%82&cursor=" + LIST + ".20");
  }

  @Test
  void placesThatAreNoneLeadToTheList() throws Exception {
    for (String rank : List.of("0", "-1", "x", "50001", "99999999999", "１")) {
      assertThat(step("q", "锂", "rank", rank)).as(rank).isEqualTo("/search?q=%E9%94%82");
    }
    assertThat(step("q", "(锂", "rank", "3")).startsWith("/search?q=");
    assertThat(step("rank", "3")).isEqualTo("/search?");
    assertThat(cursors).isEmpty();
  }

  @Test
  void aDocumentKnowsTheListItWasOpenedFrom() {
    ListPlaces.Place place =
        place("q", "锂 batter*", "scope", "local", "cursor", LIST + ".20", "rank", "23");
    assertThat(place.list())
        .isEqualTo("/search?q=%E9%94%82+batter*&scope=local&cursor=" + LIST + ".20");
    assertThat(place.previous().orElseThrow()).startsWith("/search/hit?rank=22&q=");
    assertThat(place.next().orElseThrow()).startsWith("/search/hit?rank=24&q=");
    assertThat(place.context()).startsWith("rank=23&q=").doesNotContain("node=");
    assertThat(place.scope()).contains("local");
    assertThat(place.sought().orElseThrow().written().expanded("锂 battery", 0, 9)).hasSize(1);
    assertThat(cursors).as("nothing is read before somebody goes there").isEmpty();
  }

  @Test
  void theFirstDocumentHasNoneBefore() {
    assertThat(place("q", "锂", "rank", "1").previous()).isEmpty();
    assertThat(place("q", "锂").previous()).isEmpty();
    assertThat(place("q", "锂").next()).isEmpty();
    assertThat(place("q", "锂").context()).isEqualTo("q=%E9%94%82");
  }

  @Test
  void aQueryThatCannotBeReadMarksNothingAndStillLeadsBack() {
    ListPlaces.Place place = place("q", "(锂", "rank", "2");
    assertThat(place.sought()).isEmpty();
    assertThat(place.list()).isEqualTo("/search?q=%28%E9%94%82");
  }

  @Test
  void withoutAQueryThereIsNoList() {
    assertThat(places.of(FakeExchange.with(Locale.ENGLISH, "rank", "2"))).isEmpty();
  }
}
