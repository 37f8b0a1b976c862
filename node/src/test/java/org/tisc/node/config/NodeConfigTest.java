package org.tisc.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.blob.Mirror;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

class NodeConfigTest {
  private static final Path HOME = Path.of("/srv/tisc");
  private static final String LEAST = "node:\n  id: beijing\n  name_zh: 北京\n";

  @Test
  void defaultsAreAsRecorded() {
    NodeConfig config = ConfigReader.parse(HOME, LEAST);
    assertThat(config)
        .isEqualTo(
            new NodeConfig(
                HOME,
                identity("beijing", "北京", Optional.empty(), Optional.empty()),
                new NodeConfig.Http(
                    new HostPort("127.0.0.1", 8470),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                new NodeConfig.Grpc(
                    new HostPort("127.0.0.1", 8471), Optional.empty(), new ByteCount(4 << 20), 64),
                new NodeConfig.Link(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    60,
                    100,
                    8,
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60)),
                new NodeConfig.Folders(
                    Path.of("index"),
                    Path.of("store"),
                    Path.of("keys"),
                    Path.of("audit"),
                    Path.of("work"),
                    Path.of("log")),
                new NodeConfig.Secrets(Path.of("key.passphrase"), Path.of("admin.token")),
                new NodeConfig.Accounts(true, Optional.empty()),
                new NodeConfig.Search(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    1000,
                    0,
                    25,
                    Duration.ofSeconds(30),
                    32),
                new NodeConfig.Ingest(new ByteCount(16L << 30), new ByteCount(16 << 20), 1),
                new NodeConfig.Feeds(
                    Duration.ofDays(365),
                    2_000_000,
                    new ByteCount(8L << 30),
                    new ByteCount(2L << 30)),
                new NodeConfig.Files(
                    new ByteCount(16L << 30),
                    new ByteCount(4L << 30),
                    Mirror.NONE,
                    new ByteCount(1 << 30)),
                new NodeConfig.Alerts(NodeConfig.Alerts.Review.OPTIONAL),
                new NodeConfig.Audit(Duration.ofDays(1095), Duration.ofHours(1)),
                new NodeConfig.Log(NodeConfig.Log.Level.INFO)));
    assertThat(config.localUrl()).isEqualTo("http://127.0.0.1:8470");
    assertThat(config.advertised().address()).contains(new HostPort("127.0.0.1", 8471));
    assertThat(config.resolve(config.folders().index())).isEqualTo(HOME.resolve("index"));
  }

  @Test
  void everyKeyReachesItsProperty() {
    NodeConfig config =
        ConfigReader.parse(
            HOME,
            """
            node:
              id: tianjin
              name_zh: 天津
              name_en: Tianjin
              region: 120000
            http:
              bind: "[::]:443"
              names: a.example b.example
              certificate_file: web.pem
              key_file: web.key
            grpc:
              bind: 0.0.0.0:9000
              advertise: tisc.example:9001
              max_message_size: 1MiB
              max_calls_per_peer: 7
            link:
              ping_every: 40s
              pong_within: 41s
              stalled_after: 42s
              no_credit_after: 43s
              streams_per_minute: 44
              control_frames_per_second: 45
              breaker_failures: 46
              breaker_over: 47s
              breaker_costly: 480ms
              breaker_slow: 49s
              breaker_first_ban: 5s
              breaker_max_ban: 51s
            folders:
              index: /var/i
              store: s
              keys: k
              audit: a
              work: w
              log: l
            secrets:
              key_passphrase_file: /run/secrets/p
              admin_token_file: t
            accounts:
              separate_duties: false
              totp_required: true
            search:
              timeout: 1500ms
              max_timeout: 45s
              max_page_size: 50
              threads: 4
              peer_percent: 40
              peer_burst: 1m
              peer_calls: 12
            ingest:
              max_file_size: 2GiB
              max_record_size: 3KiB
              max_concurrent: 2
            feeds:
              keep_superseded: 30d
              max_entries_per_member: 1000
              max_size_per_member: 3GiB
              max_size_per_day: 5MiB
            files:
              quota: 3GiB
              largest: 5MiB
              mirror: all
              mirror_largest: 7MiB
            alerts:
              review: required
            audit:
              keep: 200d
              checkpoint_every: 30m
            log:
              level: DEBUG
            """);
    assertThat(config)
        .isEqualTo(
            new NodeConfig(
                HOME,
                identity("tianjin", "天津", Optional.of("Tianjin"), Optional.of("120000")),
                new NodeConfig.Http(
                    new HostPort("::", 443),
                    Optional.of("a.example b.example"),
                    Optional.of(Path.of("web.pem")),
                    Optional.of(Path.of("web.key")),
                    Optional.empty()),
                new NodeConfig.Grpc(
                    new HostPort("0.0.0.0", 9000),
                    Optional.of(new Advertisement(Optional.of(new HostPort("tisc.example", 9001)))),
                    new ByteCount(1 << 20),
                    7),
                new NodeConfig.Link(
                    Duration.ofSeconds(40),
                    Duration.ofSeconds(41),
                    Duration.ofSeconds(42),
                    Duration.ofSeconds(43),
                    44,
                    45,
                    46,
                    Duration.ofSeconds(47),
                    Duration.ofMillis(480),
                    Duration.ofSeconds(49),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(51)),
                new NodeConfig.Folders(
                    Path.of("/var/i"),
                    Path.of("s"),
                    Path.of("k"),
                    Path.of("a"),
                    Path.of("w"),
                    Path.of("l")),
                new NodeConfig.Secrets(Path.of("/run/secrets/p"), Path.of("t")),
                new NodeConfig.Accounts(false, Optional.of(true)),
                new NodeConfig.Search(
                    Duration.ofMillis(1500),
                    Duration.ofSeconds(45),
                    50,
                    4,
                    40,
                    Duration.ofMinutes(1),
                    12),
                new NodeConfig.Ingest(new ByteCount(2L << 30), new ByteCount(3 << 10), 2),
                new NodeConfig.Feeds(
                    Duration.ofDays(30), 1000, new ByteCount(3L << 30), new ByteCount(5L << 20)),
                new NodeConfig.Files(
                    new ByteCount(3L << 30),
                    new ByteCount(5 << 20),
                    Mirror.ALL,
                    new ByteCount(7 << 20)),
                new NodeConfig.Alerts(NodeConfig.Alerts.Review.REQUIRED),
                new NodeConfig.Audit(Duration.ofDays(200), Duration.ofMinutes(30)),
                new NodeConfig.Log(NodeConfig.Log.Level.DEBUG)));
    assertThat(config.localUrl()).isEqualTo("https://127.0.0.1:443");
  }

