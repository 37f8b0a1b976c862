package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.cli.TryOut.Outcome;
import tools.jackson.databind.json.JsonMapper;

class CorpusCommandsTest {
  private static final String UPLOAD =
      "POST /api/v1/collections/p%20q/import?format=auto&file=%E4%B8%AD.jsonl";

  @TempDir private Path folder;
  private PretendedNode node;
  private final TryOut tisc = new TryOut();

  @BeforeEach
  void start() throws IOException {
    node = new PretendedNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Outcome asks(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = node.url();
    return tisc.run(all);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void importStreamsTheFileAndWaitsForTheJob() throws IOException {
    String result =
        "{\"collection\":\"p q\",\"read\":3,\"added\":1,\"updated\":0,\"unchanged\":1,"
            + "\"rejected\":1,\"rejects\":[{\"file\":\"中.jsonl\",\"line\":3,\"record\":\"x\","
            + "\"reason\":\"bad\"}],\"rejectsFile\":\"/r\"}";
    node.answers(UPLOAD, 202, "{\"job\":\"j1\",\"state\":\"QUEUED\"}")
        .answers("GET /api/v1/jobs/j1", 200, "{\"job\":\"j1\",\"state\":\"RUNNING\",\"done\":1}")
        .answers(
            "GET /api/v1/jobs/j1",
            200,
            "{\"job\":\"j1\",\"state\":\"DONE\",\"result\":" + result + "}");
    Path file = file("中.jsonl", "{\"a\":1}\n".repeat(10_000));
    Outcome done = asks("import", "--collection", "p q", file.toString(), "--json");
    assertThat(done.exit()).isZero();
    assertThat(done.out().strip()).isEqualTo(result);
    assertThat(node.requests().getFirst().body()).hasSize(80_000);
    Outcome shown = asks("import", "--collection", "p q", file.toString());
    assertThat(shown.out()).contains("3 read, 1 added").contains("bad").contains("/r");
  }

  @Test
  void severalFilesAreOneAnswer() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      node.answers(
          "POST /api/v1/collections/c/import?format=csv&file=" + name + "&mapping=TI%3DTitle",
          200,
          "{\"job\":\"j"
              + name
              + "\",\"state\":\"DONE\",\"result\":{\"collection\":\"c\",\"read\":2,\"added\":1,"
              + "\"rejected\":1,\"rejects\":[{\"file\":\""
              + name
              + "\"}],\"rejectsFile\":\"/r/"
              + name
              + "\"}}");
    }
    Outcome done =
        asks(
            "import",
            "--collection",
            "c",
            "--format",
            "csv",
            "--mapping",
            "TI=Title",
            file("a", "x").toString(),
            file("b", "y").toString(),
            "--json");
    assertThat(done.json().get("read").asInt()).isEqualTo(4);
    assertThat(done.json().get("rejects").size()).isEqualTo(2);
    assertThat(done.json().get("rejectsFile").asString()).isEqualTo("/r/a");
    assertThat(done.json().get("rejectsFiles").size()).isEqualTo(2);
  }

