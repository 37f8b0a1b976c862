package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.FieldValues;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.index.QueryAnalysis;
import org.tisc.node.index.UnionOracle;

/**
 * Node 0 has one collection for each way of sharing; the others ask for it over the network. Nodes
 * 1 and 2 are its named partners, node 3 is not.
 */
class SharingOverTheNetworkTest {
  private static final int OWNER = 0;
  private static final int PARTNER = 1;
  private static final int OTHER_PARTNER = 2;
  private static final int STRANGER = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final QueryAnalysis analysis = new QueryAnalysis();
  private OracleRegion region;

  @BeforeEach
  void start() {
    region = OracleRegion.start(folder, 4);
    Map<String, Sharing> collections =
        Map.of(
            "private", new Sharing.None(),
            "regional", new Sharing.WithNetwork(region.network()),
            "paired", new Sharing.WithPeers(Set.of(region.id(PARTNER), region.id(OTHER_PARTNER))));
    collections.forEach(
        (name, sharing) -> {
          fill(OWNER, name, sharing, 3 + name.length());
        });
    fill(STRANGER, "own", new Sharing.None(), 4);
  }

  @AfterEach
  void stop() throws IOException {
    region.close();
  }

  /** Documents that all say "battery" and the collection's name. */
  private void fill(int node, String collection, Sharing sharing, int documents) {
    region.index(node).create(collection, CollectionSettings.of("PATENT"));
    region.share(node, collection, sharing);
    try (CollectionWriter writer = region.index(node).writer(collection)) {
      for (int i = 0; i < documents; i++) {
        String title = "battery " + collection + " separator".repeat(i % 3);
        writer.put(
            new IndexableDocument(
                key(collection, i),
                "PATENT",
                title,
                ByteString.copyFromUtf8("{\"key\":\"" + key(collection, i) + "\"}"),
                "{}",
                List.of(new FieldValues.Text(IndexField.TITLE, List.of(title)))));
      }
      writer.commit();
    }
  }

  private static String key(String collection, int number) {
    return "PATENT:CN:" + collection + "-" + number + ":A";
  }

  @Test
  void eachAskerFindsExactlyWhatIsSharedWithIt() {
    assertThat(found(OWNER)).containsOnly("private", "regional", "paired");
    assertThat(found(PARTNER)).containsOnly("regional", "paired");
    assertThat(found(OTHER_PARTNER)).containsOnly("regional", "paired");
    assertThat(found(STRANGER)).containsOnly("regional", "own");
  }

  @Test
  void aHiddenCollectionIsNotAmongTheSources() {
    assertThat(sources(PARTNER)).containsExactlyInAnyOrder("regional", "paired");
    assertThat(sources(STRANGER)).containsExactlyInAnyOrder("regional", "own");
  }

  @Test
  void scoresSumOnlyOverWhatTheAskerMaySearch() throws IOException {
    Map<Integer, List<String>> visible =
        Map.of(
            OWNER, List.of("private", "regional", "paired"),
            PARTNER, List.of("regional", "paired"),
            OTHER_PARTNER, List.of("regional", "paired"),
            STRANGER, List.of("regional", "own"));
    for (Map.Entry<Integer, List<String>> entry : visible.entrySet()) {
      List<Path> folders = entry.getValue().stream().map(this::folderOf).toList();
      try (UnionOracle oracle = UnionOracle.over(folders)) {
        for (String text : List.of("battery", "separator", "battery private", "own regional")) {
          CanonicalQuery query = analysis.words(text);
          assertThat(scores(region.ask(entry.getKey(), query, 100)))
              .as("node %d asks for %s", entry.getKey(), text)
              .isEqualTo(
                  oracle.best(query, 100).stream().map(SharingOverTheNetworkTest::score).toList());
        }
      }
    }
  }

  @Test
  void aWordThatOnlyHiddenDocumentsHaveIsUnknownToTheAsker() {
    SearchAnswer answer = region.ask(STRANGER, analysis.words("private"), 10);
    assertThat(answer.total()).isEqualTo(new SearchAnswer.Total(0, SearchAnswer.Relation.EQUAL));
    assertThat(answer.exact()).isTrue();
  }

  @Test
  void askingForAHiddenCollectionByNameIsLikeAskingForNone() {
    for (int asking : List.of(PARTNER, STRANGER)) {
      assertReason(
          () -> region.ask(asking, analysis.words("battery"), 10, Set.of("private")),
          Reason.UNKNOWN_COLLECTION);
    }
    assertReason(
        () -> region.ask(STRANGER, analysis.words("battery"), 10, Set.of("paired")),
        Reason.UNKNOWN_COLLECTION);
    assertThat(region.ask(PARTNER, analysis.words("battery"), 10, Set.of("paired")).hits())
        .hasSize(9);
  }

