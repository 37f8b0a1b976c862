package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks own node and peers. Exit code 3 when not every source answered completely. */
@Command
final class SearchCommand extends NodeCommand {
  private static final String SIMILAR = "/api/v1/search/similar";

  @Parameters(paramLabel = "QUERY", arity = "0..*", descriptionKey = "search.QUERY")
  private List<String> words = new ArrayList<>();

  @Mixin private QueryOptions options = new QueryOptions();

  @Mixin private SimilarOptions similar = new SimilarOptions();

  @Option(names = "--size", paramLabel = "N", descriptionKey = "search.size")
  private String size = "";

  @Option(names = "--cursor", paramLabel = "X", descriptionKey = "search.cursor")
  private String cursor = "";

  @Option(names = "--facets", paramLabel = "F", descriptionKey = "search.facets")
  private String facets = "";

  @Option(names = "--facet-size", paramLabel = "N", descriptionKey = "search.facet-size")
  private String facetSize = "";

  @Option(names = "--timeout-millis", paramLabel = "T", descriptionKey = "search.timeout")
  private String timeoutMillis = "";

  @Option(names = "--explain", paramLabel = "KEY", descriptionKey = "search.explain")
  private String explain = "";

  SearchCommand(Shell shell) {
    super(shell);
  }

  @Override
  void check() {
    if (similar.named() + (words.isEmpty() ? 0 : 1) != 1) {
      throw wrongUsage("search needs QUERY, or --similar KEY, or --similar-text FILE");
    }
  }

  @Override
  ObjectNode ask(NodeClient node) {
    ObjectNode body = options.body(String.join(" ", words));
    QueryOptions.put(body, "size", size);
    QueryOptions.put(body, "cursor", cursor);
    QueryOptions.put(body, "timeoutMillis", timeoutMillis);
    QueryOptions.put(body, "explain", explain);
    QueryOptions.put(body, "facets", facets);
    QueryOptions.put(body, "facetSize", facetSize);
    if (similar.named() > 0) {
      similar.put(body);
      return node.post(SIMILAR, body);
    }
    return hear(node, body);
  }

  /** The answer; meanwhile the line of progress says what was found and who is waited for. */
  private ObjectNode hear(NodeClient node, ObjectNode body) {
    Screen screen = new Screen(shell());
    boolean told = false;
    try (EventReader events = new EventReader(node.download("/api/v1/search/stream", body))) {
      while (true) {
        EventReader.Event event =
            events
                .next()
                .orElseThrow(
                    () ->
                        new TiscException(
                            Reason.UNAVAILABLE, "the node stopped while it answered"));
        switch (event.name()) {
          case "early" -> {
            told = true;
            screen.progress(
                screen.text(
                    "search.early",
                    event.data().path("hits").size(),
                    Cells.cell(event.data().path("waitingFor"))));
          }
          case "answer" -> {
            return event.data();
          }
          case "problem" -> throw new Problem(event.data());
          default -> {}
        }
      }
    } finally {
      if (told) {
        screen.progressDone();
      }
    }
  }

  @Override
  protected int exitCode(ObjectNode answer) {
    return complete(answer) ? 0 : Tisc.INCOMPLETE;
  }

  /** Whether every source answered, and completely. */
  static boolean complete(ObjectNode answer) {
    boolean all = answer.path("exact").asBoolean(false);
    for (JsonNode source : answer.path("sources")) {
      all &= complete(source);
    }
    return all;
  }

  /** What a source says that refused by its rules: field, decision, when to come again. */
  private static String refusal(JsonNode source) {
    StringBuilder words = new StringBuilder();
    for (String fact : List.of("field", "decision", "retryAfterSeconds")) {
      if (source.has(fact)) {
        words.append(' ').append(fact).append('=').append(source.path(fact).asString(""));
      }
    }
    return words.toString();
  }

  private static boolean complete(JsonNode source) {
    return switch (source.path("state").asString("")) {
      case "ANSWERED", "EMPTY" -> true;
      default -> false;
    };
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    show(answer, screen);
  }

  /** Prints the answer of a search. */
  static void show(ObjectNode answer, Screen screen) {
    int number = answer.path("from").asInt(0);
    for (JsonNode hit : answer.path("hits")) {
      number++;
      hit(number, hit, screen);
    }
    if (!answer.path("hits").isEmpty()) {
      screen.line("");
    }
    coverage(answer, screen);
    if (answer.has("explanation")) {
      explanation(answer.path("explanation"), screen);
    }
  }

