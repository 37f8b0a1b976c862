package org.tisc.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process with SIGKILL and looks for every write it had acknowledged. */
class StoreDurabilityTest {
  @TempDir Path home;

  @Test
  @Timeout(120)
  void noAcknowledgedWriteIsLostWhenTheProcessIsKilled() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      acknowledged.addAll(killAfter(300 + 100 * round, "round" + round));
      try (Store store = Store.open(home.resolve("node.db"), List.of())) {
        List<String> kept =
            store.read(
                tx ->
                    tx.query(
                        "SELECT id FROM state_documents WHERE kind = 'ack'"
                            + " AND CAST(content AS TEXT) = id",
                        row -> row.text("id")));
        assertThat(kept).containsAll(acknowledged);
      }
    }
  }

  private List<String> killAfter(int writes, String name) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AcknowledgingWriter.class.getName(),
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
        if (lines.size() == writes) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.toHandle().destroyForcibly();
    }
    assertThat(process.waitFor()).isEqualTo(137);
    assertThat(lines).hasSizeGreaterThanOrEqualTo(writes);
    // The last line may be torn; it was acknowledged only if its end came through.
    return lines.subList(0, lines.size() - 1);
  }
}
