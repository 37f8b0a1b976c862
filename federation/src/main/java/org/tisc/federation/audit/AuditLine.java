package org.tisc.federation.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The form of one line: a JSON object whose last member is {@code hash}, the SHA-256 of the line's
 * bytes with that member cut out (so of the object {@code {…,"prev":"…"}}). Verification never
 * writes JSON again: it hashes the very bytes that stand in the file.
 */
final class AuditLine {
  /** The hash before the first entry. */
  static final String ORIGIN = "0".repeat(64);

  /** No line is longer: details are few and short, so more is damage. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int HASH_MEMBER_BYTES = ",\"hash\":\"\"}".length() + 64;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AuditLine() {}

  /** The entry and its line without line end. */
  record Encoded(AuditEntry entry, String line) {}

  static Encoded encode(long seq, Instant at, AuditEvent event, String prev) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("seq", seq);
    members.put("at", at.toString());
    members.put("event", event.type().name());
    members.put("actor", event.actor());
    members.put("details", event.details());
    members.put("prev", prev);
    String body = JSON.writeValueAsString(members);
    String hash = hash(body.getBytes(StandardCharsets.UTF_8));
    String line = body.substring(0, body.length() - 1) + hashMember(hash);
    return new Encoded(
        new AuditEntry(seq, at, event.type().name(), event.actor(), event.details(), prev, hash),
        line);
  }

  /** The entry that the line holds, or empty when its form or its own hash is wrong. */
  static Optional<AuditEntry> decode(byte[] line) {
    int cut = line.length - HASH_MEMBER_BYTES;
    if (cut < 2) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOf(line, cut + 1);
    body[cut] = '}';
    String hash = hash(body);
    byte[] tail = hashMember(hash).getBytes(StandardCharsets.US_ASCII);
    if (!Arrays.equals(line, cut, line.length, tail, 0, tail.length)) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(body);
      Map<String, String> details = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> detail : root.required("details").properties()) {
        details.put(detail.getKey(), detail.getValue().asString());
      }
      return Optional.of(
          new AuditEntry(
              root.required("seq").longValue(),
              Instant.parse(root.required("at").stringValue()),
              root.required("event").stringValue(),
              root.required("actor").stringValue(),
              details,
              root.required("prev").stringValue(),
              hash));
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String hashMember(String hash) {
    return ",\"hash\":\"" + hash + "\"}";
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
