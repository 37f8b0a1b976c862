package org.tisc.deploy.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A demo region started for a measurement, asked over HTTP as any client would. */
final class Region implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONGEST_START = Duration.ofMinutes(60);

  private final String launcher;
  private final Path home;
  private final JsonNode nodes;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Region(String launcher, Path home, JsonNode nodes) {
    this.launcher = launcher;
    this.home = home;
    this.nodes = nodes;
  }

  /** Starts a region of some nodes over generated documents. */
  static Region start(String launcher, Path home, int nodes, long documents, int basePort)
      throws IOException {
    JsonNode answer =
        run(
            List.of(
                launcher,
                "demo",
                "--json",
                "--nodes",
                String.valueOf(nodes),
                "--documents",
                String.valueOf(documents),
                "--home",
                home.toString(),
                "--base-port",
                String.valueOf(basePort)));
    return new Region(launcher, home, answer.path("nodes"));
  }

  private static JsonNode run(List<String> command) throws IOException {
    Path out = Files.createTempFile("tisc-bench", ".json");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    boolean ended;
    try {
      ended = process.waitFor(LONGEST_START);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      ended = false;
    }
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("This command failed: " + String.join(" ", command));
    }
    try {
      return JSON.readTree(Files.readString(out));
    } finally {
      Files.delete(out);
    }
  }

  /** What the first node answers, and how long it took to arrive. */
  Timed search(String query, int size) throws IOException, InterruptedException {
    JsonNode node = nodes.get(0);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    node.path("url").asString().replaceAll("/$", "")
                        + "/api/v1/search?size="
                        + size
                        + "&q="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
            .header("Authorization", "Bearer " + node.path("token").asString())
            .build();
    long start = System.nanoTime();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] bytes = body.readAllBytes();
      long nanos = System.nanoTime() - start;
      if (response.statusCode() != 200) {
        throw new IOException(
            "HTTP " + response.statusCode() + ": " + new String(bytes, StandardCharsets.UTF_8));
      }
      return new Timed(nanos, JSON.readTree(bytes));
    }
  }

  /**
   * CPU time that all processes of the region have used, in clock ticks of 10 ms (proc(5), stat).
   */
  long cpuTicks() throws IOException {
    long ticks = 0;
    for (JsonNode node : nodes) {
      String stat =
          Files.readString(Path.of("/proc", String.valueOf(node.path("pid").asLong()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks;
  }

  @Override
  public void close() throws IOException {
    run(List.of(launcher, "demo", "--stop", "--json", "--home", home.toString()));
  }

  /** One answer. */
  record Timed(long nanos, JsonNode answer) {
    /** Keys and scores in order: what two exact answers share bit for bit. */
    List<String> ranking() {
      List<String> ranking = new ArrayList<>();
      for (JsonNode hit : answer.path("hits")) {
        ranking.add(hit.path("key").asString() + " " + hit.path("score").asString());
      }
      return ranking;
    }
  }
}
