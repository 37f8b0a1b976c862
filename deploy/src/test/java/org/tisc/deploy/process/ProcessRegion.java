package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A region of three nodes that {@code tisc demo} started, in a folder of its own and on free ports.
 * Remembers what must never stand in a node's files.
 */
final class ProcessRegion implements AutoCloseable {
  /** The network of the demo. */
  static final String NETWORK = "network:jjj";

  private final Path home;
  private final Map<String, String> environment;
  private final JsonNode described;
  private final List<ProcessNode> nodes = new ArrayList<>();
  private final List<ProcessNode> others = new ArrayList<>();
  private final ConcurrentSkipListSet<String> secrets = new ConcurrentSkipListSet<>();

  private ProcessRegion(Path home, Map<String, String> environment, JsonNode described) {
    this.home = home;
    this.environment = environment;
    this.described = described;
    for (JsonNode node : described.path("nodes")) {
      nodes.add(
          new ProcessNode(
              node.path("node").asString(""),
              Path.of(node.path("home").asString("")),
              node.path("url").asString(""),
              node.path("pid").asLong(),
              environment));
      secret(node.path("token").asString(""));
      for (JsonNode account : node.path("accounts")) {
        secret(account.path("password").asString(""));
      }
    }
  }

  /** Starts the region. */
  static ProcessRegion start() {
    try {
      Path home = Files.createTempDirectory("tisc-process-").toRealPath();
      Map<String, String> environment =
          Map.of(
              "XDG_RUNTIME_DIR", home.toString(),
              "XDG_DATA_HOME", home.toString(),
              "LC_ALL", "C.UTF-8");
      TiscProcess.Ended ended =
          TiscProcess.run(
              environment,
              "",
              List.of(
                  "demo",
                  "--home",
                  home.resolve("demo").toString(),
                  "--documents",
                  "300",
                  "--json",
                  "--base-port",
                  Integer.toString(basePort())));
      assertThat(ended.exit()).as(ended.err() + ended.out()).isZero();
      return new ProcessRegion(home, environment, ended.json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int basePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Math.min(socket.getLocalPort(), 64_000);
    }
  }

  /** The answer of {@code tisc demo}. */
  JsonNode described() {
    return described;
  }

  /** The node at a position: Beijing, which coordinates, Tianjin, Hebei. */
  ProcessNode node(int position) {
    return nodes.get(position);
  }

  List<ProcessNode> nodes() {
    return nodes;
  }

  /** A folder for what a test needs. */
  Path folder(String name) {
    try {
      return Files.createDirectories(home.resolve("work").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The password of a demo account of Beijing. */
  String password(String account) {
    return described
        .path("nodes")
        .path(0)
        .path("accounts")
        .valueStream()
        .filter(one -> one.path("name").asString("").equals(account))
        .map(one -> one.path("password").asString(""))
        .findFirst()
        .orElseThrow();
  }

  /** Runs the packaged command for a node. */
  TiscProcess.Ended tisc(ProcessNode node, String input, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--home");
    all.add(node.home().toString());
    return TiscProcess.run(environment, input, all);
  }

  /** A further node that runs and is a member of nothing; ends with the region. */
  ProcessNode stranger(String id, String folder) throws IOException {
    Path its = home.resolve(folder);
    String http = "127.0.0.1:" + free();
    TiscProcess.Ended made =
        TiscProcess.run(
            environment,
            "",
            List.of(
                "init",
                its.toString(),
                "--node",
                id,
                "--name-zh",
                "陌生中心",
                "--region",
                "110000",
                "--http",
                http,
                "--grpc",
                "127.0.0.1:" + free(),
                "--json"));
    assertThat(made.exit()).as(made.err() + made.out()).isZero();
    ProcessNode node = new ProcessNode(id, its, "http://" + http, 0, environment);
    others.add(node);
    secret(node.token());
    node.serve();
    return node;
  }

  /** The same node in another home folder, not yet started; the test ends it. */
  ProcessNode moved(ProcessNode node, Path to) {
    return new ProcessNode(node.id(), to, node.url(), 0, environment);
  }

  /** A home folder that lies ready, set to free ports; not yet started, the test ends it. */
  ProcessNode elsewhere(ProcessNode node) throws IOException {
    Path file = node.home().resolve("node.yaml");
    String http = "127.0.0.1:" + free();
    List<String> lines = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(file)) {
      if (line.matches("[a-z]+:.*")) {
        section = line.substring(0, line.indexOf(':'));
      }
      boolean bind = line.strip().startsWith("bind:");
      if (bind && section.equals("http")) {
        lines.add("  bind: " + http);
      } else if (bind && section.equals("grpc")) {
        // Peers are told the address as before.
        lines.add("  bind: 127.0.0.1:" + free());
        lines.add("  advertise: " + line.substring(line.indexOf(':') + 1).strip());
      } else if (!(section.equals("grpc") && line.strip().startsWith("advertise:"))) {
        lines.add(line);
      }
    }
    Files.write(file, lines);
    return new ProcessNode(node.id(), node.home(), "http://" + http, 0, environment);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Remembers a text that must not stand in any log or audit. */
  void secret(String text) {
    assertThat(text).isNotBlank();
    secrets.add(text);
  }

  /** Waits until a query of each node is answered by every node. */
  void awaitWhole() {
    awaitWhole(nodes);
  }

  /** The same where another process stands for one of the region's. */
  void awaitWhole(List<ProcessNode> asked) {
    for (ProcessNode node : asked) {
      await()
          .atMost(ProcessNode.PATIENCE)
          .until(() -> node.search("电池", NETWORK, "", 1, 5000).path("exact").asBoolean(false));
    }
  }

  /** Asserts that all nodes are well: they run, are ready, and hold no trace of a stack. */
  void assertHealthy() {
    for (ProcessNode node : all()) {
      assertThat(node.ready()).as("%s is ready", node.id()).isTrue();
    }
    assertNoTraces();
  }

  /** Asserts that no log of any node holds a stack trace. */
  void assertNoTraces() {
    for (ProcessNode node : all()) {
      for (Path file : files(node, "log")) {
        assertThat(lines(file).filter(line -> line.startsWith("\tat ")).limit(5))
            .as("stack traces in %s", file)
            .isEmpty();
      }
    }
  }

  /** Asserts that no log and no audit of any node holds a secret or a query. */
  void assertNoSecrets() {
    for (ProcessNode node : all()) {
      List<Path> files = new ArrayList<>(files(node, "log"));
      files.addAll(files(node, "audit"));
      assertThat(files).as("logs and audit of %s", node.id()).isNotEmpty();
      for (Path file : files) {
        TreeSet<String> found = new TreeSet<>();
        lines(file).forEach(line -> secrets.stream().filter(line::contains).forEach(found::add));
        assertThat(found).as("secrets in %s", file).isEmpty();
      }
    }
  }

  private List<ProcessNode> all() {
    return Stream.concat(nodes.stream(), others.stream()).toList();
  }

  /** The lines that the logs of a node hold now. */
  static long logLines(ProcessNode node) {
    return files(node, "log").stream().mapToLong(file -> lines(file).count()).sum();
  }

  private static List<Path> files(ProcessNode node, String folder) {
    try (Stream<Path> files = Files.walk(node.home().resolve(folder))) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    all().forEach(ProcessNode::stop);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                all().stream()
                    .noneMatch(
                        node ->
                            ProcessHandle.of(node.pid())
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
