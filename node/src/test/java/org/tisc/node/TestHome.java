package org.tisc.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/** A real node on free ports over a folder of the test, asked over HTTP by its administrator. */
final class TestHome implements AutoCloseable {
  private final Path home;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Node node;

  TestHome(Path home, String id) throws IOException {
    this(home, id, "");
  }

  /** A node with more lines in the section {@code grpc}. */
  TestHome(Path home, String id, String grpc) throws IOException {
    this.home = home;
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("node.yaml"),
        """
        node:
          id: %s
          name_zh: 示例中心
          name_en: Sample centre
          region: "110000"
        http:
          bind: 127.0.0.1:0
        grpc:
          bind: 127.0.0.1:0
        %s
        """
            .formatted(id, grpc.indent(2).stripTrailing()));
    SecretFile.create(home.resolve("admin.token"));
    node = Node.start(ConfigReader.read(home), "0.0-test");
  }

  private TestHome(Path home) {
    this.home = home;
    node = Node.start(ConfigReader.read(home), "0.0-test");
  }

  /** A node over a home folder that is there. */
  static TestHome at(Path home) {
    return new TestHome(home);
  }

  /** POST that answers with a stream, which the caller closes; only good answers come back. */
  InputStream stream(String path, String body) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            request("POST", path, "application/json", body),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      response.body().close();
      throw new IOException("status " + response.statusCode());
    }
    return response.body();
  }

  Path home() {
    return home;
  }

  /** The local administrator's token. */
  String adminToken() throws IOException {
    return Files.readString(home.resolve("admin.token")).strip();
  }

  int grpcPort() {
    return node.grpcPort();
  }

  String url() {
    return "http://127.0.0.1:" + node.httpPort();
  }

  String routes() {
    return node.routes();
  }

  void stop() {
    node.close();
  }

  void start() {
    node = Node.start(ConfigReader.read(home), "0.0-test");
  }

  /**
   * An answer with its status.
   *
   * @param location where a redirect leads, else empty
   */
  record Answer(int status, String text, String location) {
    JsonNode json() {
      return Json.read(text, JsonNode.class);
    }
  }

  Answer call(String method, String path, String body) throws IOException, InterruptedException {
    return call(method, path, "application/json", body);
  }

  /** Posts a form of a page. */
  Answer form(String path, String fields) throws IOException, InterruptedException {
    return call("POST", path, "application/x-www-form-urlencoded", fields);
  }

  private Answer call(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request(method, path, type, body),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(
        response.statusCode(),
        response.body(),
        response.headers().firstValue("Location").orElse(""));
  }

  private HttpRequest request(String method, String path, String type, String body)
      throws IOException {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + path))
        .header("Authorization", "Bearer " + adminToken())
        .header("Content-Type", type)
        .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
        .build();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return good(call("GET", path, ""));
  }

  JsonNode post(String path, String body) throws IOException, InterruptedException {
    return good(call("POST", path, body));
  }

  private static JsonNode good(Answer answer) {
    if (answer.status >= 300) {
      throw new AssertionError(answer.status + " " + answer.text);
    }
    return answer.json();
  }

  /** Imports a file and returns the job when it has ended. */
  JsonNode importFile(String collection, String file, List<String> lines)
      throws IOException, InterruptedException {
    String job =
        post(
                "/api/v1/collections/" + collection + "/import?format=auto&file=" + file,
                String.join("\n", lines))
            .path("job")
            .asString();
    return awaitJob(job);
  }

  JsonNode awaitJob(String job) {
    return Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(30))
        .until(
            () -> get("/api/v1/jobs/" + job),
            view -> List.of("DONE", "FAILED", "CANCELLED").contains(view.path("state").asString()));
  }

  static String patent(String number, String title) {
    return """
    {"schema":"tisc.document/1","kind":"PATENT","office":"CN","number":"%s","kindCode":"A","titles":{"zh":"%s"}}\
    """
        .formatted(number, title);
  }

  @Override
  public void close() {
    node.close();
  }
}
