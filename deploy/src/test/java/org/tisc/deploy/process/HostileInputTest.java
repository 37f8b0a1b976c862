package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * What comes in through the interfaces that everybody has: command line and HTTP. Each attack gets
 * a clear problem, costs at most one line of log, and leaves every node well and every document
 * there.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class HostileInputTest {
  private final ProcessRegion region;
  private long linesBefore;
  private long documentsBefore;

  HostileInputTest(ProcessRegion region) {
    this.region = region;
  }

  private ProcessNode beijing() {
    return region.node(0);
  }

  @BeforeEach
  void remember() {
    documentsBefore = beijing().documents("patents");
    linesBefore = ProcessRegion.logLines(beijing());
  }

  @AfterEach
  void wellAndWhole() {
    region.assertHealthy();
    assertThat(beijing().documents("patents")).isEqualTo(documentsBefore);
  }

  private void assertLinesAtMost(int most) {
    assertThat(ProcessRegion.logLines(beijing()) - linesBefore).isLessThanOrEqualTo(most);
  }

  private static String orOf(int clauses) {
    return IntStream.range(0, clauses).mapToObj(i -> "w" + i).collect(Collectors.joining(" OR "));
  }

  @Test
  void aQueryOfTenThousandClausesIsRefused() {
    ProcessNode.Answer answer =
        beijing()
            .ask(
                "POST",
                "/api/v1/search",
                "{\"q\":\"" + orOf(10_000) + "\",\"scope\":\"network:jjj\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("QUERY_TOO_LARGE");
    assertLinesAtMost(0);
  }

  @Test
  void aQueryThatNestsWithoutEndIsRefused() {
    ProcessNode.Answer answer =
        beijing()
            .ask(
                "POST",
                "/api/v1/search",
                "{\"q\":\"" + "(".repeat(1900) + "a" + ")".repeat(1900) + "\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isIn("QUERY_TOO_LARGE", "INVALID_QUERY");
    assertLinesAtMost(0);
  }

  @Test
  void aBodyThatIsTooLongOrNoJsonIsRefused() {
    ProcessNode.Answer huge =
        beijing().ask("POST", "/api/v1/search", "{\"q\":\"" + "a".repeat(6 << 20) + "\"}");
    assertThat(huge.status()).isEqualTo(413);
    assertThat(huge.reason()).isEqualTo("TOO_LARGE");
    for (String body : List.of("{", "{\"q\":[[[", "{\"q\":" + "[".repeat(50_000))) {
      ProcessNode.Answer answer = beijing().ask("POST", "/api/v1/search", body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.reason()).isNotEqualTo("INTERNAL");
    }
    assertLinesAtMost(0);
  }

  private JsonNode report(String file, String format, byte[] content) throws IOException {
    Path path = region.folder("hostile").resolve(file);
    Files.write(path, content);
    JsonNode job =
        beijing().job(beijing().upload("patents", file, format, path), ProcessNode::isOver);
    assertThat(job.path("state").asString("")).as(job.toString()).isEqualTo("DONE");
    return job.path("result");
  }

  private void assertAllRejected(String file, String format, String content) throws IOException {
    assertAllRejected(file, format, content.getBytes(StandardCharsets.UTF_8));
  }

  private void assertAllRejected(String file, String format, byte[] content) throws IOException {
    JsonNode report = report(file, format, content);
    assertThat(report.path("added").asInt()).isZero();
    assertThat(report.path("rejected").asInt()).isPositive();
    for (JsonNode reject : report.path("rejects")) {
      assertThat(reject.path("reason").asString("")).isNotBlank().doesNotContain("Exception");
    }
  }

  private static String grant(String declarations, String title) {
    return "<?xml version=\"1.0\"?><!DOCTYPE us-patent-grant ["
        + declarations
        + "]><us-patent-grant lang=\"EN\"><us-bibliographic-data-grant><publication-reference>"
        + "<document-id><country>US</country><doc-number>09999999</doc-number><kind>B2</kind>"
        + "<date>20150106</date></document-id></publication-reference><invention-title>"
        + title
        + "</invention-title></us-bibliographic-data-grant></us-patent-grant>";
  }

  @Test
  void xmlThatReachesOutOrGrowsIsRejectedAndNothingIsRead() throws IOException {
    Path secret = region.folder("hostile").resolve("private.txt");
    Files.writeString(secret, "what-nobody-may-read");
    assertAllRejected(
        "external.xml",
        "auto",
        grant("<!ENTITY x SYSTEM \"" + secret.toUri() + "\">", "A &x; title"));
    assertAllRejected(
        "parameter.xml",
        "auto",
        grant("<!ENTITY % x SYSTEM \"http://127.0.0.1:9/x.dtd\"> %x;", "A &y; title"));
    String laughs =
        "<!ENTITY a0 \"ha\">"
            + IntStream.range(1, 12)
                .mapToObj(i -> "<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">")
                .collect(Collectors.joining());
    assertAllRejected("laughs.xml", "auto", grant(laughs, "&a11;"));
    assertThat(beijing().ask("GET", "/api/v1/collections/patents/export", "").text())
        .doesNotContain("what-nobody-may-read");
    assertLinesAtMost(3);
  }

  @Test
  void junkAndWrongFormatsAreRejectsAndNeverAFailure() throws IOException {
    byte[] junk = new byte[200_000];
    new Random(7).nextBytes(junk);
    assertAllRejected("junk.bin", "auto", junk);
    assertAllRejected("junk.xml", "auto", junk);
    assertAllRejected("junk.jsonl", "auto", junk);
    assertAllRejected("junk.csv", "auto", junk);
    assertAllRejected("cut.csv.gz", "auto", new byte[] {31, (byte) 139, 8, 0, 1, 2, 3});
    assertAllRejected("table.csv", "uspto-xml", "publication_number,title\nCN1A,x\n");
    assertAllRejected("other.csv", "auto", "colour,weight\nred,3\n");
    assertAllRejected("lines.jsonl", "auto", "{\n[]\n\"x\"\n{\"kind\":\"PATENT\"}\n");
    assertLinesAtMost(8);
  }

  @Test
  void aBrokenTableKeepsItsGoodRows() throws IOException {
    JsonNode report =
        report(
            "broken.csv",
            "auto",
            """
            publication_number,title,ipc_subclasses
            CN114081026A,"never closed
            CN215792497U,一种坏行,B41F
            """
                .getBytes(StandardCharsets.UTF_8));
    assertThat(report.path("rejected").asInt()).isPositive();
    assertThat(report.path("rejects").path(0).path("line").asInt()).isEqualTo(2);
    documentsBefore += report.path("added").asInt();
    assertLinesAtMost(1);
  }

  @Test
  void anUploadThatBreaksOffLeavesNothingBehind() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (Socket socket = connected()) {
        socket
            .getOutputStream()
            .write(
                """
                POST /api/v1/collections/patents/import?file=x.csv HTTP/1.1\r
                Host: 127.0.0.1\r
                Authorization: Bearer %s\r
                Content-Length: 1000000\r
                \r
                %s\
                """
                    .formatted(beijing().token(), "x".repeat(50_000))
                    .getBytes(StandardCharsets.UTF_8));
      }
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> uploads() == 0);
    assertLinesAtMost(3);
  }

  private long uploads() throws IOException {
    Path folder = beijing().home().resolve("work").resolve("uploads");
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private Socket connected() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(beijing().url()).getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends bytes as they are; a client of the JDK would mend them first. */
  private String raw(String path, String host) throws IOException {
    try (Socket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          GET %s HTTP/1.1\r
          Host: %s\r
          Authorization: Bearer %s\r
          Connection: close\r
          \r
          """
              .formatted(path, host, beijing().token())
              .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void pathsThatClimbAndHostsThatAreNotOursAreRefused() throws IOException {
    for (String path :
        List.of(
            "/api/v1/../../node.yaml",
            "/assets/../../admin.token",
            "/assets/..%2f..%2fadmin.token",
            "/assets/%2e%2e/%2e%2e/admin.token",
            "/assets/..;/admin.token",
            "//etc/passwd",
            "/api/v1/collections/..%2f..%2fsecrets/export")) {
      String answer = raw(path, "127.0.0.1");
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*application/problem\\+json.*");
      assertThat(answer).doesNotContain(beijing().token());
    }
    assertThat(raw("/api/v1/status", "evil.example"))
        .matches("(?s)HTTP/1.1 4\\d\\d .*application/problem\\+json.*");
    assertLinesAtMost(0);
  }

  @Test
  void withoutAGoodTokenNothingIsAnswered() {
    for (String path :
        List.of("/api/v1/status", "/api/v1/collections", "/api/v1/accounts", "/api/v1/audit")) {
      for (String token : List.of("", "nonsense", "a".repeat(4000))) {
        ProcessNode.Answer answer = beijing().ask("GET", path, "", token);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.reason()).isEqualTo("UNAUTHENTICATED");
      }
    }
    assertLinesAtMost(0);
  }

  @ParameterizedTest
  @CsvSource({
    "reader, POST, /api/v1/collections, {}",
    "reader, GET, /api/v1/collections/patents/export, ''",
    "reader, POST, /api/v1/collections/patents/import, x",
    "staff, PUT, /api/v1/collections/patents/share, {\"share\":\"none\"}",
    "staff, DELETE, /api/v1/collections/patents, ''",
    "staff, POST, /api/v1/networks/jjj/invitations, {\"node\":\"x\"}",
    "administrator, POST, /api/v1/accounts, {\"name\":\"x\"}",
    "administrator, GET, /api/v1/audit, ''",
    "security, GET, /api/v1/search?q=a, ''",
    "auditor, POST, /api/v1/networks, {}",
  })
  void aRoleMayDoItsOwnWorkOnly(String account, String method, String path, String body) {
    String token = tokenOf(account);
    ProcessNode.Answer answer = beijing().ask(method, path, body, token);
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.reason()).isEqualTo("DENIED");
    assertThat(beijing().ask("GET", "/api/v1/status", "", token).status()).isEqualTo(200);
    assertLinesAtMost(1);
  }

  private String tokenOf(String account) {
    JsonNode made =
        beijing().post("/api/v1/accounts/" + account + "/tokens", "{\"label\":\"hostile test\"}");
    String token = made.path("token").asString("");
    region.secret(token);
    return token;
  }

  private String invitation(ProcessNode coordinator, String network, String node, String validFor) {
    String invitation =
        coordinator
            .post(
                "/api/v1/networks/" + network + "/invitations",
                "{\"node\":\"" + node + "\",\"validFor\":\"" + validFor + "\"}")
            .path("invitation")
            .asString("");
    region.secret(invitation);
    return invitation;
  }

  private void assertRefusedToJoin(ProcessNode node, String invitation, String... reasons) {
    TiscProcess.Ended ended = region.tisc(node, invitation, "network", "join", "-", "--json");
    assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
    assertThat(ended.reason()).isIn((Object[]) reasons);
    if (!invitation.isEmpty()) {
      assertThat(ended.out()).doesNotContain(invitation);
    }
  }

  @Test
  void badInvitationsAreRefusedAndAnotherNetworkSeesNothing() throws IOException {
    ProcessNode stranger = region.stranger("stranger", "stranger");
    ProcessNode impostor = region.stranger("tianjin", "impostor");
    ProcessNode tianjin = region.node(1);
    stranger.post("/api/v1/networks", "{\"network\":\"other\",\"title\":\"Other\"}");

    // Expired.
    Instant begun = Instant.now();
    String expired = invitation(stranger, "other", "tianjin", "PT1S");
    await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(begun.plusSeconds(2)));
    assertRefusedToJoin(tianjin, expired, "INVITATION_EXPIRED");
    // Tampered, for somebody else, and no invitation at all.
    String good = invitation(stranger, "other", "tianjin", "PT1H");
    int middle = good.length() / 2;
    String tampered =
        good.substring(0, middle)
            + (good.charAt(middle) == 'A' ? 'B' : 'A')
            + good.substring(middle + 1);
    assertRefusedToJoin(tianjin, tampered, "INVALID_INVITATION", "INVITATION_REFUSED");
    assertRefusedToJoin(region.node(2), good, "INVALID_INVITATION", "INVITATION_REFUSED", "DENIED");
    assertRefusedToJoin(tianjin, "tisc-join://nothing", "INVALID_INVITATION");
    assertRefusedToJoin(tianjin, "", "INVALID_INVITATION");
    // Used once, from standard input, then replayed by another key of the same name.
    TiscProcess.Ended joined = region.tisc(tianjin, good + "\n", "network", "join", "-", "--json");
    assertThat(joined.exit()).as(joined.out()).isZero();
    assertThat(joined.json().path("network").asString("")).isEqualTo("other");
    assertRefusedToJoin(impostor, good, "INVITATION_USED");

    // The stranger shares the network "other" with Tianjin, which shares nothing with it.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                stranger.search("电池", "network:other", "", 5, 5000).path("exact").asBoolean(false));
    JsonNode answer = stranger.search("电池", "network:other", "", 5, 5000);
    assertThat(answer.path("hits")).isEmpty();
    for (JsonNode source : answer.path("sources")) {
      assertThat(source.path("node").asString("")).isIn("stranger", "tianjin");
      assertThat(source.path("hits").asInt()).isZero();
      assertThat(source.has("collection")).as("names of hidden collections").isFalse();
    }
    String key = tianjin.search("电池", "local", "", 1, 5000).at("/hits/0/key").asString("");
    assertThat(key).isNotBlank();
    for (String node : List.of("tianjin", "beijing")) {
      ProcessNode.Answer fetched =
          stranger.ask("GET", "/api/v1/documents/" + key + "?node=" + node, "");
      assertThat(fetched.status()).as(fetched.text()).isIn(403, 404);
      assertThat(fetched.reason()).isNotEqualTo("INTERNAL");
    }
    assertThat(stranger.ask("GET", "/api/v1/search?q=a&scope=network:jjj", "").status())
        .isBetween(400, 499);
    // The region itself is as it was.
    assertThat(beijing().search("电池", ProcessRegion.NETWORK, "", 5, 5000).path("exact").asBoolean())
        .isTrue();
  }
}
