package org.tisc.node.cli;

import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Shows a job on the line of progress. */
final class JobProgress implements Consumer<ObjectNode> {
  private final Screen screen;

  JobProgress(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void accept(ObjectNode job) {
    String total = job.path("total").asString("");
    screen.progress(
        job.path("kind").asString("job")
            + " "
            + job.path("job").asString("")
            + ": "
            + job.path("state").asString("")
            + " "
            + job.path("done").asString("0")
            + (total.isEmpty() || total.equals("0") ? "" : "/" + total)
            + " "
            + job.path("message").asString(""));
  }
}
