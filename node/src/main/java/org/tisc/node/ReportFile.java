package org.tisc.node;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.node.search.ReportSigner;
import org.tisc.node.search.SearchReport;
import org.tisc.node.web.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signed reports of searches, checked without a node. */
final class ReportFile {
  private static final long MAX_BYTES = 32L << 20;

  private ReportFile() {}

  /**
   * Checks a file: the roster against its root, and the signature against the keys that the roster
   * lists for the node. Who reads the answer compares {@code rootKeyHash} with what is known of the
   * network. Raises NOT_FOUND, TOO_LARGE, and INVALID_ARGUMENT for a file that is no report.
   *
   * @return {@code valid}, who said it and when, and what was said
   */
  static ObjectNode verify(Path file) {
    JsonNode read = read(file);
    if (!SearchReport.SCHEMA.equals(read.path("schema").asString(""))) {
      throw invalid("it is not of " + SearchReport.SCHEMA);
    }
    String report = read.path("report").asString("");
    JsonNode said = parse(report);
    NetworkId network = new NetworkId(said.path("network").asString(""));
    NodeId node = new NodeId(said.path("node").asString(""));
    X509Certificate root = Certificates.decode(Json.bytes(read, "root"));
    Roster roster =
        RosterVerifier.whenSigned(
            network, root, SignedRoster.parse(ByteString.copyFrom(Json.bytes(read, "roster"))));
    ByteString signature = ByteString.copyFrom(Json.bytes(read, "signature"));
    ByteString content = ByteString.copyFromUtf8(report);
    List<FeedKey> keys = roster.member(node).map(Member::feedKeys).orElse(List.of());
    boolean valid =
        keys.stream().anyMatch(key -> key.verifies(ReportSigner.DOMAIN, content, signature));
    ObjectNode answer =
        Json.mapper()
            .createObjectNode()
            .put("valid", valid)
            .put("network", network.value())
            .put("node", node.value())
            .put("at", said.path("at").asString(""))
            .put("rootKeyHash", KeyHash.of(root.getPublicKey()).hex())
            .put("rosterVersion", roster.version());
    answer.set("report", said);
    return answer;
  }

  private static JsonNode read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new TiscException(Reason.TOO_LARGE, file + " is longer than 32 MiB");
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "There is no file " + file, e);
    } catch (IOException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, file + " cannot be read as text", e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JacksonException e) {
      throw invalid("it is not JSON");
    }
  }

  private static TiscException invalid(String why) {
    return new TiscException(Reason.INVALID_ARGUMENT, "This is no report of a search: " + why);
  }
}
