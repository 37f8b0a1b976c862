package org.tisc.deploy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.tisc.deploy.demo.Content.Delivery;
import org.tisc.deploy.demo.Region.Account;
import org.tisc.deploy.demo.Region.Centre;
import org.tisc.deploy.sample.DemoCentres;
import org.tisc.deploy.sample.SampleDocument;
import org.tisc.deploy.sample.SampleKind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.cli.Jobs;
import org.tisc.node.cli.NodeClient;
import org.tisc.node.cli.NodeHome;
import org.tisc.node.cli.Problem;
import org.tisc.node.cli.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a region up, whatever was there before. Every step first looks whether its work is done,
 * so a start that was interrupted anywhere is completed by the next one. When a start fails, the
 * processes that it started are stopped.
 */
final class RegionStart {
  /** The network of the demo. */
  static final String NETWORK = "jjj";

  /** The number of nodes where nobody asks for another. */
  static final int NODES = 3;

  private static final String TITLE = "京津冀 / Beijing-Tianjin-Hebei (sample)";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration MEET = Duration.ofSeconds(90);
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int PASSWORD_LENGTH = 20;
  private static final List<String> ROLES =
      List.of("READER", "STAFF", "REVIEWER", "ADMINISTRATOR", "SECURITY", "AUDITOR");
  private static final JsonMapper JSON = new JsonMapper();

  private final Path home;
  private final RegionNodes asking;
  private final Screen screen;
  private final List<String> javaOptions;
  private final List<Centre> started = new CopyOnWriteArrayList<>();

  RegionStart(Path home, RegionNodes asking, Screen screen, List<String> javaOptions) {
    this.home = home;
    this.asking = asking;
    this.screen = screen;
    this.javaOptions = javaOptions;
  }

