package org.tisc.node.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedRegion;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.TestOrigin;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.node.store.EntrySink;
import org.tisc.node.store.SqliteFeedStore;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What leaves the node as a file, and what lies in its home, proves itself or names its fault. */
final class FeedExportTest {
  @TempDir Path folder;
  private final FeedRegion region = new FeedRegion();
  private final FeedRegion.Node a = region.add("node-a");
  private final FeedRegion.Node b = region.add("node-b");
  private final Identity root =
      CertificateAuthority.createRoot(TestOrigin.NETWORK, Instant.now().minusSeconds(60));
  private final Identity rosterKey =
      new CertificateAuthority(root)
          .createRosterKey(TestOrigin.NETWORK, Instant.now().minusSeconds(60));

  private SignedRoster roster() {
    return SignedRoster.sign(region.roster().orElseThrow(), rosterKey);
  }

  private List<String> export(FeedRegion.Node by, FeedId feed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FeedExport.write(
        by.feeds(),
        feed,
        by.peer().node(),
        root.certificate(),
        roster(),
        Instant.now(),
        _ -> true,
        out);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private ObjectNode verify(List<String> lines) throws IOException {
    Path file = folder.resolve("feed.jsonl");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return FeedExport.verify(file);
  }

  @Test
  void aWholeExportIsGoodAnywhere() throws IOException {
    a.publish("r1", "r2");
    a.changeKey();
    a.publish("r3");
    b.copyFrom(a, a.feed());

    JsonNode answer = verify(export(b, a.feed()));

    assertThat(answer.path("valid").asBoolean()).isTrue();
    assertThat(answer.path("entries").asLong()).isEqualTo(3);
    assertThat(answer.path("rootKeyHash").asString())
        .isEqualTo(KeyHash.of(root.certificate().getPublicKey()).hex());
    assertThat(answer.path("feeds").path(0).path("bodies").asLong()).isEqualTo(3);
    assertThat(answer.path("feeds").path(0).path("headHash").asString())
        .isEqualTo(a.feeds().state(a.feed()).head().hash().hex());
  }

  @Test
  void anyDamageIsFoundAndNamed() throws IOException {
    a.publish("r1", "r2", "r3", "r4", "r5");
    List<String> whole = export(a, a.feed());
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      List<String> damaged = new ArrayList<>(whole);
      int at = 1 + random.nextInt(5);
      switch (random.nextInt(5)) {
        case 0 -> damaged.set(at, flipped(whole.get(at), "header", random));
        case 1 -> damaged.set(at, flipped(whole.get(at), "signature", random));
        case 2 -> damaged.set(at, flipped(whole.get(at), "body", random));
        case 3 -> damaged.remove(at);
        default -> Collections.swap(damaged, at, 1 + at % 5);
      }
      JsonNode answer = verify(damaged);
      assertThat(answer.path("valid").asBoolean()).as("round %d", i).isFalse();
      assertThat(answer.path("feeds").path(0).has("firstBad")).isTrue();
      assertThat(answer.path("entries").asLong()).isLessThanOrEqualTo(5);
    }
  }

  private static String flipped(String line, String field, Random random) {
    ObjectNode json = (ObjectNode) Json.mapper().readTree(line);
    byte[] bytes = Base64.getDecoder().decode(json.path(field).asString());
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return json.put(field, Base64.getEncoder().encodeToString(bytes)).toString();
  }

  @Test
  void aFileThatEndsEarlyIsNotWhole() throws IOException {
    a.publish("r1", "r2");
    List<String> whole = export(a, a.feed());

    JsonNode answer = verify(whole.subList(0, whole.size() - 1));

    assertThat(answer.path("valid").asBoolean()).isFalse();
    assertThat(answer.path("feeds").path(0).path("firstBad").path("text").asString())
        .contains("ends");
    List<String> more = new ArrayList<>(whole);
    more.add(whole.get(1));
    assertThat(verify(more).path("valid").asBoolean()).isFalse();
  }

