package org.tisc.node.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class MembersTest {
  @Test
  void valuesKeepTheirExactText() {
    Members members =
        Members.of(
            " { \"a\" : 1.10 , \"b\":\"\\u4e2d\\n\" ,\"c\": [ 1,  {\"x\" : null} ],\"d\":{ },"
                + "\"e\":1E+2,\"f\":true,\"键\":\"中\" } ");
    assertThat(members.texts())
        .containsEntry("a", "1.10")
        .containsEntry("b", "\"\\u4e2d\\n\"")
        .containsEntry("c", "[ 1,  {\"x\" : null} ]")
        .containsEntry("d", "{ }")
        .containsEntry("e", "1E+2")
        .containsEntry("f", "true")
        .containsEntry("键", "\"中\"");
    assertThat(Members.of(members.json())).isEqualTo(members);
  }

  @Test
  void manyRandomObjectsComeBackAsTheyWere() {
    Random random = new Random(20260301);
    for (int round = 0; round < 500; round++) {
      StringBuilder json = new StringBuilder("{");
      int count = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        json.append(i == 0 ? "" : " ,").append("\"m").append(i).append("\" :");
        json.append(value(random, 3)).append(random.nextBoolean() ? "\n" : "");
      }
      String text = json.append('}').toString();
      Members members = Members.of(text);
      assertThat(members.texts()).as(text).hasSize(count);
      members.texts().values().forEach(part -> assertThat(text).contains(part));
      assertThat(Members.of(members.json())).as(text).isEqualTo(members);
    }
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> "-0." + random.nextInt(1000) + "0";
      case 1 ->
          "\"" + "\\\"专}{利,".repeat(random.nextInt(9000) == 1 ? 9000 : random.nextInt(3)) + "\"";
      case 2 -> "null";
      case 3 -> String.valueOf(random.nextLong());
      case 4 -> random.nextBoolean() ? "true" : "\"\\ud83d\\ude00😀\"";
      case 5 -> "[ " + value(random, depth - 1) + " , " + value(random, depth - 1) + "]";
      default -> "{\"k\" : " + value(random, depth - 1) + "}";
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "1", "null", "{", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "{\"a\":}", "x"})
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> Members.of(text))
        .isInstanceOfSatisfying(
            TiscException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }

  @Test
  void whatIsNestedTooDeepIsRefused() {
    String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    assertThatThrownBy(() -> Members.of(deep)).isInstanceOf(TiscException.class);
  }

  @Test
  void anUpdateKeepsWhatThisReleaseDoesNotKnowByteForByte() {
    String before =
        """
        {"headline":{"zh":"旧"},"x":1.10,"audience":{"network":"delta","y":[1,  2]},
         "relevance":{"ipc":["H01M"],"z":{"a" : 1}},
         "evidence":[{"name":"a","sha256":"aa","w":0.0},{"name":"b","sha256":"bb","v":1}],"web":"https://a.b/"}
        """;
    String after =
        """
        {"headline":{"zh":"新"},"audience":{"network":"delta"},"relevance":{"ipc":[]},
         "evidence":[{"name":"a2","sha256":"aa"}],"u":2.0}
        """;
    Members merged = Members.of(Merge.of(before, after));
    assertThat(merged.texts())
        .containsEntry("headline", "{\"zh\":\"新\"}")
        .containsEntry("x", "1.10")
        .containsEntry("u", "2.0")
        .containsEntry("audience", "{\"network\":\"delta\",\"y\":[1,  2]}")
        .containsEntry("relevance", "{\"ipc\":[],\"z\":{\"a\" : 1}}")
        .containsEntry("evidence", "[{\"name\":\"a2\",\"sha256\":\"aa\",\"w\":0.0}]")
        .doesNotContainKey("web");
  }

  @Test
  void aBodyComesBackAsItWasWithoutTheEnvelopeInItsContent() {
    String file =
        "{\"alertId\":\"forged\",\"revision\":9,\"headline\":{\"zh\":\"标题\"},\"n\":1.500}";
    AlertBody body =
        new AlertBody(
            "a.01",
            3,
            MessageType.CANCEL,
            Instant.parse("2026-03-01T08:00:00.123Z"),
            Optional.of("理由"),
            AlertBody.content(file));
    assertThat(AlertBody.read(body.bytes())).isEqualTo(body);
    assertThat(body.content()).isEqualTo("{\"headline\":{\"zh\":\"标题\"},\"n\":1.500}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"schema\":\"tisc.alert/2\",\"revision\":1,\"msgType\":\"ALERT\",\"sent\":\"2026-03-01T08:00:00Z\"}",
        "{\"schema\":\"tisc.alert/1\",\"revision\":0,\"msgType\":\"ALERT\",\"sent\":\"2026-03-01T08:00:00Z\"}",
        "{\"schema\":\"tisc.alert/1\",\"revision\":1,\"msgType\":\"NEWS\",\"sent\":\"2026-03-01T08:00:00Z\"}",
        "{\"schema\":\"tisc.alert/1\",\"revision\":1,\"msgType\":\"ALERT\",\"sent\":\"now\"}",
        "{\"schema\":7,\"revision\":\"x\",\"msgType\":[],\"sent\":{}}"
      })
  void aBodyOfAnotherFormIsRefused(String text) {
    assertThatThrownBy(() -> AlertBody.read(ByteString.copyFromUtf8(text)))
        .isInstanceOfSatisfying(
            TiscException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }
}
