package org.tisc.deploy.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.tisc.deploy.process.ProcessNode;
import org.tisc.deploy.process.TiscProcess;
import tools.jackson.databind.JsonNode;

/**
 * Some nodes as processes in one network, each dialled through a {@link Relay}, so that the way
 * between any two of them can be hurt. Used by one thread, but for {@link #node} and {@link #up}.
 */
final class HistoryRegion implements AutoCloseable {
  static final String NETWORK = "net";

  private static final Duration CONVERGING = Duration.ofMinutes(3);

  /** Small and soon warm: many start, and none lives long. */
  private static final List<String> SMALL =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String PASSPHRASE = "a passphrase of the test only";

  private final Path home;
  private final Map<String, String> environment;
  private final List<ProcessNode> nodes = new ArrayList<>();
  private final List<Relay> relays = new ArrayList<>();
  private final Relay.Changing ways = new Relay.Changing();
  private final Set<Integer> down = ConcurrentHashMap.newKeySet();
  private final Set<Integer> elsewhen = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Path> backups = new ConcurrentHashMap<>();
  private final List<Lock> turns = new ArrayList<>();
  private int made;

  /** A region of so many nodes, all members, all linked. */
  HistoryRegion(int size) {
    try {
      this.home = Files.createTempDirectory("tisc-history-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.environment = Map.of("XDG_RUNTIME_DIR", home.toString(), "LC_ALL", "C.UTF-8");
    for (int i = 0; i < size; i++) {
      add("node" + i);
    }
    ProcessNode first = node(0);
    first.post("/api/v1/networks", "{\"network\":\"" + NETWORK + "\",\"title\":\"histories\"}");
    for (int i = 1; i < size; i++) {
      JsonNode invitation =
          first.post(
              "/api/v1/networks/" + NETWORK + "/invitations", "{\"node\":\"" + id(i) + "\"}");
      node(i)
          .post(
              "/api/v1/networks/join",
              "{\"invitation\":\"" + invitation.path("invitation").asString("") + "\"}");
    }
  }

  private void add(String id) {
    int http = free();
    int grpc = free();
    Relay relay = new Relay(id, grpc, ways, from -> dialler(from, id));
    relay.start();
    relays.add(relay);
    Path folder = home.resolve(id);
    TiscProcess.Ended ended =
        TiscProcess.run(
            environment,
            "",
            List.of(
                "init",
                folder.toString(),
                "--node",
                id,
                "--name-zh",
                "中心 " + id,
                "--region",
                "110000",
                "--http",
                "127.0.0.1:" + http,
                "--grpc",
                "127.0.0.1:" + grpc,
                "--advertise",
                "127.0.0.1:" + relay.port(),
                "--json"));
    assertThat(ended.exit()).as(ended.toString()).isZero();
    ProcessNode node = new ProcessNode(id, folder, "http://127.0.0.1:" + http, 0, environment);
    nodes.add(node);
    turns.add(new ReentrantLock());
    serve(node);
  }

  private static void serve(ProcessNode node) {
    node.serve(Map.of("TISC_JAVA_OPTIONS", String.join(" ", SMALL)));
  }

  private static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> dialler(int port, String dialled) {
    int relay = relays.get(ids().indexOf(dialled)).port();
    try {
      OptionalLong process = Dialler.of(port, relay, nodes.stream().map(ProcessNode::pid).toList());
      return nodes.stream()
          .filter(node -> process.isPresent() && node.pid() == process.getAsLong())
          .map(ProcessNode::id)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  int size() {
    return nodes.size();
  }

  ProcessNode node(int position) {
    synchronized (nodes) {
      return nodes.get(position);
    }
  }

  String id(int position) {
    return node(position).id();
  }

  List<String> ids() {
    synchronized (nodes) {
      return nodes.stream().map(ProcessNode::id).toList();
    }
  }

  /** Held while somebody writes at a node; who holds it keeps the node from being written to. */
  Lock turn(int position) {
    return turns.get(position);
  }

  /** Whether the node is meant to answer. */
  boolean up(int position) {
    return !down.contains(position);
  }

  void kill(int position) {
    if (down.add(position)) {
      node(position).kill();
    }
  }

  void start(int position) {
    if (!up(position)) {
      serve(node(position));
      down.remove(position);
    }
  }

  /** Starts a node that is down with a clock that is wrong by so many days, until it is healed. */
  void startElsewhen(int position, int days) {
    if (!up(position)) {
      elsewhen.add(position);
      OffsetNode.serve(node(position), SMALL, days);
      down.remove(position);
    }
  }

  /** From now on the node's files do not grow, as on a full disk; until it is healed or killed. */
  void fillDisk(int position) {
    if (up(position)) {
      Harm.disk(node(position), true);
    }
  }

  /** Leaves behind a killed node what a write that was cut short leaves. */
  void tear(int position, Random random) throws IOException {
    if (!up(position)) {
      Harm.tear(node(position), random);
    }
  }

  /** Stops the process where it stands, or lets it go on. */
  void stand(int position, boolean still) {
    if (up(position)) {
      node(position).signal(still ? "STOP" : "CONT");
    }
  }

  void way(int from, int to, Way way) {
    ways.set(id(from), id(to), way);
    relays.forEach(Relay::follow);
  }

  /** Everything runs and everybody reaches everybody from now on. */
  void heal() {
    ways.openAll();
    for (int i = 0; i < size(); i++) {
      stand(i, false);
      if (up(i)) {
        Harm.disk(node(i), false);
      }
      if (elsewhen.remove(i)) {
        kill(i);
      }
      start(i);
    }
  }

  /** Takes a backup of a node that is up; false where the node could not make one. */
  boolean backUp(int position) throws IOException, InterruptedException {
    Path file = home.resolve("backup-" + position + "-" + made++ + ".zip");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node(position).url() + "/api/v1/backup"))
            .header(
                "Authorization",
                "Bearer " + Files.readString(node(position).home().resolve("admin.token")).strip())
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString("{\"passphrase\":\"" + PASSPHRASE + "\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream content = answer.body()) {
        if (answer.statusCode() != 200) {
          return false;
        }
        Files.copy(content, file);
      }
    }
    Path before = backups.put(position, file);
    if (before != null) {
      Files.delete(before);
    }
    return true;
  }

  boolean backedUp(int position) {
    return backups.containsKey(position);
  }

  /** Kills a node, loses its folder, and starts it from its last backup. */
  void restore(int position) {
    ProcessNode lost = node(position);
    kill(position);
    Path folder = home.resolve(lost.id() + "-" + made++);
    Path backup = Objects.requireNonNull(backups.get(position));
    TiscProcess.Ended ended =
        TiscProcess.run(
            environment,
            PASSPHRASE,
            List.of(
                "restore",
                backup.toString(),
                "--home",
                folder.toString(),
                "--passphrase-file",
                "-",
                "--json"));
    assertThat(ended.exit()).as(ended.toString()).isZero();
    synchronized (nodes) {
      nodes.set(position, new ProcessNode(lost.id(), folder, lost.url(), 0, environment));
    }
    start(position);
  }

  /** Waits until every feed stands alike at everybody who may read it. */
  void awaitConverged(String what) {
    await(what)
        .atMost(CONVERGING)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(differences()).isEmpty());
  }

