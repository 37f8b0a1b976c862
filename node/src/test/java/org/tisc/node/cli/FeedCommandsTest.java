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

class FeedCommandsTest {
  private final TryOut tisc = new TryOut();
  @TempDir Path folder;
  private PretendedNode node;

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

  @Test
  void listShowsWhereEachFeedStandsAndWhatWaits() {
    node.answers(
        "GET /api/v1/feeds",
        200,
        """
        {"feeds":[{"network":"jjj","origin":"beijing","audience":"NETWORK","epoch":1,"sequence":7,
        "headHash":"00112233445566778899aabbccddeeff","entries":7,"own":true,"state":"SOUND",
        "forks":[]}],"quarantined":[{"kind":"alert"}],"unknownKinds":[{"kind":"x"},{"kind":"y"}]}
        """);

    Outcome listed = asks("feed", "list");

    assertThat(listed.exit()).isZero();
    assertThat(listed.out()).contains("beijing", "NETWORK", "7", "SOUND", "0011223344556677");
    assertThat(listed.err()).contains("1", "2");
  }

  @Test
  void epochNamesTheReaderOnlyWhereThereIsOne() {
    node.answers("POST /api/v1/feeds/jjj/epoch", 200, "{\"network\":\"jjj\",\"epoch\":2}");

    assertThat(asks("feed", "epoch", "jjj").out()).contains("jjj", "2");
    assertThat(node.requests().getLast().body()).isEqualTo("{}");
    assertThat(asks("feed", "epoch", "jjj", "--audience", "hebei").exit()).isZero();
    assertThat(node.requests().getLast().body()).isEqualTo("{\"audience\":\"hebei\"}");
  }

  @Test
  void exportWritesTheLines() throws IOException {
    node.answers("GET /api/v1/feeds/jjj/beijing/export", 200, "{\"a\":1}\n{\"end\":true}\n");
    Path file = folder.resolve("feed.jsonl");

    Outcome exported = asks("feed", "export", "jjj", "beijing", "--out", file.toString());

    assertThat(exported.exit()).isZero();
    assertThat(Files.readString(file)).isEqualTo("{\"a\":1}\n{\"end\":true}\n");
    assertThat(asks("feed", "export", "jjj", "beijing", "--json").exit()).isEqualTo(2);
  }

  @Test
  void verifyNeedsNoNodeAndFailsWhereAnEntryIsBad() {
    Outcome whole = tisc.run("feed", "verify", "some.jsonl");
    assertThat(whole.exit()).isZero();
    assertThat(whole.out()).contains("north/node-a", "12");

    Outcome broken = tisc.brokenAt(5).run("feed", "verify", "some.jsonl");
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.out()).contains("5", "It does not follow");
    assertThat(tisc.run("feed", "verify", "some.jsonl", "--json").exit()).isEqualTo(1);
  }
}
