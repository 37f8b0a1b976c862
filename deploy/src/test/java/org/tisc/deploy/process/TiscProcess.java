package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the packaged command {@code tisc} as a process of its own, as a user would. */
public final class TiscProcess {
  /** The folder that a centre unpacks. */
  static final Path DIST =
      Path.of(System.getProperty("tisc.root", ".."), "deploy", "target", "dist").toAbsolutePath();

  private static final long LONGEST_SECONDS = 240;
  private static final JsonMapper JSON = new JsonMapper();

  private TiscProcess() {}

  /** How a command ended. */
  public record Ended(int exit, String out, String err) {
    /** Standard output as the one JSON object that it must be. */
    public JsonNode json() {
      assertThat(out.strip().lines()).as("one line on standard output, and %s", err).hasSize(1);
      JsonNode json = JSON.readTree(out);
      assertThat(json.isObject()).as(out).isTrue();
      return json;
    }

    /** The reason of the problem that was answered. */
    String reason() {
      return json().path("problem").path("reason").asString("");
    }
  }

  /** Starts a command without waiting for it; its output goes where the builder says. */
  static ProcessBuilder builder(Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(DIST.resolve("tisc").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("TISC_HOME");
    builder.environment().remove("TISC_TOKEN");
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * A builder for a main class of the tests that runs on the packaged libraries, as a node does.
   */
  public static ProcessBuilder java(
      Map<String, String> environment,
      Class<?> main,
      List<String> options,
      List<String> arguments) {
    Ended java = end(builder(Map.of(), List.of("--print-java")), "");
    List<String> command = new ArrayList<>();
    command.add(java.out().strip());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-XX:AOTCache=" + DIST.resolve("aot").resolve("node.aot"));
    command.add("-Xlog:aot*=off");
    command.add("-Xlog:cds*=off");
    command.addAll(options);
    command.add("-cp");
    command.add(DIST.resolve("lib") + "/*:" + classes(main));
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("TISC_HOME");
    builder.environment().putAll(environment);
    return builder;
  }

  private static Path classes(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a command to its end. */
  public static Ended run(Map<String, String> environment, String input, List<String> arguments) {
    return end(builder(environment, arguments), input);
  }

  /** Runs what a builder describes to its end. */
  static Ended end(ProcessBuilder builder, String input) {
    try {
      Process process = builder.start();
      CompletableFuture<String> out = all(process.getInputStream());
      CompletableFuture<String> err = all(process.getErrorStream());
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The command ended without reading its input, which is its right.
      }
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + builder.command() + " " + err.join());
      }
      return new Ended(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<String> all(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              try (stream) {
                stream.transferTo(bytes);
              } catch (IOException e) {
                // The stream ends with its process.
              }
              text.complete(bytes.toString(StandardCharsets.UTF_8));
            });
    return text;
  }
}
