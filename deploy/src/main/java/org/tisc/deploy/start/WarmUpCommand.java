package org.tisc.deploy.start;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.cli.PlainCommand;
import org.tisc.node.cli.Screen;
import org.tisc.node.cli.Shell;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a command and a node for a moment, in a folder of their own, while the Java machine records
 * what they load, and keeps both records where the launcher looks for them.
 */
@Command
public final class WarmUpCommand extends PlainCommand {
  /** The base name of the texts. */
  public static final String TEXTS = "org.tisc.deploy.start.messages";

  /** The launcher that runs this process. */
  private static final String LAUNCHER = "tisc.launcher";

  /** Tells the launcher to record into this file. */
  private static final String RECORD = "TISC_AOT_RECORD";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a browser asks a node for first. */
  private static final List<String> PAGES =
      List.of("/api/v1/health", "/setup", "/search", "/login", "/alerts", "/networks");

  /** A command in a shell whose words include {@link #TEXTS}. */
  public WarmUpCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ObjectNode answer() {
    Path caches = Path.of(property(StartCaches.FOLDER));
    Path work = null;
    try {
      Files.createDirectories(caches);
      work = Files.createTempDirectory(caches, "recording");
      List<Path> made = record(work, caches);
      ObjectNode answer = JSON.createObjectNode().put("folder", caches.toString());
      for (Path each : made) {
        answer
            .withArray("caches")
            .addObject()
            .put("file", each.toString())
            .put("bytes", Files.size(each));
      }
      return answer;
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "cannot write to " + caches + ": " + e, e);
    } finally {
      if (work != null) {
        remove(work);
      }
    }
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(screen.text("warm-up.done", answer.path("folder").asString("")));
  }

  private static String property(String name) {
    String value = System.getProperty(name, "");
    if (value.isEmpty()) {
      throw new TiscException(
          Reason.UNAVAILABLE, "caches are made by the launcher tisc, which did not run this");
    }
    return value;
  }

  private List<Path> record(Path work, Path caches) throws IOException {
    Path home = work.resolve("home");
    String http = "127.0.0.1:" + FreePort.any();
    run(
        work,
        List.of(
            "init",
            home.toString(),
            "--node",
            "warm-up",
            "--name-zh",
            "预热",
            "--region",
            "110000",
            "--http",
            http,
            "--grpc",
            "127.0.0.1:" + FreePort.any(),
            "--json"));
    Path ofNode = work.resolve(StartCaches.NODE);
    Process node = started(ofNode, work, List.of("serve", "--home", home.toString()));
    try {
      ask(node, http);
      Path ofCommand = work.resolve(StartCaches.COMMAND);
      end(
          started(
              ofCommand,
              work,
              List.of("search", "锂 AND battery", "--home", home.toString(), "--json")));
      node.destroy();
      end(node);
      return List.of(keep(ofCommand, caches), keep(ofNode, caches));
    } finally {
      node.destroyForcibly();
    }
  }

  private static Path keep(Path record, Path caches) throws IOException {
    if (!Files.isRegularFile(record)) {
      throw new TiscException(
          Reason.UNAVAILABLE,
          "this Java machine keeps no caches: " + System.getProperty("java.vm.name"));
    }
    return Files.move(record, caches.resolve(record.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(Path work, List<String> arguments) throws IOException {
    end(builder(work, arguments).start());
  }

  private Process started(Path record, Path work, List<String> arguments) throws IOException {
    ProcessBuilder builder = builder(work, arguments);
    builder.environment().put(RECORD, record.toString());
    return builder.start();
  }

  private static ProcessBuilder builder(Path work, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(property(LAUNCHER));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("TISC_HOME");
    builder.environment().remove("TISC_TOKEN");
    builder.environment().remove("TISC_JAVA_OPTIONS");
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve("output").toFile()));
    return builder;
  }

  /** Waits until a process has ended, and with it the writing of its record. */
  private static void end(Process process) {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new TiscException(Reason.TIMED_OUT, "a process that was recorded does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "interrupted", e);
    }
  }

  /** Asks the node for its pages, from the moment it answers. */
  private static void ask(Process node, String address) {
    long latest = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String page : PAGES) {
        while (!answered(client, URI.create("http://" + address + page))) {
          if (!node.isAlive() || System.nanoTime() > latest) {
            throw new TiscException(
                Reason.UNAVAILABLE, "the node that is recorded does not answer");
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
      }
    }
  }

  private static boolean answered(HttpClient client, URI page) {
    HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "interrupted", e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> members = Files.walk(folder)) {
      for (Path member : members.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(member);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot delete " + folder + ": " + e, e);
    }
  }
}
