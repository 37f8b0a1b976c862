package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc saved …}: searches that the caller saved. */
final class SavedCommands {
  private static final String PATH = "/api/v1/searches";

  private SavedCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "saved",
        List.of(
            new CommandLine(new All(shell)),
            new CommandLine(new Show(shell)),
            new CommandLine(new Save(shell)),
            new CommandLine(new Run(shell)),
            new CommandLine(new Delete(shell))));
  }

  private static String path(String search) {
    return PATH + "/" + NodeClient.encoded(search);
  }

  private static void table(Iterable<JsonNode> searches, Screen screen) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode one : searches) {
      rows.add(Cells.of(one, "name", "owner", "q", "scope", "every", "news", "search"));
    }
    screen.table(List.of("name", "owner", "query", "scope", "every", "news", "id"), rows);
  }

  /** Lists own ones and those that others share. */
  @Command(name = "list")
  static final class All extends NodeCommand {
    All(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      table(answer.path("searches"), screen);
    }
  }

  /** What a search has that is new, and how certain it is that there is no more. */
  private static void news(ObjectNode answer, Screen screen) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode news : answer.path("documents")) {
      rows.add(
          Cells.of(news, "what", "key", "title", "holder", "before", "legalStatus", "foundAt"));
    }
    if (!rows.isEmpty()) {
      screen.table(List.of("what", "record", "title", "node", "before", "status", "at"), rows);
    }
    JsonNode search = answer.path("search");
    if (search.has("lastFailure")) {
      screen.complain(screen.text("saved.failed", search.path("lastFailure").asString("")));
    }
    JsonNode look = search.path("lastLook");
    if (look.isObject()) {
      screen.line(
          screen.text(
              "saved.looked", look.path("at").asString(""), look.path("found").asString("0")));
      if (!look.path("exact").asBoolean(false)) {
        screen.complain(screen.text("export.inexact", Cells.cell(look.path("missing"))));
      }
      if (look.path("more").asBoolean(false)) {
        screen.complain(screen.text("saved.more"));
      }
      if (rows.isEmpty()) {
        screen.line(
            screen.text(
                look.path("certain").asBoolean(false) ? "saved.nothing" : "saved.uncertain"));
      }
    }
  }

  /** Shows one with its news. */
  @Command(name = "show")
  static final class Show extends NodeCommand {
    @Parameters(paramLabel = "SEARCH", descriptionKey = "saved.SEARCH")
    private String search = "";

    Show(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(path(search));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      table(List.of(answer.path("search")), screen);
      news(answer, screen);
    }
  }

  /** Saves one. */
  @Command(name = "save")
  static final class Save extends NodeCommand {
    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "saved.NAME")
    private String name = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "QUERY",
        descriptionKey = "search.QUERY")
    private List<String> words = new ArrayList<>();

    @Mixin private QueryOptions options = new QueryOptions();

    @Option(names = "--every", paramLabel = "T", descriptionKey = "saved.every")
    private Optional<String> every = Optional.empty();

    @Option(names = "--shared", descriptionKey = "saved.shared")
    private boolean shared;

    Save(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = options.body(String.join(" ", words)).put("name", name);
      every.ifPresent(text -> body.put("every", text));
      if (shared) {
        body.put("shared", true);
      }
      return node.post(PATH, body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              "saved.saved", answer.path("name").asString(""), answer.path("search").asString("")));
    }
  }

  /** Runs one as a search, or looks for what is new. */
  @Command(name = "run")
  static final class Run extends NodeCommand {
    @Parameters(paramLabel = "SEARCH", descriptionKey = "saved.SEARCH")
    private String search = "";

    @Option(names = "--new", descriptionKey = "saved.new")
    private boolean onlyNew;

    @Option(names = "--size", paramLabel = "N", descriptionKey = "search.size")
    private String size = "";

    Run(Shell shell) {
      super(shell);
    }

    @Override
    void check() {
      if (onlyNew && !size.isEmpty()) {
        throw wrongUsage("saved run takes either --new or --size");
      }
    }

    @Override
    ObjectNode ask(NodeClient node) {
      if (!onlyNew) {
        ObjectNode body = JSON.createObjectNode();
        QueryOptions.put(body, "size", size);
        return node.post(path(search) + "/run", body);
      }
      ObjectNode begun = node.post(path(search) + "/looks", JSON.createObjectNode());
      try {
        Jobs.result(
            node,
            begun,
            path(search) + "/looks/" + NodeClient.encoded(begun.path("job").asString("")),
            new JobProgress(screen()));
      } finally {
        screen().progressDone();
      }
      return node.get(path(search));
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      if (!onlyNew) {
        return SearchCommand.complete(answer) ? 0 : Tisc.INCOMPLETE;
      }
      return answer.path("search").path("lastLook").path("certain").asBoolean(false)
          ? 0
          : Tisc.INCOMPLETE;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (onlyNew) {
        news(answer, screen);
      } else {
        SearchCommand.show(answer, screen);
      }
    }
  }

  /** Removes one. */
  @Command(name = "delete")
  static final class Delete extends NodeCommand {
    @Parameters(paramLabel = "SEARCH", descriptionKey = "saved.SEARCH")
    private String search = "";

    Delete(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(path(search));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("saved.deleted", search));
    }
  }
}
