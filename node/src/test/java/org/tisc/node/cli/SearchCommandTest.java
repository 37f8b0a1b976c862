package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.node.cli.TryOut.Outcome;

class SearchCommandTest {
  private static final String HIT =
      "{\"key\":\"PATENT:CN:110083831:A\",\"kind\":\"PATENT\",\"title\":{\"zh\":\"电池\",\"en\":\"Battery\"},"
          + "\"score\":3.25,\"holders\":[\"beijing\",\"hebei\"],"
          + "\"highlights\":{\"title\":[{\"text\":\"Battery\",\"marks\":[[0,4]]}],\"abstract\":[{\"text\":\"evil"
          + " \\u001b[31m text\",\"marks\":[[5,2],[0,4],[900,901]]}]}}";

  private static final String STREAM = "POST /api/v1/search/stream";

  private PretendedNode node;
  private final TryOut tisc = new TryOut();

  @BeforeEach
  void start() throws IOException {
    node = new PretendedNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Outcome asks(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = node.url();
    return tisc.run(all);
  }

  private static String answer(boolean exact, String states) {
    return "event: answer\ndata: " + object(exact, states) + "\n\n";
  }

  private static String object(boolean exact, String states) {
    return "{\"query\":\"q\",\"understoodAs\":\"ti:电池\",\"exact\":"
        + exact
        + (exact ? "" : ",\"inexact\":[\"PEER_MISSING\"]")
        + ",\"total\":{\"count\":1,\"relation\":\"AT_LEAST\"},\"tookMillis\":12,\"hits\":["
        + HIT
        + "],\"sources\":["
        + states
        + "],\"cursor\":\"next\"}";
  }

  @Test
  void anExactAnswerIsZeroAndShowsHitsAndCoverage() {
    node.answers(
        STREAM,
        200,
        answer(
            true,
            "{\"node\":\"beijing\",\"collection\":\"p\",\"state\":\"ANSWERED\",\"hits\":1},{\"node\":\"hebei\",\"collection\":\"p\",\"state\":\"EMPTY\"}"));
    Outcome found = asks("search", "电池", "AND", "ion", "--scope", "network:jjj", "--size", "5");
    assertThat(found.exit()).isZero();
    assertThat(found.out())
        .contains("[Batt]ery", "PATENT:CN:110083831:A", "3.2500", "beijing, hebei")
        .contains("● beijing/p  ANSWERED", "Exact", "≥ 1", "ti:电池", "--cursor next")
        .doesNotContain("\u001b");
  }

  @Test
  void similarDocumentsAreAskedForByKeyOrByTheTextOfAFile(@TempDir Path folder) throws IOException {
    String words = ",\"similar\":{\"terms\":[{\"text\":\"隔膜\",\"weight\":7.5}]}}";
    String answer = object(true, "");
    node.answers(
        "POST /api/v1/search/similar", 200, answer.substring(0, answer.length() - 1) + words);
    Outcome found = asks("search", "--similar", "PATENT:CN:1:A", "--at", "hebei", "--size", "5");
    assertThat(found.exit()).isZero();
    assertThat(found.out()).contains("PATENT:CN:110083831:A", "Found by words and weights: 隔膜 7.5");
    assertThat(node.requests().getLast().body())
        .contains("\"key\":\"PATENT:CN:1:A\"", "\"node\":\"hebei\"", "\"size\":\"5\"");
    Path text = Files.writeString(folder.resolve("idea.txt"), "一种多孔隔膜");
    assertThat(asks("search", "--similar-text", text.toString()).exit()).isZero();
    assertThat(node.requests().getLast().body()).contains("\"text\":\"一种多孔隔膜\"");
  }

  @Test
  void oneOfQueryKeyAndFileIsNeeded(@TempDir Path folder) throws IOException {
    assertThat(asks("search").exit()).isEqualTo(2);
    assertThat(asks("search", "a", "--similar", "K").exit()).isEqualTo(2);
    assertThat(asks("search", "--similar-text", folder.resolve("none").toString()).exit())
        .isEqualTo(1);
    Path tooLong = Files.writeString(folder.resolve("long.txt"), "x".repeat(400_001));
    assertThat(asks("search", "--similar-text", tooLong.toString()).err()).contains("400000");
    assertThat(node.requests()).isEmpty();
  }

  @Test
  void aMissingSourceIsThreeInBothForms() {
    node.answers(
        STREAM,
        200,
        answer(
            false, "{\"node\":\"hebei\",\"state\":\"UNAVAILABLE\",\"reason\":\"BREAKER_OPEN\"}"));
    assertThat(asks("search", "a", "--json").exit()).isEqualTo(3);
    Outcome shown = tisc.in(Locale.CHINESE).run("search", "a", "--url", node.url());
    assertThat(shown.exit()).isEqualTo(3);
    assertThat(shown.out())
        .contains("○ hebei  UNAVAILABLE (BREAKER_OPEN)", "结果不完整：PEER_MISSING", "电池");
    assertThat(node.requests().getLast().language()).isEqualTo("zh");
  }

  @Test
  void aPartialSourceIsThreeEvenWhenTheAnswerCallsItselfExact() {
    node.answers(STREAM, 200, answer(true, "{\"node\":\"x\",\"state\":\"PARTIAL\"}"));
    assertThat(asks("search", "a").exit()).isEqualTo(3);
  }

  @Test
  void highlightsAreBoldOnATerminal() {
    node.answers(STREAM, 200, answer(true, ""));
    assertThat(tisc.typing().run("search", "a", "--url", node.url()).out())
        .contains("\u001b[1mBatt\u001b[0mery")
        .doesNotContain("\u001b[31m");
  }

  @Test
  void whatIsKnownEarlyIsALineOfProgressAndNoAnswer() {
    node.answers(
        STREAM,
        200,
        ":\n\nevent: early\ndata: {\"hits\":[{},{}],\"waitingFor\":[\"hebei\",\"tianjin\"]}\n\n"
            + answer(true, ""));
    Outcome shown = tisc.typing().run("search", "a", "--url", node.url());
    assertThat(shown.exit()).isZero();
    assertThat(shown.err()).contains("2 shown so far; waiting for hebei, tianjin");
    assertThat(shown.out()).doesNotContain("waiting");
  }

  @Test
  void nothingIsSaidEarlyWhereNobodyLooksOn() {
    node.answers(
        STREAM, 200, "event: early\ndata: {\"waitingFor\":[\"hebei\"]}\n\n" + answer(true, ""));
    Outcome quiet = asks("search", "a", "--json");
    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out()).doesNotContain("waitingFor");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          event: problem\\ndata: {"title":"t","reason":"BUSY","detail":"d"}\\n\\n | BUSY
          event: early\\ndata: {}\\n\\n | UNAVAILABLE
          event: answer\\ndata: [\\n\\n | INCOMPATIBLE
          event: answer\\ndata: 7\\n\\n | INCOMPATIBLE
          """)
  void aSearchThatFailsWhileItGoesOnIsAProblem(String events, String reason) {
    node.answers(STREAM, 200, events.replace("\\n", "\n"));
    Outcome failed = asks("search", "a");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains(reason);
  }

  @Test
  void aQueryErrorShowsWhereItIs() {
    node.answers(
        STREAM,
        422,
        "{\"title\":\"t\",\"reason\":\"INVALID_QUERY\",\"detail\":\"d\",\"violations\":[{\"field\":\"q\",\"message\":\"bracket\",\"position\":0},"
            + "{\"field\":\"q\",\"message\":\"word\",\"position\":1,\"length\":3}]}");
    Outcome failed = asks("search", "(a");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err())
        .contains("INVALID_QUERY")
        .contains("1. q: bracket (character 1)")
        .contains("2. q: word (characters 2 to 4)");
  }

  private static String explained(String explanation) {
    String plain = object(true, "{\"node\":\"x\",\"state\":\"ANSWERED\"}");
    return "event: answer\ndata: "
        + plain.substring(0, plain.length() - 1)
        + ",\"explanation\":"
        + explanation
        + "}\n\n";
  }

  @Test
  void anExplanationIsATreeOfSteps() {
    node.answers(
        STREAM,
        200,
        explained(
            "{\"key\":\"K1\",\"found\":true,\"node\":\"hebei\",\"collection\":\"p\",\"score\":3.25,"
                + "\"calculation\":{\"step\":\"SUM\",\"value\":3.25,\"description\":\"Sum\",\"details\":["
                + "{\"step\":\"TERM\",\"value\":3.25,\"description\":\"Word\\u001b[31m\",\"cut\":true}]}}"));
    Outcome found = asks("search", "a", "--explain", "K1");
    assertThat(found.exit()).isZero();
    assertThat(found.out().lines())
        .containsSubsequence(
            "Score of K1, calculated by hebei for its copy in p:",
            "  3.25  Sum",
            "    3.25  Word[31m",
            "      …");
    assertThat(found.out()).doesNotContain("\u001b");
  }

  @Test
  void anExplanationThatIsNotFoundIsSaidAndLeavesTheExitCode() {
    node.answers(
        STREAM,
        200,
        explained(
            "{\"key\":\"K9\",\"found\":false,\"reason\":\"NOT_FOUND\",\"message\":\"Nothing has"
                + " it.\"}"));
    Outcome found = asks("search", "a", "--explain", "K9");
    assertThat(found.exit()).isZero();
    assertThat(found.out()).contains("Score of K9: Nothing has it.");
  }

  @Test
  void anExplanationIsAskedForBesideFilters() {
    node.answers(
        STREAM, 200, explained("{\"key\":\"K9\",\"found\":false,\"message\":\"Nothing has it.\"}"));
    Outcome found = asks("search", "a", "--explain", "K9", "--filter", "office=CN");
    assertThat(found.out()).contains("Nothing has it.");
    assertThat(node.requests().getLast().body()).contains("\"explain\":\"K9\"", "office=CN");
  }

  @Test
  void tablesAlignChineseByWidth() {
    assertThat(Screen.width("中a")).isEqualTo(3);
    assertThat(Screen.width("e\u0301")).isEqualTo(1);
    assertThat(Screen.clean("a\u202eb\u0007c\nd")).isEqualTo("abc d");
  }
}
