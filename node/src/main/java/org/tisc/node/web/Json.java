package org.tisc.node.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as the node speaks it everywhere: absent Optionals left out, enums by name, times in RFC
 * 3339, unknown fields ignored, a field twice refused, at most 100 levels deep. Thread-safe.
 */
public final class Json {
  private static final int MAX_DEPTH = 100;

  /** The longest text in JSON that is read, in UTF-16 code units. */
  public static final int MAX_STRING = 4 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .build())
                  .build())
          .changeDefaultPropertyInclusion(
              inclusion ->
                  inclusion
                      .withValueInclusion(JsonInclude.Include.NON_ABSENT)
                      .withContentInclusion(JsonInclude.Include.NON_ABSENT))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  private Json() {}

  /** The bytes that a text of an object holds in Base64. Raises INVALID_ARGUMENT. */
  public static byte[] bytes(JsonNode object, String name) {
    try {
      return Base64.getDecoder().decode(object.path(name).asString(""));
    } catch (IllegalArgumentException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, name + " is not Base64", e);
    }
  }

  /** The mapper itself, for streams and trees. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** A value as UTF-8 bytes. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** A value as text. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads one value. Raises {@code INVALID_ARGUMENT} naming line, column and field when the text is
   * not JSON of that shape; what the type's own rules raise reaches the caller as it is. The text
   * itself is never quoted: it may hold a secret.
   */
  public static <T> T read(InputStream in, Class<T> type) {
    try {
      T value = MAPPER.readValue(in, type);
      if (value == null) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "expected a JSON object, not null");
      }
      return value;
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  /** As {@link #read(InputStream, Class)}, from text. */
  public static <T> T read(String text, Class<T> type) {
    return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), type);
  }

  private static TiscException refusal(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TiscException own) {
        return own;
      }
    }
    String field =
        e.getPath().stream()
            .map(
                step ->
                    step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getPropertyName())
            .collect(Collectors.joining());
    String name = field.startsWith(".") ? field.substring(1) : field;
    String place = Optional.ofNullable(e.getLocation()).map(Json::place).orElse("");
    String message = "the body is not JSON of the expected shape" + place;
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        name.isEmpty() ? message : message + ", field " + name,
        List.of(Violation.of(name, "missing, of another type, or not JSON")));
  }

  private static String place(TokenStreamLocation location) {
    return location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
