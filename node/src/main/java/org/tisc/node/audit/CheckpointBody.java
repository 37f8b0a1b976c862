package org.tisc.node.audit;

import com.google.protobuf.ByteString;
import java.time.DateTimeException;
import java.time.Instant;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/**
 * The body of an entry of the kind {@value #KIND}: how far its origin's audit log was. That it is
 * the origin's word, and of which network, is said by the entry's signed header.
 */
public final class CheckpointBody {
  /** The kind of its entries. */
  public static final String KIND = "audit-checkpoint";

  /** The record that all of them are about. */
  static final String RECORD = "audit-log";

  private static final String SCHEMA = "tisc.audit-checkpoint/1";
  private static final int MAX_BYTES = 4096;

  private CheckpointBody() {}

  /** As it is published. */
  static ByteString write(AuditCheckpoint checkpoint) {
    return ByteString.copyFrom(
        Json.bytes(
            Json.mapper()
                .createObjectNode()
                .put("schema", SCHEMA)
                .put("size", checkpoint.size())
                .put("head", checkpoint.head())
                .put("at", checkpoint.at().toString())));
  }

  /** Raises INVALID_ARGUMENT where it is none. */
  public static AuditCheckpoint read(ByteString body) {
    if (body.size() > MAX_BYTES) {
      throw invalid("is longer than " + MAX_BYTES + " bytes");
    }
    JsonNode json = Json.read(body.newInput(), JsonNode.class);
    if (!json.path("schema").asString("").equals(SCHEMA)) {
      throw invalid("is not of the form " + SCHEMA);
    }
    try {
      return new AuditCheckpoint(
          json.path("size").asLong(0),
          json.path("head").asString(""),
          Instant.parse(json.path("at").asString("")));
    } catch (DateTimeException e) {
      throw invalid("has no time");
    }
  }

  private static TiscException invalid(String why) {
    return new TiscException(
        Reason.INVALID_ARGUMENT, "The body of a checkpoint of an audit log " + why);
  }
}
