package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Caches of what commands and nodes load: made by a command, used where they fit, else passed over.
 */
@Tag("process")
class WarmUpTest {
  @TempDir Path folder;
  private Path unpacked;

  @BeforeEach
  void unpack() throws IOException {
    // A folder with a space, as institutions have.
    unpacked = Files.createDirectory(folder.resolve("tisc 1")).toRealPath();
    Files.copy(TiscProcess.DIST.resolve("tisc"), unpacked.resolve("tisc"));
    Files.createSymbolicLink(unpacked.resolve("lib"), TiscProcess.DIST.resolve("lib"));
  }

  private TiscProcess.Ended tisc(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(unpacked.resolve("tisc").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return TiscProcess.end(builder, "");
  }

  private Path cache(String name) {
    return unpacked.resolve("aot").resolve(name);
  }

  /** What a process has loaded from its cache, told by the Java machine itself. */
  private long shared() {
    TiscProcess.Ended ended =
        tisc(
            Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + folder + "/classes.txt"),
            "version");
    assertThat(ended.exit()).as(ended.toString()).isZero();
    try (Stream<String> lines = Files.lines(folder.resolve("classes.txt"))) {
      return lines
          .filter(line -> line.contains("org.tisc.") && line.contains("shared objects file"))
          .count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCommandStartsFromWhatWasRecorded() throws IOException {
    assertThat(shared()).isZero();
    TiscProcess.Ended made = tisc(Map.of(), "warm-up", "--json");
    assertThat(made.exit()).as(made.toString()).isZero();
    assertThat(made.json().path("caches")).hasSize(2);
    assertThat(cache("node.aot")).isRegularFile();
    try (Stream<Path> left = Files.list(unpacked.resolve("aot"))) {
      assertThat(left).containsExactlyInAnyOrder(cache("command.aot"), cache("node.aot"));
    }
    assertThat(shared()).isPositive();
  }

  @Test
  void aCacheThatDoesNotFitIsPassedOverWithoutAWord() throws IOException {
    Files.createDirectory(unpacked.resolve("aot"));
    Files.writeString(cache("command.aot"), "made by another Java");
    TiscProcess.Ended ended = tisc(Map.of(), "version", "--json");
    assertThat(ended.exit()).isZero();
    assertThat(ended.json().has("version")).isTrue();
    assertThat(ended.err()).isEmpty();
  }
}
