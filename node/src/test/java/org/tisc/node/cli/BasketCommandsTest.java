package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.cli.TryOut.Outcome;
import tools.jackson.databind.json.JsonMapper;

class BasketCommandsTest {
  private static final String BASKETS = "/api/v1/baskets";

  @TempDir Path folder;
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

  private void sent(String json) {
    JsonMapper mapper = new JsonMapper();
    assertThat(mapper.readTree(node.requests().getLast().body())).isEqualTo(mapper.readTree(json));
  }

  @Test
  void basketsAreMadeListedAndShown() {
    node.answers("POST " + BASKETS, 201, "{\"basket\":\"b-1\",\"name\":\"电池\"}")
        .answers(
            "GET " + BASKETS,
            200,
            "{\"baskets\":[{\"basket\":\"b-1\",\"name\":\"电池\",\"documents\":2}]}")
        .answers(
            "GET " + BASKETS + "/b-1?tag=core",
            200,
            "{\"documents\":[{\"key\":\"GI:EU:1\",\"title\":\"evil"
                + " \\u001b[31m\",\"tags\":[\"core\",\"x\"],\"note\":\"line\\n"
                + "line\"}],\"cursor\":\"7\"}");
    assertThat(asks("basket", "create", "电池").out()).contains("电池");
    sent("{\"name\":\"电池\"}");
    assertThat(asks("basket", "list").out()).contains("电池", "b-1", "2");
    assertThat(asks("basket", "show", "b-1", "--tag", "core").out())
        .contains("GI:EU:1", "core, x", "line line", "--cursor 7")
        .doesNotContain("\u001b[31m");
    assertThat(asks("basket", "show", "b-1", "--tag", "core", "--json").json().get("cursor"))
        .isNotNull();
  }

  @Test
  void documentsAreAddedByKeyOrBySearchAndAMissingSourceIsThree() {
    node.answers("POST " + BASKETS + "/b/documents", 200, "{\"added\":1,\"already\":1}")
        .answers(
            "POST " + BASKETS + "/b/hits",
            200,
            "{\"added\":9,\"already\":0,\"more\":true,\"exact\":false,\"inexact\":[\"PEER_MISSING\"]}");
    assertThat(asks("basket", "add", "b", "GI:EU:1", "GI:EU:2").out())
        .contains("1 documents put in");
    sent("{\"documents\":[{\"key\":\"GI:EU:1\"},{\"key\":\"GI:EU:2\"}]}");
    Outcome found =
        asks("basket", "add", "b", "--query", "TI=电池", "--most", "9", "--scope", "local");
    assertThat(found.exit()).isEqualTo(3);
    assertThat(found.err()).contains("PEER_MISSING");
    sent("{\"q\":\"TI=电池\",\"scope\":\"local\",\"most\":\"9\"}");
    assertThat(asks("basket", "add", "b").exit()).isEqualTo(2);
    assertThat(asks("basket", "add", "b", "GI:EU:1", "--query", "x").exit()).isEqualTo(2);
  }

  @Test
  void documentsAreNotedMovedAndTakenOut() {
    node.answers("POST " + BASKETS + "/b/notes", 200, "{}")
        .answers("POST " + BASKETS + "/b/moves", 200, "{\"moved\":1}")
        .answers("POST " + BASKETS + "/b/removals", 200, "{\"removed\":1}")
        .answers("DELETE " + BASKETS + "/b", 200, "{}");
    assertThat(asks("basket", "note", "b", "GI:EU:1", "--note", "n", "--tag", "t").exit()).isZero();
    sent("{\"key\":\"GI:EU:1\",\"note\":\"n\",\"tags\":[\"t\"]}");
    assertThat(asks("basket", "move", "b", "GI:EU:1", "--to", "c").out()).contains("1");
    sent("{\"to\":\"c\",\"keys\":[\"GI:EU:1\"]}");
    assertThat(asks("basket", "remove", "b", "GI:EU:1").out()).contains("1");
    assertThat(asks("basket", "drop", "b", "--json").out().strip()).isEqualTo("{}");
  }

  @Test
  void anExportNamesWhatIsGoneAndWhatWasNotReached() {
    node.answers("POST " + BASKETS + "/b/exports", 202, "{\"job\":\"j\",\"state\":\"RUNNING\"}")
        .answers(
            "GET /api/v1/search/exports/j",
            200,
            "{\"job\":\"j\",\"state\":\"DONE\",\"result\":{\"documents\":1,\"withheld\":0,\"exact\":false,"
                + "\"gone\":[\"GI:EU:1\"],\"unreached\":[\"GI:EU:2\"],\"ownShape\":true,\"missing\":[\"hebei\"]}}")
        .answers("GET /api/v1/search/exports/j/file", 200, "TY  - PAT\n");
    Path file = folder.resolve("out.ris");
    Outcome done =
        asks("basket", "export", "b", "--out", file.toString(), "--columns", "title,number");
    assertThat(done.exit()).isEqualTo(3);
    assertThat(done.err()).contains("GI:EU:1", "GI:EU:2", "hebei", "shape of their own");
    assertThat(file).content().isEqualTo("TY  - PAT\n");
    assertThat(asks("basket", "export", "b", "--json").exit()).isEqualTo(2);
  }
}