  @Test
  void onlyWhoMaySearchADocumentMayFetchIt() {
    assertThat(fetch(PARTNER, key("paired", 0)).collection()).isEqualTo("paired");
    assertThat(fetch(OTHER_PARTNER, key("paired", 1)).json().toStringUtf8())
        .isEqualTo("{\"key\":\"" + key("paired", 1) + "\"}");
    assertThat(fetch(STRANGER, key("regional", 0)).node()).isEqualTo(region.id(OWNER));
    assertThat(fetch(OWNER, key("private", 0)).collection()).isEqualTo("private");
    for (int asking : List.of(PARTNER, OTHER_PARTNER, STRANGER)) {
      assertReason(() -> fetch(asking, key("private", 0)), Reason.NOT_FOUND);
    }
    assertReason(() -> fetch(STRANGER, key("paired", 0)), Reason.NOT_FOUND);
  }

  @Test
  void aHiddenDocumentAndOneThatIsNotThereAreRefusedAlike() {
    assertThatThrownBy(() -> fetch(STRANGER, key("private", 0)))
        .satisfies(
            hidden ->
                assertThatThrownBy(() -> fetch(STRANGER, key("private", 99)))
                    .hasMessage(hidden.getMessage()));
  }

  @Test
  void whatIsSharedOrWithdrawnCountsFromTheNextQueryOn() {
    region.share(OWNER, "regional", new Sharing.None());
    region.share(OWNER, "private", new Sharing.WithPeers(Set.of(region.id(STRANGER))));
    assertThat(found(PARTNER)).containsOnly("paired");
    assertThat(found(STRANGER)).containsOnly("private", "own");
    assertThat(fetch(STRANGER, key("private", 0)).collection()).isEqualTo("private");
    assertReason(() -> fetch(STRANGER, key("regional", 0)), Reason.NOT_FOUND);
  }

  @Test
  void aKeyThatAlsoStandsInAHiddenCollectionHasNoHiddenHolder() {
    // Node 3's own documents under keys that node 0 holds, some of them hidden from node 3.
    region.index(STRANGER).create("copies", CollectionSettings.of("PATENT"));
    try (CollectionWriter writer = region.index(STRANGER).writer("copies")) {
      for (String key : List.of(key("private", 0), key("regional", 0))) {
        writer.put(
            new IndexableDocument(
                key,
                "PATENT",
                "duplicate",
                ByteString.copyFromUtf8("{}"),
                "{}",
                List.of(new FieldValues.Text(IndexField.TITLE, List.of("duplicate")))));
      }
      writer.commit();
    }
    assertThat(region.ask(STRANGER, analysis.words("duplicate"), 10).hits())
        .extracting(SearchHit::key, SearchHit::holders)
        .containsExactlyInAnyOrder(
            tuple(key("private", 0), List.of(region.id(STRANGER))),
            tuple(key("regional", 0), List.of(region.id(OWNER), region.id(STRANGER))));
  }

  private Path folderOf(String collection) {
    int node = collection.equals("own") ? STRANGER : OWNER;
    return region.homes().get(node).resolve("collections").resolve(collection);
  }

  private Set<String> found(int asking) {
    SearchAnswer answer = region.ask(asking, analysis.words("battery"), 100);
    assertThat(answer.exact()).isTrue();
    return answer.hits().stream()
        .map(hit -> hit.key().substring("PATENT:CN:".length()).replaceAll("-.*", ""))
        .collect(Collectors.toSet());
  }

  private Set<String> sources(int asking) {
    return region.ask(asking, analysis.words("battery"), 100).sources().stream()
        .map(SourceReport::collection)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private FetchedDocument fetch(int asking, String key) {
    return region
        .search(asking)
        .fetch(Optional.of(region.network()), region.id(OWNER), key, PATIENCE);
  }

  private static List<String> scores(SearchAnswer answer) {
    return answer.hits().stream().map(hit -> score(new Hit(hit.key(), hit.score(), ""))).toList();
  }

  private static String score(Hit hit) {
    return hit.key() + " " + Integer.toHexString(Float.floatToIntBits(hit.score()));
  }

  private static void assertReason(Runnable call, Reason expected) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(expected));
  }
}
