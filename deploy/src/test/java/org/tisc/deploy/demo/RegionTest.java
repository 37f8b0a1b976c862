package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.deploy.demo.Region.Account;
import org.tisc.deploy.sample.DemoCentres;
import org.tisc.federation.error.TiscException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RegionTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path home;

  private Region planned(int nodes) {
    return RegionStart.plan(home, OptionalInt.of(nodes), OptionalInt.empty());
  }

  @Test
  void aNewRegionIsThreeCentresWithDifferentPorts() {
    Region region = RegionStart.plan(home, OptionalInt.empty(), OptionalInt.empty());
    assertThat(region.nodes().stream().map(Region.Centre::node))
        .containsExactly("beijing", "tianjin", "hebei");
    Set<Integer> ports = new HashSet<>();
    region.nodes().forEach(centre -> ports.addAll(List.of(centre.httpPort(), centre.grpcPort())));
    assertThat(ports).hasSize(6);
  }

  @Test
  void aRegionIsRememberedForItsOwnerOnly() throws IOException {
    Region region = planned(2);
    Region known =
        region.withNode(
            1, region.nodes().get(1).withPid(7).withAccounts(List.of(new Account("a", "p", "R"))));
    known.write(home);
    assertThat(Region.read(home)).contains(known);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("region.json"))))
        .isEqualTo("rw-------");
    assertThat(RegionStart.plan(home, OptionalInt.empty(), OptionalInt.empty())).isEqualTo(known);
    assertThat(planned(4).nodes().subList(0, 2)).isEqualTo(known.nodes());
  }

  @Test
  void aRegionNeverShrinksAndGrowsOnlyWhileItIsEmpty() {
    planned(3).filledWith("sample").write(home);
    assertThatThrownBy(() -> planned(2)).isInstanceOf(TiscException.class);
    assertThatThrownBy(() -> planned(4)).isInstanceOf(TiscException.class);
    assertThat(planned(3).content()).isEqualTo("sample");
  }

  @Test
  void aFillingThatBeganKeepsItsContentAndNodes() {
    planned(3).fillingWith("documents:30000").write(home);
    assertThatThrownBy(() -> planned(4)).isInstanceOf(TiscException.class);
    assertThat(planned(3).filled()).isFalse();
    assertThat(Content.named(planned(3).content())).isEqualTo(Content.Generated.documents(30_000));
  }

  @Test
  void aContentIsKnownByItsName() {
    for (Content content :
        List.of(
            Content.Generated.sample(),
            Content.Generated.documents(5),
            new Content.OwnFiles(home))) {
      assertThat(Content.named(content.name())).isEqualTo(content);
    }
    assertThat(Content.Generated.documents(1_000_000).large()).isTrue();
    for (String wrong : List.of("", "documents:x", "other")) {
      assertThatThrownBy(() -> Content.named(wrong)).isInstanceOf(TiscException.class);
    }
  }

  @Test
  void aDamagedFileSaysWhatToDo() throws IOException {
    Files.writeString(home.resolve("region.json"), "{");
    assertThatThrownBy(() -> planned(3))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("delete");
  }

  @Test
  void portsByNumberMustBeFree() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Ports ports = new Ports(OptionalInt.of(port), Set.of());
      assertThatThrownBy(ports::next)
          .isInstanceOf(TiscException.class)
          .hasMessageContaining("" + port);
      assertThat(new Ports(OptionalInt.empty(), Set.of()).next()).isNotEqualTo(port);
    }
  }

  @Test
  void moreCentresThanNamesAreNumbered() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 32; i++) {
      assertThat(ids.add(DemoCentres.at(i).id())).isTrue();
    }
  }

  @Test
  void onlyTheProcessOfThisHomeIsTakenForTheNode() {
    assertThat(NodeProcess.runs(ProcessHandle.current().pid(), home)).isFalse();
    assertThat(NodeProcess.runs(0, home)).isFalse();
    NodeProcess.kill(ProcessHandle.current().pid(), home);
    NodeProcess.stop(ProcessHandle.current().pid(), home);
    assertThat(NodeProcess.classPath("a.jar:/b.jar")).contains("/a.jar:/b.jar").startsWith("/");
  }

  @Test
  void waitingIsBounded() {
    assertThatThrownBy(() -> Wait.until(Duration.ofMillis(1), () -> false, () -> "why"))
        .isInstanceOf(TiscException.class)
        .hasMessage("why");
  }

  @Test
  void aNodeSeesAllWhenEveryOtherLinkIsReady() {
    Region region = planned(3);
    JsonNode all =
        JSON.readTree(
            "{\"networks\":[{\"network\":\"jjj\",\"peers\":[{\"node\":\"tianjin\",\"link\":\"READY\"},"
                + "{\"node\":\"hebei\",\"link\":\"READY\"}]}]}");
    JsonNode some = JSON.readTree(all.toString().replaceFirst("READY", "CONNECTING"));
    assertThat(RegionNodes.sees(all, region.nodes().get(0), region)).isTrue();
    assertThat(RegionNodes.sees(all, region.nodes().get(1), region)).isFalse();
    assertThat(RegionNodes.sees(some, region.nodes().get(0), region)).isFalse();
    assertThat(RegionNodes.sees(JSON.readTree("{}"), planned(1).nodes().get(0), planned(1)))
        .isFalse();
  }

  @Test
  void answersAreJudged() {
    Region region = planned(2);
    String answered =
        "{\"exact\":true,\"holdersComplete\":true,\"total\":{\"count\":3},\"hits\":[{\"key\":\"K\",\"score\":1.50}],"
            + "\"sources\":[{\"node\":\"beijing\",\"collection\":\"p\",\"state\":\"ANSWERED\"},"
            + "{\"node\":\"tianjin\",\"collection\":\"p\",\"state\":\"EMPTY\"}]}";
    JsonNode good = JSON.readTree(answered);
    assertThat(Answers.exact(good, region)).isEmpty();
    assertThat(Answers.exact(good, planned(3))).contains("hebei");
    assertThat(Answers.exact(JSON.readTree(answered.replace("EMPTY", "BUSY")), region))
        .contains("tianjin is BUSY");
    assertThat(Answers.exact(JSON.readTree(answered.replace("true", "false")), region))
        .isNotEmpty();
    assertThat(Answers.names(good, "tianjin")).isNotEmpty();
    JsonNode without =
        JSON.readTree(
            "{\"exact\":false,\"sources\":[{\"node\":\"tianjin\",\"state\":\"UNAVAILABLE\"}]}");
    assertThat(Answers.names(without, "tianjin")).isEmpty();
    assertThat(Answers.names(without, "hebei")).isNotEmpty();
    assertThat(Answers.finds(good, "K")).isTrue();
    assertThat(Answers.scored(good)).hasSize(1);
  }
}
