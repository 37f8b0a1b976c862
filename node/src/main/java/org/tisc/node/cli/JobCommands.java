package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc job …}: background work. */
final class JobCommands {
  private static final String PATH = "/api/v1/jobs";

  private JobCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "job",
        List.of(
            new CommandLine(new AllJobs(shell)),
            new CommandLine(new Show(shell)),
            new CommandLine(new Cancel(shell))));
  }

  private static void print(Iterable<JsonNode> jobs, Screen screen) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode job : jobs) {
      rows.add(Cells.of(job, "job", "kind", "state", "done", "total", "message"));
    }
    screen.table(List.of("job", "kind", "state", "done", "total", "message"), rows);
  }

  /** Lists the jobs. */
  @Command(name = "list")
  static final class AllJobs extends NodeCommand {
    AllJobs(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      JobCommands.print(answer.path("jobs"), screen);
    }
  }

  /** Shows one, after its end if asked to. */
  @Command(name = "show")
  static final class Show extends NodeCommand {
    @Parameters(paramLabel = "JOB", descriptionKey = "job.JOB")
    private String job = "";

    @Option(names = "--wait", descriptionKey = "job.wait")
    private boolean wait;

    Show(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode now = node.get(PATH + "/" + NodeClient.encoded(job));
      return wait ? Jobs.ended(node, now, new JobProgress(screen())) : now;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      JobCommands.print(List.of(answer), screen);
      if (answer.path("result").isObject()) {
        screen.line(answer.path("result").toString());
      }
      if (answer.path("problem") instanceof ObjectNode problem) {
        new Problem(problem).print(screen);
      }
    }
  }

  /** Stops one. */
  @Command(name = "cancel")
  static final class Cancel extends NodeCommand {
    @Parameters(paramLabel = "JOB", descriptionKey = "job.JOB")
    private String job = "";

    Cancel(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(PATH + "/" + NodeClient.encoded(job));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("job.cancelled", job));
    }
  }
}
