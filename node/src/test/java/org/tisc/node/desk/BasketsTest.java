package org.tisc.node.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Store;

class BasketsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T01:02:03Z");
  private static final String KEY = "PATENT:CN:110083831:A";

  @TempDir Path home;
  private Store store;
  private Baskets baskets;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of(Desk.class));
    baskets = new Desk(store, () -> NOW).baskets();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static KeptDocument.Seen seen(String key) {
    return new KeptDocument.Seen(key, "PATENT", "一种电池", "beijing");
  }

  private List<KeptDocument> all(String owner, String basket) {
    return baskets.documents(owner, basket, Optional.empty(), Optional.empty(), 5_000);
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
  void aDocumentIsKeptAsItWasSeenWithWhenAndByWhat() {
    Basket basket = baskets.create("li", " 固态 电池\n");
    assertThat(basket.name()).isEqualTo("固态 电池");
    Baskets.Added added =
        baskets.add("li", basket.id(), List.of(seen(KEY), seen(KEY)), "network:jjj", "名称=电池");
    assertThat(added).isEqualTo(new Baskets.Added(1, 1));
    assertThat(all("li", "固态 电池"))
        .singleElement()
        .isEqualTo(
            new KeptDocument(
                1, KEY, "PATENT", "一种电池", "beijing", "network:jjj", "名称=电池", NOW, "", List.of()));
    assertThat(baskets.list("li")).extracting(Basket::documents).containsExactly(1L);
  }

  @Test
  void nobodyReachesWhatIsSomebodyElses() {
    String id = baskets.create("li", "mine").id();
    baskets.add("li", id, List.of(seen(KEY)), "local", "secret query");
    String own = baskets.create("wang", "own").id();
    assertThat(baskets.list("wang")).extracting(Basket::name).containsExactly("own");
    for (String name : List.of(id, "mine")) {
      assertRefused(Reason.NOT_FOUND, () -> baskets.require("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> all("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> baskets.keys("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> baskets.tags("wang", name));
      assertRefused(Reason.NOT_FOUND, () -> baskets.rename("wang", name, "taken"));
      assertRefused(Reason.NOT_FOUND, () -> baskets.drop("wang", name));
      assertRefused(
          Reason.NOT_FOUND, () -> baskets.add("wang", name, List.of(seen("GI:EU:1")), "local", ""));
      assertRefused(Reason.NOT_FOUND, () -> baskets.note("wang", name, KEY, "x", List.of()));
      assertRefused(Reason.NOT_FOUND, () -> baskets.remove("wang", name, List.of(KEY)));
      assertRefused(Reason.NOT_FOUND, () -> baskets.move("wang", name, List.of(KEY), own));
      assertRefused(Reason.NOT_FOUND, () -> baskets.move("wang", own, List.of(KEY), name));
    }
    assertThat(all("li", id)).singleElement().extracting(KeptDocument::note).isEqualTo("");
  }

  @Test
  void notesAndTagsStandBesideADocumentAndNarrowTheList() {
    String id = baskets.create("li", "a").id();
    baskets.add("li", id, List.of(seen(KEY), seen("GI:EU:1"), seen("GI:EU:2")), "local", "");
    baskets.note("li", id, KEY, " first\r\nsecond\u0007 ", List.of("核心", " 核心 ", "", "a b"));
    baskets.note("li", id, "GI:EU:1", "", List.of("核心"));
    assertThat(baskets.tags("li", id)).isEqualTo(Map.of("核心", 2L, "a b", 1L));
    assertThat(baskets.documents("li", id, Optional.of("a b"), Optional.empty(), 10))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.note()).isEqualTo("first\nsecond");
              assertThat(one.tags()).containsExactly("核心", "a b");
            });
    assertThat(baskets.documents("li", id, Optional.of("核"), Optional.empty(), 10)).isEmpty();
    assertThat(baskets.documents("li", id, Optional.of("%"), Optional.empty(), 10)).isEmpty();
    assertRefused(Reason.NOT_FOUND, () -> baskets.note("li", id, "GI:EU:9", "", List.of()));
  }

  @Test
  void hostileTextIsKeptAsTextOrRefused() {
    String evil = "'); DROP TABLE basket; -- <script>alert(1)</script>";
    String id = baskets.create("li", evil).id();
    baskets.add("li", evil, List.of(seen(KEY)), "local", evil);
    baskets.note("li", id, KEY, evil, List.of(evil.substring(0, 40)));
    assertThat(all("li", evil)).singleElement().extracting(KeptDocument::note).isEqualTo(evil);
    assertRefused(Reason.INVALID_ARGUMENT, () -> seen("PATENT:CN:1\n2"));
    assertRefused(Reason.INVALID_ARGUMENT, () -> seen("no key"));
    assertRefused(Reason.INVALID_ARGUMENT, () -> seen("PATENT:" + "9".repeat(1_001)));
    assertRefused(Reason.INVALID_ARGUMENT, () -> new KeptDocument.Seen(KEY, "PATENT", "t", "<b>"));
    assertThat(new KeptDocument.Seen(KEY, "", "长".repeat(600), "").title())
        .isEqualTo("长".repeat(500) + "…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", "#"})
  void aNameHasOneToEightyCharacters(String name) {
    String said = name.equals("#") ? "名".repeat(81) : name;
    assertRefused(Reason.INVALID_ARGUMENT, () -> baskets.create("li", said));
  }

  @Test
  void notesAndTagsHaveBounds() {
    String id = baskets.create("li", "a").id();
    baskets.add("li", id, List.of(seen(KEY)), "local", "");
    assertRefused(
        Reason.INVALID_ARGUMENT, () -> baskets.note("li", id, KEY, "x".repeat(2_001), List.of()));
    assertRefused(
        Reason.INVALID_ARGUMENT, () -> baskets.note("li", id, KEY, "", List.of("x".repeat(41))));
    assertRefused(
        Reason.INVALID_ARGUMENT,
        () ->
            baskets.note(
                "li", id, KEY, "", IntStream.range(0, 11).mapToObj(Integer::toString).toList()));
    baskets.note("li", id, KEY, "😀".repeat(2_000), List.of("标".repeat(40)));
  }

  @Test
  void namesAreTakenOncePerPersonAndCanChange() {
    String a = baskets.create("li", "a").id();
    baskets.create("wang", "a");
    baskets.create("li", "b");
    assertRefused(Reason.ALREADY_EXISTS, () -> baskets.create("li", "a"));
    assertRefused(Reason.ALREADY_EXISTS, () -> baskets.create("li", a));
    assertRefused(Reason.ALREADY_EXISTS, () -> baskets.rename("li", a, "b"));
    assertThat(baskets.rename("li", "a", "c").id()).isEqualTo(a);
    assertThat(baskets.rename("li", "c", "c").name()).isEqualTo("c");
  }

  @Test
  void documentsMoveWithTheirNotesAndWhatIsThereStays() {
    String from = baskets.create("li", "from").id();
    String to = baskets.create("li", "to").id();
    baskets.add("li", from, List.of(seen(KEY), seen("GI:EU:1"), seen("GI:EU:2")), "local", "");
    baskets.add("li", to, List.of(seen("GI:EU:1")), "local", "");
    baskets.note("li", from, KEY, "note", List.of("t"));
    assertThat(baskets.move("li", from, List.of(KEY, "GI:EU:1", "GI:EU:9"), "to")).isEqualTo(1);
    assertThat(baskets.keys("li", from)).containsExactly("GI:EU:1", "GI:EU:2");
    assertThat(all("li", to)).extracting(KeptDocument::note).contains("note");
    assertThat(baskets.move("li", to, List.of(KEY), to)).isZero();
    assertThat(baskets.remove("li", to, List.of(KEY, "GI:EU:9"))).isEqualTo(1);
    baskets.drop("li", to);
    assertThat(baskets.list("li")).extracting(Basket::name).containsExactly("from");
  }

  @Test
  void aBasketAndAPersonHoldSoMuchAndAllOrNothingIsAdded() {
    String id = baskets.create("li", "0").id();
    List<KeptDocument.Seen> many =
        IntStream.range(0, Baskets.MOST_DOCUMENTS).mapToObj(i -> seen("GI:EU:" + i)).toList();
    assertThat(baskets.add("li", id, many, "local", "").added()).isEqualTo(5_000);
    assertRefused(
        Reason.OUT_OF_SPACE,
        () -> baskets.add("li", id, List.of(seen("GI:EU:x"), seen("GI:EU:y")), "local", ""));
    assertThat(baskets.keys("li", id)).hasSize(5_000).doesNotContain("GI:EU:x");
    for (int i = 1; i < 4; i++) {
      baskets.add("li", baskets.create("li", "" + i).id(), many, "local", "");
    }
    String last = baskets.create("li", "last").id();
    assertRefused(
        Reason.OUT_OF_SPACE, () -> baskets.add("li", last, List.of(seen(KEY)), "local", ""));
    for (int i = 5; i < Baskets.MOST_BASKETS; i++) {
      baskets.create("li", "n" + i);
    }
    assertRefused(Reason.OUT_OF_SPACE, () -> baskets.create("li", "one more"));
    baskets.add("wang", baskets.create("wang", "a").id(), List.of(seen(KEY)), "local", "");
  }

  @Test
  void theListGoesOnWhereAPartEnded() {
    String id = baskets.create("li", "a").id();
    baskets.add(
        "li", id, IntStream.range(0, 5).mapToObj(i -> seen("GI:EU:" + i)).toList(), "local", "");
    List<KeptDocument> first = baskets.documents("li", id, Optional.empty(), Optional.empty(), 3);
    assertThat(first)
        .extracting(KeptDocument::key)
        .containsExactly("GI:EU:4", "GI:EU:3", "GI:EU:2");
    assertThat(
            baskets.documents("li", id, Optional.empty(), Optional.of(first.getLast().number()), 3))
        .extracting(KeptDocument::key)
        .containsExactly("GI:EU:1", "GI:EU:0");
  }

  @Test
  void allOfAnAccountIsForgottenWithItAndNothingOfOthers() {
    Desk desk = new Desk(store, () -> NOW);
    for (String person : List.of("li", "wang")) {
      String id = baskets.create(person, "a").id();
      baskets.add(person, id, List.of(seen(KEY)), "local", "");
      desk.columns().choose(person, new ColumnChoice(ColumnChoice.Layout.TABLE, List.of("title")));
    }
    store.write(
        tx -> {
          Desk.forget(tx, "li");
          return 0;
        });
    assertThat(baskets.list("li")).isEmpty();
    assertThat(desk.columns().of("li")).isEmpty();
    assertThat(baskets.list("wang")).hasSize(1);
    assertThat(desk.columns().of("wang")).isPresent();
    assertThat(rows("basket_document")).isEqualTo(1);
  }
}
