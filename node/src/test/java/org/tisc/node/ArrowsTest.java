package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tisc.federation.architecture.Rooms;

class ArrowsTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final List<String> FEATURES =
      List.of(
          "account", "alert", "audit", "backup", "corpus", "doctor", "feed", "network", "policy",
          "search");

  private final Rooms rooms = Rooms.read(CLASSES, "org.tisc.node");

  @Test
  void everyArrowIsListedWithItsReasonAndEveryListedOneIsUsed() {
    assertThat(rooms.arrows())
        .as("arrows between rooms, against node/arrows.txt")
        .containsExactlyElementsOf(Rooms.listed(Path.of("arrows.txt")).keySet());
  }

  @Test
  void arrowsGoDownOnly() {
    assertThat(rooms.cycle()).isEmpty();
  }

  @Test
  void noFeatureImportsAnotherAndOnlyTheRootBuildsThem() {
    assertThat(rooms.rooms()).containsAll(FEATURES);
    for (String feature : FEATURES) {
      assertThat(rooms.arrows())
          .filteredOn(arrow -> arrow.endsWith("-> " + feature))
          .as("arrows to the feature %s", feature)
          .containsExactly("root -> " + feature);
    }
  }

  @Test
  void eachTechnologyHasItsRoom() {
    Map<String, Set<String>> allowed =
        Map.ofEntries(
            Map.entry("org.apache.lucene", Set.of("index")),
            Map.entry("com.ibm.icu", Set.of("index")),
            Map.entry("org.eclipse.jetty", Set.of("web")),
            Map.entry("java.sql", Set.of("store")),
            Map.entry("javax.sql", Set.of("store")),
            Map.entry("org.sqlite", Set.of("store")),
            Map.entry("com.zaxxer", Set.of("store")),
            Map.entry("org.flywaydb", Set.of("store")),
            Map.entry("com.google.zxing", Set.of("account")),
            Map.entry("picocli", Set.of("cli", "root")),
            Map.entry("ch.qos.logback", Set.of("root")),
            Map.entry("org.apache.commons.csv", Set.of("ingest", "table")),
            Map.entry("org.dhatim.fastexcel", Set.of("table")),
            Map.entry("javax.xml", Set.of("ingest")),
            Map.entry("org.xml", Set.of("ingest")),
            Map.entry("java.net.http", Set.of("cli")),
            Map.entry("org.bouncycastle", Set.of()),
            Map.entry("io.grpc", Set.of()),
            Map.entry("io.netty", Set.of()),
            // An export holds entries in the form in which they travel.
            Map.entry("org.tisc.proto", Set.of("feed")),
            Map.entry("com.google.common", Set.of()));
    allowed.forEach(
        (technology, where) ->
            assertThat(rooms.users(technology)).as(technology).isSubsetOf(where));
  }

  @Test
  void pagesAreOfTheWebAndOfFeatures() {
    // Pages are rendered by web; a compiled template stands in the room of its page.
    Set<String> allowed = new TreeSet<>(FEATURES);
    allowed.add("web");
    // The ledger is below the features that write it, and has a page.
    allowed.add("activity");
    assertThat(rooms.users("gg.jte")).isSubsetOf(allowed);
  }

  @Test
  void theFederationIsKnownWhereItIsNeeded() {
    Map<String, Set<String>> allowed =
        Map.of(
            "link", Set.of("doctor", "network", "root"),
            "membership", Set.of("feed", "doctor", "network", "root"),
            "roster", Set.of("feed", "doctor", "network", "policy", "root"),
            "state", Set.of("doctor", "feed", "root", "search", "store"),
            "audit", Set.of("account", "audit", "backup", "doctor", "root"),
            "policy", Set.of("doctor", "corpus", "index", "network", "policy", "root"),
            "query", Set.of("corpus", "index", "query", "root", "search"),
            "search", Set.of("corpus", "index", "network", "policy", "root", "search"));
    allowed.forEach(
        (room, where) ->
            assertThat(rooms.users("org.tisc.federation." + room))
                .as("federation." + room)
                .isSubsetOf(where));
  }

  @Test
  void everyRoomSaysWhatItOwns() {
    for (String room : rooms.rooms()) {
      Path folder = CLASSES.resolve("org/tisc/node").resolve(room.equals("root") ? "" : room);
      assertThat(folder.resolve("package-info.class")).as(room).exists();
    }
  }
}
