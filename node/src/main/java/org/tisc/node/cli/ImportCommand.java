package org.tisc.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams files to the node, one job each, and waits for the jobs. When the command is stopped
 * after a file was sent its job goes on; {@code --job} takes up the waiting again. Importing a file
 * twice changes nothing, so an interrupted upload is simply repeated.
 */
@Command
final class ImportCommand extends NodeCommand {
  private static final int SHOWN_REJECTS = 100;

  @Option(names = "--collection", paramLabel = "C", descriptionKey = "import.collection")
  private Optional<String> collection = Optional.empty();

  @Option(names = "--format", paramLabel = "F", descriptionKey = "import.format")
  private String format = "auto";

  @Option(names = "--mapping", paramLabel = "M", descriptionKey = "import.mapping")
  private String mapping = "";

  @Option(names = "--job", paramLabel = "JOB", descriptionKey = "import.option.job")
  private Optional<String> job = Optional.empty();

  @Parameters(paramLabel = "FILE", arity = "0..*", descriptionKey = "import.FILE")
  private List<Path> files = new ArrayList<>();

  ImportCommand(Shell shell) {
    super(shell);
  }

  @Override
  ObjectNode ask(NodeClient node) {
    if (job.isPresent()) {
      ObjectNode begun = node.get("/api/v1/jobs/" + NodeClient.encoded(job.get()));
      return finished(node, begun);
    }
    String target = collection.orElseThrow(() -> missing("--collection"));
    if (files.isEmpty()) {
      throw missing("FILE");
    }
    for (Path file : files) {
      if (!file.toString().equals("-") && !Files.isReadable(file)) {
        throw new TiscException(Reason.NOT_FOUND, "cannot read the file " + file);
      }
    }
    List<ObjectNode> results = new ArrayList<>();
    for (Path file : files) {
      results.add(finished(node, send(node, target, file)));
    }
    return results.size() == 1 ? results.getFirst() : sum(target, results);
  }

  private RuntimeException missing(String name) {
    return wrongUsage("import needs " + name);
  }

  private ObjectNode send(NodeClient node, String target, Path file) {
    boolean input = file.toString().equals("-");
    Path name = file.getFileName();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("format", format);
    parameters.put("file", input || name == null ? "standard-input" : name.toString());
    parameters.put("mapping", mapping);
    String path = NodeClient.path(CollectionCommands.path(target) + "/import", parameters);
    try {
      InputStream content = input ? shell().in() : Files.newInputStream(file);
      long size = input ? 0 : Files.size(file);
      return node.upload(path, new Counted(content, file.toString(), size, screen()));
    } catch (IOException e) {
      throw new TiscException(Reason.NOT_FOUND, "cannot read the file " + file + ": " + e, e);
    }
  }

  private ObjectNode finished(NodeClient node, ObjectNode begun) {
    screen().progress(screen().text("import.job", begun.path("job").asString("")));
    try {
      return Jobs.result(node, begun, new JobProgress(screen()));
    } finally {
      screen().progressDone();
    }
  }

  /** Several files as one answer; the rejects of all, the first hundred. */
  static ObjectNode sum(String collection, List<ObjectNode> results) {
    ObjectNode sum = JSON.createObjectNode().put("collection", collection);
    for (String count : new String[] {"read", "added", "updated", "unchanged", "rejected"}) {
      sum.put(count, results.stream().mapToLong(result -> result.path(count).asLong(0)).sum());
    }
    ArrayNode rejects = sum.putArray("rejects");
    ArrayNode rejectsFiles = JSON.createArrayNode();
    for (ObjectNode result : results) {
      for (JsonNode reject : result.path("rejects")) {
        if (rejects.size() < SHOWN_REJECTS) {
          rejects.add(reject);
        }
      }
      if (result.has("rejectsFile")) {
        rejectsFiles.add(result.get("rejectsFile"));
      }
    }
    if (!rejectsFiles.isEmpty()) {
      sum.set("rejectsFile", rejectsFiles.get(0));
      sum.set("rejectsFiles", rejectsFiles);
    }
    return sum;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(
        screen.text(
            "import.done",
            answer.path("collection").asString(""),
            answer.path("read").asString("0"),
            answer.path("added").asString("0"),
            answer.path("updated").asString("0"),
            answer.path("unchanged").asString("0"),
            answer.path("rejected").asString("0")));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode reject : answer.path("rejects")) {
      rows.add(Cells.of(reject, "file", "line", "record", "reason"));
    }
    if (!rows.isEmpty()) {
      screen.table(List.of("file", "line", "record", "reason"), rows);
      if (answer.has("rejectsFile")) {
        screen.line(screen.text("import.rejectsFile", answer.path("rejectsFile").asString("")));
      }
    }
  }
}
