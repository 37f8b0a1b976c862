package org.tisc.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** To what the documents shall be similar, instead of a query. */
final class SimilarOptions {
  /** No text of the node's bound has more bytes. */
  private static final int MOST_BYTES = 400_000;

  @Option(names = "--similar", paramLabel = "KEY", descriptionKey = "search.similar")
  private String key = "";

  @Option(names = "--at", paramLabel = "NODE", descriptionKey = "search.similar-at")
  private String node = "";

  @Option(names = "--similar-text", paramLabel = "FILE", descriptionKey = "search.similar-text")
  private Optional<Path> file = Optional.empty();

  /** How many things are named. */
  int named() {
    return (key.isEmpty() ? 0 : 1) + (file.isPresent() ? 1 : 0);
  }

  /** Sets what was given. Raises INVALID_ARGUMENT for a file that cannot be read. */
  void put(ObjectNode body) {
    QueryOptions.put(body, "key", key);
    QueryOptions.put(body, "node", node);
    file.ifPresent(path -> QueryOptions.put(body, "text", text(path)));
  }

  private static String text(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new TiscException(
            Reason.TOO_LARGE, path + " has more than " + MOST_BYTES + " bytes of text");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "cannot read " + path + ": " + failure.getMessage(), failure);
    }
  }
}
