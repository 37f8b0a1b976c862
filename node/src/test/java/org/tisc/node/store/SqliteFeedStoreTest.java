package org.tisc.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.FeedStoreContract;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.StoredEntry.Effect;
import org.tisc.federation.feed.TestOrigin;

final class SqliteFeedStoreTest extends FeedStoreContract {
  @TempDir Path home;
  private final TestOrigin origin = new TestOrigin("node-a");
  private final FeedId feed = origin.feed();
  private final List<FeedQuarantine> told = new ArrayList<>();
  private Store store;
  private SqliteFeedStore feeds;

  @BeforeEach
  void open() {
    open(Map.of());
  }

  private void open(Map<String, String> pragmas) {
    store = Store.open(home.resolve("node.db"), List.of(), pragmas);
    AlertNotes.createTable(store);
    feeds = with(new AlertNotes());
  }

  private SqliteFeedStore with(Materialiser materialiser) {
    return new SqliteFeedStore(
        store, new EntrySink(List.of(materialiser)), InstantSource.system(), told::add);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected FeedStore store() {
    return feeds;
  }

  @Override
  protected List<String> applied() {
    return AlertNotes.noted(store);
  }

  @Override
  protected void learnEvent() {
    feeds = with(new AlertNotes("event"));
  }

  @Test
  void keepsAllOverReopening() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 20, "r");
    FeedState before = feeds.store(feed, FeedPosition.START, chain, 0);
    close();
    open();

    assertThat(feeds.feed(feed)).isEqualTo(before);
    assertThat(feeds.read(feed, 1, 1, 100, 1 << 20))
        .extracting(StoredEntry::entry)
        .isEqualTo(chain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raise", "constraint", "overflow", "caught"})
  void anEntryThatCannotBeAppliedIsQuarantinedAlone(String body) {
    List<StoredEntry> stored =
        feeds.append(
            List.of(
                TestOrigin.draft(feed, "alert", "a", 1),
                TestOrigin.draft(feed, "alert", "bad", 1, body, List.of()),
                TestOrigin.draft(feed, "alert", "c", 1)),
            origin.maker());

    assertThat(stored)
        .extracting(StoredEntry::effect)
        .containsExactly(Effect.APPLIED, Effect.QUARANTINED, Effect.APPLIED);
    assertThat(applied()).containsExactly("a", "c");
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().recordId()).isEqualTo("bad");
    assertThat(told.getFirst().reason()).isNotBlank();
    assertThat(feeds.withoutEffect(Effect.QUARANTINED, 10)).isEqualTo(told);
    assertThat(feeds.feed(feed).entries()).isEqualTo(3);
  }

  @Test
  void quarantinedEntriesAreTriedAgain() {
    feeds.append(
        List.of(TestOrigin.draft(feed, "alert", "bad", 1, "raise", List.of())), origin.maker());
    feeds.retryQuarantined();
    assertThat(feeds.withoutEffect(Effect.QUARANTINED, 10)).hasSize(1);
    List<String> taken = new ArrayList<>();
    feeds =
        with(
            new Materialiser() {
              @Override
              public java.util.Set<String> kinds() {
                return java.util.Set.of("alert");
              }

              @Override
              public void apply(StoredEntry entry, Tx tx) {
                taken.add(entry.entry().header().recordId());
              }
            });

    feeds.retryQuarantined();

    assertThat(taken).containsExactly("bad");
    assertThat(feeds.withoutEffect(Effect.QUARANTINED, 10)).isEmpty();
  }

  @Test
  void bodiesOfWhatIsLongOverOrSupersededGoAndHeadersStay() {
    Instant now = TestOrigin.CLOCK.instant();
    feeds =
        with(
            new Materialiser() {
              @Override
              public java.util.Set<String> kinds() {
                return java.util.Set.of("alert");
              }

              @Override
              public void apply(StoredEntry entry, Tx tx) {}

              @Override
              public Optional<Instant> expires(StoredEntry entry) {
                String body = entry.entry().body().orElseThrow().content().toStringUtf8();
                return body.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(body));
              }
            });
    List<StoredEntry> entries =
        feeds.append(
            List.of(
                expiring("early", now.plusSeconds(10)),
                expiring("late", now.plusSeconds(30)),
                TestOrigin.draft(feed, "event", "unknown-kind", 1, now + "", List.of())),
            origin.maker());
    long bytes = feeds.usage(feed.originId()).bytes();

    assertThat(feeds.dropExpired(now.plusSeconds(10))).isZero();
    assertThat(feeds.dropExpired(now.plusSeconds(20))).isEqualTo(1);
    assertThat(feeds.dropExpired(now.plusSeconds(20))).isZero();

    List<StoredEntry> kept = feeds.read(feed, 1, 1, 10, 1 << 20);
    assertThat(kept.getFirst().entry()).isEqualTo(entries.getFirst().entry().withoutBody());
    assertThat(kept.subList(1, 3)).isEqualTo(entries.subList(1, 3));
    assertThat(feeds.missingBodies(feed, Instant.MIN, 10)).isEmpty();
    assertThat(feeds.usage(feed.originId()).bytes()).isLessThan(bytes);

