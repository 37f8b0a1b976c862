package org.tisc.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tisc.federation.architecture.Rooms;

class ArrowsTest {
  private static final Path CLASSES = Path.of("target/classes");

  private final Rooms rooms = Rooms.read(CLASSES, "org.tisc.deploy");

  @Test
  void everyArrowIsListedWithItsReasonAndEveryListedOneIsUsed() {
    assertThat(rooms.arrows())
        .as("arrows between rooms, against deploy/arrows.txt")
        .containsExactlyElementsOf(Rooms.listed(Path.of("arrows.txt")).keySet());
  }

  @Test
  void arrowsGoDownOnly() {
    assertThat(rooms.cycle()).isEmpty();
  }

  @Test
  void theDemoDrivesNodesFromOutsideAndTouchesNoTechnologyOfTheirs() {
    assertThat(rooms.users("picocli")).isSubsetOf(Set.of("demo", "start", "root"));
    for (String elsewhere :
        Set.of(
            "org.apache.lucene",
            "com.ibm.icu",
            "org.eclipse.jetty",
            "java.sql",
            "org.sqlite",
            "com.zaxxer",
            "org.flywaydb",
            "org.bouncycastle",
            "io.grpc",
            "io.netty",
            "gg.jte",
            "ch.qos.logback",
            "org.tisc.proto")) {
      assertThat(rooms.users(elsewhere)).as(elsewhere).isEmpty();
    }
  }

  @Test
  void theSampleKnowsNothingOfNodes() {
    assertThat(rooms.users("org.tisc.node")).doesNotContain("sample");
    assertThat(rooms.users("org.tisc.federation")).doesNotContain("sample");
  }

  @Test
  void everyRoomSaysWhatItOwns() {
    for (String room : rooms.rooms()) {
      Path folder = CLASSES.resolve("org/tisc/deploy").resolve(room.equals("root") ? "" : room);
      assertThat(folder.resolve("package-info.class")).as(room).exists();
    }
  }
}
