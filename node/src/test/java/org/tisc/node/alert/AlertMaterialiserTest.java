package org.tisc.node.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What other centres hand over: in any order, twice, and with bad intent. */
class AlertMaterialiserTest {
  private static final PeerId ORIGIN = new PeerId(TestRegion.NETWORK, new NodeId("hangzhou"));
  private static final String ID = "hangzhou.01jn8000000000000000000000";
  private static final String READER = "li=STAFF";

  @TempDir Path folder;
  private TestRegion region;
  private TestCentre nanjing;

  @BeforeEach
  void open() {
    region = new TestRegion(folder, false, "nanjing", "hangzhou");
    nanjing = region.centre("nanjing");
  }

  @AfterEach
  void close() {
    region.close();
  }

  private static EntryDraft draft(FeedId feed, String record, long revision, ByteString body) {
    return new EntryDraft(
        feed, AlertBody.KIND, record, revision, Tlp.AMBER, false, body, List.of(), List.of());
  }

  private StoredEntry entry(long revision, MessageType message, String content) {
    AlertBody body =
        new AlertBody(
            ID,
            revision,
            message,
            region.now().plus(Duration.ofMinutes(revision)),
            message == MessageType.CANCEL ? Optional.of("误报") : Optional.empty(),
            content);
    return TestEntries.of(
        draft(FeedId.toNetwork(ORIGIN), ID, revision, body.bytes()), revision, region.now());
  }

  private JsonNode card() throws Exception {
    return nanjing.get("reader=READER", "/api/v1/alerts/" + ID);
  }

  @Test
  void whateverTheOrderTheNewestRevisionDecidesAndTheHistoryIsWhole() throws Exception {
    List<StoredEntry> all =
        new ArrayList<>(
            List.of(
                entry(1, MessageType.ALERT, Files.small("一").toString()),
                entry(2, MessageType.UPDATE, Files.small("二").toString()),
                entry(3, MessageType.UPDATE, Files.small("三").toString()),
                entry(4, MessageType.CANCEL, Files.small("三").toString())));
    for (int shift = 0; shift < 4; shift++) {
      for (int turn = 0; turn < 2; turn++) {
        try (TestRegion other =
            new TestRegion(
                java.nio.file.Files.createDirectories(folder.resolve(shift + "-" + turn)),
                false,
                "nanjing",
                "hangzhou")) {
          TestCentre reader = other.centre("nanjing");
          List<StoredEntry> order = new ArrayList<>(all);
          Collections.rotate(order, shift);
          if (turn == 1) {
            Collections.reverse(order);
          }
          order.forEach(reader::receive);
          order.forEach(reader::receive);
          JsonNode card = reader.get("reader=READER", "/api/v1/alerts/" + ID);
          assertThat(reader.quarantined()).isEmpty();
          assertThat(card.path("state").asString()).isEqualTo("CANCELLED");
          assertThat(card.path("reason").asString()).isEqualTo("误报");
          assertThat(card.path("revision").asLong()).isEqualTo(4);
          assertThat(card.path("history").valueStream().map(past -> past.path("state").asString()))
              .containsExactly("CANCELLED", "SUPERSEDED", "SUPERSEDED", "SUPERSEDED");
        }
      }
    }
  }

  @Test
  void aWithdrawalOfSomethingUnknownIsACardAndALateOlderRevisionDoesNotRaiseIt() throws Exception {
    nanjing.receive(entry(2, MessageType.CANCEL, Files.small("误报").toString()));
    assertThat(card().path("state").asString()).isEqualTo("CANCELLED");
    nanjing.receive(entry(1, MessageType.ALERT, Files.small("真的").toString()));
    assertThat(card().path("state").asString()).isEqualTo("CANCELLED");
    assertThat(card().path("history").size()).isEqualTo(2);
    region.advance(Duration.ofDays(400));
    assertThat(card().path("state").asString()).isEqualTo("CANCELLED");
  }

  @Test
  void timeEndsAnAlertByTheReadersClockAndAnUpdateBringsItBack() throws Exception {
    nanjing.receive(entry(1, MessageType.ALERT, Files.small("一").toString()));
    assertThat(card().path("state").asString()).isEqualTo("ACTIVE");
    region.advance(Duration.ofDays(100));
    assertThat(card().path("state").asString()).isEqualTo("EXPIRED");
    assertThat(nanjing.get("r=READER", "/api/v1/alerts?state=EXPIRED").path("alerts").size())
        .isEqualTo(1);
    assertThat(nanjing.get("r=READER", "/api/v1/alerts?state=ACTIVE").path("alerts").size())
        .isZero();
    ObjectNode longer = Files.small("一");
    longer.put("expires", "2027-06-01T00:00:00+08:00");
    nanjing.receive(entry(2, MessageType.UPDATE, longer.toString()));
    assertThat(card().path("state").asString()).isEqualTo("ACTIVE");
    assertThat(card().path("history").get(1).path("state").asString()).isEqualTo("SUPERSEDED");
  }

