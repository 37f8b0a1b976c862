package org.tisc.node.web;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A caller over real HTTP: a program, or with {@link #browser} a browser with cookies. */
public final class HttpCaller implements AutoCloseable {
  private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_token\" value=\"([^\"]+)\"");
  private static final Pattern OTHER_TOKEN = Pattern.compile("value=\"([^\"]+)\" name=\"_token\"");

  private final HttpClient client;
  private final String url;
  private final Map<String, String> headers;

  private HttpCaller(HttpClient client, String url, Map<String, String> headers) {
    this.client = client;
    this.url = url;
    this.headers = Map.copyOf(headers);
  }

  /** A program that sends these headers with every request. */
  public static HttpCaller program(String url, Map<String, String> headers) {
    return new HttpCaller(HttpClient.newHttpClient(), url, headers);
  }

  /** A browser that keeps cookies, accepts pages and does not follow redirects by itself. */
  public static HttpCaller browser(String url) {
    HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    return new HttpCaller(client, url, Map.of("Accept", "text/html", "Accept-Language", "en"));
  }

  /** Sends a request with a body as it is; an empty content type sends none. */
  public HttpResponse<String> send(
      String method, String path, String contentType, String body, Map<String, String> more)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    more.forEach(request::header);
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", "", Map.of());
  }

  public HttpResponse<String> postJson(String path, String json)
      throws IOException, InterruptedException {
    return send("POST", path, "application/json", json, Map.of());
  }

  public HttpResponse<String> postForm(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send("POST", path, "application/x-www-form-urlencoded", body, Map.of());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The form token of a page. */
  public static String formToken(HttpResponse<String> page) {
    Matcher matcher = FORM_TOKEN.matcher(page.body());
    if (matcher.find()) {
      return matcher.group(1);
    }
    Matcher other = OTHER_TOKEN.matcher(page.body());
    if (other.find()) {
      return other.group(1);
    }
    throw new AssertionError("the page holds no form token: " + page.body());
  }

  /** The body as JSON. */
  public static JsonNode json(HttpResponse<String> response) {
    return Json.mapper().readTree(response.body());
  }

  @Override
  public void close() {
    client.close();
  }
}
