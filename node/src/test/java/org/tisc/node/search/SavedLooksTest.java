package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceState;
import org.tisc.node.desk.Desk;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.desk.SavedSearch.Every;
import org.tisc.node.desk.SavedSearches;
import org.tisc.node.job.Job;
import org.tisc.node.job.JobState;
import org.tisc.node.job.Jobs;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.Steps;
import org.tisc.node.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class SavedLooksTest {
  @TempDir Path home;
  private Store store;
  private Jobs jobs;
  private SavedSearches searches;
  private SavedLooks looks;
  private volatile List<SearchHit> hits = List.of();
  private volatile boolean whole = true;
  private volatile CountDownLatch goOn = new CountDownLatch(0);
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile Instant now = Instant.parse("2026-11-28T01:02:03Z");

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of(Jobs.class, Desk.class));
    jobs = new Jobs(store, () -> now, 1, Map.of(SavedLooks.KIND, 1));
    searches = new Desk(store, () -> now).searches();
    FakeEngine engine = new FakeEngine(_ -> answer(), _ -> FakeEngine.NOTHING);
    looks =
        new SavedLooks(
            searches,
            engine,
            jobs,
            saved -> read(saved, engine),
            person -> !person.equals("gone"),
            (account, scope, sources) -> asked.add(account + " " + scope + " " + sources),
            () -> now);
  }

  @AfterEach
  void close() {
    goOn.countDown();
    looks.close();
    jobs.close();
    store.close();
  }

  private static SearchRequest read(SavedSearch saved, SearchEngine engine) {
    FakeNumbers numbers = new FakeNumbers();
    return SearchRequest.read(
        SavedLooks.input(saved.terms()),
        Locale.ENGLISH,
        new QueryLanguage(numbers),
        new QueryCompiler(new FakeAnalysis(), numbers),
        Steps.NONE,
        engine,
        SearchBounds.STANDARD,
        List.of(new NetworkId("jjj")));
  }

  private SearchAnswer answer() {
    try {
      goOn.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    SearchAnswer exact = Answers.exact(hits.toArray(SearchHit[]::new));
    if (whole) {
      return exact;
    }
    return new SearchAnswer(
        false,
        List.of(InexactReason.PEER_MISSING),
        exact.total(),
        0,
        hits,
        false,
        List.of(Answers.source(Answers.HEBEI, "patents", SourceState.TIMED_OUT)),
        List.of(),
        false,
        Optional.empty(),
        Duration.ZERO);
  }

  private static SearchHit hit(String key, String status) {
    return new SearchHit(
        key,
        1f,
        Answers.BEIJING,
        List.of(Answers.BEIJING),
        Optional.of(
            new RenderedDocument(
                new DocumentCopy(key, "patents"),
                "PATENT",
                "title",
                "{\"legalStatus\":\"" + status + "\",\"titles\":{\"en\":\"t\"}}",
                Map.of())),
        Optional.empty(),
        "no");
  }

  private SavedSearch save(String owner, String scope, Every every) {
    return searches.save(
        owner,
        new SavedSearch.Terms(
            "a", "secret invention", "tisc", scope, "", "", List.of("office=CN"), Map.of(), "en"),
        false,
        every);
  }

  private Job ended(Job job) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> jobs.find(job.id()).orElseThrow(), one -> one.state().ended());
  }

  private JsonNode look(SavedSearch search) {
    Job job = ended(looks.look(searches.require(search.owner(), search.id())));
    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.DONE);
    assertThat(job.input() + job.result()).doesNotContain("secret", "invention");
    return new JsonMapper().readTree(job.result().orElseThrow());
  }

  @Test
  void aLookTellsWhatIsNewAndChangedAndIsAccountedForWithoutItsQuery() {
    SavedSearch search = save("li", "network:jjj", Every.NEVER);
    hits = List.of(hit("GI:EU:1", "IN_FORCE"), hit("GI:EU:2", "IN_FORCE"));
    JsonNode first = look(search);
    assertThat(first.path("first").asBoolean()).isTrue();
    assertThat(first.path("fresh").asInt()).isZero();
    now = now.plusSeconds(60);
    hits =
        List.of(hit("GI:EU:1", "DEAD"), hit("GI:EU:3", "IN_FORCE"), hit("broken\u0000key", "DEAD"));
    JsonNode second = look(search);
    assertThat(second.path("fresh").asInt()).isEqualTo(2);
    assertThat(second.path("certain").asBoolean()).isTrue();
    assertThat(searches.news("li", "a"))
        .extracting(news -> news.document().key() + " " + news.changed() + " " + news.before())
        .containsExactlyInAnyOrder("GI:EU:1 true IN_FORCE", "GI:EU:3 false ");
    assertThat(asked).containsExactly("li network:jjj 2", "li network:jjj 2");
  }

  @Test
  void aLookThatLackedAPeerIsNeverCertainAndNamesIt() {
    SavedSearch search = save("li", "network:jjj", Every.NEVER);
    look(search);
    whole = false;
    JsonNode second = look(search);
    assertThat(second.path("certain").asBoolean()).isFalse();
    assertThat(second.path("missing").toString()).isEqualTo("[\"hebei/patents\"]");
    assertThat(searches.require("li", "a").last().orElseThrow().certain()).isFalse();
  }

  @Test
  void aSearchWhoseNetworkWasLeftFailsAndSaysWhy() {
    SavedSearch search = save("li", "network:left", Every.NEVER);
    assertThat(ended(looks.look(search)).state()).isEqualTo(JobState.FAILED);
    assertThat(searches.require("li", "a").failure()).contains("INVALID_ARGUMENT");
    assertThat(asked).isEmpty();
  }

  @Test
  void oneLookOfASearchRunsAtATime() {
    SavedSearch search = save("li", "local", Every.NEVER);
    goOn = new CountDownLatch(1);
    Job job = looks.look(search);
    assertThatThrownBy(() -> looks.look(search))
        .isInstanceOfSatisfying(
            TiscException.class, busy -> assertThat(busy.reason()).isEqualTo(Reason.BUSY));
    jobs.cancel(job.id());
    goOn.countDown();
    ended(job);
    look(search);
  }

  @Test
  void whatIsDueIsLookedThroughForThoseWhoMaySearch() {
    SavedSearch daily = save("li", "local", Every.DAILY);
    save("gone", "local", Every.DAILY);
    save("wang", "local", Every.NEVER);
    looks.round();
    assertThat(jobs.list()).isEmpty();
    now = now.plus(Duration.ofDays(2));
    looks.round();
    looks.round();
    assertThat(jobs.list()).extracting(Job::owner).containsExactly("li");
    ended(jobs.list().getFirst());
    assertThat(searches.require("li", daily.id()).last()).isPresent();
    assertThat(asked).containsExactly("li local 2");
  }

  @Test
  void nobodyFindsTheLookOfSomebodyElse() {
    Job job = looks.look(save("li", "local", Every.NEVER));
    assertThat(looks.find(job.id(), "li").id()).isEqualTo(job.id());
    assertThatThrownBy(() -> looks.find(job.id(), "wang")).isInstanceOf(TiscException.class);
    ended(job);
  }
}
