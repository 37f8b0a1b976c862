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
import org.tisc.node.cli.TryOut.Outcome;

class UserCommandsTest {
  private static final String LI = "/api/v1/accounts/li";

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

  @Test
  void accountsAreListedAsATableInBothLanguages() {
    node.answers(
        "GET /api/v1/accounts",
        200,
        """
        {"accounts":[{"name":"li","roles":["READER","STAFF"],"createdAt":"2026-03-01","disabled":false,
        "secondFactor":true,"codePending":false},{"name":"wu","roles":["AUDITOR"],"createdAt":"x",
        "disabled":true,"secondFactor":false,"codePending":true},{"name":"xu","roles":["READER"],
        "createdAt":"x","disabled":false,"codePending":true,"lastSignIn":"2026-03-02"}]}
        """);
    assertThat(asks("user", "list").out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches("NAME +ROLES +STATE +SECOND FACTOR +CREATED AT +LAST SIGN-IN"),
            line -> assertThat(line).matches("li +READER, STAFF +active +yes +2026-03-01 *"),
            line -> assertThat(line).matches("wu +AUDITOR +disabled +no +x *"),
            line ->
                assertThat(line).matches("xu +READER +waits for a password +no +x +2026-03-02"));
    tisc.in(Locale.CHINESE);
    assertThat(asks("user", "list").out()).contains("角色", "停用", "待设置密码");
    assertThat(asks("user", "list", "--json").json().path("accounts").size()).isEqualTo(3);
  }

  @Test
  void sessionsAreListedAndEnded() {
    node.answers(
            "GET " + LI + "/sessions",
            200,
            """
            {"account":"li","sessions":[{"id":"0123","address":"10.0.0.7","createdAt":"2026-03-01",
            "usedAt":"2026-03-02"}]}
            """)
        .answers("DELETE " + LI + "/sessions", 200, "{\"name\":\"li\",\"ended\":1}");
    assertThat(asks("user", "sessions", "li").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("ID +ADDRESS +CREATED AT +LAST USED"),
            line -> assertThat(line).matches("0123 +10.0.0.7 +2026-03-01 +2026-03-02"));
    assertThat(asks("user", "sessions", "li", "--end").out())
        .isEqualTo("Sessions of li ended: 1.\n");
    tisc.in(Locale.CHINESE);
    assertThat(asks("user", "sessions", "li", "--end").out()).contains("已结束：1 个");
  }

  @Test
  void rolesAreReplaced() {
    node.answers("PUT " + LI + "/roles", 200, "{\"name\":\"li\",\"roles\":[\"AUDITOR\"]}");
    assertThat(asks("user", "role", "li", "--roles", "AUDITOR").out())
        .isEqualTo("Account li has now: AUDITOR.\n");
    assertThat(node.requests().getFirst().body()).isEqualTo("{\"roles\":[\"AUDITOR\"]}");
    assertThat(asks("user", "role", "li").exit()).isEqualTo(2);
  }

  @Test
  void aResetPrintsTheCodeOrTakesAPassword(@TempDir Path folder) throws Exception {
    node.answers(
        "POST " + LI + "/reset",
        200,
        "{\"name\":\"li\",\"code\":\"ABCDE-12345\",\"expiresAt\":\"2026-03-02T08:00:00Z\"}");
    Outcome reset = asks("user", "reset", "li", "--second-factor");
    assertThat(reset.out()).endsWith("\nABCDE-12345\n");
    assertThat(reset.err()).contains("2026-03-02T08:00:00Z");
    assertThat(node.requests().getLast().body()).isEqualTo("{\"secondFactor\":true}");
    Path file = Files.writeString(folder.resolve("p"), "geheim\n");
    asks("user", "reset", "li", "--password-file", file.toString());
    assertThat(node.requests().getLast().body())
        .isEqualTo("{\"secondFactor\":false,\"password\":\"geheim\"}");
    Files.writeString(file, "x".repeat(5_000));
    assertThat(asks("user", "reset", "li", "--password-file", file.toString()).exit()).isEqualTo(1);
  }

  @Test
  void anAccountIsMadeWithACode() {
    node.answers(
        "POST /api/v1/accounts", 201, "{\"name\":\"li\",\"code\":\"ABCDE\",\"expiresAt\":\"x\"}");
    assertThat(asks("user", "add", "li", "--roles", "STAFF", "--code").out()).endsWith("\nABCDE\n");
    assertThat(node.requests().getFirst().body())
        .isEqualTo("{\"name\":\"li\",\"roles\":[\"STAFF\"]}");
    assertThat(
            asks("user", "add", "li", "--roles", "STAFF", "--code", "--password-file", "-").exit())
        .isEqualTo(2);
  }

  @Test
  void tokensAreNarrowedListedAndTakenBack() {
    node.answers("POST " + LI + "/tokens", 201, "{\"token\":\"t-1\",\"expiresAt\":\"2026-05-30\"}")
        .answers(
            "GET " + LI + "/tokens",
            200,
            """
            {"account":"li","tokens":[{"id":"0123456789abcdef","label":"portal","roles":["READER"],
            "scopes":["SEARCH"],"expiresAt":"2026-05-30"},{"id":"1","label":"x","roles":["READER"],
            "scopes":[],"expiresAt":"y"}]}
            """)
        .answers("DELETE " + LI + "/tokens/0123", 200, "{\"id\":\"0123\"}");
    Outcome made = asks("user", "token", "li", "--label", "portal", "--scopes", "SEARCH");
    assertThat(made.out()).isEqualTo("t-1\n");
    assertThat(made.err()).contains("2026-05-30");
    assertThat(node.requests().getLast().body())
        .isEqualTo("{\"label\":\"portal\",\"scopes\":[\"SEARCH\"]}");
    assertThat(asks("user", "token", "li", "--list").out())
        .contains("0123456789abcdef", "SEARCH", "all");
    assertThat(asks("user", "token", "li", "--revoke", "0123").out()).contains("0123");
    assertThat(asks("user", "token", "li").exit()).isEqualTo(2);
    assertThat(asks("user", "token", "li", "--list", "--label", "x").exit()).isEqualTo(2);
  }

  @Test
  void anAccountIsClosedOpenedAndRemoved() {
    node.answers("PUT " + LI + "/disabled", 200, "{\"name\":\"li\"}")
        .answers("DELETE " + LI, 200, "{\"name\":\"li\"}");
    assertThat(asks("user", "disable", "li").exit()).isZero();
    assertThat(node.requests().getLast().body()).isEqualTo("{\"disabled\":true}");
    assertThat(asks("user", "enable", "li").exit()).isZero();
    assertThat(node.requests().getLast().body()).isEqualTo("{\"disabled\":false}");
    assertThat(asks("user", "remove", "li").out()).isEqualTo("Account li is removed.\n");
  }
}