  @Test
  void theSameRevisionWithOtherWordsChangesNothing() throws Exception {
    nanjing.receive(entry(1, MessageType.ALERT, Files.small("先到").toString()));
    nanjing.receive(entry(1, MessageType.ALERT, Files.small("后到").toString()));
    assertThat(card().path("alert").path("headline").path("zh").asString()).isEqualTo("先到");
    assertThat(card().path("history").size()).isEqualTo(1);
  }

  @Test
  void unknownMembersAreShownAsTheyCame() throws Exception {
    String content =
        Files.small("一").toString().replaceFirst("\\{", "{\"newer\":{\"weight\":1.10},");
    nanjing.receive(entry(1, MessageType.ALERT, content));
    TestCentre.Answer answer = nanjing.call("r=READER", "GET", "/api/v1/alerts/" + ID, "");
    assertThat(answer.text()).contains("\"newer\":{\"weight\":1.10}");
  }

  @Test
  void whatIsLyingOrBrokenIsRefusedAndLeavesNothing() throws Exception {
    FeedId feed = FeedId.toNetwork(ORIGIN);
    String good = Files.small("一").toString();
    Instant sent = region.now();
    ByteString body = new AlertBody(ID, 1, MessageType.ALERT, sent, Optional.empty(), good).bytes();
    String foreign = "shanghai.01jn8000000000000000000000";
    ByteString claimed =
        new AlertBody(foreign, 1, MessageType.ALERT, sent, Optional.empty(), good).bytes();
    ObjectNode long1 = Files.small("x".repeat(200_000));
    ObjectNode elsewhere = Files.small("一");
    elsewhere.withObject("audience").put("network", "other");
    ObjectNode script = Files.small("一");
    script.put("web", "javascript:alert(1)");
    ObjectNode secret = Files.direct("一", "RED", "shanghai");
    List<EntryDraft> hostile =
        List.of(
            draft(feed, foreign, 1, claimed),
            draft(feed, ID, 1, claimed),
            draft(feed, ID, 2, body),
            draft(feed, "hangzhou.short", 1, body),
            draft(feed, ID, 1, said(long1)),
            draft(feed, ID, 1, said(elsewhere)),
            draft(feed, ID, 1, said(script)),
            draft(feed, ID, 1, said(secret)),
            draft(feed, ID, 1, ByteString.copyFrom(new byte[] {'{', (byte) 0xc3, '}'})),
            draft(feed, ID, 1, ByteString.copyFromUtf8("{\"a\":" + "[".repeat(60_000))),
            draft(feed, ID, 1, ByteString.EMPTY));
    long place = 1;
    for (EntryDraft each : hostile) {
      nanjing.receive(TestEntries.of(each, place++, region.now()));
    }
    assertThat(nanjing.quarantined()).hasSize(hostile.size());
    assertThat(nanjing.get(READER, "/api/v1/alerts").path("alerts").size()).isZero();
    nanjing.receive(TestEntries.of(draft(feed, ID, 1, body), place, region.now()));
    assertThat(card().path("state").asString()).isEqualTo("ACTIVE");
  }

  private ByteString said(ObjectNode file) {
    return new AlertBody(ID, 1, MessageType.ALERT, region.now(), Optional.empty(), file.toString())
        .bytes();
  }

  @Test
  void markupStaysTextAndNothingTurnsOrHidesLetters() throws Exception {
    String headline = "<script>alert(1)</script>\u202eevil\u200b\u2066";
    ObjectNode file = Files.small(headline);
    file.putObject("headline").put("zh", headline).put("en", headline);
    file.putObject("description").put("en", "<img src=x onerror=alert(1)>\n\"quoted\" & more");
    file.put("incident", "\u202eabc");
    nanjing.receive(entry(1, MessageType.ALERT, file.toString()));
    for (String path : List.of("/alerts", "/alerts/" + ID)) {
      TestCentre.Answer page = nanjing.call("r=READER", "GET", path, "");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text())
          .doesNotContain("<script>alert", "<img src=x", "\u202e", "\u200b", "\u2066")
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;evil");
    }
  }

  @Test
  void severalCentresOnOneMatterAreShownTogetherAndStayApart() throws Exception {
    ObjectNode file = Files.small("甲方警告");
    file.put("incident", "337-TA-1400");
    nanjing.receive(entry(1, MessageType.ALERT, file.toString()));
    ObjectNode own = Files.small("乙方警告");
    own.put("incident", "337 TA １４００");
    String ours = nanjing.post(READER, "/api/v1/alerts", own.toString()).path("alertId").asString();
    assertThat(card().path("related").get(0).path("alertId").asString()).isEqualTo(ours);
    assertThat(nanjing.get(READER, "/api/v1/alerts").path("alerts").size()).isEqualTo(2);
  }
}
