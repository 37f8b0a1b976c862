package org.tisc.node.corpus;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Json;

/**
 * Collects the rejects of one import: the first ones in memory, all of them in a file that is made
 * with the first. For one thread.
 */
final class RejectsFile implements AutoCloseable {
  private final Path file;
  private final List<ImportReport.Reject> first = new ArrayList<>();
  private long count;
  private @Nullable BufferedWriter writer;

  RejectsFile(Path file) {
    this.file = file;
  }

  void add(ImportReport.Reject reject) {
    count++;
    if (first.size() < ImportReport.SHOWN_REJECTS) {
      first.add(reject);
    }
    try {
      BufferedWriter out = writer;
      if (out == null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        writer = out;
      }
      out.write(Json.text(reject));
      out.newLine();
    } catch (IOException failure) {
      throw new TiscException(Reason.OUT_OF_SPACE, "Cannot write " + file.getFileName(), failure);
    }
  }

  long count() {
    return count;
  }

  List<ImportReport.Reject> first() {
    return List.copyOf(first);
  }

  Optional<String> path() {
    return count == 0 ? Optional.empty() : Optional.of(file.toString());
  }

  @Override
  public void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException failure) {
        throw new TiscException(Reason.OUT_OF_SPACE, "Cannot write " + file.getFileName(), failure);
      }
    }
  }
}
