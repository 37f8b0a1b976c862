package org.tisc.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.TestOrigin;

/** Kills an appending process with SIGKILL and looks for every entry it had acknowledged. */
class FeedDurabilityTest {
  @TempDir Path home;

  @Test
  @Timeout(180)
  void noAcknowledgedEntryIsLostOrAppliedTwiceWhenTheProcessIsKilled() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      acknowledged.addAll(killAfter(200 + 100 * round, "round" + round));
      try (Store store = Store.open(home.resolve("node.db"), List.of())) {
        SqliteFeedStore feeds =
            new SqliteFeedStore(
                store, new EntrySink(List.of(new AlertNotes())), InstantSource.system(), _ -> {});
        List<StoredEntry> all =
            feeds.read(new TestOrigin("node-a").feed(), 1, 1, Integer.MAX_VALUE, 1 << 30);
        List<String> kept = new ArrayList<>();
        List<String> records = new ArrayList<>();
        EntryHash before = EntryHash.NONE;
        for (StoredEntry stored : all) {
          assertThat(stored.entry().header().previous()).isEqualTo(before);
          before = stored.entry().hash();
          kept.add(stored.entry().header().recordId() + " " + before);
          records.add(stored.entry().header().recordId());
        }
        assertThat(kept).containsAll(acknowledged);
        assertThat(AlertNotes.noted(store)).isEqualTo(records);
        assertThat(feeds.feed(new TestOrigin("node-a").feed()).head().hash()).isEqualTo(before);
      }
    }
  }

  private List<String> killAfter(int appends, String name) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AcknowledgingOrigin.class.getName(),
                home.resolve("node.db").toString(),
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(name)) {
          lines.add(line);
        }
        if (lines.size() == appends) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.toHandle().destroyForcibly();
    }
    assertThat(process.waitFor()).isEqualTo(137);
    assertThat(lines).hasSizeGreaterThanOrEqualTo(appends);
    // The last line may be torn; it was acknowledged only if its end came through.
    return lines.subList(0, lines.size() - 1);
  }
}
