package org.tisc.node.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.desk.SavedSearch.Every;
import org.tisc.node.desk.SavedSearch.Found;
import org.tisc.node.desk.SavedSearch.Look;
import org.tisc.node.desk.SavedSearch.News;
import org.tisc.node.desk.SavedSearch.Terms;
import org.tisc.node.store.Store;

class SavedSearchesTest {
  @TempDir Path home;
  private Store store;
  private SavedSearches searches;
  private Instant now = Instant.parse("2026-11-28T01:02:03Z");

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of(Desk.class));
    searches = new Desk(store, () -> now).searches();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Terms terms(String name, String query) {
    return new Terms(
        name,
        query,
        "tisc",
        "network:jjj",
        "PATENT",
        "",
        List.of("office=CN"),
        Map.of("synonyms", "true", "weights", "1,2.5"),
        "zh");
  }

  private SavedSearch save(String owner, String name) {
    return searches.save(owner, terms(name, "名称=电池"), false, Every.NEVER);
  }

  private static Found found(int number, String status) {
    String key = "PATENT:CN:%06d:A".formatted(number);
    return new Found(new KeptDocument.Seen(key, "PATENT", "title " + number, "beijing"), status);
  }

  /** A look that found these documents, each in force. */
  private Optional<Long> looked(SavedSearch search, int from, int to) {
    now = now.plusSeconds(60);
    List<Found> found = IntStream.range(from, to).mapToObj(i -> found(i, "IN_FORCE")).toList();
    return searches.looked(search, new Look(now, found.size(), true, false, List.of()), found);
  }

  private static void assertRefused(Reason reason, ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private long rows(String table) {
    return store.read(
        tx -> tx.first("SELECT count(*) AS n FROM " + table, row -> row.number("n")).orElse(0L));
  }

  @Test
  void whatIsSavedIsThereAsItWasForItsOwnerAlone() {
    SavedSearch saved = save("li", "电池");
    assertThat(searches.require("li", "电池")).isEqualTo(saved);
    assertThat(saved.terms()).isEqualTo(terms("电池", "名称=电池"));
    assertThat(searches.list("wang")).isEmpty();
    for (String name : List.of(saved.id(), "电池")) {
      assertRefused(Reason.NOT_FOUND, () -> searches.visible("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> searches.require("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> searches.drop("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> searches.news("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> searches.read("wang", name));
      assertRefused(
          Reason.NOT_FOUND,
          () -> searches.change("wang", name, terms("x", "x"), true, Every.DAILY));
    }
  }

  @Test
  void aSharedSearchIsSeenAndRunByOthersAndChangedByItsOwnerAlone() {
    SavedSearch shared = searches.save("li", terms("shared", "a"), true, Every.NEVER);
    save("wang", "own");
    assertThat(searches.list("wang")).extracting(SavedSearch::owner).containsExactly("wang", "li");
    assertThat(searches.visible("wang", shared.id()).terms().query()).isEqualTo("a");
    assertRefused(Reason.NOT_FOUND, () -> searches.visible("wang", "shared"));
    assertRefused(Reason.NOT_FOUND, () -> searches.require("wang", shared.id()));
    assertRefused(Reason.NOT_FOUND, () -> searches.news("wang", shared.id()));
    searches.change("li", "shared", shared.terms(), false, Every.NEVER);
    assertRefused(Reason.NOT_FOUND, () -> searches.visible("wang", shared.id()));
  }

  @Test
  void theFirstLookRemembersAndLaterOnesTellWhatIsNew() {
    SavedSearch search = save("li", "a");
    assertThat(looked(search, 0, 3)).contains(0L);
    assertThat(searches.news("li", "a")).isEmpty();
    assertThat(looked(search, 1, 5)).contains(2L);
    assertThat(looked(search, 0, 5)).contains(0L);
    assertThat(searches.news("li", "a"))
        .extracting(news -> news.document().key())
        .containsExactly("PATENT:CN:000003:A", "PATENT:CN:000004:A");
    assertThat(searches.newsCounts("li")).containsEntry(search.id(), 2L);
    assertThat(searches.read("li", "a")).isEqualTo(2);
    assertThat(searches.news("li", "a")).isEmpty();
    assertThat(searches.require("li", "a").last().orElseThrow().found()).isEqualTo(5);
  }

  @Test
  void aChangedLegalStatusIsNewsWithWhatItWas() {
    SavedSearch search = save("li", "a");
    looked(search, 0, 2);
    Look look = new Look(now.plusSeconds(9), 2, true, false, List.of());
    assertThat(searches.looked(search, look, List.of(found(0, "DEAD"), found(1, "IN_FORCE"))))
        .contains(1L);
    assertThat(searches.news("li", "a"))
        .containsExactly(new News(true, found(0, "").document(), "DEAD", "IN_FORCE", look.at()));
  }

  @Test
  void whatIsNewAndUnreadStaysNewWhateverItsStatusBecomes() {
    SavedSearch search = save("li", "a");
    looked(search, 0, 1);
    looked(search, 0, 2);
    searches.looked(
        search, new Look(now.plusSeconds(9), 1, true, false, List.of()), List.of(found(1, "DEAD")));
    assertThat(searches.news("li", "a"))
        .singleElement()
        .satisfies(
            news -> {
              assertThat(news.changed()).isFalse();
              assertThat(news.status()).isEqualTo("DEAD");
            });
  }

  @Test
  void aLookThatLackedSomebodyOrSomethingIsNotCertain() {
    assertThat(new Look(now, 1, true, false, List.of()).certain()).isTrue();
    assertThat(new Look(now, 1, false, false, List.of("hebei")).certain()).isFalse();
    assertThat(new Look(now, 1, true, true, List.of()).certain()).isFalse();
    SavedSearch search = save("li", "a");
    Look lacking = new Look(now, 0, false, true, List.of("hebei/p", "tianjin"));
    searches.looked(search, lacking, List.of());
    assertThat(searches.require("li", "a").last()).contains(lacking);
    searches.failed(search, Reason.UNKNOWN_NETWORK);
    assertThat(searches.require("li", "a").failure()).contains("UNKNOWN_NETWORK");
    looked(search, 0, 1);
    assertThat(searches.require("li", "a").failure()).isEmpty();
  }

  @Test
  void onlyTheLastSeenAndTheNewestNewsAreRemembered() {
    SavedSearch search = save("li", "a");
    looked(search, 0, SavedSearches.MOST_SEEN);
    assertThat(looked(search, 5_000, 5_000 + SavedSearches.MOST_SEEN)).contains(5_000L);
    assertThat(searches.news("li", "a")).hasSize(SavedSearches.MOST_NEWS);
    assertThat(rows("saved_search_seen")).isEqualTo(SavedSearches.MOST_SEEN);
    assertThat(looked(search, 14_999, 15_000)).contains(0L);
  }

  @Test
  void anotherQueryForgetsWhatWasSeenAndAnotherNameDoesNot() {
    SavedSearch search = save("li", "a");
    looked(search, 0, 3);
    looked(search, 0, 4);
    SavedSearch named = searches.change("li", "a", terms("b", "名称=电池"), false, Every.NEVER);
    assertThat(named.version()).isEqualTo(search.version());
    assertThat(searches.news("li", "b")).hasSize(1);
    SavedSearch other = searches.change("li", "b", terms("b", "隔膜"), false, Every.NEVER);
    assertThat(other.last()).isEmpty();
    assertThat(searches.news("li", "b")).isEmpty();
    assertThat(looked(search, 0, 9)).as("a look of the search as it was").isEmpty();
    assertThat(looked(other, 0, 9)).contains(0L);
    searches.drop("li", "b");
    assertThat(looked(other, 0, 10)).as("a look of a search that is gone").isEmpty();
  }

  @Test
  void aScheduleIsOffUntilItIsChosenAndComesOnceInItsTime() {
    save("li", "never");
    SavedSearch daily = searches.save("li", terms("daily", "a"), false, Every.DAILY);
    assertThat(searches.due(9)).isEmpty();
    now = now.plus(Duration.ofDays(1));
    assertThat(searches.due(9)).extracting(SavedSearch::id).containsExactly(daily.id());
    assertThat(searches.due(9)).isEmpty();
    now = now.plus(Duration.ofDays(40));
    assertThat(searches.due(9)).as("what was missed is done once").hasSize(1);
    assertThat(searches.due(9)).isEmpty();
    searches.change("li", "daily", daily.terms(), false, Every.NEVER);
    now = now.plus(Duration.ofDays(40));
    assertThat(searches.due(9)).isEmpty();
  }

  @Test
  void aPersonSavesSoManyAndFewOfThemRunByThemselves() {
    for (int i = 0; i < SavedSearches.MOST_SCHEDULED; i++) {
      searches.save("li", terms("s" + i, "a"), false, Every.WEEKLY);
    }
    assertRefused(
        Reason.OUT_OF_SPACE, () -> searches.save("li", terms("x", "a"), false, Every.DAILY));
    save("li", "x");
    assertRefused(
        Reason.OUT_OF_SPACE, () -> searches.change("li", "x", terms("x", "a"), false, Every.DAILY));
    assertRefused(Reason.ALREADY_EXISTS, () -> save("li", "x"));
    assertRefused(
        Reason.ALREADY_EXISTS,
        () -> searches.change("li", "x", terms("s1", "a"), false, Every.NEVER));
    for (int i = 21; i < SavedSearches.MOST_SEARCHES; i++) {
      save("li", "n" + i);
    }
    assertRefused(Reason.OUT_OF_SPACE, () -> save("li", "one more"));
    save("wang", "x");
    assertRefused(Reason.INVALID_ARGUMENT, () -> terms("a", " "));
    assertRefused(Reason.INVALID_ARGUMENT, () -> terms("a", "x".repeat(20_001)));
  }

  @Test
  void allGoesWithTheAccount() {
    SavedSearch search = save("li", "a");
    looked(search, 0, 1);
    looked(search, 0, 2);
    save("wang", "a");
    store.write(
        tx -> {
          Desk.forget(tx, "li");
          return 0;
        });
    assertThat(searches.list("li")).isEmpty();
    assertThat(searches.list("wang")).hasSize(1);
    for (String table : List.of("saved_search_seen", "saved_search_news")) {
      assertThat(rows(table)).isZero();
    }
  }
}
