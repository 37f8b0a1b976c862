package org.tisc.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowClientTest {
  private final CountDownLatch working = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        new TestServer(
            this::declare,
            new WebConfig("127.0.0.1", 0, List.of("Node.Example"), Duration.ofMillis(400), 1));
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  private void declare(Routes routes) {
    routes.add(
        "POST",
        "/api/v1/read",
        Permission.SEARCH,
        "Reads all.",
        e -> Reply.ok(Map.of("bytes", e.body().readAllBytes().length)));
    routes.add(
        "GET",
        "/api/v1/work",
        Permission.PUBLIC,
        "Works long without a byte.",
        e -> {
          working.countDown();
          boolean released = release.await(20, TimeUnit.SECONDS);
          return Reply.ok(Map.of("released", released));
        });
    routes.add("GET", "/api/v1/quick", Permission.PUBLIC, "Answers.", e -> Reply.ok(Map.of()));
  }

  @Test
  void aClientThatSendsNothingIsCutOff() throws Exception {
    assertThat(answer("").length()).isZero();
    assertThat(answer("GET /api/v1/quick HT")).doesNotContain("200 OK");
  }

  @Test
  void aClientThatStopsInsideItsBodyIsCutOffAndTheServerGoesOn() throws Exception {
    String head =
        "POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer STAFF\r\n"
            + "Content-Length: 100\r\n\r\nhalf";
    assertThat(answer(head)).doesNotContain("200 OK").doesNotContain("\tat ");
    assertThat(answer("GET /api/v1/quick HTTP/1.0\r\nHost: node.example\r\n\r\n"))
        .contains("200 OK");
  }

  @Test
  void longWorkIsNoIdleConnectionAndMoreThanTheLimitIsTurnedAway() throws Exception {
    try (HttpCaller caller = server.anonymous();
        Socket busy = connect("GET /api/v1/work HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
      assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
      HttpResponse<String> refused = caller.get("/api/v1/quick");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();

      // Three idle timeouts go by while the handler works.
      assertThat(release.await(1200, TimeUnit.MILLISECONDS)).isFalse();
      release.countDown();
      assertThat(text(busy)).contains("200 OK").contains("\"released\":true");
    }
  }

  private String answer(String message) throws IOException {
    try (Socket socket = connect(message)) {
      return text(socket);
    }
  }

  private Socket connect(String message) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(message.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String text(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
