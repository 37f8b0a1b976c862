package org.tisc.federation.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArrowsTest {
  private final Rooms rooms = Rooms.read(Path.of("target/classes"), "org.tisc.federation");

  @Test
  void everyArrowIsListedWithItsReasonAndEveryListedOneIsUsed() {
    assertThat(rooms.arrows())
        .as("arrows between rooms, against federation/arrows.txt")
        .containsExactlyElementsOf(Rooms.listed(Path.of("arrows.txt")).keySet());
  }

  @Test
  void arrowsGoDownOnly() {
    assertThat(rooms.cycle()).isEmpty();
  }

  @Test
  void eachTechnologyHasItsRoom() {
    assertThat(rooms.users("org.bouncycastle")).isSubsetOf(Set.of("identity"));
    assertThat(rooms.users("io.netty")).isSubsetOf(Set.of("link"));
    assertThat(rooms.users("io.grpc"))
        .isSubsetOf(Set.of("blob", "link", "membership", "search", "root"));
    for (String elsewhere :
        Set.of("org.apache.lucene", "org.eclipse.jetty", "java.sql", "com.google.common")) {
      assertThat(rooms.users(elsewhere)).as(elsewhere).isEmpty();
    }
  }
}
