package org.tisc.node.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Three centres that write to each other. */
class AlertFlowTest {
  private static final String LI = "li=STAFF";
  private static final String WANG = "wang=STAFF+REVIEWER";
  private static final String READER = "zhao=READER";
  private static final String PATH = "/api/v1/alerts";

  @TempDir Path folder;
  private TestRegion region;
  private TestCentre nanjing;
  private TestCentre hangzhou;
  private TestCentre shanghai;

  @BeforeEach
  void open() {
    region = new TestRegion(folder, false, "nanjing", "hangzhou", "shanghai");
    nanjing = region.centre("nanjing");
    hangzhou = region.centre("hangzhou");
    shanghai = region.centre("shanghai");
  }

  @AfterEach
  void close() {
    region.close();
  }

  private String published(ObjectNode file) throws Exception {
    String id = nanjing.post(LI, PATH, file.toString()).path("alertId").asString();
    region.carry();
    return id;
  }

  private List<String> matrix(String id) throws Exception {
    return nanjing
        .get(READER, PATH + "/" + id + "/deliveries")
        .path("deliveries")
        .valueStream()
        .map(line -> line.path("peer").asString() + " " + line.path("state").asString())
        .toList();
  }

  @Test
  void anAlertGoesOutArrivesIsSeenAcknowledgedAndSentBackAndTheSenderSeesIt() throws Exception {
    JsonNode out = nanjing.post(LI, PATH, Files.small("展会风险").toString());
    assertThat(out.path("revision").asLong()).isEqualTo(1);
    assertThat(out.path("feed").asString()).isEqualTo("delta/nanjing");
    assertThat(out.path("sequence").asLong()).isEqualTo(1);
    assertThat(out.path("entryHash").asString()).hasSize(64);
    assertThat(out.path("recipients").valueStream().map(JsonNode::stringValue))
        .containsExactly("hangzhou", "shanghai");
    String id = out.path("alertId").asString();
    assertThat(matrix(id)).containsExactly("hangzhou QUEUED", "shanghai QUEUED");
    region.carry();
    assertThat(matrix(id)).containsExactly("hangzhou STORED", "shanghai STORED");

    assertThat(hangzhou.get(LI, PATH + "?box=in&inbox=new").path("waiting").asLong()).isEqualTo(1);
    hangzhou.get(READER, PATH + "/" + id);
    region.carry();
    assertThat(matrix(id)).as("a reader's look is nobody's").contains("hangzhou STORED");
    hangzhou.get(LI, PATH + "/" + id);
    hangzhou.get(LI, PATH + "/" + id);
    region.carry();
    assertThat(matrix(id)).containsExactly("hangzhou SHOWN", "shanghai STORED");

    hangzhou.post(LI, PATH + "/" + id + "/acknowledge?minutes=15", "");
    hangzhou.post(LI, PATH + "/" + id + "/acknowledge", "");
    shanghai.post(LI, PATH + "/" + id + "/reject", "{\"reason\":\"与本地产业无关\"}");
    region.carry();
    assertThat(matrix(id)).containsExactly("hangzhou ACKNOWLEDGED", "shanghai REJECTED");
    assertThat(
            nanjing
                .get(LI, PATH + "/" + id + "/deliveries")
                .path("deliveries")
                .get(1)
                .path("reason")
                .asString())
        .isEqualTo("与本地产业无关");
    hangzhou.get(LI, PATH + "/" + id);
    region.carry();
    assertThat(matrix(id)).as("looking again takes nothing back").contains("hangzhou ACKNOWLEDGED");
    JsonNode lines = hangzhou.get(LI, "/api/v1/activities");
    assertThat(lines.path("activities").valueStream().map(line -> line.path("what").asString()))
        .containsExactly("alert.acknowledge");
    assertThat(lines.path("counted").path("minutes").asLong()).isEqualTo(15);
  }

