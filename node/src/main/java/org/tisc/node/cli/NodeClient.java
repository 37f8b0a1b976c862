package org.tisc.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks to one node over HTTP. Every method blocks; calls end after the time they are given, file
 * transfers after as long as bytes flow. A problem that the node answers with is raised as {@link
 * Problem}; a node that does not answer as {@code UNAVAILABLE} or {@code TIMED_OUT}. May be used by
 * many threads. Close it when done.
 */
public final class NodeClient implements AutoCloseable {
  /** Longest answer that is read as JSON. */
  private static final int LONGEST_ANSWER_BYTES = 64 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(90);
  private static final JsonMapper JSON = new JsonMapper();

  private final NodeAddress address;
  private final Locale language;
  private final HttpClient http;

  /**
   * A client.
   *
   * @param language of texts that the node chooses, such as titles of problems
   */
  public NodeClient(NodeAddress address, Locale language) {
    this.address = address;
    this.language = language;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    address.pin().map(PinnedCertificate::trusting).ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** A path with query: parameters without value are left out, all are encoded. */
  public static String path(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getValue().isEmpty())
            .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** One segment of a path, encoded. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** GET that answers with an object. */
  public ObjectNode get(String path) {
    return object(request(path).GET());
  }

  /** POST of an object. */
  public ObjectNode post(String path, Object body) {
    return object(request(path).header("Content-Type", "application/json").POST(json(body)));
  }

  /** PUT of an object. */
  public ObjectNode put(String path, Object body) {
    return object(request(path).header("Content-Type", "application/json").PUT(json(body)));
  }

  /** POST or PUT of JSON as its exact text. */
  public ObjectNode send(String method, String path, byte[] json) {
    return object(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(json)));
  }

  /** DELETE; an empty object where the node answers without body. */
  public ObjectNode delete(String path) {
    return object(request(path).DELETE());
  }

  /** POST of a stream of unknown length, which is read once and closed. */
  public ObjectNode upload(String path, InputStream body) {
    try (InputStream content = body) {
      return object(
          unbounded(path)
              .header("Content-Type", "application/octet-stream")
              .POST(BodyPublishers.ofInputStream(() -> content)));
    } catch (IOException e) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "cannot read the file: " + e.getMessage(), e);
    }
  }

  /** GET that answers with a stream, which the caller closes. */
  public InputStream download(String path) {
    return stream(unbounded(path).GET().build());
  }

  /** POST of an object that answers with a stream, which the caller closes. */
  public InputStream download(String path, Object body) {
    return stream(
        unbounded(path).header("Content-Type", "application/json").POST(json(body)).build());
  }

  private InputStream stream(HttpRequest request) {
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      throw problem(response.statusCode(), body.readNBytes(LONGEST_ANSWER_BYTES));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private ObjectNode object(HttpRequest.Builder request) {
    HttpResponse<byte[]> response =
        send(
            request.build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER_BYTES));
    if (response.statusCode() / 100 != 2) {
      throw problem(response.statusCode(), response.body());
    }
    if (response.body().length == 0) {
      return JSON.createObjectNode();
    }
    return parsed(response.body())
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.INCOMPATIBLE, address + " answered something else than a JSON object"));
  }

  private RuntimeException problem(int status, byte[] body) {
    Optional<ObjectNode> json = parsed(body);
    JsonNode wrapped = json.<JsonNode>map(object -> object.path("problem")).orElse(JSON.nullNode());
    if (wrapped instanceof ObjectNode problem) {
      return new Problem(problem);
    }
    return json.filter(object -> object.has("reason"))
        .<RuntimeException>map(Problem::new)
        .orElseGet(
            () ->
                new TiscException(
                    Reason.INCOMPATIBLE,
                    address + " answered with status " + status + " and is perhaps not a node"));
  }

  private static Optional<ObjectNode> parsed(byte[] body) {
    try {
      return JSON.readTree(body) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw unreachable(e);
    } catch (HttpTimeoutException e) {
      throw new TiscException(
          Reason.TIMED_OUT, address + " did not answer within " + CALL.toSeconds() + " s", e);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "interrupted", e);
    }
  }

  private TiscException unreachable(IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new TiscException(
        Reason.UNAVAILABLE,
        e instanceof ConnectException
            ? "no node answers at " + address + "; it is started by: tisc serve"
            : "lost the connection to " + address + ": " + why,
        e);
  }

  private HttpRequest.Builder request(String path) {
    return unbounded(path).timeout(CALL);
  }

  private HttpRequest.Builder unbounded(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.url() + path))
            .header("Accept-Language", language.getLanguage())
            .header("Accept", "application/json, application/problem+json, */*;q=0.1");
    if (!address.token().isEmpty()) {
      request.header("Authorization", "Bearer " + address.token());
    }
    return request;
  }

  private static BodyPublisher json(Object body) {
    return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
