package org.tisc.deploy.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.tisc.deploy.demo.Region.Account;
import org.tisc.deploy.demo.Region.Centre;
import org.tisc.deploy.sample.SampleCorpus;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.cli.PlainCommand;
import org.tisc.node.cli.RunningDemo;
import org.tisc.node.cli.Screen;
import org.tisc.node.cli.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts, describes, checks or stops the demo region. */
@Command
public final class DemoCommand extends PlainCommand {
  /** The base name of the texts. */
  public static final String TEXTS = "org.tisc.deploy.demo.messages";

  private static final int MOST_NODES = 32;

  @Option(names = "--nodes", paramLabel = "N", descriptionKey = "demo.nodes")
  private Optional<Integer> nodes = Optional.empty();

  @Option(names = "--data", paramLabel = "DIR", descriptionKey = "demo.data")
  private Optional<Path> data = Optional.empty();

  @Option(names = "--documents", paramLabel = "N", descriptionKey = "demo.documents")
  private Optional<Integer> documents = Optional.empty();

  @Option(names = "--base-port", paramLabel = "P", descriptionKey = "demo.base-port")
  private Optional<Integer> basePort = Optional.empty();

  @Option(names = "--check", descriptionKey = "demo.check")
  private boolean check;

  @Option(names = "--stop", descriptionKey = "demo.stop")
  private boolean stop;

  /** A command in a shell whose words include {@link #TEXTS}. */
  public DemoCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ObjectNode answer() {
    bounds("--nodes", nodes, 1, MOST_NODES);
    bounds("--documents", documents, 1, SampleCorpus.LARGEST);
    bounds("--base-port", basePort, 1024, 65_000);
    if (data.isPresent() && documents.isPresent()) {
      throw wrongUsage("--data and --documents exclude each other");
    }
    if (stop) {
      return stopped(home());
    }
    return check ? checked() : started(home());
  }

  private void bounds(String name, Optional<Integer> value, int least, int most) {
    if (value.isPresent() && (value.get() < least || value.get() > most)) {
      throw wrongUsage(name + " is " + least + " to " + most + ": " + value.get());
    }
  }