  @Test
  void theProblemOfAFailedJobIsTheProblemOfTheCommand() throws IOException {
    node.answers(
        "POST /api/v1/collections/c/import?format=auto&file=a",
        202,
        "{\"job\":\"j\",\"state\":\"FAILED\",\"problem\":{\"reason\":\"OUT_OF_SPACE\","
            + "\"title\":\"t\",\"detail\":\"d\"}}");
    Outcome failed = asks("import", "--collection", "c", file("a", "x").toString(), "--json");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.json().get("problem").get("reason").asString()).isEqualTo("OUT_OF_SPACE");
  }

  @Test
  void cancelledAndInterruptedJobsAreFailures() {
    node.answers("GET /api/v1/jobs/c", 200, "{\"job\":\"c\",\"state\":\"CANCELLED\"}")
        .answers("GET /api/v1/jobs/i", 200, "{\"job\":\"i\",\"state\":\"INTERRUPTED\"}");
    assertThat(
            asks("import", "--job", "c", "--json").json().get("problem").get("reason").asString())
        .isEqualTo("CANCELLED");
    assertThat(
            asks("import", "--job", "i", "--json").json().get("problem").get("reason").asString())
        .isEqualTo("SHUTTING_DOWN");
  }

  @Test
  void aMissingFileStopsTheImportBeforeAnythingIsSent() throws IOException {
    Outcome failed =
        asks("import", "--collection", "c", file("a", "x").toString(), folder + "/none");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("/none");
    assertThat(node.requests()).isEmpty();
  }

  @Test
  void importReadsStandardInput() {
    node.answers(
        "POST /api/v1/collections/c/import?format=auto&file=standard-input",
        200,
        "{\"job\":\"j\",\"state\":\"DONE\",\"result\":{\"read\":1}}");
    tisc.input("line\n");
    assertThat(asks("import", "--collection", "c", "-", "--json").exit()).isZero();
    assertThat(node.requests().getFirst().body()).isEqualTo("line\n");
  }

  @Test
  void exportWritesTheLinesUnchanged() throws IOException {
    String lines = "{\"a\":\"中\"}\n{\"b\":2}\n";
    node.answers("GET /api/v1/collections/c/export", 200, lines);
    assertThat(asks("export", "--collection", "c").out()).isEqualTo(lines);
    Path file = folder.resolve("out.jsonl");
    Outcome done = asks("export", "--collection", "c", "--out", file.toString(), "--json");
    assertThat(done.json().get("documents").asInt()).isEqualTo(2);
    assertThat(file).content().isEqualTo(lines);
    assertThat(folder.resolve("out.jsonl.part")).doesNotExist();
    assertThat(asks("export", "--collection", "none").exit()).isEqualTo(1);
  }

  @Test
  void collectionsAreCreatedSharedAndDropped() {
    node.answers("POST /api/v1/collections", 201, "{\"collection\":\"c\"}")
        .answers("PUT /api/v1/collections/c/share", 200, "{}")
        .answers("DELETE /api/v1/collections/c", 204, "")
        .answers(
            "GET /api/v1/collections",
            200,
            "{\"collections\":[{\"collection\":\"专利\",\"kind\":\"PATENT\",\"documents\":5}]}");
    assertThat(
            asks("collection", "create", "c", "--kind", "PATENT", "--share", "network:jjj").exit())
        .isZero();
    assertThat(asks("collection", "share", "c", "peers:a,b").out()).contains("peers:a,b");
    assertThat(asks("collection", "drop", "c", "--json").out().strip()).isEqualTo("{}");
    assertThat(asks("collection", "list").out()).contains("COLLECTION", "专利", "PATENT");
    JsonMapper json = new JsonMapper();
    assertThat(json.readTree(node.requests().getFirst().body()))
        .isEqualTo(
            json.readTree("{\"collection\":\"c\",\"kind\":\"PATENT\",\"share\":\"network:jjj\"}"));
    assertThat(node.requests().get(1).body()).isEqualTo("{\"share\":\"peers:a,b\"}");
  }

  @Test
  void reindexWaits() {
    node.answers("POST /api/v1/collections/c/reindex", 202, "{\"job\":\"r\",\"state\":\"RUNNING\"}")
        .answers("GET /api/v1/jobs/r", 200, "{\"job\":\"r\",\"state\":\"DONE\"}");
    assertThat(asks("reindex", "--collection", "c").out()).contains("c");
  }

  @Test
  void jobsAreShownAndCancelled() {
    node.answers("GET /api/v1/jobs", 200, "{\"jobs\":[{\"job\":\"a\",\"state\":\"RUNNING\"}]}")
        .answers("GET /api/v1/jobs/a", 200, "{\"job\":\"a\",\"state\":\"RUNNING\"}")
        .answers(
            "GET /api/v1/jobs/a", 200, "{\"job\":\"a\",\"state\":\"DONE\",\"result\":{\"x\":1}}")
        .answers("DELETE /api/v1/jobs/a", 200, "{\"job\":\"a\",\"state\":\"CANCELLED\"}");
    assertThat(asks("job", "list").out()).contains("RUNNING");
    assertThat(asks("job", "show", "a", "--wait").out()).contains("DONE").contains("{\"x\":1}");
    assertThat(asks("job", "cancel", "a").exit()).isZero();
  }
}
