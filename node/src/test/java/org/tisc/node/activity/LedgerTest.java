package org.tisc.node.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Store;
import org.tisc.node.web.Messages;

class LedgerTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir Path folder;
  private Store store;
  private Ledger ledger;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("node.db"), List.of(Ledger.class));
    ledger = new Ledger(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Activity line(int hour, String article, int minutes, boolean counted) {
    return new Activity(
        START.plusSeconds(hour * 3600L),
        "li",
        ClientKind.NETWORK,
        "alert.publish",
        "a.1",
        Tier.of(new Article(article)).orElse(Tier.KEY),
        new Article(article),
        Optional.of(minutes),
        "DONE",
        counted);
  }

  private void add(Activity... lines) {
    store.write(
        tx -> {
          for (Activity line : lines) {
            Ledger.add(tx, line);
          }
          return lines.length;
        });
  }

  private static Ledger.Filter filter(
      Optional<Instant> from, Optional<Tier> tier, Optional<Article> article) {
    return new Ledger.Filter(
        from,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        tier,
        article,
        Optional.empty());
  }

  private static Ledger.Filter all() {
    return filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void linesComeBackNewestFirstAndSumsLeaveOutWhatDoesNotCount() {
    add(line(0, "8.1", 10, true), line(1, "8.2", 20, false), line(2, "8", 5, true));
    assertThat(ledger.list(all(), 10))
        .extracting(Ledger.Numbered::line)
        .containsExactly(
            line(2, "8", 5, true), line(1, "8.2", 20, false), line(0, "8.1", 10, true));
    assertThat(ledger.sums(all())).isEqualTo(new Ledger.Sums(2, 15));
  }

  @Test
  void anArticleMeansItsParagraphsButNotItsNeighbours() {
    add(line(0, "8.1", 1, true), line(1, "8", 1, true), line(2, "8.10", 1, true));
    add(line(3, "10", 1, true), line(4, "3", 1, true));
    assertThat(
            ledger.list(
                filter(Optional.empty(), Optional.empty(), Optional.of(new Article("8"))), 10))
        .hasSize(3);
    assertThat(
            ledger.list(
                filter(Optional.empty(), Optional.empty(), Optional.of(new Article("8.1"))), 10))
        .hasSize(1);
    assertThat(ledger.list(filter(Optional.empty(), Optional.of(Tier.BASIC), Optional.empty()), 10))
        .hasSize(1);
    assertThat(
            ledger.list(
                filter(
                    Optional.of(START.plusSeconds(2 * 3600)), Optional.empty(), Optional.empty()),
                10))
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE activity SET minutes = 1", "DELETE FROM activity"})
  void noLineIsEverChangedOrRemoved(String statement) {
    add(line(0, "8.1", 10, true));
    assertThatThrownBy(() -> store.write(tx -> tx.update(statement)))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("ledger");
    assertThat(ledger.sums(all())).isEqualTo(new Ledger.Sums(1, 10));
  }

  @Test
  void aLineIsUndoneWithTheUnitThatItTellsOf() {
    assertThatThrownBy(
            () ->
                store.write(
                    tx -> {
                      Ledger.add(tx, line(0, "8.1", 10, true));
                      throw new IllegalStateException("the act failed");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ledger.list(all(), 10)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3, BASIC",
    "5.9, BASIC",
    "6, KEY",
    "8.1, KEY",
    "9, COLLABORATIVE",
    "12, COLLABORATIVE"
  })
  void everyArticleOfServiceStandsInItsTier(String article, Tier tier) {
    assertThat(Tier.of(new Article(article))).contains(tier);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "16", "8.", "8.0", "8.100", "08", "8.1.1", "八"})
  void whatIsNoArticleIsRefused(String text) {
    assertThatThrownBy(() -> new Article(text)).isInstanceOf(TiscException.class);
  }

  @Test
  void everyTierAndKindOfClientHasItsWord() {
    Messages messages = Messages.of(ActivityHttp.class);
    for (Tier tier : Tier.values()) {
      assertThat(messages.has("tier." + tier)).isTrue();
    }
    for (ClientKind kind : ClientKind.values()) {
      assertThat(messages.has("client." + kind)).isTrue();
    }
  }
}
