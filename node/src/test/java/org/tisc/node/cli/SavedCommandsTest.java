package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.node.cli.TryOut.Outcome;
import tools.jackson.databind.json.JsonMapper;

class SavedCommandsTest {
  private static final String PATH = "/api/v1/searches";

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

  private void shows(boolean certain, String documents) {
    node.answers(
        "GET " + PATH + "/a",
        200,
        "{\"search\":{\"search\":\"s-1\",\"name\":\"a\",\"q\":\"电池\",\"lastLook\":{\"at\":\"2026-11-28T00:00:00Z\","
            + "\"found\":7,\"exact\":"
            + certain
            + ",\"more\":false,\"certain\":"
            + certain
            + ",\"missing\":["
            + (certain ? "" : "\"hebei\"")
            + "]}},\"documents\":["
            + documents
            + "]}");
  }

  @Test
  void aSearchIsSavedWithItsParametersListedAndDeleted() {
    node.answers("POST " + PATH, 201, "{\"search\":\"s-1\",\"name\":\"a\"}")
        .answers(
            "GET " + PATH,
            200,
            "{\"searches\":[{\"search\":\"s-1\",\"name\":\"电池\",\"owner\":\"li\",\"q\":\"TI=电池\",\"news\":3}]}")
        .answers("DELETE " + PATH + "/s-1", 200, "{}");
    assertThat(
            asks("saved", "save", "a", "TI=电池", "AND", "x", "--kind", "PATENT", "--every", "daily")
                .out())
        .contains("s-1");
    JsonMapper json = new JsonMapper();
    assertThat(json.readTree(node.requests().getLast().body()))
        .isEqualTo(
            json.readTree(
                "{\"q\":\"TI=电池 AND x\",\"kind\":\"PATENT\",\"name\":\"a\",\"every\":\"daily\"}"));
    assertThat(asks("saved", "list").out()).contains("电池", "li", "TI=电池", "3");
    assertThat(asks("saved", "delete", "s-1", "--json").out().strip()).isEqualTo("{}");
  }

  @Test
  void runningOneAnswersAsASearchDoes() {
    node.answers(
        "POST " + PATH + "/a/run",
        200,
        "{\"exact\":true,\"total\":{\"count\":1},\"hits\":[{\"key\":\"GI:EU:1\",\"title\":\"tea\"}],\"sources\":[]}");
    Outcome run = asks("saved", "run", "a", "--size", "5");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("GI:EU:1", "tea");
    assertThat(node.requests().getLast().body()).isEqualTo("{\"size\":\"5\"}");
    assertThat(asks("saved", "run", "a", "--size", "5", "--new").exit()).isEqualTo(2);
  }

  @Test
  void newsAreShownAndNothingNewIsSaidOnlyWhereItIsCertain() {
    node.answers("POST " + PATH + "/a/looks", 202, "{\"job\":\"j\",\"state\":\"RUNNING\"}")
        .answers("GET " + PATH + "/a/looks/j", 200, "{\"job\":\"j\",\"state\":\"DONE\"}");
    shows(
        true,
        "{\"key\":\"GI:EU:1\",\"what\":\"CHANGED\",\"title\":\"tea\",\"before\":\"IN_FORCE\",\"legalStatus\":\"DEAD\"}");
    shows(true, "");
    shows(false, "");
    Outcome news = asks("saved", "run", "a", "--new");
    assertThat(news.exit()).isZero();
    assertThat(news.out()).contains("CHANGED", "GI:EU:1", "IN_FORCE", "DEAD");
    Outcome nothing = asks("saved", "run", "a", "--new");
    assertThat(nothing.exit()).isZero();
    assertThat(nothing.out()).contains("Nothing new: every source was heard.");
    Outcome uncertain =
        tisc.in(Locale.CHINESE).run("saved", "run", "a", "--new", "--url", node.url());
    assertThat(uncertain.exit()).isEqualTo(3);
    assertThat(uncertain.out()).contains("不能确定");
    assertThat(uncertain.err()).contains("hebei");
  }
}