  @Test
  void correctionsAndWithdrawalsReachEverybodyAndAskAnew() throws Exception {
    String id = published(Files.small("初稿"));
    hangzhou.post(LI, PATH + "/" + id + "/acknowledge", "");
    region.carry();
    TestCentre.Answer next =
        nanjing.call(LI, "PUT", PATH + "/" + id + "?seen=1", Files.small("更正").toString());
    assertThat(next.status()).isEqualTo(201);
    assertThat(
            nanjing
                .call(LI, "PUT", PATH + "/" + id + "?seen=1", Files.small("晚了").toString())
                .reason())
        .isEqualTo("STALE_REVISION");
    region.carry();
    assertThat(matrix(id)).contains("hangzhou STORED");
    assertThat(hangzhou.get(READER, PATH + "/" + id).path("inbox").path("state").asString())
        .isEqualTo("NEW");
    JsonNode gone = nanjing.post(LI, PATH + "/" + id + "/cancel", "{\"reason\":\"信息有误\"}");
    assertThat(gone.path("revision").asLong()).isEqualTo(3);
    nanjing.post(LI, PATH + "/" + id + "/cancel", "{\"reason\":\"再次\"}");
    region.carry();
    JsonNode card = shanghai.get(READER, PATH + "/" + id);
    assertThat(card.path("state").asString()).isEqualTo("CANCELLED");
    assertThat(card.path("reason").asString()).isEqualTo("信息有误");
    assertThat(card.path("history").size()).isEqualTo(3);
    assertThat(nanjing.call(LI, "PUT", PATH + "/" + id, Files.small("又一次").toString()).reason())
        .isEqualTo("STALE_REVISION");
    assertThat(shanghai.get(READER, PATH + "?state=CANCELLED").path("alerts").size()).isEqualTo(1);
  }

  @Test
  void anUpdateKeepsWhatANewerReleaseWrote() throws Exception {
    String file = Files.small("一").toString().replaceFirst("\\{", "{\"newer\":1.10,");
    String id = nanjing.post(LI, PATH, file).path("alertId").asString();
    nanjing.call(LI, "PUT", PATH + "/" + id, Files.small("二").toString());
    region.carry();
    assertThat(hangzhou.call(LI, "GET", PATH + "/" + id, "").text()).contains("\"newer\":1.10");
  }

  @Test
  void whatIsForSomeGoesToThemAloneInOneAct() throws Exception {
    JsonNode out =
        nanjing.post(LI, PATH, Files.direct("内部", "RED", "hangzhou", "shanghai").toString());
    assertThat(out.path("entries").valueStream().map(entry -> entry.path("feed").asString()))
        .containsExactly("delta/nanjing->hangzhou", "delta/nanjing->shanghai");
    String id = out.path("alertId").asString();
    region.carry();
    assertThat(matrix2(id)).containsExactly("hangzhou STORED", "shanghai STORED");
    assertThat(hangzhou.get(READER, PATH).path("alerts").size()).isZero();
    assertThat(hangzhou.call(READER, "GET", PATH + "/" + id, "").reason()).isEqualTo("NOT_FOUND");
    assertThat(hangzhou.call(READER, "GET", "/alerts/" + id, "").status()).isEqualTo(404);
    assertThat(hangzhou.get(LI, PATH + "/" + id).path("state").asString()).isEqualTo("ACTIVE");

    String one =
        nanjing
            .post(LI, PATH, Files.direct("只给杭州", "AMBER+STRICT", "hangzhou").toString())
            .path("alertId")
            .asString();
    region.carry();
    assertThat(shanghai.call(LI, "GET", PATH + "/" + one, "").status()).isEqualTo(404);
    assertThat(
            nanjing
                .call(LI, "PUT", PATH + "/" + one, Files.direct("换人", "RED", "shanghai").toString())
                .text())
        .contains("audience.peers", "hangzhou");
    nanjing.call(
        LI, "PUT", PATH + "/" + one, Files.direct("加人", "RED", "hangzhou", "shanghai").toString());
    region.carry();
    assertThat(shanghai.get(LI, PATH + "/" + one).path("revision").asLong()).isEqualTo(2);
    region.leaves("hangzhou");
    nanjing.post(LI, PATH + "/" + one + "/cancel?reason=x", "");
    region.carry();
    assertThat(shanghai.get(LI, PATH + "/" + one).path("state").asString()).isEqualTo("CANCELLED");
  }