  @Test
  void aRosterOfAnotherRootIsRefused() throws IOException {
    a.publish("r1");
    List<String> lines = new ArrayList<>(export(a, a.feed()));
    ObjectNode first = (ObjectNode) Json.mapper().readTree(lines.getFirst());
    Identity other = CertificateAuthority.createRoot(TestOrigin.NETWORK, Instant.now());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FeedExport.write(
        a.feeds(),
        a.feed(),
        a.peer().node(),
        other.certificate(),
        roster(),
        Instant.now(),
        _ -> true,
        out);
    first.set(
        "root",
        Json.mapper()
            .readTree(out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow())
            .path("root"));
    lines.set(0, first.toString());

    assertThatThrownBy(() -> verify(lines))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REFUSED));
  }

  @Test
  void whatIsNoExportIsSaidToBeNone() throws IOException {
    for (String text : List.of("", "{}", "not json", "{\"schema\":\"tisc.feed/2\"}")) {
      assertThatThrownBy(() -> verify(List.of(text)))
          .isInstanceOfSatisfying(
              TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }
    assertThatThrownBy(() -> FeedExport.verify(folder.resolve("nowhere")))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }

  @Test
  void whatIsMarkedRedLeavesWithoutItsBody() throws IOException {
    EntryDraft red =
        new EntryDraft(
            a.feed(b),
            "alert",
            "secret",
            1,
            Tlp.RED,
            true,
            ByteString.copyFromUtf8("for one person"),
            List.of(),
            List.of());
    List<StoredEntry> _ = a.feeds().publish(List.of(red));

    List<String> lines = export(a, a.feed(b));

    assertThat(lines.get(1)).doesNotContain("\"body\"").doesNotContain("\"salt\"");
    assertThat(verify(lines).path("valid").asBoolean()).isTrue();
  }

  @Test
  void aForkIsExportedWithWhatCameAfterIt() throws IOException {
    TestOrigin twin = new TestOrigin("node-a");
    twin.use(a.key());
    List<SignedEntry> one = a.publish("r1", "r2", "r3");
    List<SignedEntry> other = twin.chain(a.feed(), one.getFirst().position(), 2, "x");
    ForkEvidence fork = new ForkEvidence(/* first= */ one.get(1), /* second= */ other.getFirst());
    b.feeds().accept(a.feed(), List.of(one.getFirst()));
    b.feeds().accept(a.feed(), other);
    assertThat(a.feeds().accept(fork)).isPresent();
    assertThat(b.feeds().accept(fork)).isPresent();
    a.feeds().openEpoch(a.feed(), "admin");
    a.publish("r4");
    b.copyFrom(a, a.feed());

    for (FeedRegion.Node each : List.of(a, b)) {
      List<String> lines = export(each, a.feed());
      assertThat(lines.get(1)).contains("\"fork\"");
      JsonNode answer = verify(lines);
      assertThat(answer.path("valid").asBoolean()).isTrue();
      assertThat(answer.path("entries").asLong()).isEqualTo(3);
    }
  }

  @Test
  void theFeedsOfAHomeAreCheckedEntryByEntry() throws Exception {
    List<SignedEntry> chain = a.publish("r1", "r2", "r3", "r4");
    Path database = folder.resolve("node.db");
    try (Store store = Store.open(database, List.of())) {
      new SqliteStateStore(store).write("roster", "north", 0, roster().toProto().toByteString());
      new SqliteFeedStore(store, new EntrySink(List.of()), InstantSource.system(), _ -> {})
          .store(a.feed(), FeedPosition.START, chain, 0);
      assertThat(HomeFeeds.verify(database).path("valid").asBoolean()).isTrue();
    }
    assertThat(HomeFeeds.verify(database).path("entries").asLong()).isEqualTo(4);

    assertThat(firstBadAfter(database, "UPDATE feed_entries SET body = x'00' WHERE sequence = 4"))
        .isEqualTo(4);
    assertThat(
            firstBadAfter(
                database, "UPDATE feed_entries SET signature = zeroblob(64) WHERE sequence = 3"))
        .isEqualTo(3);
    assertThat(firstBadAfter(database, "DELETE FROM feed_entries WHERE sequence = 2")).isEqualTo(2);
    assertThat(firstBadAfter(database, "UPDATE feed_entries SET header = x'ff' WHERE sequence = 1"))
        .isEqualTo(1);
    assertThatThrownBy(() -> HomeFeeds.verify(folder.resolve("none.db")))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }

  private static long firstBadAfter(Path database, String damage) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(damage)).isEqualTo(1);
    }
    JsonNode answer = HomeFeeds.verify(database);
    assertThat(answer.path("valid").asBoolean()).isFalse();
    return answer.path("feeds").path(0).path("firstBad").path("sequence").asLong();
  }
}
