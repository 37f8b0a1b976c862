package org.tisc.node.cli;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a collection as JSON Lines to standard output, or to a file that appears only when it is
 * complete.
 */
@Command
final class ExportCommand extends NodeCommand {
  @Option(
      names = "--collection",
      required = true,
      paramLabel = "C",
      descriptionKey = "export.collection")
  private String collection = "";

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
  private Optional<Path> out = Optional.empty();

  ExportCommand(Shell shell) {
    super(shell);
  }

  @Override
  ObjectNode ask(NodeClient node) {
    if (json() && out.isEmpty()) {
      throw wrongUsage("export --json needs --out FILE");
    }
    ObjectNode answer = JSON.createObjectNode().put("collection", collection);
    try (InputStream documents =
        new BufferedInputStream(
            node.download(CollectionCommands.path(collection) + "/export"), 1 << 16)) {
      if (out.isEmpty()) {
        return answer.put("documents", copy(documents, shell().out()));
      }
      Path file = out.get().toAbsolutePath();
      Path part = file.resolveSibling(file.getFileName() + ".part");
      long count;
      try (OutputStream to = Files.newOutputStream(part)) {
        count = copy(documents, to);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return answer.put("documents", count).put("file", file.toString());
    } catch (IOException e) {
      throw new TiscException(Reason.UNAVAILABLE, "the export broke off: " + e.getMessage(), e);
    }
  }

  private static long copy(InputStream documents, OutputStream to) throws IOException {
    Lines lines = new Lines(to);
    documents.transferTo(lines);
    lines.flush();
    return lines.count;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.complain(screen.text("export.done", answer.path("documents").asString("0"), collection));
  }

  /** Counts line ends on the way. */
  private static final class Lines extends FilterOutputStream {
    private long count;

    Lines(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          count++;
        }
      }
      out.write(bytes, offset, length);
    }
  }
}
