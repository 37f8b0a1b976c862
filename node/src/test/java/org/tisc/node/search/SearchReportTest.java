package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/** What is signed; that it is valid and nothing else is, the packaged commands show. */
class SearchReportTest {
  private final List<String> signed = new ArrayList<>();
  private final ReportSigner signer =
      (network, bytes) -> {
        signed.add(network + " " + new String(bytes, StandardCharsets.UTF_8));
        ByteString one = ByteString.copyFrom(new byte[] {1, 2});
        return new ReportSigner.Signed(one, "key", one, "root", one);
      };

  private static SearchReport.Said said(String query) {
    return new SearchReport.Said(
        SearchReport.SCHEMA,
        "jjj",
        "beijing",
        Instant.EPOCH,
        "li",
        "network:jjj",
        List.of(),
        List.of(),
        List.of(),
        new SearchReply(
            query,
            Optional.empty(),
            1,
            query,
            Optional.empty(),
            true,
            List.of(),
            new SearchReply.Total(0, SearchAnswer.Relation.EQUAL),
            7,
            0,
            List.of(),
            true,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void theTextOfTheFileIsWhatWasSigned() {
    SearchReport.Signed file = SearchReport.sign(said("锂 \"电池\""), signer);
    assertThat(signed).containsExactly("jjj " + file.report());
    JsonNode read = Json.mapper().readTree(file.report());
    assertThat(read.at("/answer/query").asString("")).isEqualTo("锂 \"电池\"");
    assertThat(read.at("/at").asString("")).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(file.signature()).isEqualTo("AQI=");
  }

  @Test
  void whatNobodyCouldReadIsNotSigned() {
    SearchReport.Said large = said("x".repeat(Json.MAX_STRING));
    TiscException refused =
        catchThrowableOfType(TiscException.class, () -> SearchReport.sign(large, signer));
    assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(signed).isEmpty();
  }
}
