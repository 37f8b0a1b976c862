package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.backup.Backups;
import tools.jackson.databind.JsonNode;

class BackupTest {
  private static final String PASSPHRASE = "correct horse battery";
  private static final String QUERY =
      "/api/v1/search?q=" + URLEncoder.encode("锂电池", StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private static void collection(TestHome node, String name)
      throws IOException, InterruptedException {
    node.post("/api/v1/collections", "{\"collection\":\"" + name + "\",\"kind\":\"PATENT\"}");
  }

  private Path backup(TestHome node, String name) throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    try (InputStream content = node.stream("/api/v1/backup", body())) {
      Files.copy(content, file);
    }
    return file;
  }

  private static String body() {
    return "{\"passphrase\":\"" + PASSPHRASE + "\"}";
  }

  private static JsonNode restore(Path file, Path home) {
    return Backups.restore(file, home, PASSPHRASE.toCharArray(), read -> {}, Main::withhold);
  }

  private static List<String> hits(JsonNode answer) {
    List<String> hits = new ArrayList<>();
    answer.path("hits").forEach(hit -> hits.add(hit.path("key") + " " + hit.path("score")));
    return hits;
  }

  private static List<String> patents(int from, int to) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < to; i++) {
      lines.add(TestHome.patent(Integer.toString(110_000_000 + i), "锂电池 " + i % 7 + " 隔膜"));
    }
    return lines;
  }

  private static boolean holdsCopies(TestHome node) throws IOException {
    try (Stream<Path> entries = Files.list(node.home().resolve("index/collections"))) {
      return entries.anyMatch(entry -> entry.getFileName().toString().startsWith(".copy"))
          || Files.exists(node.home().resolve("work/backup/node.db"));
    }
  }

  @Test
  void aRestoredNodeAnswersAsBeforeAndItsLogGoesOn() throws Exception {
    Path file;
    List<String> before;
    String instance;
    try (TestHome node = new TestHome(folder.resolve("old"), "solo")) {
      collection(node, "patents");
      node.importFile("patents", "a.jsonl", patents(0, 50));
      node.post("/api/v1/networks", "{\"network\":\"jjj\"}");
      before = hits(node.get(QUERY));
      instance = node.get("/api/v1/status").path("instance").asString();
      file = backup(node, "node.zip");
      node.importFile("patents", "b.jsonl", patents(50, 60));
      assertThat(holdsCopies(node)).isFalse();
    }
    assertThat(before).isNotEmpty();
    JsonNode checked = Backups.verify(file, Optional.of(PASSPHRASE.toCharArray()), read -> {});
    assertThat(checked.path("opened").asBoolean()).isTrue();
    assertThat(checked.at("/collections/0/documents").asLong()).isEqualTo(50);
    byte[] bytes = Files.readAllBytes(file);
    String token = Files.readString(folder.resolve("old/admin.token")).strip();
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .doesNotContain(token, "锂", PASSPHRASE);

    Path home = folder.resolve("new");
    JsonNode restored = restore(file, home);
    assertThat(restored.path("node").asString()).isEqualTo("solo");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              each ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                      .isEqualTo("rw-------"));
    }
    assertThat(home.resolve("node.yaml")).hasSameTextualContentAs(folder.resolve("old/node.yaml"));
    try (TestHome node = TestHome.at(home)) {
      assertThat(hits(node.get(QUERY))).isEqualTo(before);
      JsonNode status = node.get("/api/v1/status");
      assertThat(status.path("instance").asString())
          .isEqualTo(restored.path("instance").asString())
          .isNotEqualTo(instance);
      assertThat(status.at("/networks/0/network").asString()).isEqualTo("jjj");
      JsonNode again = node.importFile("patents", "b.jsonl", patents(40, 60));
      assertThat(again.at("/result/added").asLong()).isEqualTo(10);
      assertThat(again.at("/result/unchanged").asLong()).isEqualTo(10);
    }
    Path log = home.resolve("audit/audit.log");
    assertThat(AuditLog.verify(log).valid()).isTrue();
    assertThat(log).content().contains("NODE_BACKED_UP", "NODE_RESTORED", "backupHash");
  }

  private static Path shared(Path home, String sha256) {
    return home.resolve("store/files").resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /** Attack test 17 of the trust model: no secret, key, name or content of a node. */
  private static void assertNothingStandsInClear(Path backup, Path home, List<String> content)
      throws IOException {
    String bytes = Files.readString(backup, StandardCharsets.ISO_8859_1);
    List<String> secrets = new ArrayList<>();
    content.forEach(
        text ->
            secrets.add(
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".p12") || name.equals("key.passphrase") || name.equals("admin.token")) {
          String secret = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
          // Parts of a key as well: a copy that begins elsewhere is a copy.
          for (int at = 0; at < secret.length(); at += 32) {
            secrets.add(secret.substring(at, Math.min(secret.length(), at + 32)));
          }
        }
      }
    }
    assertThat(secrets.size()).isGreaterThan(20);
    for (String secret : secrets) {
      if (secret.length() >= 12) {
        assertThat(bytes.contains(secret)).as("%d characters in clear", secret.length()).isFalse();
      }
    }
    for (String form : List.of("SQLite format 3", "NODE_STARTED", "\"seq\":")) {
      assertThat(bytes).doesNotContain(form);
    }
  }

  @Test
  void filesOfThisCentreGoAlongUnlessAskedNotToAndAreProvedWhenTheyComeBack() throws Exception {
    byte[] content = new byte[3 * (1 << 20) + 17];
    new java.util.Random(5).nextBytes(content);
    String text = java.util.Base64.getEncoder().encodeToString(content);
    Path with;
    Path without = folder.resolve("without.zip");
    String published;
    String uploaded;
    try (TestHome node = new TestHome(folder.resolve("old"), "solo")) {
      node.post("/api/v1/networks", "{\"network\":\"jjj\"}");
      published = node.post("/api/v1/alerts/evidence", text).path("sha256").asString();
      uploaded = node.post("/api/v1/alerts/evidence", "not yet named").path("sha256").asString();
      node.post(
          "/api/v1/alerts",
          """
          {"headline":{"zh":"有附件"},"severity":"MINOR","urgency":"FUTURE","certainty":"LIKELY",\
          "expires":"2099-01-01T00:00:00Z","audience":{"network":"jjj"},\
          "evidence":[{"name":"a.txt","sha256":"%s"}]}\
          """
              .formatted(published));
      with = backup(node, "with.zip");
      try (InputStream sent =
          node.stream(
              "/api/v1/backup", "{\"passphrase\":\"" + PASSPHRASE + "\",\"files\":false}")) {
        Files.copy(sent, without);
      }
    }
    assertNothingStandsInClear(
        with, folder.resolve("old"), List.of("有附件", "not yet named", text.substring(100, 160)));
    JsonNode restored = restore(with, folder.resolve("new"));
    assertThat(restored.at("/backup/files").asLong()).isEqualTo(2);
    assertThat(shared(folder.resolve("new"), published)).hasContent(text);
    assertThat(shared(folder.resolve("new"), uploaded)).hasContent("not yet named");
    try (TestHome node = TestHome.at(folder.resolve("new"))) {
      String alert = node.get("/api/v1/alerts").at("/alerts/0/alertId").asString();
      assertThat(node.call("GET", "/api/v1/alerts/" + alert + "/evidence/" + published, "").text())
          .isEqualTo(text);
    }
    JsonNode bare = restore(without, folder.resolve("bare"));
    assertThat(bare.at("/backup/files").asLong()).isZero();
    assertThat(shared(folder.resolve("bare"), published)).doesNotExist();
    assertThat(Files.size(without)).isLessThan(Files.size(with) - content.length);
  }

  @Test
  void everyBackupIsWholeWhileImportsRunAndCollectionsComeAndGo() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("old"), "solo");
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      collection(node, "patents");
      AtomicBoolean over = new AtomicBoolean();
      Future<?> importing =
          others.submit(
              () -> {
                for (int i = 0; !over.get(); i++) {
                  node.importFile("patents", "a.jsonl", patents(i * 200, i * 200 + 200));
                }
                return null;
              });
      Future<?> changing =
          others.submit(
              () -> {
                while (!over.get()) {
                  collection(node, "passing");
                  node.importFile("passing", "b.jsonl", patents(0, 20));
                  node.awaitJob(
                      node.post("/api/v1/collections/passing/reindex", "").path("job").asString());
                  node.call("DELETE", "/api/v1/collections/passing", "");
                }
                return null;
              });
      try {
        for (int i = 0; i < 6; i++) {
          JsonNode restored =
              restore(backup(node, "node-" + i + ".zip"), folder.resolve("home-" + i));
          assertThat(restored.at("/backup/opened").asBoolean()).isTrue();
        }
      } finally {
        // Whatever went wrong, the others must end.
        over.set(true);
      }
      importing.get();
      changing.get();
      assertThat(holdsCopies(node)).isFalse();
    }
  }

  @Test
  void aClientThatHangsUpLeavesNothingHeld() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("old"), "solo")) {
      collection(node, "patents");
      Random random = new Random(1);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 6_000; word++) {
          text.append(Integer.toString(random.nextInt(1_000_000), 36)).append(' ');
        }
        lines.add(
            TestHome.patent(Integer.toString(110_000_000 + i), "x")
                .replace("}}", "},\"description\":{\"en\":\"" + text + "\"}}"));
      }
      node.importFile("patents", "a.jsonl", lines);
      try (InputStream content = node.stream("/api/v1/backup", body())) {
        assertThat(content.readNBytes(1000)).hasSize(1000);
        assertThat(node.call("POST", "/api/v1/backup", body()).status()).isEqualTo(429);
        assertThat(holdsCopies(node)).isTrue();
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !holdsCopies(node));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> Files.size(backup(node, "second.zip")) > 0);
      Backups.verify(
          folder.resolve("second.zip"), Optional.of(PASSPHRASE.toCharArray()), read -> {});
    }
  }

  @Test
  void aRestoreThatFailsLeavesNothing() throws Exception {
    Path file;
    try (TestHome node = new TestHome(folder.resolve("old"), "solo")) {
      collection(node, "patents");
      file = backup(node, "node.zip");
      assertThat(node.call("POST", "/api/v1/backup", "{\"passphrase\":\"short\"}").status())
          .isEqualTo(400);
      assertThat(node.call("POST", "/api/v1/backup", "{}").status()).isEqualTo(400);
    }
    Path homes = Files.createDirectories(folder.resolve("homes"));
    Path home = homes.resolve("new");
    fails(
        Reason.KEY_FILE_REFUSED,
        () ->
            Backups.restore(
                file, home, "another passphrase".toCharArray(), read -> {}, Main::withhold));
    assertThat(homes).isEmptyDirectory();

    Path damaged = Files.copy(file, folder.resolve("damaged.zip"));
    try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
      bytes.seek(bytes.length() / 2);
      int old = bytes.read();
      bytes.seek(bytes.length() / 2);
      bytes.write(old ^ 1);
    }
    assertThatThrownBy(() -> restore(damaged, home)).isInstanceOf(TiscException.class);
    assertThat(homes).isEmptyDirectory();

    Path empty = Files.createDirectories(homes.resolve("empty"));
    assertThatThrownBy(() -> restore(damaged, empty)).isInstanceOf(TiscException.class);
    assertThat(empty).isEmptyDirectory();
    fails(Reason.NOT_FOUND, () -> restore(folder.resolve("nothing.zip"), empty));
    assertThat(empty).isEmptyDirectory();
    fails(Reason.ALREADY_EXISTS, () -> restore(file, folder.resolve("old")));

    restore(file, empty);
    try (TestHome node = TestHome.at(empty)) {
      assertThat(node.get("/api/v1/status").path("ready").asBoolean()).isTrue();
    }
  }

  @Test
  void foldersOutsideOfTheHomeComeBackInsideIt() throws Exception {
    Path outside = folder.resolve("elsewhere/index");
    Path file;
    try (TestHome node = new TestHome(folder.resolve("old"), "solo")) {
      node.stop();
      Path yaml = node.home().resolve("node.yaml");
      Files.writeString(yaml, Files.readString(yaml) + "folders:\n  index: " + outside + "\n");
      node.start();
      collection(node, "patents");
      node.importFile("patents", "a.jsonl", patents(0, 5));
      file = backup(node, "node.zip");
    }
    Path home = folder.resolve("new");
    restore(file, home);
    assertThat(home.resolve("index/collections/patents")).isDirectory();
    try (TestHome node = TestHome.at(home)) {
      assertThat(node.get("/api/v1/status").at("/collections/0/documents").asLong()).isEqualTo(5);
    }
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void fails(Reason reason, Attempt attempt) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }
}