  private List<String> matrix2(String id) throws Exception {
    return nanjing
        .get(LI, PATH + "/" + id + "/deliveries")
        .path("deliveries")
        .valueStream()
        .map(line -> line.path("peer").asString() + " " + line.path("state").asString())
        .toList();
  }

  @Test
  void whoIsNoMemberOrMarkedTooWideIsRefusedAndNothingGoesOut() throws Exception {
    TestCentre.Answer nobody =
        nanjing.call(LI, "POST", PATH, Files.direct("x", "RED", "hangzhou", "beijing").toString());
    assertThat(nobody.status()).isEqualTo(400);
    assertThat(nobody.text()).contains("audience.peers", "beijing");
    ObjectNode wide = Files.small("x");
    wide.put("tlp", "AMBER+STRICT");
    assertThat(nanjing.call(LI, "POST", PATH, wide.toString()).text())
        .contains("audience.peers", "single members only");
    ObjectNode away = Files.small("x");
    away.withObject("audience").put("network", "other");
    assertThat(nanjing.call(LI, "POST", PATH, away.toString()).reason())
        .isEqualTo("UNKNOWN_NETWORK");
    nanjing.failsWith(Optional.of(Reason.FEED_HEAD_UNKNOWN));
    assertThat(nanjing.call(LI, "POST", PATH, Files.small("x").toString()).reason())
        .isEqualTo("FEED_HEAD_UNKNOWN");
    region.carry();
    JsonNode list = nanjing.get(LI, PATH);
    assertThat(list.path("alerts").size()).isZero();
    assertThat(list.path("drafts").size()).isZero();
    assertThat(nanjing.get(LI, "/api/v1/activities").path("activities").size()).isZero();
  }

  @Test
  void aPreviewSaysWhoWouldGetItByWhichFeedAndSendsNothing() throws Exception {
    JsonNode all = nanjing.post(LI, PATH + "/preview", Files.full().toString());
    assertThat(all.path("recipients").valueStream().map(one -> one.path("feed").asString()))
        .containsExactly("delta/nanjing", "delta/nanjing");
    assertThat(all.path("evidence").get(0).path("held").asBoolean(true)).isFalse();
    JsonNode some =
        nanjing.post(LI, PATH + "/preview", Files.direct("x", "RED", "shanghai").toString());
    assertThat(some.path("recipients").valueStream().map(one -> one.path("feed").asString()))
        .containsExactly("delta/nanjing->shanghai");
    region.carry();
    assertThat(hangzhou.get(LI, PATH).path("alerts").size()).isZero();
    assertThat(
            nanjing
                .post(READER, PATH + "/verify", Files.full().toString())
                .path("valid")
                .asBoolean(false))
        .isTrue();
    assertThat(
            nanjing.call(READER, "POST", PATH + "/verify", "{}").json().path("violations").size())
        .isEqualTo(6);
  }

