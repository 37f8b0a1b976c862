package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.node.cli.TryOut.Outcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PolicyCommandsTest {
  private static final String RULE =
      "{\"rule\":\"r3\",\"effect\":\"ALLOW\",\"peer\":\"peer:jjj/tianjin\","
          + "\"collection\":\"collection:patents\",\"verbs\":[\"SEARCH\",\"FETCH\"],"
          + "\"fields\":[\"title\"],\"perMinute\":30,\"madeBy\":\"li\",\"note\":\"协议\","
          + "\"text\":\"allow peer:jjj/tianjin collection:patents search,fetch\"}";
  private static final String CHANGED =
      "{\"version\":4,\"preview\":%s,\"added\":["
          + RULE
          + "],\"removed\":[],\"gained\":[{\"network\":\"jjj\",\"node\":\"tianjin\","
          + "\"collection\":\"patents\",\"verb\":\"SEARCH\"},{\"network\":\"jjj\","
          + "\"node\":\"tianjin\",\"collection\":\"patents\",\"verb\":\"FETCH\"}],"
          + "\"lost\":[],\"altered\":[],\"complete\":true}";

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

  private JsonNode sent() {
    return new JsonMapper().readTree(node.requests().getLast().body());
  }

  @Test
  void allowSendsEveryPartAndTellsWhoGains() {
    node.answers("POST /api/v1/policy/rules", 201, CHANGED.formatted("false"));
    Outcome made =
        asks(
            "policy",
            "allow",
            "jjj/tianjin",
            "patents",
            "--verbs",
            "search,fetch",
            "--fields",
            "title, abstract",
            "--per-minute",
            "30",
            "--bulk-per-day",
            "100",
            "--from",
            "2027-01-01",
            "--until",
            "2028-01-01",
            "--note",
            "协议");
    assertThat(made.exit()).isZero();
    assertThat(sent())
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    "{\"effect\":\"ALLOW\",\"peer\":\"jjj/tianjin\",\"collection\":\"patents\","
                        + "\"verbs\":[\"search\",\"fetch\"],\"fields\":[\"title\",\"abstract\"],"
                        + "\"validFrom\":\"2027-01-01\",\"validUntil\":\"2028-01-01\","
                        + "\"perMinute\":30,\"bulkPerDay\":100,\"note\":\"协议\"}"));
    assertThat(made.out()).contains("r3").contains("gains: jjj/tianjin patents: search,fetch");
  }

  @Test
  void denyPresetAndPreview() {
    node.answers("POST /api/v1/policy/rules?preview=true", 200, CHANGED.formatted("true"))
        .answers("POST /api/v1/policy/rules", 201, CHANGED.formatted("false"));
    assertThat(asks("policy", "deny", "any", "any", "--preview").out()).contains("Would add r3");
    assertThat(sent().path("effect").asString()).isEqualTo("DENY");
    assertThat(asks("policy", "preset", "standard", "network:jjj", "patents").exit()).isZero();
    assertThat(sent().toString())
        .isEqualTo("{\"preset\":\"standard\",\"peer\":\"network:jjj\",\"collection\":\"patents\"}");
    assertThat(asks("policy", "deny", "any", "any", "--per-minute", "3").exit())
        .isEqualTo(Tisc.USAGE);
    assertThat(asks("policy", "allow", "any").exit()).isEqualTo(Tisc.USAGE);
  }

  @Test
  void listRemoveAndHistoryAreReadable() {
    node.answers("GET /api/v1/policy", 200, "{\"version\":4,\"rules\":[" + RULE + "]}")
        .answers("DELETE /api/v1/policy/rules/r3", 200, CHANGED.formatted("false"))
        .answers(
            "GET /api/v1/policy/history",
            200,
            "{\"versions\":[{\"version\":4,\"madeBy\":\"li\",\"madeAt\":\"2026-03-01T10:00:00Z\","
                + "\"added\":[\"r3\"],\"removed\":[\"r2 allow any any search\"]}]}")
        .answers("GET /api/v1/policy/history/4", 200, "{\"version\":4,\"rules\":[" + RULE + "]}");
    assertThat(asks("policy", "list").out())
        .contains("Version 4", "peer:jjj/tianjin", "search,fetch", "fields=title per-minute=30");
    assertThat(asks("policy", "remove", "r3").exit()).isZero();
    assertThat(asks("policy", "history").out()).contains("r2 allow any any search");
    assertThat(asks("policy", "history", "--version", "4").out()).contains("r3");
    assertThat(tisc.in(Locale.CHINESE).run("policy", "list", "--url", node.url()).out())
        .contains("第 4 版");
  }

  @Test
  void explainSaysWhichRuleDecides() {
    node.answers(
        "GET /api/v1/policy/explain?peer=tianjin&collection=patents",
        200,
        "{\"peer\":\"tianjin\",\"collection\":\"collection:patents\",\"version\":4,"
            + "\"networks\":[{\"network\":\"jjj\",\"node\":\"tianjin\",\"role\":\"MEMBER\","
            + "\"active\":true,\"verbs\":[{\"verb\":\"SEARCH\",\"allowed\":true,"
            + "\"because\":\"ALLOWED_BY_RULE\",\"rule\":"
            + RULE
            + ",\"hidden\":[\"claims\",\"description\"]},{\"verb\":\"FETCH\",\"allowed\":false,"
            + "\"because\":\"DENIED_BY_RULE\",\"rule\":"
            + RULE
            + "},{\"verb\":\"BULK\",\"allowed\":false,\"because\":\"NO_RULE\"}]}]}");
    Outcome explained = asks("policy", "explain", "tianjin", "patents");
    assertThat(explained.out())
        .contains("jjj/tianjin (MEMBER)")
        .contains("search: allowed by r3")
        .contains("hidden: claims, description")
        .contains("fetch: denied by r3")
        .contains("bulk: denied, no rule allows it");
  }
}
