package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One node that runs as a process: asked over HTTP, hurt by signals. May be used by many threads.
 */
public final class ProcessNode {
  /** A start on a busy machine; ready nodes are told at once. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final String id;
  private final Path home;
  private final String url;
  private final Map<String, String> environment;
  private volatile long pid;

  public ProcessNode(String id, Path home, String url, long pid, Map<String, String> environment) {
    this.id = id;
    this.home = home;
    this.url = url;
    this.pid = pid;
    this.environment = environment;
  }

  /** An answer over HTTP. */
  public record Answer(int status, String contentType, String text) {
    /** The body as JSON. */
    public JsonNode json() {
      return JSON.readTree(text);
    }

    /** Asserts that this is a problem as RFC 9457 wants it, and returns its reason. */
    public String reason() {
      assertThat(contentType).as(text).startsWith("application/problem+json");
      assertThat(json().path("title").asString("")).isNotBlank();
      assertThat(json().path("status").asInt()).isEqualTo(status);
      return json().path("reason").asString("");
    }
  }

  public String id() {
    return id;
  }

  public Path home() {
    return home;
  }

  public String url() {
    return url;
  }

  public long pid() {
    return pid;
  }

  /** What its processes find in their environment. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The local administrator's token. */
  String token() {
    try {
      return Files.readString(home.resolve("admin.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request as the administrator. */
  public Answer ask(String method, String path, String body) {
    return ask(method, path, body, token());
  }

  /** A request with this token; none where it is empty. A body that is JSON says so. */
  Answer ask(String method, String path, String body, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LONGEST_CALL)
            .header("Accept", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body.startsWith("{")) {
      request.header("Content-Type", "application/json");
    }
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** GET as the administrator that must succeed. */
  public JsonNode get(String path) {
    return good(ask("GET", path, ""));
  }

  /** POST as the administrator that must succeed. */
  public JsonNode post(String path, String body) {
    return good(ask("POST", path, body));
  }

  private static JsonNode good(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
    return answer.json();
  }

  /** A search of at most so many hits. */
  JsonNode search(String query, String scope, String collection, int size, int timeoutMillis) {
    return get(
        "/api/v1/search?q="
            + encoded(query)
            + "&scope="
            + encoded(scope)
            + (collection.isEmpty() ? "" : "&collection=" + collection)
            + "&size="
            + size
            + "&timeoutMillis="
            + timeoutMillis);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Makes a collection of patents. */
  void collection(String name, String share) {
    post(
        "/api/v1/collections",
        "{\"collection\":\"%s\",\"kind\":\"PATENT\",\"share\":\"%s\"}".formatted(name, share));
  }

  /** Documents in one collection. */
  long documents(String collection) {
    return get("/api/v1/collections")
        .path("collections")
        .valueStream()
        .filter(one -> one.path("collection").asString("").equals(collection))
        .mapToLong(one -> one.path("documents").asLong())
        .sum();
  }

  /** Sends bytes for import and returns the job as it was begun. */
  JsonNode upload(String collection, String file, String format, Path content) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      url
                          + "/api/v1/collections/"
                          + collection
                          + "/import?format="
                          + format
                          + "&file="
                          + encoded(file)))
              .header("Authorization", "Bearer " + token())
              .header("Content-Type", "application/octet-stream")
              .timeout(LONGEST_CALL)
              .POST(BodyPublishers.ofFile(content))
              .build();
      var response = HTTP.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until a job is as wanted, and returns it. */
  JsonNode job(JsonNode begun, Predicate<JsonNode> wanted) {
    String path = "/api/v1/jobs/" + begun.path("job").asString("");
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(30))
        .until(() -> get(path), wanted);
  }

  /** Imports a file and returns its report. */
  JsonNode load(String collection, Path file) {
    JsonNode job =
        job(
            upload(collection, String.valueOf(file.getFileName()), "auto", file),
            ProcessNode::isOver);
    assertThat(job.path("state").asString("")).as(job.toString()).isEqualTo("DONE");
    return job.path("result");
  }

  /** Whether a job will not change any more. */
  static boolean isOver(JsonNode job) {
    return !List.of("QUEUED", "RUNNING").contains(job.path("state").asString(""));
  }

  /** Whether the node says that it is ready. */
  public boolean ready() {
    try {
      Answer answer = ask("GET", "/api/v1/status", "");
      return answer.status() == 200 && answer.json().path("ready").asBoolean(false);
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Sends a signal to the process. */
  public void signal(String name) {
    TiscProcess.Ended ended =
        TiscProcess.end(new ProcessBuilder("kill", "-" + name, Long.toString(pid)), "");
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  /** Kills with signal 9 and waits until the process is gone. */
  public void kill() {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    signal("KILL");
    process.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
  }

  /**
   * Starts the node with {@code tisc serve}; returns in the moment when it says that it is ready.
   */
  public void serve() {
    serve(Map.of());
  }

  /** The same with more in its environment. */
  public void serve(Map<String, String> more) {
    ProcessBuilder builder =
        TiscProcess.builder(environment, List.of("serve", "--home", home.toString()));
    builder.environment().put("TISC_JAVA_OPTIONS", "-Xmx512m");
    builder.environment().putAll(more);
    serve(builder);
  }

  /** The same by another command that serves this node. */
  public void serve(ProcessBuilder builder) {
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(home.resolve("log").resolve("process.log").toFile()));
    try {
      Files.createDirectories(home.resolve("log"));
      Process process = builder.start();
      pid = process.pid();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                assertThat(process.isAlive()).as("%s ended while it started", id).isTrue();
                return ready();
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process, gently first. */
  public void stop() {
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              process.destroy();
              try {
                process.onExit().get(20, java.util.concurrent.TimeUnit.SECONDS);
              } catch (Exception e) {
                process.destroyForcibly();
              }
            });
  }
}