  @Test
  void allMistakesAreToldTogetherWithTheirLines() {
    TiscException failure =
        refused(
            """
            node:
              id: Beijing
            htp:
              bind: x
            search:
              timeout: 5
              threads: many
              max_page_size: 0
            grpc:
              max_message_size: 4MB
              bind: {a: b}
            log: loud
            ingest:
            - 1
            """);
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(failure.violations().stream().map(v -> v.field() + " " + v.message()))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("node.id line 2").contains("Beijing"),
            line -> assertThat(line).isEqualTo("node.name_zh line 1: must be given"),
            line -> assertThat(line).startsWith("htp line 3: is unknown"),
            line -> assertThat(line).startsWith("search.timeout line 6").contains("30s"),
            line -> assertThat(line).startsWith("search.threads line 7"),
            line ->
                assertThat(line).startsWith("search.max_page_size line 8").contains("1 to 1000"),
            line -> assertThat(line).startsWith("grpc.max_message_size line 10").contains("MiB"),
            line -> assertThat(line).startsWith("grpc.bind line 11"),
            line -> assertThat(line).startsWith("log line 12"),
            line -> assertThat(line).startsWith("ingest line 13"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:\n  bind: 0.0.0.0:8470",
        "http:\n  certificate_file: a.pem",
        "http:\n  certificate_file: a.p12\n  key_file: b.pem",
        "http:\n  certificate_file: a.p12",
        "http:\n  certificate_file: a.pem\n  key_file: b.pem\n  key_passphrase_file: c",
        "http:\n  names: a.example, <b>",
        "accounts:\n  separate_duties: yes",
        "accounts:\n  totp_required: 1",
        "alerts:\n  review: REQUIRED",
        "search:\n  timeout: 2m",
        "search:\n  timeout: 0s",
        "grpc:\n  bind: 0.0.0.0:8471",
        "grpc:\n  bind: 127.0.0.1:65536",
        "grpc:\n  max_message_size: 1KiB",
        "link:\n  ping_every: 1ms",
        "link:\n  pong_within: 1h",
        "link:\n  streams_per_minute: 0",
        "link:\n  breaker_first_ban: 2m",
        "ingest:\n  max_file_size: 1MiB",
        "log:\n  level: info",
        "log:\n  level: INFO\n  level: WARN",
        "folders: index",
        "surprise: 1",
      })
  void oneMistakeStopsTheNode(String lines) {
    assertThat(refused(LEAST + lines).violations()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a", "just words", "node: [", "node:\n\t id: x", "&a [*a]"})
  void whatIsNoConfigurationIsRefusedWithItsLine(String text) {
    assertThat(refused(text).violations())
        .isNotEmpty()
        .allMatch(v -> v.message().startsWith("line "));
  }

  @Test
  void theTemplateListsEveryKeyWithItsDefaultAndASentence() {
    String template = ConfigText.template(Map.of());
    ConfigText.parts()
        .forEach(
            part ->
                List.of(part.getType().getRecordComponents())
                    .forEach(
                        component -> {
                          Setting setting = ConfigText.setting(component);
                          assertThat(template)
                              .contains(setting.en() + " " + setting.zh() + "\n  # ")
                              .contains(
                                  "# "
                                      + ConfigText.key(component)
                                      + ":"
                                      + (setting.value().isEmpty() ? "" : " " + setting.value())
                                      + "\n");
                          assertThat(setting.en()).endsWith(".");
                          assertThat(setting.zh()).matches(".*\\p{IsHan}.*。");
                        }));
  }

  @Test
  void theFilledTemplateReadsBack() {
    String text =
        ConfigText.template(
            Map.of(
                "node.id", "no",
                "node.name_zh", "北京 \"测试\": #1",
                "node.region", "110000",
                "http.bind", "[::1]:1"));
    NodeConfig config = ConfigReader.parse(HOME, text);
    assertThat(config.node().id().value()).isEqualTo("no");
    assertThat(config.node().nameZh()).isEqualTo("北京 \"测试\": #1");
    assertThat(config.node().region()).contains("110000");
    assertThat(config.http().bind().loopback()).isTrue();
  }

  @Test
  void effectiveValuesReadBackAsTheSameConfiguration() {
    NodeConfig config =
        ConfigReader.parse(HOME, LEAST + "search:\n  timeout: 20s\n  max_timeout: 50s\n");
    Map<String, Map<String, String>> values = ConfigText.values(config);
    StringBuilder text = new StringBuilder();
    values.forEach(
        (section, keys) -> {
          text.append(section).append(":\n");
          keys.forEach((key, value) -> text.append("  %s: \"%s\"\n".formatted(key, value)));
        });
    assertThat(ConfigReader.parse(HOME, text.toString())).isEqualTo(config);
    assertThat(values.get("http")).doesNotContainKey("key_file");
  }

  @Test
  void aSecondFactorIsNeededWhereStrangersCanCall() {
    assertThat(ConfigReader.parse(HOME, LEAST).needsSecondFactor()).isFalse();
    String outside =
        LEAST + "http:\n  bind: 0.0.0.0:1\n  certificate_file: a.p12\n  key_passphrase_file: p\n";
    assertThat(ConfigReader.parse(HOME, outside).needsSecondFactor()).isTrue();
    assertThat(
            ConfigReader.parse(HOME, outside + "accounts:\n  totp_required: false\n")
                .needsSecondFactor())
        .isFalse();
  }

  @Test
  void theRefusalOfPlainHttpNamesTheCure() {
    assertThat(refused(LEAST + "http:\n  bind: 0.0.0.0:8470").violations().getFirst().message())
        .contains("plain HTTP is never served", "tisc certificate --make", "127.0.0.1");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path home) {
    TiscException failure =
        catchThrowableOfType(TiscException.class, () -> ConfigReader.read(home));
    assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(failure).hasMessageContaining(home.toString());
  }

  @Test
  void theReferenceInTheRepositoryIsTheOneOfTheCode() throws IOException {
    Path file = Path.of(System.getProperty("tisc.root", "..")).resolve("deploy/CONFIGURATION.md");
    if (Boolean.getBoolean("tisc.write")) {
      Files.writeString(file, ConfigText.reference());
    }
    assertThat(file).content().isEqualTo(ConfigText.reference());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "127.0.0.9:1", "[::1]:1"})
  void loopbackAddressesAreKnown(String address) {
    assertThat(HostPort.parse(address).loopback()).isTrue();
    assertThat(HostPort.parse(address)).hasToString(address);
  }

  private static TiscException refused(String text) {
    return catchThrowableOfType(TiscException.class, () -> ConfigReader.parse(HOME, text));
  }

  private static NodeConfig.Identity identity(
      String id, String zh, Optional<String> en, Optional<String> region) {
    return new NodeConfig.Identity(
        new NodeId(id),
        zh,
        en,
        region,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeout: 49ms", "max_timeout: 61s", "timeout: 30s\n  max_timeout: 20s"})
  void timeoutsThatNoSearchMayHaveAreRefused(String line) {
    assertThat(refused(LEAST + "search:\n  " + line + "\n").reason())
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }
}
