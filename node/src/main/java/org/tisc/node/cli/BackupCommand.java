package org.tisc.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fetches a backup of the running node, reads it again to prove it, and gives it its name only
 * then. With {@code --verify} proves a file that is there, without a node.
 */
@Command
final class BackupCommand extends PlainCommand {
  private static final int BUFFER_BYTES = 1 << 16;

  private final NodeRunner runner;

  @Parameters(index = "0", arity = "0..1", paramLabel = "TO", descriptionKey = "backup.TO")
  private Optional<Path> to = Optional.empty();

  @Option(names = "--verify", paramLabel = "FILE", descriptionKey = "backup.verify")
  private Optional<Path> verify = Optional.empty();

  @Option(names = "--passphrase-file", paramLabel = "FILE", descriptionKey = "backup.passphrase")
  private Optional<Path> passphraseFile = Optional.empty();

  @Option(names = "--without-files", descriptionKey = "backup.without")
  private boolean withoutFiles;

  BackupCommand(Shell shell, NodeRunner runner) {
    super(shell);
    this.runner = runner;
  }

  @Override
  protected ObjectNode answer() {
    if (verify.isPresent()) {
      if (to.isPresent()) {
        throw wrongUsage("backup makes a file TO or checks one with --verify FILE, not both");
      }
      Optional<char[]> passphrase = passphraseFile.map(file -> Passphrase.read(file, shell()));
      return verified(verify.get(), passphrase);
    }
    Path wanted = to.orElseThrow(() -> wrongUsage("backup needs TO, or --verify FILE"));
    char[] passphrase = Passphrase.of(passphraseFile, shell(), json(), true);
    NodeAddress address =
        new NodeFinder(shell().environment()).find(common().url, common().pin, common().home);
    try (NodeClient node = new NodeClient(address, shell().words().locale())) {
      return fetch(node, file(wanted, node), passphrase);
    }
  }

  /** The file to make: the one that is named, or one with node and time in a folder. */
  private static Path file(Path wanted, NodeClient node) {
    Path path = wanted.toAbsolutePath().normalize();
    if (Files.isDirectory(path)) {
      String id = node.get("/api/v1/status").path("node").asString("");
      if (!id.matches("[a-z0-9-]{1,63}")) {
        throw new TiscException(Reason.INCOMPATIBLE, "the node does not tell its name");
      }
      String time =
          DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
              .format(Instant.now().atOffset(ZoneOffset.UTC));
      path = path.resolve("tisc-" + id + "-" + time + ".zip");
    }
    if (Files.exists(path)) {
      throw new TiscException(Reason.ALREADY_EXISTS, path + " exists; a backup replaces nothing");
    }
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new TiscException(Reason.NOT_FOUND, "there is no folder " + folder);
    }
    return path;
  }

  private ObjectNode fetch(NodeClient node, Path file, char[] passphrase) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (InputStream content =
              new Counted(
                  node.download(
                      "/api/v1/backup",
                      JSON.createObjectNode()
                          .put("passphrase", new String(passphrase))
                          .put("files", !withoutFiles)),
                  screen().text("backup.fetching"),
                  0,
                  screen());
          FileChannel channel = create(part)) {
        copy(content, Channels.newOutputStream(channel), part);
        channel.force(true);
      }
      ObjectNode answer = verified(part, Optional.of(passphrase));
      Files.move(part, file);
      return answer.put("file", file.toString());
    } catch (IOException e) {
      throw failed(part, e);
    } finally {
      screen().progressDone();
      remove(part);
    }
  }

  private static FileChannel create(Path part) throws IOException {
    Files.deleteIfExists(part);
    return FileChannel.open(
        part,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  static void copy(InputStream from, OutputStream to, Path part) {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (true) {
      int count;
      try {
        count = from.read(buffer);
      } catch (IOException e) {
        throw new TiscException(
            Reason.UNAVAILABLE, "the node broke off the backup: " + e.getMessage(), e);
      }
      if (count < 0) {
        return;
      }
      try {
        to.write(buffer, 0, count);
      } catch (IOException e) {
        throw failed(part, e);
      }
    }
  }

  private static TiscException failed(Path file, IOException e) {
    return new TiscException(Reason.OUT_OF_SPACE, "cannot write " + file + ": " + e, e);
  }

  /** Nothing but a whole backup stays. */
  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot delete " + part + ": " + e, e);
    }
  }

  private ObjectNode verified(Path file, Optional<char[]> passphrase) {
    try {
      return runner.verifyBackup(
          file, passphrase, Passphrase.progress(file, "backup.checking", screen()));
    } finally {
      screen().progressDone();
    }
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(
        screen.text(
            answer.path("opened").asBoolean(false) ? "backup.whole" : "backup.unopened",
            answer.path("file").asString(""),
            answer.path("node").asString(""),
            answer.path("createdAt").asString(""),
            answer.path("entries").asString(""),
            answer.path("bytes").asString("")));
    if (answer.path("files").asLong(0) > 0) {
      screen.line(screen.text("backup.files", answer.path("files").asString("")));
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode collection : answer.path("collections")) {
      rows.add(Cells.of(collection, "collection", "documents"));
    }
    if (!rows.isEmpty()) {
      screen.table(List.of("collection", "documents"), rows);
    }
    for (JsonNode damaged : answer.path("damaged")) {
      screen.complain(screen.text("backup.damaged", damaged.asString("")));
    }
  }
}
