package org.tisc.deploy.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.tisc.deploy.process.ProcessNode;

/** What a machine may do to a node's process and its files. */
final class Harm {
  /** Log and write-ahead log are longer than this soon after a start. */
  private static final int FULL_BYTES = 32 * 1024;

  private static final int MOST_TORN_BYTES = 5000;
  private static final List<String> APPENDED = List.of("store/node.db-wal", "audit/audit.log");

  private Harm() {}

  /** Lets no file of the process grow, or lets it again. */
  static void disk(ProcessNode node, boolean full) {
    try {
      Process limit =
          new ProcessBuilder(
                  "prlimit",
                  "--pid=" + node.pid(),
                  "--fsize=" + (full ? Integer.toString(FULL_BYTES) : "unlimited") + ":unlimited")
              .redirectErrorStream(true)
              .start();
      String said = new String(limit.getInputStream().readAllBytes());
      // A process that has ended meanwhile needs none.
      assertThat(limit.waitFor() == 0 || ProcessHandle.of(node.pid()).isEmpty()).as(said).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Appends noise to the files that a node appends to, as a write that was under way when the power
   * went: longer than what was promised, and nothing in it right.
   */
  static void tear(ProcessNode node, Random random) throws IOException {
    for (String name : APPENDED) {
      Path file = node.home().resolve(name);
      byte[] noise = new byte[random.nextInt(MOST_TORN_BYTES) + 1];
      random.nextBytes(noise);
      if (Files.exists(file)) {
        Files.write(file, noise, StandardOpenOption.APPEND);
      }
    }
  }
}
