package org.tisc.node.search;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.web.Json;

/**
 * What a node answered to a search, in a file that proves itself: the answer as it was given, with
 * the coverage of every source, signed by the node's key for feeds, and the network's roster that
 * lists this key. It proves what the node said and for whom it stands, not that the peers told the
 * truth.
 */
public final class SearchReport {
  /** The form of the file. */
  public static final String SCHEMA = "tisc.search-report/1";

  private static final Base64.Encoder TO_TEXT = Base64.getEncoder();

  private SearchReport() {}

  /**
   * What is signed.
   *
   * @param at by the node's clock
   * @param scope as a user writes it
   */
  record Said(
      String schema,
      String network,
      String node,
      Instant at,
      String account,
      String scope,
      List<String> kinds,
      List<String> collections,
      List<String> filters,
      SearchReply answer) {}

  /**
   * The file.
   *
   * @param report what is signed, byte for byte, as text
   */
  record Signed(
      String schema,
      String report,
      String signature,
      String keyHash,
      String root,
      String rootKeyHash,
      String roster) {}

  static Signed sign(Said said, ReportSigner signer) {
    String report = new String(Json.mapper().writeValueAsBytes(said), StandardCharsets.UTF_8);
    if (report.length() > Json.MAX_STRING) {
      throw new TiscException(
          Reason.TOO_LARGE, "A report has at most 4 MiB; ask for fewer hits with size=");
    }
    ReportSigner.Signed signed =
        signer.sign(new NetworkId(said.network()), report.getBytes(StandardCharsets.UTF_8));
    return new Signed(
        SCHEMA,
        report,
        TO_TEXT.encodeToString(signed.signature().toByteArray()),
        signed.keyHash(),
        TO_TEXT.encodeToString(signed.root().toByteArray()),
        signed.rootKeyHash(),
        TO_TEXT.encodeToString(signed.roster().toByteArray()));
  }
}
