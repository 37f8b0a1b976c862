package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * A member of the region that is lost in the middle of an import and comes back from its backup.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class BackupTest {
  private static final String PASSPHRASE = "a passphrase of the test only";
  private static final int IMPORTED = 20_000;
  private static final int TIMEOUT_MILLIS = 15_000;
  private static final List<String> QUERIES = List.of("电池", "方法", "装置 OR 系统", "茶", "battery");

  private final ProcessRegion region;

  BackupTest(ProcessRegion region) {
    this.region = region;
  }

  /** Hits with scores and holders, and the count, as the coordinator sees the network. */
  private List<String> answers() {
    List<String> answers = new ArrayList<>();
    for (String query : QUERIES) {
      JsonNode answer = region.node(0).search(query, ProcessRegion.NETWORK, "", 20, TIMEOUT_MILLIS);
      assertThat(answer.path("exact").asBoolean(false)).as(answer.toString()).isTrue();
      answers.add(query + " " + answer.path("total"));
      for (JsonNode hit : answer.path("hits")) {
        answers.add(hit.path("key") + " " + hit.path("score") + " " + hit.path("holders"));
      }
    }
    return answers;
  }

  private static Path patents(Path file) throws IOException {
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (int i = 0; i < IMPORTED; i++) {
        lines.write(
            "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"CN\",\"number\":\"%d\",\"kindCode\":\"A\",\"titles\":{\"zh\":\"正在导入的文献 %d\"},\"abstracts\":{\"zh\":\"%s\"}}%n"
                .formatted(120_000_000 + i, i, "一种用于备份测试的方法及其装置".repeat(10)));
      }
    }
    return file;
  }

  @Test
  void aNodeKilledDuringAnImportAnswersFromItsBackupAsBefore() throws IOException {
    region.secret(PASSPHRASE);
    ProcessNode lost = region.node(2);
    Path folder = region.folder("backup");
    List<String> before = answers();
    assertThat(before).hasSizeGreaterThan(QUERIES.size());
    lost.collection("arriving", "none");
    Path file = patents(folder.resolve("arriving.jsonl"));
    JsonNode importing = lost.upload("arriving", "arriving.jsonl", "jsonl", file);
    lost.job(importing, job -> job.path("done").asLong(0) > 0 || ProcessNode.isOver(job));

    TiscProcess.Ended made =
        region.tisc(
            lost, PASSPHRASE, "backup", folder.toString(), "--passphrase-file", "-", "--json");
    assertThat(made.exit()).as(made.err() + made.out()).isZero();
    JsonNode backup = made.json();
    Path zip = Path.of(backup.path("file").asString(""));
    assertThat(Files.size(zip)).isEqualTo(backup.path("bytes").asLong());
    assertThat(made.err()).doesNotContain(PASSPHRASE);
    String instance = lost.get("/api/v1/status").path("instance").asString("");
    lost.kill();

    Path home = folder.resolve("restored");
    ProcessNode restored = region.moved(lost, home);
    TiscProcess.Ended wrong =
        region.tisc(
            restored,
            "not the passphrase",
            "restore",
            zip.toString(),
            "--passphrase-file",
            "-",
            "--json");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.reason()).isEqualTo("KEY_FILE_REFUSED");
    assertThat(home).doesNotExist();
    assertThat(folder.toFile().list()).doesNotContain(".restored.restoring");

    TiscProcess.Ended done =
        region.tisc(
            restored, PASSPHRASE, "restore", zip.toString(), "--passphrase-file", "-", "--json");
    assertThat(done.exit()).as(done.err() + done.out()).isZero();
    assertThat(done.json().at("/backup/sha256").asString(""))
        .isEqualTo(backup.path("sha256").asString("-"));
    try {
      restored.serve();
      // The restored node has another administrator's token than the lost one.
      region.awaitWhole(List.of(region.node(0), region.node(1), restored));
      assertThat(answers()).isEqualTo(before);
      assertThat(restored.get("/api/v1/status").path("instance").asString(""))
          .isEqualTo(done.json().path("instance").asString("-"))
          .isNotEqualTo(instance);
      long had = restored.documents("arriving");
      JsonNode rest = restored.load("arriving", file);
      assertThat(rest.path("unchanged").asLong()).isEqualTo(had);
      assertThat(rest.path("added").asLong()).isEqualTo(IMPORTED - had);
      TiscProcess.Ended audit = region.tisc(restored, "", "audit", "verify", "--json");
      assertThat(audit.exit()).as(audit.out()).isZero();
      assertThat(Files.readString(home.resolve("audit/audit.log"), StandardCharsets.UTF_8))
          .contains("NODE_BACKED_UP", "NODE_RESTORED")
          .doesNotContain(PASSPHRASE);
    } finally {
      restored.stop();
      // The other tests go on with the node as it was.
      lost.serve();
      region.awaitWhole();
    }
  }
}
