package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A file of hits that a job of the node makes. */
final class ExportedFile {
  private ExportedFile() {}

  /** Waits for a job that has begun and brings its file; the job's result. */
  static ObjectNode fetch(NodeClient node, ObjectNode begun, Optional<Path> out, Shell shell) {
    String path = "/api/v1/search/exports/" + NodeClient.encoded(begun.path("job").asString(""));
    Screen screen = new Screen(shell);
    ObjectNode result;
    try {
      result = Jobs.result(node, begun, path, new JobProgress(screen));
    } finally {
      screen.progressDone();
    }
    Download.lines(node, path + "/file", out, shell.out());
    out.ifPresent(file -> result.put("file", file.toAbsolutePath().toString()));
    return result;
  }

  /** The form that the file's name asks for; CSV where it asks for none. */
  static String ending(Optional<Path> out) {
    String name = out.map(file -> String.valueOf(file.getFileName())).orElse("");
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "csv" : name.substring(dot + 1);
  }

  /** Says what is in the file and what is not. */
  static void print(ObjectNode result, Optional<Path> out, Screen screen) {
    screen.complain(
        screen.text(
            "export.hits",
            result.path("documents").asString("0"),
            out.map(Path::toString).orElse("-")));
    if (result.path("withheld").asLong(0) > 0) {
      screen.complain(screen.text("export.withheld", result.path("withheld").asString("")));
    }
    keys("export.gone", result.path("gone"), screen);
    keys("export.unreached", result.path("unreached"), screen);
    if (result.path("ownShape").asBoolean(false)) {
      screen.complain(screen.text("export.ownShape"));
    }
    if (result.path("more").asBoolean(false)) {
      screen.complain(screen.text("export.more"));
    }
    if (!result.path("exact").asBoolean(false)) {
      screen.complain(screen.text("export.inexact", Cells.cell(result.path("missing"))));
    }
  }

  private static void keys(String text, JsonNode keys, Screen screen) {
    if (!keys.isEmpty()) {
      screen.complain(screen.text(text, Cells.cell(keys)));
    }
  }
}
