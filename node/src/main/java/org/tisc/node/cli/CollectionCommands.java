package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc collection …}. */
final class CollectionCommands {
  private static final String PATH = "/api/v1/collections";

  private CollectionCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "collection",
        List.of(
            new CommandLine(new Create(shell)),
            new CommandLine(new Collections(shell)),
            new CommandLine(new Share(shell)),
            new CommandLine(new Drop(shell))));
  }

  static String path(String collection) {
    return PATH + "/" + NodeClient.encoded(collection);
  }

  /** A table of collections; nothing where there are none. */
  static void table(JsonNode collections, Screen screen) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode collection : collections) {
      rows.add(Cells.of(collection, "collection", "kind", "documents", "share", "indexedAt"));
    }
    if (!rows.isEmpty()) {
      screen.table(List.of("collection", "kind", "documents", "share", "indexedAt"), rows);
    }
  }

  /** Creates one. */
  @Command(name = "create")
  static final class Create extends NodeCommand {
    @Parameters(paramLabel = "NAME", descriptionKey = "collection.NAME")
    private String name = "";

    @Option(names = "--kind", required = true, paramLabel = "K", descriptionKey = "collection.kind")
    private String kind = "";

    @Option(names = "--title", paramLabel = "S", descriptionKey = "collection.title")
    private Optional<String> title = Optional.empty();

    @Option(names = "--share", paramLabel = "S", descriptionKey = "collection.share")
    private String share = "none";

    @Option(names = "--licence", paramLabel = "L", descriptionKey = "collection.licence")
    private Optional<String> licence = Optional.empty();

    @Option(names = "--onward", paramLabel = "O", descriptionKey = "collection.onward")
    private Optional<String> onward = Optional.empty();

    Create(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body =
          JSON.createObjectNode().put("collection", name).put("kind", kind).put("share", share);
      title.ifPresent(text -> body.put("title", text));
      licence.ifPresent(text -> body.put("licence", text));
      onward.ifPresent(text -> body.put("onward", text));
      return node.post(PATH, body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("collection.created", name, share));
    }
  }

  /** Lists them. */
  @Command(name = "list")
  static final class Collections extends NodeCommand {
    Collections(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      table(answer.path("collections"), screen);
    }
  }

  /** Changes with whom one is shared. */
  @Command(name = "share")
  static final class Share extends NodeCommand {
    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "collection.NAME")
    private String name = "";

    @Parameters(index = "1", paramLabel = "SHARE", descriptionKey = "collection.share")
    private String share = "";

    Share(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.put(path(name) + "/share", JSON.createObjectNode().put("share", share));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("collection.shared", name, share));
    }
  }

  /** Deletes one with all its documents. */
  @Command(name = "drop")
  static final class Drop extends NodeCommand {
    @Parameters(paramLabel = "NAME", descriptionKey = "collection.NAME")
    private String name = "";

    Drop(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(path(name));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("collection.dropped", name));
    }
  }
}
