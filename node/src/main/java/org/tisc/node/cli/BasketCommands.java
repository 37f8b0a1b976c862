package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc basket …}: documents that the caller keeps. */
final class BasketCommands {
  private static final String PATH = "/api/v1/baskets";

  private BasketCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "basket",
        List.of(
            new CommandLine(new All(shell)),
            new CommandLine(new Create(shell)),
            new CommandLine(new Show(shell)),
            new CommandLine(new Add(shell)),
            new CommandLine(new Note(shell)),
            new CommandLine(new Remove(shell)),
            new CommandLine(new Move(shell)),
            new CommandLine(new Drop(shell)),
            new CommandLine(new Export(shell))));
  }

  private static String path(String basket) {
    return PATH + "/" + NodeClient.encoded(basket);
  }

  /** Lists the baskets. */
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
      List<List<String>> rows = new ArrayList<>();
      answer
          .path("baskets")
          .forEach(one -> rows.add(Cells.of(one, "name", "documents", "createdAt", "basket")));
      screen.table(List.of("name", "documents", "createdAt", "id"), rows);
    }
  }

  /** Makes one. */
  @Command(name = "create")
  static final class Create extends NodeCommand {
    @Parameters(paramLabel = "NAME", descriptionKey = "basket.NAME")
    private String name = "";

    Create(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.post(PATH, JSON.createObjectNode().put("name", name));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("basket.created", answer.path("name").asString("")));
    }
  }

  /** A command about one basket. */
  abstract static class OfOne extends NodeCommand {
    @Parameters(index = "0", paramLabel = "BASKET", descriptionKey = "basket.BASKET")
    private String basket = "";

    OfOne(Shell shell) {
      super(shell);
    }

    final String basket() {
      return basket;
    }

    final String path() {
      return BasketCommands.path(basket);
    }
  }

  /** Shows what is in one. */
  @Command(name = "show")
  static final class Show extends OfOne {
    @Option(names = "--tag", paramLabel = "T", descriptionKey = "basket.tag")
    private String tag = "";

    @Option(names = "--size", paramLabel = "N", descriptionKey = "basket.size")
    private String size = "";

    @Option(names = "--cursor", paramLabel = "X", descriptionKey = "search.cursor")
    private String cursor = "";

    Show(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("tag", tag);
      parameters.put("size", size);
      parameters.put("cursor", cursor);
      return node.get(NodeClient.path(path(), parameters));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      answer
          .path("documents")
          .forEach(one -> rows.add(Cells.of(one, "key", "title", "holder", "tags", "note")));
      screen.table(List.of("record", "title", "node", "tags", "note"), rows);
      if (answer.has("cursor")) {
        screen.line(screen.text("search.cursor.next", answer.path("cursor").asString("")));
      }
    }
  }

  /** Puts documents into one, by their keys or as a search finds them. */
  @Command(name = "add")
  static final class Add extends OfOne {
    @Parameters(index = "1..*", paramLabel = "KEY", descriptionKey = "basket.KEY")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--query", paramLabel = "Q", descriptionKey = "basket.query")
    private String query = "";

    @Option(names = "--most", paramLabel = "N", descriptionKey = "basket.most")
    private String most = "";

    @Mixin private QueryOptions options = new QueryOptions();

    Add(Shell shell) {
      super(shell);
    }

    @Override
    void check() {
      if (keys.isEmpty() == query.isEmpty()) {
        throw wrongUsage("basket add needs either KEY or --query");
      }
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = options.body(query);
      if (!query.isEmpty()) {
        QueryOptions.put(body, "most", most);
        return node.post(path() + "/hits", body);
      }
      ArrayNode documents = body.putArray("documents");
      keys.forEach(key -> documents.addObject().put("key", key));
      return node.post(path() + "/documents", body);
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("exact").asBoolean(true) ? 0 : Tisc.INCOMPLETE;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(
          screen.text(
              "basket.added",
              answer.path("added").asString("0"),
              answer.path("already").asString("0")));
      if (answer.path("more").asBoolean(false)) {
        screen.line(screen.text("basket.more"));
      }
      if (!answer.path("exact").asBoolean(true)) {
        screen.complain(screen.text("search.inexact", Cells.cell(answer.path("inexact"))));
      }
    }
  }

  /** Writes beside a document. */
  @Command(name = "note")
  static final class Note extends OfOne {
    @Parameters(index = "1", paramLabel = "KEY", descriptionKey = "basket.KEY")
    private String key = "";

    @Option(names = "--note", paramLabel = "S", descriptionKey = "basket.note")
    private String note = "";

    @Option(names = "--tag", paramLabel = "T", descriptionKey = "basket.tags")
    private List<String> tags = new ArrayList<>();

    Note(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("key", key).put("note", note);
      tags.forEach(body.putArray("tags")::add);
      return node.post(path() + "/notes", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("basket.noted", key));
    }
  }

  /** Takes documents out. */
  @Command(name = "remove")
  static final class Remove extends OfOne {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", descriptionKey = "basket.KEY")
    private List<String> keys = new ArrayList<>();

    Remove(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode();
      keys.forEach(body.putArray("keys")::add);
      return node.post(path() + "/removals", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("basket.removed", answer.path("removed").asString("0")));
    }
  }

  /** Moves documents to another. */
  @Command(name = "move")
  static final class Move extends OfOne {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", descriptionKey = "basket.KEY")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--to", required = true, paramLabel = "B", descriptionKey = "basket.to")
    private String to = "";

    Move(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("to", to);
      keys.forEach(body.putArray("keys")::add);
      return node.post(path() + "/moves", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("basket.moved", answer.path("moved").asString("0"), to));
    }
  }

  /** Removes one. */
  @Command(name = "drop")
  static final class Drop extends OfOne {
    Drop(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(path());
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("basket.dropped", basket()));
    }
  }

  /** Writes one as a file, its documents asked for anew. */
  @Command(name = "export")
  static final class Export extends OfOne {
    @Option(names = "--format", paramLabel = "F", descriptionKey = "basket.format")
    private String format = "";

    @Option(names = "--columns", paramLabel = "C,…", descriptionKey = "export.columns")
    private String columns = "";

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "export.out")
    private Optional<Path> out = Optional.empty();

    Export(Shell shell) {
      super(shell);
    }

    @Override
    void check() {
      if (json() && out.isEmpty()) {
        throw wrongUsage("basket export --json needs --out FILE");
      }
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body =
          JSON.createObjectNode()
              .put("format", format.isEmpty() ? ExportedFile.ending(out) : format);
      QueryOptions.put(body, "columns", columns);
      return ExportedFile.fetch(node, node.post(path() + "/exports", body), out, shell());
    }

    @Override
    protected int exitCode(ObjectNode answer) {
      return answer.path("exact").asBoolean(false) ? 0 : Tisc.INCOMPLETE;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      ExportedFile.print(answer, out, screen);
    }
  }
}
