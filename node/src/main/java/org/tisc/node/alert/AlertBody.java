package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/**
 * The body of an entry of the kind {@value #KIND}: the alert file's object with an envelope of a
 * few members before it. A later release may add members; one that changes what members mean takes
 * another kind.
 *
 * @param sent when the origin published it, by its clock; shown, never used for order
 * @param reason why it was withdrawn
 * @param content the alert file's object, unknown members included, as its author wrote them
 */
record AlertBody(
    String alertId,
    long revision,
    MessageType message,
    Instant sent,
    Optional<String> reason,
    String content) {
  /** The kind of its entries. */
  static final String KIND = "alert";

  /** The longest reason of a withdrawal or refusal, in characters. */
  static final int MAX_REASON = 500;

  private static final String SCHEMA = "tisc.alert/1";

  /** Members of the envelope; in an alert file they say nothing. */
  private static final Set<String> ENVELOPE =
      Set.of("schema", "alertId", "revision", "msgType", "sent", "reason");

  /** What an author wrote, without members that are the envelope's. */
  static String content(String file) {
    return content(Members.of(file));
  }

  private static String content(Members members) {
    Map<String, String> rest = new LinkedHashMap<>(members.texts());
    rest.keySet().removeAll(ENVELOPE);
    return new Members(rest).json();
  }

  /** Reads a body. Raises INVALID_ARGUMENT; what the content says is not judged here. */
  static AlertBody read(ByteString bytes) {
    String text = text(bytes);
    JsonNode json = Json.read(text, JsonNode.class);
    if (!json.path("schema").asString("").equals(SCHEMA)) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The body is not of the form " + SCHEMA);
    }
    long revision = json.path("revision").asLong(0);
    Optional<OffsetDateTime> sent = Shape.Moment.read(json.path("sent").asString(""));
    Optional<MessageType> message =
        java.util.Arrays.stream(MessageType.values())
            .filter(one -> one.name().equals(json.path("msgType").asString("")))
            .findFirst();
    if (revision < 1 || sent.isEmpty() || message.isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "The body lacks a good revision, msgType or sent");
    }
    Optional<String> reason =
        Optional.of(CleanText.line(json.path("reason").asString(""))).filter(one -> !one.isEmpty());
    if (reason.filter(one -> one.length() > MAX_REASON).isPresent()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The body's reason is too long");
    }
    return new AlertBody(
        json.path("alertId").asString(""),
        revision,
        message.get(),
        sent.get().toInstant(),
        reason,
        content(Members.of(text)));
  }

  /** The text of a body. Raises INVALID_ARGUMENT where it is not UTF-8. */
  static String text(ByteString bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException failure) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The body is not UTF-8", failure);
    }
  }

  /** The body as it is published. */
  ByteString bytes() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("schema", Json.text(SCHEMA));
    members.put("alertId", Json.text(alertId));
    members.put("revision", Long.toString(revision));
    members.put("msgType", Json.text(message.name()));
    members.put("sent", Json.text(sent.atOffset(ZoneOffset.UTC).toString()));
    reason.ifPresent(text -> members.put("reason", Json.text(text)));
    members.putAll(Members.of(content).texts());
    return ByteString.copyFromUtf8(new Members(members).json());
  }

  /** What the content says, by the rules for published alerts. Raises INVALID_ARGUMENT. */
  Alert alert() {
    return AlertRules.published(Json.read(content, JsonNode.class));
  }
}
