package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.node.cli.TryOut.Outcome;
import tools.jackson.databind.JsonNode;

class TiscTest {
  @TempDir private Path folder;
  private PretendedNode node;
  private TryOut tisc;

  @BeforeEach
  void start() throws IOException {
    node = new PretendedNode();
    tisc =
        new TryOut().with("XDG_RUNTIME_DIR", folder.toString()).with("TISC_TOKEN", "secret-token");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Outcome asks(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = node.url();
    return tisc.run(all);
  }

  @Test
  void initMakesAHomeThatOnlyItsOwnerReads() throws IOException {
    Path home = folder.resolve("h");
    Outcome done =
        tisc.run("init", home.toString(), "--node", "beijing", "--name-zh", "北京", "--json");
    assertThat(done.exit()).isZero();
    assertThat(done.json().propertyNames()).containsExactly("node", "home", "url", "grpcEndpoint");
    assertThat(done.json().get("url").asString()).isEqualTo("http://127.0.0.1:8470");
    for (String secret : new String[] {"admin.token", "key.passphrase"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
          .isEqualTo("rw-------");
      assertThat(Files.readString(home.resolve(secret)).strip()).hasSize(43);
    }
    Outcome again = tisc.run("init", home.toString(), "--node", "b", "--name-zh", "北京", "--json");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.json().get("problem").get("reason").asString()).isEqualTo("ALREADY_EXISTS");
  }

  @Test
  void initAsksAPersonOnlyForWhatIsMissing() {
    Outcome done =
        tisc.typing("北京")
            .in(Locale.CHINESE)
            .run("init", folder.resolve("p").toString(), "--node", "beijing");
    assertThat(done.exit()).isZero();
    assertThat(done.out()).contains("已创建");
  }

  @Test
  void initAsksNobodyWithJson() {
    Outcome done = tisc.typing("北京").run("init", folder.resolve("p").toString(), "--json");
    assertThat(done.exit()).isEqualTo(2);
    assertThat(done.json().get("problem").get("detail").asString()).contains("--node");
    assertThat(folder.resolve("p")).doesNotExist();
  }

  @Test
  void initRefusesBadValuesBeforeItWritesAnything() {
    Outcome done =
        tisc.run(
            "init",
            folder.resolve("p").toString(),
            "--node",
            "Peking",
            "--name-zh",
            "北京",
            "--http",
            "0.0.0.0");
    assertThat(done.exit()).isEqualTo(1);
    assertThat(done.err()).contains("1. node.id").contains("2. http");
    assertThat(folder.resolve("p")).doesNotExist();
  }

  @Test
  void serveHandsTheConfigurationToTheNode() {
    String home = folder.resolve("h").toString();
    tisc.run("init", home, "--node", "tianjin", "--name-zh", "天津");
    assertThat(tisc.run("serve", "--home", home).exit()).isZero();
    assertThat(tisc.with("TISC_HOME", home).run("serve").exit()).isZero();
    assertThat(tisc.served()).containsExactly("tianjin", "tianjin");
  }

  @Test
  void initMakesACertificateWhereStrangersCanCallAndShowsItsFingerprint() throws Exception {
    String home = folder.resolve("h").toString();
    Outcome done =
        tisc.run(
            "init",
            home,
            "--node",
            "tianjin",
            "--name-zh",
            "天津",
            "--http",
            "0.0.0.0:8443",
            "--json");
    String fingerprint = done.json().path("fingerprint").asString();
    assertThat(fingerprint).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(done.json().path("url").asString()).isEqualTo("https://127.0.0.1:8443");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("h/https/key.pem"))))
        .isEqualTo("rw-------");

    Outcome shown = tisc.run("certificate", "--home", home, "--json");
    assertThat(shown.json().path("fingerprint").asString()).isEqualTo(fingerprint);
    assertThat(shown.json().path("selfSigned").asBoolean()).isTrue();
    assertThat(shown.json().path("names").toString()).contains("localhost", "127.0.0.1");
    NodeAddress address =
        new NodeFinder(Map.of())
            .find(Optional.empty(), Optional.empty(), Optional.of(Path.of(home)));
    assertThat(address.pin()).contains(fingerprint);
  }

  @Test
  void aHomeThatWasLeftWithoutACertificateGetsOne() throws Exception {
    Path home = folder.resolve("h");
    tisc.run("init", home.toString(), "--node", "tianjin", "--name-zh", "天津");
    Path file = home.resolve("node.yaml");
    String text =
        Files.readString(file).replace("# bind: 127.0.0.1:8470", "bind: \"0.0.0.0:8443\"");
    Files.writeString(file, text);
    assertThat(tisc.run("serve", "--home", home.toString()).err())
        .contains("tisc certificate --make");
    assertThat(tisc.run("certificate", "--home", home.toString()).exit()).isEqualTo(1);

    Outcome made =
        tisc.run("certificate", "--make", "--names", "tisc.example", "--home", home.toString());
    assertThat(made.exit()).isZero();
    assertThat(made.out()).contains("tisc.example", "  key_file: https/key.pem");
    String lines = "http:\n  certificate_file: https/certificate.pem\n  key_file: https/key.pem";
    Files.writeString(file, text.replace("http:", lines));
    assertThat(tisc.run("serve", "--home", home.toString()).exit()).isZero();
  }

  @Test
  void theSetUpCodeIsShownToAPersonAndItsFileToALog() throws Exception {
    String home = folder.resolve("h").toString();
    tisc.run("init", home, "--node", "tianjin", "--name-zh", "天津");
    Path code = Files.writeString(folder.resolve("setup.code"), "ABCDE-12345\n");
    tisc.waitingForSetup(code);
    assertThat(tisc.run("serve", "--home", home).err())
        .contains("/setup", code.toString())
        .doesNotContain("ABCDE");
    assertThat(tisc.typing().run("serve", "--home", home).err()).contains("ABCDE-12345");
  }

  @Test
  void aPinIsTakenFromTheOptionOrTheEnvironmentForAnAddressElsewhere() {
    Optional<String> url = Optional.of("https://node.example:8443");
    NodeFinder finder = new NodeFinder(Map.of("TISC_PIN", "ab"));
    assertThat(finder.find(url, Optional.empty(), Optional.empty()).pin()).contains("ab");
    assertThat(finder.find(url, Optional.of("cd"), Optional.empty()).pin()).contains("cd");
    Outcome bad = tisc.run("status", "--url", "https://127.0.0.1:1", "--pin", "zz");
    assertThat(bad.exit()).isEqualTo(1);
    assertThat(bad.err()).contains("64 hexadecimal digits");
  }

  @Test
  void configShowsEffectiveValuesButNoSecret() throws IOException {
    Path home = folder.resolve("h");
    tisc.run("init", home.toString(), "--node", "tianjin", "--name-zh", "天津");
    Outcome shown = tisc.run("config", "--home", home.toString(), "--json");
    assertThat(shown.json().get("search").get("timeout").asString()).isEqualTo("5s");
    assertThat(shown.out()).doesNotContain(Files.readString(home.resolve("admin.token")).strip());
    assertThat(tisc.run("config", "--home", home.toString()).out()).contains("  id: tianjin");
  }

  @Test
  void commandsInAHomeUseItsAddressAndToken() throws IOException {
    Path home = folder.resolve("h");
    String address = node.url().substring("http://".length());
    tisc.run("init", home.toString(), "--node", "tianjin", "--name-zh", "天津", "--http", address);
    node.answers("GET /api/v1/status", 200, "{\"node\":\"tianjin\",\"ready\":true}");
    Outcome status = tisc.run("status", "--home", home.toString());
    assertThat(status.out()).contains("tianjin is ready");
    assertThat(node.requests().getFirst().authorization())
        .isEqualTo("Bearer " + Files.readString(home.resolve("admin.token")).strip());
  }

  @Test
  void withoutHomeARunningDemoIsAsked() {
    new RunningDemo("/r", "/r/a", node.url(), "demo-token")
        .write(Map.of("XDG_RUNTIME_DIR", folder.toString()));
    node.answers("GET /api/v1/status", 200, "{\"node\":\"beijing\"}");
    assertThat(tisc.run("status", "--json").json().get("node").asString()).isEqualTo("beijing");
    assertThat(node.requests().getFirst().authorization()).isEqualTo("Bearer demo-token");
    RunningDemo.remove(Map.of("XDG_RUNTIME_DIR", folder.toString()), "/other");
    assertThat(tisc.run("status").exit()).isZero();
    RunningDemo.remove(Map.of("XDG_RUNTIME_DIR", folder.toString()), "/r");
    Outcome nothing = tisc.run("status");
    assertThat(nothing.exit()).isEqualTo(1);
    assertThat(nothing.err()).contains("tisc demo");
  }

  @Test
  void theJsonIsTheNodesOwnAnswerAndNothingElse() {
    String answer = "{\"node\":\"a\",\"pid\":7,\"ready\":true,\"more\":{\"x\":[1,2]}}";
    node.answers("GET /api/v1/status", 200, answer);
    Outcome status = asks("status", "--json");
    assertThat(status.out()).isEqualTo(answer + "\n");
    assertThat(status.err()).isEmpty();
    assertThat(node.requests().getFirst().authorization()).isEqualTo("Bearer secret-token");
  }

  @Test
  void commonOptionsHoldWhereverTheyStand() {
    String answer = "{\"networks\":[]}";
    node.answers("GET /api/v1/networks", 200, answer);
    for (String[] line :
        new String[][] {
          {"--json", "--url", node.url(), "network", "list"},
          {"network", "--url", node.url(), "list", "--json"},
          {"--url", "http://127.0.0.1:1", "network", "list", "--json", "--url", node.url()}
        }) {
      assertThat(tisc.run(line).out()).as(String.join(" ", line)).isEqualTo(answer + "\n");
    }
  }

  @Test
  void aProblemOfTheNodeIsPassedOn() {
    node.answers(
        "GET /api/v1/jobs",
        403,
        "{\"type\":\"/problems/denied\",\"title\":\"没有权限\",\"status\":403,\"detail\":\"d\","
            + "\"reason\":\"DENIED\",\"instance\":\"r1\"}");
    Outcome told = asks("job", "list", "--json");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.json().get("problem").get("instance").asString()).isEqualTo("r1");
    Outcome shown = asks("job", "list");
    assertThat(shown.out()).isEmpty();
    assertThat(shown.err().strip()).isEqualTo("tisc: 没有权限: d (DENIED)");
  }

  @Test
  void aNodeThatIsNotThereIsNamed() {
    node.close();
    Outcome told = asks("status", "--json");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.json().get("problem").get("reason").asString()).isEqualTo("UNAVAILABLE");
    assertThat(told.json().get("problem").get("detail").asString()).contains(node.url());
    assertThat(told.out()).doesNotContain("secret-token");
  }

  @Test
  void whatIsNotANodeIsToldApart() {
    node.answers("GET /api/v1/status", 502, "<html>").answers("GET /api/v1/networks", 200, "[]");
    assertThat(asks("status", "--json").json().get("problem").get("reason").asString())
        .isEqualTo("INCOMPATIBLE");
    assertThat(asks("network", "list", "--json").json().get("problem").get("reason").asString())
        .isEqualTo("INCOMPATIBLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://a", "http://example.org", "nonsense", "http://", "a b"})
  void anAddressThatWouldLeakTheTokenIsRefused(String url) {
    Outcome told = tisc.run("status", "--json", "--url", url);
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.json().get("problem").get("reason").asString()).isEqualTo("INVALID_ARGUMENT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "network",
        "network nonsense",
        "search",
        "collection create x",
        "init a b",
        "status --nonsense",
        "export",
        "user add x"
      })
  void wrongUsageIsTwo(String line) {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ");
    Outcome told = tisc.run(words);
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.out()).isEmpty();
    assertThat(told.err().lines()).hasSize(2).anyMatch(text -> text.contains("--help"));
    String[] withJson = Arrays.copyOf(words, words.length + 1);
    withJson[words.length] = "--json";
    JsonNode problem = tisc.run(withJson).json().get("problem");
    assertThat(problem.get("reason").asString()).isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void helpIsNotAFailure() {
    Outcome help = tisc.in(Locale.CHINESE).run("search", "--help");
    assertThat(help.exit()).isZero();
    assertThat(help.out()).contains("用法", "检索本节点与其他节点");
  }

  @Test
  void completionIsAScriptForBash() {
    Outcome script = tisc.run("completion");
    assertThat(script.exit()).isZero();
    assertThat(script.out()).startsWith("#!/usr/bin/env bash").contains("--name-zh", "roster");
  }

  @Test
  void versionNeedsNoNode() {
    assertThat(tisc.run("version", "--json").json().has("version")).isTrue();
  }

  @Test
  void auditVerifyTellsAnUnbrokenChainFromABrokenOne() {
    String home = folder.resolve("h").toString();
    tisc.run("init", home, "--node", "tianjin", "--name-zh", "天津");
    assertThat(tisc.run("audit", "verify", "--home", home, "--json").out().strip())
        .isEqualTo("{\"entries\":12,\"valid\":true,\"first\":1}");
    assertThat(tisc.run("audit", "verify", "some.jsonl", "--json").out().strip())
        .isEqualTo("{\"entries\":12,\"valid\":true,\"first\":7}");
    Outcome broken = tisc.brokenAt(5).run("audit", "verify", "--home", home, "--json");
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.out().strip())
        .isEqualTo("{\"entries\":12,\"valid\":false,\"first\":1,\"firstBad\":5}");
  }

  @Test
  void auditVerifyTellsWhoHoldsWhatTheLogDoesNotMeet() {
    String home = folder.resolve("w").toString();
    tisc.run("init", home, "--node", "tianjin", "--name-zh", "天津");
    Outcome cut =
        tisc.brokenAt(13).run("audit", "verify", "--home", home, "--checkpoint", "peer.jsonl");
    assertThat(cut.exit()).isEqualTo(1);
    assertThat(cut.out())
        .contains(
            "3 checkpoints kept by peer",
            "root key c0ffee",
            "The log was cut at 12 entries; peer holds a checkpoint of 20.");
  }
}
