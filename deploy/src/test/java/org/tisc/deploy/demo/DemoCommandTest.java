package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.node.Main;
import org.tisc.node.cli.NodeHome;
import org.tisc.node.cli.Shell;
import org.tisc.node.cli.Tisc;
import org.tisc.node.cli.Words;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(Locale language, String... arguments) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Shell shell =
        new Shell(
                InputStream.nullInputStream(),
                stream,
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Map.of("XDG_RUNTIME_DIR", folder.toString(), "XDG_DATA_HOME", folder.toString()),
                false,
                Optional.empty(),
                Words.of(language))
            .withTexts(DemoCommand.TEXTS);
    CommandLine line = Tisc.commandLine(shell, new Main("0"));
    line.addSubcommand("demo", new DemoCommand(shell));
    return Tisc.run(line, shell, arguments);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void bothLanguagesHaveTheSameKeys() {
    ResourceBundle zh = ResourceBundle.getBundle(DemoCommand.TEXTS, Locale.CHINESE);
    ResourceBundle en = ResourceBundle.getBundle(DemoCommand.TEXTS, Locale.ENGLISH);
    assertThat(zh.keySet()).isEqualTo(en.keySet());
  }

  @Test
  void helpSpeaksChinese() {
    assertThat(run(Locale.CHINESE, "demo", "--help")).isZero();
    assertThat(said()).contains("节点数", "用法", "样例区域");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nodes 0",
        "--nodes 33",
        "--documents 0",
        "--documents 1000001",
        "--base-port 80",
        "--data /nowhere --documents 5"
      })
  void valuesOutsideTheirBoundsAreRefused(String options) {
    assertThat(run(Locale.ENGLISH, ("demo --json " + options).split(" "))).isEqualTo(2);
    assertThat(new JsonMapper().readTree(said()).at("/problem/reason").asString(""))
        .isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void aFolderThatIsNotThereIsRefusedBeforeAnythingStarts() {
    String missing = folder.resolve("nowhere").toString();
    assertThat(run(Locale.ENGLISH, "demo", "--data", missing, "--json")).isEqualTo(1);
    assertThat(said()).contains("NOT_FOUND", "nowhere");
    assertThat(folder.resolve("tisc-demo").resolve("region.json")).doesNotExist();
    assertThat(folder.resolve("tisc-demo").resolve("beijing")).doesNotExist();
  }

  @Test
  void stoppingWhatDoesNotRunIsNoFailure() {
    assertThat(run(Locale.ENGLISH, "demo", "--stop", "--json")).isZero();
    assertThat(new JsonMapper().readTree(said()).get("stopped").asInt()).isZero();
  }

  @Test
  void theRegionIsDescribedAsTheInterfaceSays() {
    Region region = RegionStart.plan(folder, OptionalInt.of(1), OptionalInt.empty());
    Region.Centre centre =
        region.nodes().getFirst().withAccounts(List.of(new Region.Account("staff", "pw", "STAFF")));
    NodeHome.create(
        centre.homeFolder(),
        Map.of("node.id", centre.node(), "node.name_zh", centre.nameZh(), "node.region", "110000"));
    JsonNode described = DemoCommand.described(region.withNode(0, centre));
    assertThat(described.propertyNames()).containsExactly("network", "nodes");
    assertThat(described.at("/nodes/0").propertyNames())
        .containsExactly(
            "node", "names", "home", "pid", "url", "grpcEndpoint", "token", "accounts");
    assertThat(described.at("/nodes/0/accounts/0").propertyNames())
        .containsExactly("name", "password", "role");
    assertThat(described.at("/nodes/0/token").asString("")).hasSize(43);
  }
}