  private static void explanation(JsonNode explanation, Screen screen) {
    screen.line("");
    String key = explanation.path("key").asString("");
    if (!explanation.path("found").asBoolean(false)) {
      screen.line(screen.text("search.unexplained", key, explanation.path("message").asString("")));
      return;
    }
    screen.line(
        screen.text(
            "search.explained",
            key,
            explanation.path("node").asString(""),
            explanation.path("collection").asString("")));
    step(explanation.path("calculation"), "  ", screen);
  }

  /** A step and, further in, those that it is made of. */
  private static void step(JsonNode step, String indent, Screen screen) {
    screen.line(
        indent + step.path("value").asString("") + "  " + step.path("description").asString(""));
    for (JsonNode detail : step.path("details")) {
      step(detail, indent + "  ", screen);
    }
    if (step.path("cut").asBoolean(false)) {
      screen.line(indent + "  …");
    }
  }

  private static void hit(int number, JsonNode hit, Screen screen) {
    String title = screen.localised(hit.path("title"));
    JsonNode marked = hit.path("highlights").path("title").path(0);
    boolean same = marked.path("text").asString("").equals(title);
    screen.raw(
        String.format(Locale.ROOT, "%3d. ", number)
            + (same ? screen.marked(title, marked.path("marks")) : screen.bold(title)));
    screen.line(
        "     "
            + hit.path("key").asString("")
            + "  "
            + String.format(Locale.ROOT, "%.4f", hit.path("score").asDouble(0))
            + "  @ "
            + Cells.cell(hit.path("holders")));
    hit.path("highlights")
        .forEachEntry(
            (field, snippets) -> {
              if (!field.equals("title") && snippets.size() > 0) {
                JsonNode first = snippets.get(0);
                screen.raw(
                    "     "
                        + Screen.clean(field)
                        + ": "
                        + screen.marked(first.path("text").asString(""), first.path("marks")));
              }
            });
  }

  private static void coverage(ObjectNode answer, Screen screen) {
    JsonNode total = answer.path("total");
    String relation =
        switch (total.path("relation").asString("EQUAL")) {
          case "AT_LEAST" -> "≥ ";
          case "AT_MOST" -> "≤ ";
          default -> "";
        };
    screen.line(
        screen.text(
            "search.total",
            relation + total.path("count").asString("0"),
            answer.path("tookMillis").asString("?")));
    for (JsonNode note : answer.path("notes")) {
      screen.line(note.path("message").asString(""));
    }
    StringBuilder terms = new StringBuilder();
    for (JsonNode term : answer.path("similar").path("terms")) {
      terms.append("  ").append(term.path("text").asString(""));
      terms.append(' ').append(term.path("weight").asString(""));
    }
    if (!terms.isEmpty()) {
      screen.line(screen.text("search.similar.by", terms.toString().strip()));
    }
    if (answer.has("understoodAs")) {
      screen.line(screen.text("search.understoodAs", answer.path("understoodAs").asString("")));
    }
    answer
        .path("facets")
        .forEachEntry(
            (facet, divided) -> {
              StringBuilder values = new StringBuilder();
              for (JsonNode value : divided.path("values")) {
                values
                    .append("  ")
                    .append(value.path("value").asString(""))
                    .append(' ')
                    .append(value.path("count").asString(""));
              }
              screen.line(
                  "  "
                      + facet
                      + (divided.path("exact").asBoolean(false) ? ":" : " (≈):")
                      + values
                      + (divided.path("more").asBoolean(false) ? "  …" : ""));
            });
    for (JsonNode source : answer.path("sources")) {
      String name = source.path("node").asString("");
      if (source.has("collection")) {
        name += "/" + source.path("collection").asString("");
      }
      String reason = source.path("reason").asString("");
      screen.line(
          (complete(source) ? "  ● " : "  ○ ")
              + name
              + "  "
              + source.path("state").asString("")
              + (reason.isEmpty() ? "" : " (" + reason + ")")
              + refusal(source)
              + (source.has("hits") ? "  " + source.path("hits").asString("") : "")
              + (source.has("millis") ? "  " + source.path("millis").asString("") + " ms" : ""));
    }
    screen.raw(
        screen.bold(
            answer.path("exact").asBoolean(false)
                ? screen.text("search.exact")
                : screen.text("search.inexact", Cells.cell(answer.path("inexact")))));
    if (answer.has("cursor")) {
      screen.line(screen.text("search.cursor.next", answer.path("cursor").asString("")));
    }
  }
}