  @Test
  void draftsAreKeptChangedHandedInGivenBackAndPublished() throws Exception {
    JsonNode kept =
        TestCentre.good(
            nanjing.call(LI, "POST", PATH + "?then=keep", Files.small("草稿").toString()));
    String id = kept.path("alertId").asString();
    assertThat(kept.path("state").asString()).isEqualTo("DRAFT");
    assertThat(nanjing.call(READER, "GET", PATH + "/" + id, "").status()).isEqualTo(404);
    assertThat(nanjing.get(READER, PATH).has("drafts")).isFalse();
    nanjing.call(LI, "PUT", PATH + "/" + id + "?then=review&seen=1", Files.small("二稿").toString());
    assertThat(nanjing.get(LI, PATH + "?state=IN_REVIEW").path("drafts").size()).isEqualTo(1);
    assertThat(nanjing.call("li=REVIEWER", "POST", PATH + "/" + id + "/review", "").reason())
        .as("nobody reviews the own alert")
        .isEqualTo("DENIED");
    assertThat(nanjing.call(WANG, "POST", PATH + "/" + id + "/review?seen=1", "").reason())
        .as("what was looked at is not what stands")
        .isEqualTo("STALE_REVISION");
    nanjing.post(
        WANG, PATH + "/" + id + "/review?seen=2", "{\"verdict\":\"RETURN\",\"reason\":\"缺证据\"}");
    assertThat(nanjing.get(LI, PATH + "/" + id).path("returned").asString()).isEqualTo("缺证据");
    assertThat(nanjing.call(WANG, "POST", PATH + "/" + id + "/review", "").reason())
        .isEqualTo("STALE_REVISION");
    nanjing.call(LI, "POST", PATH + "/" + id + "/publish?then=review", "");
    nanjing.post(WANG, PATH + "/" + id + "/review?seen=3", "");
    region.carry();
    assertThat(hangzhou.get(LI, PATH + "/" + id).path("state").asString()).isEqualTo("ACTIVE");
    assertThat(nanjing.get(LI, PATH).path("drafts").size()).isZero();
    assertThat(
            nanjing
                .get(LI, "/api/v1/activities")
                .path("activities")
                .valueStream()
                .map(line -> line.path("actor").asString() + " " + line.path("what").asString()))
        .containsExactlyInAnyOrder("li alert.publish", "wang alert.review");
    String other =
        TestCentre.good(nanjing.call(LI, "POST", PATH + "?then=keep", Files.small("x").toString()))
            .path("alertId")
            .asString();
    TestCentre.good(nanjing.call(LI, "DELETE", PATH + "/" + other, ""));
    assertThat(nanjing.call(LI, "GET", PATH + "/" + other, "").status()).isEqualTo(404);
  }

