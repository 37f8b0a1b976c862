package org.tisc.node.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import tools.jackson.databind.JsonNode;

class WebServerTest {
  private record Echo(String text, int number, Optional<Instant> at) {}

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(WebServerTest::declare);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void declare(Routes routes) {
    for (Permission permission : Permission.values()) {
      routes.add(
          "GET",
          "/api/v1/test/" + permission.name().toLowerCase(Locale.ROOT),
          permission,
          "Needs one permission.",
          exchange -> Reply.ok(Map.of("caller", exchange.caller().name())));
    }
    routes.add(
        "POST", "/api/v1/echo", Permission.SEARCH, "Echoes.", e -> Reply.ok(e.json(Echo.class)));
    routes.add(
        "GET",
        "/api/v1/echo/{key...}",
        Permission.PUBLIC,
        "Echoes the path and parameters.",
        e -> Reply.ok(Map.of("key", e.path("key"), "q", e.parameters("q"))));
    routes.add(
        "GET",
        "/api/v1/fails/{reason}",
        Permission.PUBLIC,
        "Fails.",
        e -> {
          Reason reason = Reason.valueOf(e.path("reason"));
          throw TiscException.invalid(
              reason, "the detail", List.of(new Violation("q", "broken", 3)));
        });
    routes.add(
        "GET",
        "/api/v1/bug",
        Permission.PUBLIC,
        "Has a mistake.",
        e -> {
          throw new IllegalStateException("secret inner text");
        });
    routes.add(
        "GET",
        "/api/v1/header",
        Permission.PUBLIC,
        "Injects a header.",
        e ->
            new Reply.Stream(
                200, "text/plain", Map.of("X-Test", e.parameter("v").orElse("")), out -> {}));
    routes.add(
        "GET",
        "/api/v1/away",
        Permission.PUBLIC,
        "Redirects away.",
        e -> new Reply.Redirect(303, e.parameter("to").orElse("/"), Map.of()));
    routes.add(
        "POST",
        "/api/v1/count",
        Permission.CORPUS_WRITE,
        "Counts bytes.",
        e -> {
          long bytes = 0;
          byte[] block = new byte[8192];
          for (int read = e.body().read(block); read >= 0; read = e.body().read(block)) {
            bytes += read;
          }
          return Reply.ok(Map.of("bytes", bytes));
        });
    routes.add(
        "GET",
        "/api/v1/half",
        Permission.PUBLIC,
        "Breaks in the middle.",
        e ->
            new Reply.Stream(
                200,
                "text/plain",
                Map.of(),
                out -> {
                  out.write(new byte[100_000]);
                  out.flush();
                  if (e.parameter("break").isPresent()) {
                    throw new IllegalStateException("half way");
                  }
                }));
    routes.add("GET", "/search", Permission.SEARCH, "A page.", e -> Reply.ok(Map.of("page", true)));
  }

  @Test
  void everyDeclaredRouteKeepsTheRoleMatrix() throws Exception {
    for (Route route : server.routes().routes()) {
      String path =
          route.path().toString().replace("{reason}", "NOT_FOUND").replaceAll("\\{[^}]*}", "x");
      for (Role role : Role.values()) {
        try (HttpCaller caller = server.with(role.name())) {
          int status = caller.send(route.method(), path, "", "", Map.of()).statusCode();
          boolean may =
              route.permission() == Permission.PUBLIC || route.permission().roles().contains(role);
          assertThat(status == 403).as("%s %s as %s", route.method(), path, role).isEqualTo(!may);
          assertThat(status).isNotEqualTo(401);
        }
      }
      try (HttpCaller nobody = server.anonymous()) {
        int status = nobody.send(route.method(), path, "", "", Map.of()).statusCode();
        boolean open = route.permission() == Permission.PUBLIC;
        assertThat(status == 401).as("%s %s", route.method(), path).isEqualTo(!open);
      }
    }
  }

  @Test
  void everyPermissionButPublicIsHeldBySomebodyAndNoneByAll() {
    for (Permission permission : EnumSet.complementOf(EnumSet.of(Permission.PUBLIC))) {
      assertThat(permission.roles()).as(permission.name()).isNotEmpty();
    }
  }