    List<StoredEntry> _ =
        feeds.append(
            List.of(TestOrigin.draft(feed, "alert", "late", 2, now + "", List.of())),
            origin.maker());
    assertThat(feeds.compact(Instant.parse("9999-01-01T00:00:00Z"))).isEqualTo(1);
    assertThat(feeds.find(feed, "late", 1).orElseThrow().entry().bodyMissing()).isTrue();
  }

  private EntryDraft expiring(String record, Instant at) {
    return TestOrigin.draft(feed, "alert", record, 1, at.toString(), List.of());
  }

  @Test
  void twoMaterialisersForOneKindAreAMistake() {
    assertThatThrownBy(() -> new EntrySink(List.of(new AlertNotes(), new AlertNotes())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFullDiskLeavesWhatWasAndGoesOnWhenThereIsRoom() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 40, "r");
    feeds.store(feed, FeedPosition.START, chain.subList(0, 10), 0);
    close();
    long pages = pages();
    open(Map.of("max_page_count", Long.toString(pages + 2)));
    String large = "x".repeat(200_000);

    assertThatThrownBy(
            () ->
                feeds.append(
                    List.of(
                        TestOrigin.draft(feed, "alert", "s", 1),
                        TestOrigin.draft(feed, "alert", "large", 1, large, List.of())),
                    origin.maker()))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_SPACE));

    assertThat(feeds.feed(feed).head()).isEqualTo(chain.get(9).position());
    assertThat(feeds.find(feed, "s", 1)).isEmpty();
    assertThat(applied()).hasSize(10);
    assertThat(feeds.withoutEffect(Effect.QUARANTINED, 10)).isEmpty();
    close();
    open();
    assertThat(feeds.store(feed, chain.get(9).position(), chain.subList(10, 40), 0).entries())
        .isEqualTo(40);
    assertThat(applied()).hasSize(40);
  }

  private long pages() {
    try (Store opened = Store.open(home.resolve("node.db"), List.of())) {
      return opened.read(
          tx -> tx.first("PRAGMA page_count", row -> row.number("page_count")).orElseThrow());
    }
  }

  @Test
  void compactionDropsSupersededBodiesAndKeepsTheChain() {
    for (int revision = 1; revision <= 4; revision++) {
      feeds.append(
          List.of(
              TestOrigin.draft(feed, "alert", "a", revision),
              TestOrigin.draft(feed, "alert", "b" + revision, 1)),
          origin.maker());
    }

    assertThat(feeds.compact(Instant.EPOCH)).isZero();
    assertThat(feeds.compact(Instant.now().plusSeconds(60))).isEqualTo(3);
    assertThat(feeds.compact(Instant.now().plusSeconds(60))).isZero();

    List<StoredEntry> all = feeds.read(feed, 1, 1, 100, 1 << 20);
    assertThat(all)
        .filteredOn(stored -> stored.entry().bodyMissing())
        .extracting(stored -> stored.entry().header().revision())
        .containsExactly(1L, 2L, 3L);
    assertThat(feeds.missingBodies(feed, Instant.MIN, 10)).isEmpty();
    assertThat(all.getLast().entry().position()).isEqualTo(feeds.feed(feed).head());
  }

  @Test
  void everyQuestionGoesByItsIndex() {
    assertSearched(
        "sqlite_autoindex_feed_entries_1 (feed=? AND epoch=? AND sequence>?)",
        "SELECT * FROM feed_entries WHERE feed=1 AND epoch=1 AND sequence>=5"
            + " ORDER BY sequence LIMIT 5");
    assertSearched(
        "feed_entries_by_record (feed=? AND record=? AND revision=?)",
        "SELECT * FROM feed_entries WHERE feed=1 AND record='a' AND revision=1");
    assertSearched(
        "feed_entries_without_effect (effect=? AND feed=?)",
        "SELECT * FROM feed_entries WHERE effect='NO_BODY' AND effect <> 'APPLIED' AND feed=1"
            + " AND unwanted=0 ORDER BY epoch, sequence LIMIT 5");
    assertSearched(
        "sqlite_autoindex_feeds_1 (network=? AND origin=? AND audience=?)",
        "SELECT * FROM feeds WHERE network='n' AND origin='o' AND audience=''");
  }

  private void assertSearched(String index, String sql) {
    List<String> plan =
        store.read(tx -> tx.query("EXPLAIN QUERY PLAN " + sql, row -> row.text("detail")));
    assertThat(plan).hasSize(1);
    assertThat(plan.getFirst()).startsWith("SEARCH").endsWith(index);
  }

  @Test
  void aLongRunIsStoredWhole() {
    List<SignedEntry> chain = origin.chain(feed, FeedPosition.START, 3000, "r");

    FeedState state = feeds.store(feed, FeedPosition.START, chain, 0);

    assertThat(state.entries()).isEqualTo(3000);
    assertThat(applied()).hasSize(3000);
  }
}
