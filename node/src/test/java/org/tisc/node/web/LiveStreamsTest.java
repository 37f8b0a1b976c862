package org.tisc.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger state = new AtomicInteger();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<BufferedReader> open = new ArrayList<>();
  private LiveStreams streams =
      new LiveStreams(new LiveStreams.Limits(3, 2, LONG, Duration.ofMillis(1), LONG));
  private TestServer server;

  @BeforeEach
  void start() {
    serve(Duration.ofSeconds(30));
  }

  private void serve(Duration idle) {
    server =
        new TestServer(
            routes ->
                routes.add(
                    "GET",
                    "/live",
                    Permission.SEARCH,
                    "A number that changes.",
                    exchange ->
                        streams.open(
                            exchange,
                            new LiveState(
                                "number",
                                () -> Map.of("now", state.get(), "fill", "x".repeat(fill)),
                                wake -> {
                                  listeners.add(wake);
                                  return () -> listeners.remove(wake);
                                }))),
            new WebConfig("127.0.0.1", 0, List.of(), idle, 64));
  }

  private int fill;

  @AfterEach
  void stop() throws IOException {
    streams.close();
    for (BufferedReader each : open) {
      each.close();
    }
    server.close();
    http.shutdownNow();
  }

  private void change() {
    state.incrementAndGet();
    listeners.forEach(Runnable::run);
  }

  private HttpResponse<InputStream> ask(String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/live"))
            .header("Authorization", "Bearer " + token)
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private BufferedReader reader() throws Exception {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(ask("STAFF").body(), StandardCharsets.UTF_8));
    open.add(reader);
    return reader;
  }

  private static String line(BufferedReader reader) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return String.valueOf(reader.readLine());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .get(30, TimeUnit.SECONDS);
  }

  private static String data(BufferedReader reader) throws Exception {
    String line = line(reader);
    while (!line.startsWith("data: ")) {
      line = line(reader);
    }
    return line;
  }

  @Test
  void theStateIsToldAtOnceAndAfterEveryChange() throws Exception {
    BufferedReader reader = reader();
    assertThat(line(reader)).isEqualTo("event: number");
    assertThat(line(reader)).contains("\"now\":0");
    change();
    assertThat(data(reader)).contains("\"now\":1");
    listeners.forEach(Runnable::run);
    change();
    assertThat(data(reader)).as("the same state is not told twice").contains("\"now\":2");
  }

  @Test
  void aCallerAndTheNodeHaveSoManyStreamsAtMost() throws Exception {
    data(reader());
    BufferedReader second = reader();
    data(second);
    HttpResponse<InputStream> third = ask("STAFF");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(new String(third.body().readAllBytes(), StandardCharsets.UTF_8)).contains("BUSY");
    second.close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              change();
              return streams.size() == 1;
            });
    data(reader());
  }

  @Test
  void silenceIsBrokenByAHeartBeat() throws Exception {
    streams =
        new LiveStreams(
            new LiveStreams.Limits(3, 2, Duration.ofMillis(50), Duration.ofMillis(1), LONG));
    BufferedReader reader = reader();
    data(reader);
    assertThat(line(reader)).isEmpty();
    assertThat(line(reader)).isEqualTo(":");
  }

  @Test
  void anOldStreamEndsAndItsPlaceIsFree() throws Exception {
    streams =
        new LiveStreams(
            new LiveStreams.Limits(
                3, 1, Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofMillis(200)));
    BufferedReader reader = reader();
    data(reader);
    String last = line(reader);
    while (!last.equals("null")) {
      last = line(reader);
    }
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> streams.size() == 0);
    assertThat(listeners).isEmpty();
    data(reader());
  }

  @Test
  void stoppingEndsAllStreamsInOrderAndOpensNoMore() throws Exception {
    BufferedReader reader = reader();
    data(reader);
    streams.close();
    String last = line(reader);
    while (!last.equals("null")) {
      last = line(reader);
    }
    assertThat(ask("STAFF").statusCode()).isEqualTo(503);
  }

  @Test
  void whoReadsNothingHoldsNothingUpAndIsCutOff() throws Exception {
    server.close();
    fill = 1 << 20;
    serve(Duration.ofMillis(500));
    try (Socket deaf = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      deaf.setReceiveBufferSize(4096);
      deaf.getOutputStream()
          .write(
              ("GET /live HTTP/1.1\r\nHost: 127.0.0.1:"
                      + server.port()
                      + "\r\nAuthorization: Bearer STAFF\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> streams.size() == 1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                change();
                return streams.size() == 0;
              });
    }
    assertThat(listeners).isEmpty();
  }

  @Test
  void whoMayNotSeeItOpensNothing() throws Exception {
    assertThat(ask("AUDITOR").statusCode()).isEqualTo(403);
    assertThat(streams.size()).isZero();
  }
}