  @Test
  void theStartShowsWhatTheCallerMayUseAndWhatTheAccountIsFor() throws Exception {
    try (HttpCaller staff = server.with("STAFF");
        HttpCaller auditor = server.with("AUDITOR+SECURITY");
        HttpCaller nobody = HttpCaller.browser(server.url())) {
      assertThat(staff.get("/").body())
          .contains("基础服务", "第四条", "全部文献的检索。", "action=\"/search\"", "工作人员")
          .contains("<li class=\"state good\">", "一切正常 &lt;b&gt;")
          .doesNotContain("审计日志", "不包含检索权限");
      assertThat(auditor.get("/").body())
          .contains("审计员", "安全管理员", "不包含检索权限", "工作人员", "审计日志")
          .doesNotContain("基础服务", "action=\"/search\"");
      assertThat(nobody.get("/").headers().firstValue("Location")).contains("/sign-in?next=%2F");
    }
  }

  @Test
  void theNavigationShowsOnlyWhatTheCallerMayUseUnderTheTiersOfTheGuideline() throws Exception {
    try (HttpCaller reader = server.with("READER");
        HttpCaller auditor = server.with("AUDITOR")) {
      assertThat(auditor.get("/").body())
          .contains("<h2>管理</h2>", "href=\"/audit\"")
          .doesNotContain("基础服务", "href=\"/search\"");
      assertThat(reader.get("/problems/denied").body())
          .contains("<h2>基础服务</h2>", "检索 <small>第四条</small>")
          .doesNotContain("href=\"/audit\"");
    }
  }