  @Test
  void whereReviewIsRequiredOnePersonPublishesNothing() throws Exception {
    try (TestRegion strict =
        new TestRegion(
            java.nio.file.Files.createDirectories(folder.resolve("strict")),
            true,
            "nanjing",
            "hangzhou")) {
      TestCentre centre = strict.centre("nanjing");
      TestCentre.Answer refused = centre.call(WANG, "POST", PATH, Files.small("x").toString());
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.reason()).isEqualTo("REVIEW_NEEDED");
      JsonNode waiting = centre.get(LI, PATH + "?state=IN_REVIEW").path("drafts").get(0);
      String id = waiting.path("alertId").asString();
      assertThat(refused.text()).contains(id);
      strict.carry();
      assertThat(strict.centre("hangzhou").get(LI, PATH).path("alerts").size()).isZero();
      assertThat(centre.call(WANG, "POST", PATH + "/" + id + "/review", "").reason())
          .isEqualTo("DENIED");
      assertThat(centre.call(LI, "POST", PATH + "/" + id + "/review", "").status()).isEqualTo(403);
      centre.post("sun=REVIEWER", PATH + "/" + id + "/review", "");
      strict.carry();
      assertThat(strict.centre("hangzhou").get(LI, PATH).path("alerts").size()).isEqualTo(1);
      assertThat(centre.call(WANG, "PUT", PATH + "/" + id, Files.small("二").toString()).reason())
          .isEqualTo("REVIEW_NEEDED");
      assertThat(centre.get(LI, PATH + "/" + id).path("draft").path("revision").asLong())
          .isEqualTo(2);
      centre.post(WANG, PATH + "/" + id + "/cancel?reason=bad", "");
      strict.carry();
      assertThat(strict.centre("hangzhou").get(LI, PATH + "/" + id).path("state").asString())
          .as("a mistake is taken back at once")
          .isEqualTo("CANCELLED");
      assertThat(centre.get(LI, PATH).path("drafts").size()).isZero();
    }
  }

  @Test
  void exercisesAndTestsAreMarkedAndNeverCount() throws Exception {
    ObjectNode exercise = Files.small("演练内容");
    exercise.put("status", "EXERCISE");
    String id = published(exercise);
    hangzhou.post(LI, PATH + "/" + id + "/acknowledge", "");
    for (TestCentre centre : List.of(nanjing, hangzhou)) {
      assertThat(centre.get(LI, PATH).path("alerts").get(0).path("status").asString())
          .isEqualTo("EXERCISE");
      assertThat(centre.call(LI, "GET", "/alerts", "").text()).contains("alert-unreal\">Exercise");
      assertThat(centre.call(LI, "GET", "/alerts/" + id, "").text())
          .contains("Exercise: not a real warning");
      JsonNode lines = centre.get(LI, "/api/v1/activities");
      assertThat(lines.path("activities").size()).isEqualTo(1);
      assertThat(lines.path("counted").path("activities").asLong()).isZero();
      assertThat(centre.call(LI, "GET", "/activities", "").text()).contains("not counted");
    }
  }

  @Test
  void whatIsHiddenStaysOutOfSightUntilItsOriginSaysSomethingNew() throws Exception {
    String id = published(Files.small("一"));
    hangzhou.post(LI, PATH + "/" + id + "/hide", "");
    assertThat(hangzhou.get(LI, PATH).path("alerts").size()).isZero();
    assertThat(hangzhou.get(LI, PATH + "?state=HIDDEN").path("alerts").size()).isEqualTo(1);
    region.carry();
    assertThat(matrix(id)).contains("hangzhou STORED");
    nanjing.call(LI, "PUT", PATH + "/" + id, Files.small("二").toString());
    region.carry();
    assertThat(hangzhou.get(LI, PATH).path("alerts").size()).isEqualTo(1);
    hangzhou.post(LI, PATH + "/" + id + "/hide", "");
    nanjing.post(LI, PATH + "/" + id + "/cancel?reason=x", "");
    region.carry();
    assertThat(hangzhou.get(LI, PATH).path("alerts").size()).isZero();
    hangzhou.post(LI, PATH + "/" + id + "/unhide", "");
    assertThat(hangzhou.get(LI, PATH).path("alerts").get(0).path("state").asString())
        .isEqualTo("CANCELLED");
  }

  @Test
  void anOwnAlertIsNotAnsweredAndAForeignOneNotChanged() throws Exception {
    String id = published(Files.small("一"));
    for (String act : List.of("acknowledge", "reject?reason=x", "hide")) {
      assertThat(nanjing.call(LI, "POST", PATH + "/" + id + "/" + act, "").reason())
          .isEqualTo("INVALID_ARGUMENT");
    }
    assertThat(hangzhou.call(LI, "POST", PATH + "/" + id + "/cancel?reason=x", "").status())
        .isEqualTo(400);
    assertThat(hangzhou.call(LI, "PUT", PATH + "/" + id, Files.small("x").toString()).status())
        .isIn(400, 404);
    assertThat(hangzhou.call(LI, "GET", PATH + "/" + id + "/deliveries", "").status())
        .isEqualTo(404);
    assertThat(hangzhou.call(LI, "POST", PATH + "/" + id + "/reject", "").text())
        .contains("\"field\":\"reason\"");
    assertThat(hangzhou.call(LI, "POST", PATH + "/" + id + "/acknowledge?seen=7", "").reason())
        .isEqualTo("STALE_REVISION");
  }

  @Test
  void lookingNeverFailsWhereTheOriginCannotBeTold() throws Exception {
    String id = published(Files.small("一"));
    hangzhou.failsWith(Optional.of(Reason.FEED_KEY_MISSING));
    hangzhou.get(LI, PATH + "/" + id);
    assertThat(hangzhou.call(LI, "POST", PATH + "/" + id + "/acknowledge", "").reason())
        .isEqualTo("FEED_KEY_MISSING");
    hangzhou.failsWith(Optional.empty());
    hangzhou.get(LI, PATH + "/" + id);
    region.carry();
    assertThat(matrix(id)).contains("hangzhou SHOWN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state=x", "size=0", "size=201", "cursor=x", "severity=RED", "box=y"})
  void aFilterThatIsNoneIsNamed(String filter) throws Exception {
    assertThat(nanjing.call(LI, "GET", PATH + "?" + filter, "").reason())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(nanjing.call(LI, "GET", "/alerts?" + filter, "").status()).isEqualTo(400);
  }

  @Test
  void theListGoesOnWhereItEnded() throws Exception {
    for (int number = 0; number < 5; number++) {
      region.advance(Duration.ofSeconds(number % 2));
      nanjing.post(LI, PATH, Files.small("第" + number).toString());
    }
    java.util.Set<String> seen = new java.util.HashSet<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page =
          nanjing.get(LI, PATH + "?size=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      page.path("alerts").forEach(alert -> seen.add(alert.path("alertId").asString()));
      cursor = page.path("cursor").asString("");
      pages++;
    } while (!cursor.isEmpty());
    assertThat(seen).hasSize(5);
    assertThat(pages).isEqualTo(3);
    assertThat(nanjing.get(LI, PATH + "?q=%E7%AC%AC3").path("alerts").size()).isEqualTo(1);
  }

  private JsonNode draft(String headline, String sha) throws Exception {
    ObjectNode file = Files.small(headline);
    file.putArray("evidence").addObject().put("name", "proof.txt").put("sha256", sha);
    return nanjing.post(LI, PATH + "?then=keep", file.toString());
  }

  @Test
  void evidenceThatNoDraftNamesIsKeptForSomeDaysAndNoLonger() throws Exception {
    String used = nanjing.post(LI, PATH + "/evidence", "used").path("sha256").asString();
    nanjing.post(LI, PATH + "/evidence", "forgotten");
    String first = draft("一", used).path("alertId").asString();
    String second = draft("二", used).path("alertId").asString();
    region.advance(EvidenceFiles.WAITS.minusSeconds(1));
    nanjing.releaseForgotten();
    assertThat(nanjing.kept()).isEqualTo(2);
    region.advance(Duration.ofSeconds(2));
    nanjing.releaseForgotten();
    assertThat(nanjing.kept()).as("what drafts name stays").isEqualTo(1);
    nanjing.call(LI, "DELETE", PATH + "/" + first, "");
    assertThat(nanjing.kept()).as("the other draft names it").isEqualTo(1);
    nanjing.call(LI, "DELETE", PATH + "/" + second, "");
    assertThat(nanjing.kept()).isZero();
  }

  @Test
  void evidenceGoesAlongIsFetchedAndComesAsAFileOnly() throws Exception {
    String sha =
        nanjing.post(LI, PATH + "/evidence", "<html>proof</html>").path("sha256").asString();
    assertThat(nanjing.kept()).isEqualTo(1);
    ObjectNode file = Files.small("有证据");
    var list = file.putArray("evidence");
    list.addObject().put("name", "proof.html").put("sha256", sha);
    list.addObject().put("name", "elsewhere.pdf").put("sha256", "ab".repeat(32));
    JsonNode held = nanjing.post(LI, PATH + "/preview", file.toString()).path("evidence");
    assertThat(held.valueStream().map(one -> one.path("held").asBoolean()))
        .containsExactly(true, false);
    String id = published(file);
    assertThat(nanjing.kept()).as("the entry names it now").isZero();
    HttpResponse<String> got =
        hangzhou
            .http()
            .send(
                hangzhou.request(READER, PATH + "/" + id + "/evidence/" + sha).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(got.body()).isEqualTo("<html>proof</html>");
    assertThat(got.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(got.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
    assertThat(
            hangzhou
                .call(READER, "GET", PATH + "/" + id + "/evidence/" + "ab".repeat(32), "")
                .reason())
        .isEqualTo("NOT_FOUND");
    assertThat(
            hangzhou
                .call(READER, "GET", PATH + "/" + id + "/evidence/" + "cd".repeat(32), "")
                .reason())
        .as("what the alert does not name")
        .isEqualTo("NOT_FOUND");
    assertThat(hangzhou.call(READER, "GET", "/alerts/" + id, "").text()).contains("proof.html");
  }

  @Test
  void theMatrixIsToldLive() throws Exception {
    String id = nanjing.post(LI, PATH, Files.small("一").toString()).path("alertId").asString();
    HttpResponse<java.io.InputStream> stream =
        nanjing
            .http()
            .send(
                nanjing.request(LI, PATH + "/" + id + "/deliveries/stream").GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.headers().firstValue("Content-Type"))
        .contains("text/event-stream; charset=utf-8");
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(event(events)).contains("\"peer\":\"hangzhou\",\"state\":\"QUEUED\"");
      region.carry();
      assertThat(event(events)).contains("\"peer\":\"hangzhou\",\"state\":\"STORED\"");
      hangzhou.post(LI, PATH + "/" + id + "/acknowledge", "");
      region.carry();
      assertThat(event(events)).contains("\"peer\":\"hangzhou\",\"state\":\"ACKNOWLEDGED\"");
      assertThat(nanjing.listeners()).isEqualTo(1);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              nanjing.changed();
              // The end of a reader is noticed when something is sent.
              hangzhou.post(LI, PATH + "/" + id + "/reject?reason=" + System.nanoTime(), "");
              region.carry();
              return nanjing.listeners() == 0;
            });
  }

  private static String event(BufferedReader events) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                for (String line = events.readLine(); line != null; line = events.readLine()) {
                  if (line.startsWith("data: ")) {
                    return line;
                  }
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
              throw new AssertionError("the stream ended");
            })
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void thePagesDoWhatTheirButtonsSay() throws Exception {
    TestCentre.Answer preview =
        nanjing.form(LI, "/alerts/new", "act=preview&" + form("网页撰写", "2026-06-01T00:00"));
    assertThat(preview.status()).isEqualTo(200);
    assertThat(preview.text()).contains("2 centres would get it", "delta/nanjing", "网页撰写");
    TestCentre.Answer wrong =
        nanjing.form(LI, "/alerts/new", "act=publish&" + form("网页撰写", "yesterday"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("<code>expires</code>", "网页撰写");
    TestCentre.Answer sent =
        nanjing.form(LI, "/alerts/new", "act=publish&" + form("网页撰写", "2026-06-01T00:00"));
    assertThat(sent.status()).isEqualTo(303);
    String place = sent.text().substring(0, sent.text().indexOf('?'));
    region.carry();
    String answer = place + "/answer?network=delta";
    assertThat(hangzhou.call(LI, "GET", place, "").text())
        .contains("网页撰写", "value=\"acknowledge\"");
    assertThat(hangzhou.form(LI, answer, "act=acknowledge&seen=1").text())
        .contains("done=acknowledge");
    region.carry();
    assertThat(nanjing.call(LI, "GET", place + "?network=delta", "").text())
        .contains("data-state=\"ACKNOWLEDGED\"", "data-stream=");
    assertThat(nanjing.call(LI, "GET", place + "/edit", "").text()).contains("网页撰写");
    assertThat(
            nanjing
                .form(LI, place + "/edit", "act=publish&seen=1&" + form("第二版", "2026-06-01T00:00"))
                .status())
        .isEqualTo(303);
    assertThat(nanjing.form(LI, place + "/write", "act=cancel").status()).isEqualTo(400);
    assertThat(nanjing.form(LI, place + "/write", "act=cancel&reason=x").status()).isEqualTo(303);
    region.carry();
    assertThat(hangzhou.call(LI, "GET", place, "").text()).contains("Withdrawn");
    assertThat(hangzhou.form(LI, answer, "act=nothing").status()).isEqualTo(400);
    assertThat(hangzhou.call(READER, "GET", place, "").text())
        .doesNotContain("value=\"acknowledge\"");
  }

  private static String form(String headline, String expires) {
    return "headline.zh="
        + java.net.URLEncoder.encode(headline, StandardCharsets.UTF_8)
        + "&severity=MODERATE&urgency=EXPECTED&certainty=LIKELY&status=ACTUAL&tlp=AMBER"
        + "&article=8.1&network=delta&expires="
        + expires;
  }
}