  /** What is asked for; else what the region was begun with; else the sample. */
  private Content content(Region planned, Path home) {
    Optional<Content> asked =
        data.<Content>map(folder -> new Content.OwnFiles(folder.toAbsolutePath().normalize()))
            .or(() -> documents.map(Content.Generated::documents));
    if (!planned.begun()) {
      // Before anything starts, and before the region remembers it.
      data.ifPresent(folder -> DataFiles.deal(folder, 1));
      return asked.orElseGet(Content.Generated::sample);
    }
    if (asked.isPresent() && !planned.content().equals(asked.get().name())) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "the region in "
              + home
              + " holds "
              + planned.content()
              + "; give another --home for "
              + asked.get().name());
    }
    return Content.named(planned.content());
  }

  /** The home of the region: as said, of the running one, or the usual place. */
  private Path home() {
    Map<String, String> environment = shell().environment();
    return homeOption()
        .or(() -> RunningDemo.read(environment).map(demo -> Path.of(demo.region())))
        .orElseGet(
            () -> {
              String share = environment.getOrDefault("XDG_DATA_HOME", "");
              return share.isBlank()
                  ? Path.of(environment.getOrDefault("HOME", "/tmp"), ".local/share/tisc-demo")
                  : Path.of(share, "tisc-demo");
            })
        .toAbsolutePath()
        .normalize();
  }

  private ObjectNode started(Path home) {
    try (FileChannel _ = locked(home);
        RegionNodes asking = new RegionNodes(shell().words().locale())) {
      Region planned = plan(home);
      Content content = content(planned, home);
      Region region = starting(home, asking, content).run(planned, content);
      Centre first = region.nodes().getFirst();
      new RunningDemo(home.toString(), first.home(), first.url(), RegionNodes.token(first))
          .write(shell().environment());
      return described(region);
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "cannot use " + home + ": " + e, e);
    }
  }

  private ObjectNode checked() {
    boolean temporary = homeOption().isEmpty();
    Path home = temporary ? temporaryHome() : home();
    try (FileChannel _ = locked(home)) {
      return checked(home, temporary);
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "cannot use " + home + ": " + e, e);
    }
  }

  private ObjectNode checked(Path home, boolean temporary) {
    Thread guard = new Thread(() -> stopProcesses(home), "demo-stop");
    Runtime.getRuntime().addShutdownHook(guard);
    boolean passed = false;
    try (RegionNodes asking = new RegionNodes(shell().words().locale())) {
      Region planned = plan(home);
      Content content = content(planned, home);
      RegionStart start = starting(home, asking, content);
      Region region = start.run(planned, content);
      ObjectNode answer = described(region);
      RegionCheck.Checked checked =
          new RegionCheck(asking, start, screen(), content.corpus(region.nodes().size()))
              .run(region);
      checked.region().write(home);
      answer.set("checks", checked.checks());
      passed = true;
      return answer;
    } finally {
      stopProcesses(home);
      RegionStart.unguard(guard);
      if (passed && temporary) {
        delete(home);
      } else if (!passed) {
        screen().complain(screen().text("demo.kept", home));
      }
    }
  }

  private ObjectNode stopped(Path home) {
    int count = stopProcesses(home);
    RunningDemo.remove(shell().environment(), home.toString());
    return JSON.createObjectNode().put("home", home.toString()).put("stopped", count);
  }

  private static int stopProcesses(Path home) {
    List<Centre> running =
        Region.read(home).map(Region::nodes).orElse(List.of()).stream()
            .filter(centre -> NodeProcess.runs(centre.pid(), centre.homeFolder()))
            .toList();
    running.parallelStream().forEach(centre -> NodeProcess.stop(centre.pid(), centre.homeFolder()));
    return running.size();
  }

  private Region plan(Path home) {
    return RegionStart.plan(home, nodes.map(OptionalInt::of).orElse(OptionalInt.empty()), port());
  }

  private RegionStart starting(Path home, RegionNodes asking, Content content) {
    String options = shell().environment().getOrDefault("TISC_JAVA_OPTIONS", "");
    int heap = content.large() ? 1536 : 512;
    List<String> words =
        options.isBlank()
            ? List.of("-Xmx" + heap + "m")
            : Arrays.asList(options.strip().split("\\s+"));
    return new RegionStart(home, asking, screen(), words);
  }

  private OptionalInt port() {
    return basePort.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** One demo command at a time; the lock ends with the channel. */
  private static FileChannel locked(Path home) throws IOException {
    Files.createDirectories(home);
    FileChannel channel =
        FileChannel.open(
            home.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new TiscException(Reason.BUSY, "another tisc demo works on " + home);
    }
    return channel;
  }

  private static Path temporaryHome() {
    try {
      return Files.createTempDirectory("tisc-check-").toRealPath();
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "no temporary folder: " + e, e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> members = Files.walk(folder)) {
      for (Path member : members.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(member);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot delete " + folder + ": " + e, e);
    }
  }

  /** The answer of the interface. */
  static ObjectNode described(Region region) {
    ObjectNode answer = JSON.createObjectNode().put("network", region.network());
    ArrayNode list = answer.putArray("nodes");
    for (Centre centre : region.nodes()) {
      ObjectNode node = list.addObject().put("node", centre.node());
      node.putObject("names").put("zh", centre.nameZh()).put("en", centre.nameEn());
      node.put("home", centre.home())
          .put("pid", centre.pid())
          .put("url", centre.url())
          .put("grpcEndpoint", "127.0.0.1:" + centre.grpcPort())
          .put("token", RegionNodes.token(centre));
      ArrayNode accounts = node.putArray("accounts");
      for (Account account : centre.accounts()) {
        accounts
            .addObject()
            .put("name", account.name())
            .put("password", account.password())
            .put("role", account.role());
      }
    }
    return answer;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    if (answer.has("stopped")) {
      screen.line(screen.text("demo.stopped", answer.path("stopped").asString("0")));
      return;
    }
    if (answer.has("checks")) {
      screen.line(screen.text("demo.checked", answer.path("checks").size()));
      return;
    }
    screen.line(screen.text("demo.running", answer.path("network").asString("")));
    for (JsonNode node : answer.path("nodes")) {
      screen.line("");
      screen.line(
          "  "
              + node.path("names").path(shell().words().locale().getLanguage()).asString("")
              + "  "
              + node.path("url").asString(""));
      for (JsonNode account : node.path("accounts")) {
        screen.line(
            "    "
                + account.path("role").asString("")
                + ": "
                + account.path("name").asString("")
                + " / "
                + account.path("password").asString(""));
      }
    }
    screen.line("");
    screen.line(screen.text("demo.try"));
    screen.line("  tisc search 锂离子电池 --scope network:" + answer.path("network").asString(""));
    screen.line(
        "  tisc search '名称=机器人 AND 传感器' --scope network:" + answer.path("network").asString(""));
    screen.line(
        "  tisc search 'lithium-ion battery' --scope network:"
            + answer.path("network").asString(""));
    screen.line(screen.text("demo.end"));
  }
}