  @Test
  void aPlaceIsMarkedOnItsPageAndBelow() {
    NavigationEntry place =
        NavigationEntry.of(Section.BASIC, 4, "/search", Permission.SEARCH, "检索", "Search");
    assertThat(
            List.of("/search", "/search?q=/audit", "/search/x", "/searches", "/").stream()
                .map(place::leadsTo))
        .containsExactly(true, true, true, false, false);
    assertThatThrownBy(() -> NavigationEntry.of(Section.KEY, 2, "/x", Permission.SEARCH, "甲", "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUndeclaredPathIsAProblem404() throws Exception {
    try (HttpCaller caller = server.with("ADMINISTRATOR")) {
      HttpResponse<String> answer = caller.get("/api/v1/nothing");
      assertProblem(answer, 404, "NOT_FOUND");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "GET"})
  void anotherMethodIsAProblem405ThatNamesTheAllowedOnes(String method) throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      HttpResponse<String> answer = caller.send(method, "/api/v1/echo", "", "", Map.of());
      assertProblem(answer, 405, "METHOD_NOT_ALLOWED");
      assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
  }

  @Test
  void aMissingRoleIsAProblem403ThatNamesThePermissionAndIsReported() throws Exception {
    try (HttpCaller caller = server.with("READER")) {
      HttpResponse<String> answer = caller.get("/api/v1/test/audit_read");
      assertProblem(answer, 403, "DENIED");
      assertThat(answer.body()).contains("AUDIT_READ").contains("AUDITOR");
    }
    assertThat(server.refusals()).contains("user GET /api/v1/test/audit_read AUDIT_READ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer nonsense", "Bearer ", "Basic dXNlcjpwdw==", "STAFF", ""})
  void aBadAuthorizationIsAProblem401(String value) throws Exception {
    try (HttpCaller caller = HttpCaller.program(server.url(), Map.of("Authorization", value))) {
      HttpResponse<String> answer = caller.get("/api/v1/test/search");
      assertProblem(answer, 401, "UNAUTHENTICATED");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      if (!value.isEmpty()) {
        assertThat(caller.get("/api/v1/test/public").statusCode()).isEqualTo(401);
      }
    }
  }

  @Test
  void aBrowserWithoutSessionIsSentToTheSignInPage() throws Exception {
    try (HttpCaller browser = HttpCaller.browser(server.url())) {
      HttpResponse<String> answer = browser.get("/search?q=a%20b");
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location"))
          .contains("/sign-in?next=%2Fsearch%3Fq%3Da%2520b");
      assertProblem(browser.get("/api/v1/test/search"), 401, "UNAUTHENTICATED");
    }
  }

  @Test
  void securityHeadersStandOnEveryAnswer() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      for (String path :
          List.of("/api/v1/test/public", "/nothing", "/problems/denied", "/api/v1/bug")) {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
            .contains(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
                    + " base-uri 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Request-Id").orElse("")).hasSize(12);
        assertThat(answer.headers().firstValue("Server")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsToldInBothLanguages(Reason reason) throws Exception {
    for (String language : List.of("zh", "en")) {
      try (HttpCaller caller =
          HttpCaller.program(server.url(), Map.of("Accept-Language", language))) {
        HttpResponse<String> answer = caller.get("/api/v1/fails/" + reason);
        assertProblem(answer, Problems.status(reason), reason.name());
        assertThat(HttpCaller.json(answer).get("title").asString())
            .isEqualTo(new Problems().title(reason, Locale.of(language)));
        boolean ours = reason == Reason.INTERNAL;
        assertThat(HttpCaller.json(answer).has("detail")).isEqualTo(!ours);
        assertThat(HttpCaller.json(answer).has("violations")).isEqualTo(!ours);
        HttpResponse<String> page = caller.get(HttpCaller.json(answer).get("type").asString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(reason.name());
      }
    }
    assertThat(new Problems().title(reason, Locale.CHINESE))
        .isNotEqualTo(new Problems().title(reason, Locale.ENGLISH));
  }

  @Test
  void aMistakeOfOursTellsTheRequestIdOnly() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      HttpResponse<String> answer = caller.get("/api/v1/bug");
      assertProblem(answer, 500, "INTERNAL");
      assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
    }
  }

  @Test
  void languageComesFromTheCookieThenTheHeaderThenIsChinese() throws Exception {
    assertThat(title(Map.of())).isEqualTo("找不到所请求的内容");
    assertThat(title(Map.of("Accept-Language", "fr, en;q=0.5, zh;q=0.1")))
        .isEqualTo("What was asked for is not here");
    assertThat(title(Map.of("Accept-Language", "zh-Hans-CN"))).isEqualTo("找不到所请求的内容");
    assertThat(title(Map.of("Accept-Language", ";;;q=x"))).isEqualTo("找不到所请求的内容");
    assertThat(title(Map.of("Accept-Language", "zh", "Cookie", "tisc-language=en")))
        .isEqualTo("What was asked for is not here");
    assertThat(title(Map.of("Cookie", "tisc-language=xx"))).isEqualTo("找不到所请求的内容");
  }

  private static String title(Map<String, String> headers) throws Exception {
    try (HttpCaller caller = HttpCaller.program(server.url(), headers)) {
      return HttpCaller.json(caller.get("/nothing")).get("title").asString();
    }
  }

  @Test
  void jsonIsReadAndWrittenByTheHouseRules() throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      HttpResponse<String> answer =
          caller.postJson(
              "/api/v1/echo",
              "{\"text\":\"文\",\"unknown\":[1],\"at\":\"2026-03-01T08:00:00+08:00\"}");
      assertThat(answer.body())
          .isEqualTo("{\"text\":\"文\",\"number\":0,\"at\":\"2026-03-01T00:00:00Z\"}");
      assertThat(caller.postJson("/api/v1/echo", "{\"text\":\"a\"}").body())
          .isEqualTo("{\"text\":\"a\",\"number\":0}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"number\":\"many\"}",
        "{\"text\":1,\"text\":2}",
        "{\"text\":\"a\"} {}",
        "{\"at\":\"yesterday\"}",
        "\u0000",
        "{\"text\":\"secret-value\"]"
      })
  void jsonOfAnotherShapeIsAProblem400ThatQuotesNothing(String body) throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      HttpResponse<String> answer = caller.postJson("/api/v1/echo", body);
      assertProblem(answer, 400, "INVALID_ARGUMENT");
      assertThat(answer.body()).doesNotContain("secret-value").doesNotContain("yesterday");
    }
  }

  @Test
  void deeplyNestedJsonIsAProblem400() throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      String deep = "{\"unknown\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
      assertProblem(caller.postJson("/api/v1/echo", deep), 400, "INVALID_ARGUMENT");
    }
  }

  @Test
  void anotherContentTypeThanJsonIsAProblem400() throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      HttpResponse<String> answer =
          caller.send("POST", "/api/v1/echo", "text/plain", "{\"text\":\"a\"}", Map.of());
      assertProblem(answer, 400, "INVALID_ARGUMENT");
    }
  }

  @Test
  void aJsonBodyOverFourMebibytesIsAProblem413() throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      String body = "{\"text\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}";
      assertProblem(caller.postJson("/api/v1/echo", body), 413, "TOO_LARGE");
    }
  }

  @Test
  void aLargeBodyStreamsThroughAHandlerThatBoundsItself() throws Exception {
    try (HttpCaller caller = server.with("STAFF")) {
      HttpResponse<String> answer =
          caller.send(
              "POST", "/api/v1/count", "application/x-ndjson", "x".repeat(20_000_000), Map.of());
      assertThat(HttpCaller.json(answer).get("bytes").asLong()).isEqualTo(20_000_000);
    }
  }

  @Test
  void pathsAndParametersAreDecodedOnceAndStrictly() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      assertThat(caller.get("/api/v1/echo/PATENT:CN:%E4%B8%AD%2F1/b+c?q=a+b&q=%E4%B8%AD").body())
          .isIn(
              "{\"key\":\"PATENT:CN:中/1/b+c\",\"q\":[\"a b\",\"中\"]}",
              "{\"q\":[\"a b\",\"中\"],\"key\":\"PATENT:CN:中/1/b+c\"}");
      assertThat(caller.get("/api/v1/echo/%252e").body()).contains("\"%2e\"");
      assertThat(caller.get("/api/v1/echo/x?q=%ff").statusCode()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../messages_en.properties",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/x",
        "/assets/....//x",
        "/assets/%5c..%5cx",
        "/assets/tisc.css%00",
        "/assets//etc/passwd",
        "/assets/",
        "/assets/..;/x"
      })
  void noPathLeadsOutOfTheAssets(String path) throws Exception {
    RawAnswer answer =
        RawAnswer.of(
            server.port(),
            "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.text()).doesNotContain("problem.reason");
  }

  @Test
  void assetsAreFoundByHashAndKeptForEver() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      HttpResponse<String> page = caller.get("/problems/denied");
      String path =
          page.body().replaceAll("(?s).*href=\"(/assets/tisc\\.[0-9a-f]{12}\\.css)\".*", "$1");
      HttpResponse<String> css = caller.get(path);
      assertThat(css.statusCode()).isEqualTo(200);
      assertThat(css.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
      assertThat(css.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
      assertThat(caller.get("/assets/tisc.css").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aHeaderValueWithLineBreakNeverReachesTheWire() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      HttpResponse<String> answer = caller.get("/api/v1/header?v=a%0d%0aSet-Cookie:%20x=y");
      assertProblem(answer, 500, "INTERNAL");
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(caller.get("/api/v1/header?v=fine").headers().firstValue("X-Test"))
          .contains("fine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example/", "//evil.example", "/%5cevil.example", "/a%0d%0ab"})
  void noRedirectLeadsAway(String to) throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      HttpResponse<String> answer = caller.get("/api/v1/away?to=" + to);
      assertThat(answer.statusCode()).isEqualTo(500);
      HttpResponse<String> language = caller.get("/language?to=en&back=" + to);
      assertThat(language.headers().firstValue("Location")).contains("/");
    }
  }

  @Test
  void theLanguageSwitchSetsACookieScriptsCannotRead() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      HttpResponse<String> answer = caller.get("/language?to=en&back=/search?q=1");
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location")).contains("/search?q=1");
      assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
          .startsWith("tisc-language=en;")
          .contains("HttpOnly");
      assertProblem(caller.get("/language?to=xx"), 400, "INVALID_ARGUMENT");
    }
  }

  @Test
  void anUnknownHostIsRefused() {
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.", "")) {
      assertThat(RawAnswer.get(server.port(), host).status()).as(host).isEqualTo(400);
    }
    for (String host : List.of("localhost", "127.0.0.1:1", "LOCALHOST:80", "[::1]:80")) {
      assertThat(RawAnswer.get(server.port(), host).status()).as(host).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nBad Header\r\n\r\n",
        "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void aMalformedMessageIsRefusedWithoutStackTrace(String message) {
    RawAnswer answer = RawAnswer.of(server.port(), message);
    assertThat(answer.status()).isBetween(400, 505);
    assertThat(answer.text()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void tooLongHeadersAndRequestLinesAreRefusedAsProblems() {
    RawAnswer header =
        RawAnswer.of(
            server.port(),
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(40_000) + "\r\n\r\n");
    assertThat(header.status()).isEqualTo(431);
    assertThat(header.text()).contains("TOO_LARGE").contains("Content-Security-Policy");
    RawAnswer line =
        RawAnswer.of(
            server.port(), "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(line.status()).isIn(414, 431);
  }

  @Test
  void aCookieDoesNotSpeakForAFormOfAnotherSite() throws Exception {
    Map<String, String> cookie = Map.of("Cookie", "tisc-session=STAFF");
    try (HttpCaller caller = HttpCaller.program(server.url(), cookie)) {
      assertProblem(caller.postJson("/api/v1/echo", "{\"text\":\"a\"}"), 403, "DENIED");
      String token = Secrets.formToken("STAFF");
      assertThat(sendToken(caller, token, Map.of())).isEqualTo(200);
      assertThat(sendToken(caller, token, Map.of("Origin", server.url()))).isEqualTo(400);
      assertThat(sendToken(caller, token, Map.of("Origin", "http://evil.example"))).isEqualTo(403);
      assertThat(sendToken(caller, token, Map.of("Origin", "null"))).isEqualTo(403);
      assertThat(sendToken(caller, token, Map.of("Sec-Fetch-Site", "cross-site"))).isEqualTo(403);
      assertThat(sendToken(caller, Secrets.formToken("OTHER"), Map.of())).isEqualTo(403);
      assertThat(sendToken(caller, "", Map.of())).isEqualTo(403);
    }
  }

  private static int sendToken(HttpCaller caller, String token, Map<String, String> more)
      throws Exception {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("X-Form-Token", token);
    String body = more.containsKey("Origin") ? "{" : "{\"text\":\"a\"}";
    return caller.send("POST", "/api/v1/echo", "application/json", body, headers).statusCode();
  }

  @Test
  void aStreamThatBreaksCutsTheConnection() {
    try (HttpCaller caller = server.anonymous()) {
      assertThatThrownBy(() -> caller.get("/api/v1/half?break=1")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void headAnswersWithoutBody() throws Exception {
    try (HttpCaller caller = server.anonymous()) {
      HttpResponse<String> answer = caller.send("HEAD", "/api/v1/test/public", "", "", Map.of());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void manyRequestsAtOnceAreAllAnswered() throws Exception {
    List<Callable<Integer>> requests = new ArrayList<>();
    try (HttpCaller caller = server.with("STAFF");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        String text = "text " + i;
        requests.add(
            () -> {
              HttpResponse<String> answer =
                  caller.postJson("/api/v1/echo", "{\"text\":\"" + text + "\"}");
              return answer.statusCode() == 200 && answer.body().contains(text)
                  ? 200
                  : answer.statusCode() == 429 ? 429 : 0;
            });
      }
      Set<Integer> seen = new HashSet<>();
      for (Future<Integer> request : threads.invokeAll(requests)) {
        seen.add(request.get());
      }
      assertThat(seen).contains(200).isSubsetOf(200, 429);
    }
  }

  @Test
  void anotherAddressThanLoopbackIsRefused() {
    for (String host : List.of("0.0.0.0", "192.0.2.1", "::")) {
      assertThatThrownBy(() -> new TestServer(routes -> {}, WebConfig.of(host, 0)))
          .isInstanceOfSatisfying(
              TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
          .hasMessageContaining("loopback");
    }
  }

  @Test
  void aTakenPortIsToldClearly() {
    assertThatThrownBy(() -> new TestServer(routes -> {}, WebConfig.of("127.0.0.1", server.port())))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
        .hasMessageContaining("cannot listen");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = HttpCaller.json(answer);
    assertThat(problem.get("reason").asString()).isEqualTo(reason);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("type").asString()).startsWith("/problems/");
    assertThat(problem.get("instance").asString())
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElse("none"));
    assertThat(answer.body().getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000);
  }
}
