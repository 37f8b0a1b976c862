package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/**
 * The body of an entry of the kind {@value #KIND}: what a reader did with a revision of an alert.
 * It stands in the reader's feed for the origin, under the alert's id; a later one replaces an
 * earlier one.
 *
 * @param reason of a rejection
 */
record Receipt(String alertId, long alertRevision, Mark mark, Optional<String> reason) {
  /** The kind of its entries. */
  static final String KIND = "alert-receipt";

  private static final String SCHEMA = "tisc.alert-receipt/1";

  /** What was done, each more than the one before. */
  enum Mark {
    /** Somebody of the staff looked at it. */
    SHOWN,
    /** The centre took note. */
    ACKNOWLEDGED,
    /** The centre sent it back. */
    REJECTED
  }

  static Receipt read(ByteString bytes) {
    JsonNode json = Json.read(AlertBody.text(bytes), JsonNode.class);
    Optional<Mark> mark =
        Arrays.stream(Mark.values())
            .filter(one -> one.name().equals(json.path("state").asString("")))
            .findFirst();
    long revision = json.path("alertRevision").asLong(0);
    Optional<String> reason =
        Optional.of(CleanText.line(json.path("reason").asString("")))
            .filter(text -> !text.isEmpty());
    if (!json.path("schema").asString("").equals(SCHEMA)
        || mark.isEmpty()
        || revision < 1
        || reason.filter(text -> text.length() > AlertBody.MAX_REASON).isPresent()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "The body is not a receipt of the form " + SCHEMA);
    }
    return new Receipt(json.path("alertId").asString(""), revision, mark.get(), reason);
  }

  ByteString bytes() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("alertId", alertId);
    json.put("alertRevision", alertRevision);
    json.put("state", mark);
    reason.ifPresent(text -> json.put("reason", text));
    return ByteString.copyFrom(Json.bytes(json));
  }
}