  /** Waits until all that a node appended is on the disk of somebody else. */
  void awaitCopied(int position) {
    await("copies of what " + id(position) + " shared")
        .atMost(CONVERGING)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(
                        differences().stream()
                            .filter(each -> each.startsWith(id(position) + " "))
                            .toList())
                    .isEmpty());
  }

  /** Where heads differ; each begins with the origin. */
  private List<String> differences() {
    List<String> found = new ArrayList<>();
    List<FeedTable> tables = nodes.stream().map(FeedTable::of).toList();
    for (int origin = 0; origin < size(); origin++) {
      for (FeedTable.Line line : tables.get(origin).of(id(origin))) {
        for (int reader = 0; reader < size(); reader++) {
          if (reader != origin && line.reaches(id(reader))) {
            String there = tables.get(reader).head(line);
            if (!there.equals(line.head())) {
              found.add(
                  "%s -> %s at %s is %s, not %s"
                      .formatted(id(origin), line.audience(), id(reader), there, line.head()));
            }
          }
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    relays.forEach(Relay::close);
    for (ProcessNode node : nodes) {
      try {
        if (ProcessHandle.of(node.pid()).isPresent()) {
          node.signal("CONT");
          node.stop();
        }
      } catch (AssertionError e) {
        // It has ended already.
      }
    }
  }

  /** Removes what the nodes wrote; not after a failure, which somebody will want to look at. */
  void forget() throws IOException {
    try (var paths = Files.walk(home)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  Path home() {
    return home;
  }
}