  /** The region as it shall be: as it was, with more nodes where more are wanted. */
  static Region plan(Path home, OptionalInt nodes, OptionalInt basePort) {
    Region old = Region.read(home).orElseGet(() -> new Region(NETWORK, "", false, List.of()));
    int wanted = nodes.orElse(old.nodes().isEmpty() ? NODES : old.nodes().size());
    if (wanted < old.nodes().size()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "the region in "
              + home
              + " has "
              + old.nodes().size()
              + " nodes; for fewer give another --home");
    }
    if (wanted > old.nodes().size() && old.begun()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "the region in "
              + home
              + " is filled for "
              + old.nodes().size()
              + " nodes; for more give another --home");
    }
    Set<Integer> taken = new HashSet<>();
    old.nodes().forEach(centre -> taken.addAll(List.of(centre.httpPort(), centre.grpcPort())));
    Ports ports = new Ports(basePort, taken);
    List<Centre> centres = new ArrayList<>(old.nodes());
    while (centres.size() < wanted) {
      DemoCentres.Centre centre = DemoCentres.at(centres.size());
      centres.add(
          new Centre(
              centre.id(),
              centre.zh(),
              centre.en(),
              centre.region(),
              home.resolve(centre.id()).toString(),
              ports.next(),
              ports.next(),
              0,
              List.of()));
    }
    return old.withNodes(centres);
  }

  /** Brings the region up; returns when every node sees every other. */
  Region run(Region planned, Content content) {
    Region region = planned;
    // Nodes have sessions of their own, so an interrupted start must end them itself.
    Thread guard = new Thread(this::stopStarted, "demo-start-interrupted");
    Runtime.getRuntime().addShutdownHook(guard);
    try {
      region = processes(region);
      membership(region);
      if (!region.filled()) {
        // Written before it begins: what an interrupted start began, the next one goes on with.
        region = region.fillingWith(content.name());
        region.write(home);
        fill(region, content);
        region = region.filledWith(content.name());
        region.write(home);
      }
      region = accounts(region);
      meet(region);
      new RegionAlerts(asking, screen).publish(region);
      return region;
    } catch (RuntimeException e) {
      stopStarted();
      throw e;
    } finally {
      unguard(guard);
    }
  }

  private void stopStarted() {
    started.parallelStream().forEach(centre -> NodeProcess.stop(centre.pid(), centre.homeFolder()));
  }

  /** Takes a shutdown hook away, unless it runs already. */
  static void unguard(Thread guard) {
    try {
      Runtime.getRuntime().removeShutdownHook(guard);
    } catch (IllegalStateException e) {
      // The process is ending already; the guard is at work.
    }
  }

  private Region processes(Region planned) {
    Region region = planned;
    for (int i = 0; i < region.nodes().size(); i++) {
      Centre centre = region.nodes().get(i);
      if (!Files.exists(centre.homeFolder().resolve("node.yaml"))) {
        NodeHome.create(centre.homeFolder(), values(centre));
      }
      if (!NodeProcess.runs(centre.pid(), centre.homeFolder())) {
        region = region.withNode(i, start(centre));
        region.write(home);
      }
    }
    for (Centre centre : region.nodes()) {
      ready(centre);
    }
    return region;
  }

  private static Map<String, String> values(Centre centre) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("node.id", centre.node());
    values.put("node.name_zh", centre.nameZh());
    values.put("node.name_en", centre.nameEn());
    values.put("node.region", centre.code());
    values.put("http.bind", "127.0.0.1:" + centre.httpPort());
    values.put("grpc.bind", "127.0.0.1:" + centre.grpcPort());
    return values;
  }

  /** Starts the process of one node without waiting for it. */
  Centre start(Centre centre) {
    for (int port : new int[] {centre.httpPort(), centre.grpcPort()}) {
      if (!Ports.free(port)) {
        throw new TiscException(
            Reason.ALREADY_EXISTS,
            "port " + port + " of " + centre.node() + " is in use by another program");
      }
    }
    screen.complain(screen.text("demo.starting", centre.node(), centre.url()));
    Centre now = centre.withPid(NodeProcess.start(centre.homeFolder(), javaOptions).pid());
    started.add(now);
    return now;
  }

  /** Waits until a node says that it is ready. */
  void ready(Centre centre) {
    Wait.until(
        START,
        () -> {
          if (ProcessHandle.of(centre.pid()).filter(ProcessHandle::isAlive).isEmpty()) {
            throw new TiscException(
                Reason.UNAVAILABLE,
                centre.node()
                    + " ended while it started: "
                    + NodeProcess.tail(centre.homeFolder()));
          }
          return asking.ready(centre);
        },
        () -> centre.node() + " was not ready: " + NodeProcess.tail(centre.homeFolder()));
  }

  private void membership(Region region) {
    Centre coordinator = region.nodes().getFirst();
    NodeClient first = asking.node(coordinator);
    if (!member(first)) {
      screen.complain(screen.text("demo.founding", NETWORK, coordinator.node()));
      first.post(
          "/api/v1/networks",
          JSON.createObjectNode()
              .put("network", NETWORK)
              .put("title", TITLE)
              .put("profile", "intl"));
    }
    for (Centre centre : region.nodes().subList(1, region.nodes().size())) {
      NodeClient node = asking.node(centre);
      if (!member(node)) {
        screen.complain(screen.text("demo.joining", centre.node(), NETWORK));
        ObjectNode invitation =
            first.post(
                "/api/v1/networks/" + NETWORK + "/invitations",
                JSON.createObjectNode().put("node", centre.node()));
        node.post(
            "/api/v1/networks/join",
            JSON.createObjectNode().put("invitation", invitation.path("invitation").asString("")));
      }
    }
  }

  private static boolean member(NodeClient node) {
    return node.get("/api/v1/networks")
        .path("networks")
        .valueStream()
        .anyMatch(network -> network.path("network").asString("").equals(NETWORK));
  }

  private void fill(Region region, Content content) {
    int count = region.nodes().size();
    if (content instanceof Content.Generated generated && generated.name().equals(Content.SAMPLE)) {
      drawings(generated);
    }
    try (ExecutorService importers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> fillings = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Centre centre = region.nodes().get(i);
        List<Delivery> deliveries = content.deliveries(i, count);
        boolean foreign = content instanceof Content.OwnFiles;
        fillings.add(
            CompletableFuture.runAsync(() -> fill(centre, deliveries, foreign), importers));
      }
      fillings.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void fill(Centre centre, List<Delivery> deliveries, boolean foreign) {
    NodeClient node = asking.node(centre);
    Set<String> there = new HashSet<>();
    for (JsonNode collection : node.get("/api/v1/collections").path("collections")) {
      there.add(collection.path("collection").asString(""));
    }
    for (Delivery delivery : deliveries) {
      SampleKind kind = delivery.kind();
      if (there.add(delivery.collection())) {
        node.post(
            "/api/v1/collections",
            JSON.createObjectNode()
                .put("collection", delivery.collection())
                .put("kind", kind.name())
                .put("title", kind.title())
                .put("share", "network:" + NETWORK));
      }
      load(centre, node, delivery, foreign);
    }
  }

  private void load(Centre centre, NodeClient node, Delivery delivery, boolean foreign) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("format", "auto");
    parameters.put("file", delivery.file());
    String path =
        NodeClient.path("/api/v1/collections/" + delivery.collection() + "/import", parameters);
    try (InputStream bytes = delivery.opening().open()) {
      ObjectNode result = Jobs.result(node, node.upload(path, bytes), job -> {});
      screen.complain(
          screen.text(
              "demo.loaded",
              centre.node() + "/" + delivery.collection(),
              delivery.file(),
              result.path("read").asString("0"),
              result.path("rejected").asString("0")));
    } catch (IOException e) {
      throw new TiscException(
          Reason.NOT_FOUND, "cannot read " + delivery.file() + ": " + e.getMessage(), e);
    } catch (Problem e) {
      // One file of the user's that a node can make nothing of does not spoil the region; any other
      // failure leaves it unfilled, for the next start to go on.
      if (!foreign || e.json().path("status").asInt(500) >= 500) {
        throw e;
      }
      screen.complain(
          screen.text(
              "demo.notLoaded",
              centre.node(),
              delivery.file(),
              e.json().path("detail").asString(e.reason())));
    }
  }

  private void drawings(Content.Generated sample) {
    Path folder = home.resolve("sample").resolve("media");
    try (Stream<SampleDocument> documents =
        sample.corpus(1).stream().flatMap(corpus -> corpus.documents())) {
      Files.createDirectories(folder);
      for (SampleDocument document : documents.toList()) {
        if (document.drawing().isPresent()) {
          Files.writeString(
              folder.resolve(document.drawing().get().name()),
              document.drawing().get().svg(),
              StandardCharsets.UTF_8);
        }
      }
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "cannot write to " + folder + ": " + e, e);
    }
  }

  private Region accounts(Region filled) {
    Region region = filled;
    for (int i = 0; i < region.nodes().size(); i++) {
      Centre centre = region.nodes().get(i);
      if (centre.accounts().isEmpty()) {
        List<Account> accounts =
            ROLES.stream()
                .map(role -> new Account(role.toLowerCase(Locale.ROOT), password(), role))
                .toList();
        // Written before they are made: a password must not be lost by an interruption.
        region = region.withNode(i, centre.withAccounts(accounts));
        region.write(home);
      }
      for (Account account : region.nodes().get(i).accounts()) {
        account(asking.node(centre), account);
      }
    }
    return region;
  }

  private static void account(NodeClient node, Account account) {
    ObjectNode body =
        JSON.createObjectNode().put("name", account.name()).put("password", account.password());
    body.putArray("roles").add(account.role());
    try {
      node.post("/api/v1/accounts", body);
    } catch (Problem e) {
      if (!e.reason().equals(Reason.ALREADY_EXISTS.name())) {
        throw e;
      }
    }
  }

  private static String password() {
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /** Waits until every node sees every other. */
  void meet(Region region) {
    Wait.until(
        MEET,
        () -> region.nodes().stream().allMatch(centre -> asking.seesAll(centre, region)),
        () -> "the nodes do not see each other after " + MEET.toSeconds() + " s");
  }
}
