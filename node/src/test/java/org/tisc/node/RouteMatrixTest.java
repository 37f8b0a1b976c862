package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.node.web.Role;

/**
 * Every route of a real node, asked by every role and by nobody. The routes are those of the node
 * itself, so a new one is asked too; who may ask is what its row of the reference says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteMatrixTest {
  private static final String ANYONE = "anyone";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Role, String> tokens = new HashMap<>();
  private TestHome node;

  @BeforeAll
  void startWithOnePersonPerRole(@TempDir Path folder) throws Exception {
    node = new TestHome(folder.resolve("solo"), "solo");
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(Locale.ROOT);
      node.post("/api/v1/accounts", "{\"name\":\"%s\",\"roles\":[\"%s\"]}".formatted(name, role));
      tokens.put(
          role,
          node.post("/api/v1/accounts/" + name + "/tokens", "{\"label\":\"matrix\"}")
              .path("token")
              .asString());
    }
  }

  @AfterAll
  void stop() {
    http.close();
    node.close();
  }

  private record Row(String method, String path, String permission, Set<String> callers) {}

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String line : node.routes().split("\n")) {
      String[] cells = line.split("\\|");
      if (cells.length > 5 && !cells[1].contains("method") && !cells[1].contains("---")) {
        rows.add(
            new Row(
                cells[1].strip(),
                cells[2].strip().replace("`", "").replaceAll("\\{[^}]*}", "x"),
                cells[3].strip(),
                new TreeSet<>(Arrays.asList(cells[4].strip().split(" ")))));
      }
    }
    return rows;
  }

  private HttpResponse<String> ask(String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theTableHoldsTheRoutesThatItIsMadeFrom() {
    assertThat(rows()).hasSizeGreaterThan(30);
    assertThat(rows()).extracting(Row::path).contains("/api/v1/accounts/x/roles", "/setup", "/");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aRoleReachesItsRoutesAndNoOther(Role role) throws Exception {
    String token = tokens.getOrDefault(role, "");
    for (Row row : rows()) {
      HttpResponse<String> answer = ask(row.method(), row.path(), token);
      boolean may = row.callers().contains(ANYONE) || row.callers().contains(role.name());
      String what = role + " " + row;
      if (may) {
        // What the handler says of an empty form or an unknown x is its own business.
        assertThat(answer.statusCode()).as(what).isNotEqualTo(500);
        assertThat(answer.body())
            .as(what)
            .doesNotContain("\"reason\":\"DENIED\"", "\"reason\":\"UNAUTHENTICATED\"");
      } else {
        assertThat(answer.statusCode()).as(what).isEqualTo(403);
        assertThat(answer.body()).as(what).contains("\"reason\":\"DENIED\"", row.permission());
      }
      assertThat(answer.body()).as(what).doesNotContain("\tat ", "Exception");
      assertHeaders(answer, what);
    }
  }

  @Test
  void nobodyReachesPublicRoutesOnlyAndPostsNothingWithoutAPageOfOurs() throws Exception {
    for (Row row : rows()) {
      HttpResponse<String> answer = ask(row.method(), row.path(), "");
      if (!row.callers().contains(ANYONE)) {
        assertThat(answer.statusCode()).as(row.toString()).isEqualTo(401);
      } else if (row.method().equals("GET")) {
        assertThat(answer.statusCode()).as(row.toString()).isNotIn(401, 403, 500);
      } else {
        assertThat(answer.statusCode()).as(row.toString()).isEqualTo(403);
      }
      assertHeaders(answer, row.toString());
    }
  }

  private static void assertHeaders(HttpResponse<String> answer, String what) {
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .as(what)
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
                + " base-uri 'none'");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(what).contains("nosniff");
    assertThat(answer.headers().firstValue("Server")).as(what).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/accounts/",
        "/api/v1//accounts",
        "//api/v1/accounts",
        "/API/v1/accounts",
        "/api/v1/accounts;x=1",
        "/api/v1/%2e%2e/v1/accounts",
        "/api/v1/accounts%2F",
        "/assets/x/../../api/v1/accounts",
        "/assets/..%2f..%2fapi/v1/accounts",
        "/api/v1/nothing",
        "/admin",
        "/node.yaml"
      })
  void whatIsNotListedIsNotThereForAnybody(String path) throws Exception {
    for (String token : List.of("", tokens.getOrDefault(Role.ADMINISTRATOR, ""))) {
      for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
        HttpResponse<String> answer = ask(method, path, token);
        assertThat(answer.statusCode()).as(method + " " + path).isIn(400, 404, 405, 501);
        assertThat(answer.body()).doesNotContain("matrix", "\tat ");
      }
    }
  }

  @Test
  void noTokenStandsInLogOrStore() throws Exception {
    assertThat(ask("GET", "/api/v1/accounts", tokens.getOrDefault(Role.READER, "")).statusCode())
        .isEqualTo(403);
    String audit = Files.readString(node.home().resolve("audit/audit.log"));
    for (String token : tokens.values()) {
      assertThat(audit).doesNotContain(token);
    }
    assertThat(audit).contains("ACCESS_REFUSED");
  }
}
