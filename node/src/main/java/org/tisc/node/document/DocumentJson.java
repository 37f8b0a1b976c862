package org.tisc.node.document;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents as JSON, schema {@code tisc.document/1}. Writing is canonical: one order of fields,
 * absent instead of null or empty, no white space, so equal documents give equal bytes and reading
 * then writing canonical bytes gives the same bytes. Reading is lenient in form (a plain string for
 * a text in several languages, a party or a list of one) and strict in content.
 */
public final class DocumentJson {
  /** The schema's name, written first. */
  public static final String SCHEMA = "tisc.document/1";

  /** Longest JSON of one document, in bytes. */
  public static final int MAX_BYTES = 32 * 1024 * 1024;

  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(DocumentRules.MAX_DESCRIPTION + 1_000_000)
                          .maxNumberLength(1_000)
                          .maxNameLength(1_000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private DocumentJson() {}

  /** The canonical UTF-8 bytes. */
  public static byte[] write(Document document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
      new DocumentWriter(out).write(document);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads one document. Raises INVALID_ARGUMENT if the bytes are no JSON object of the schema
   * (violations name fields) and TOO_LARGE if there are more than {@link #MAX_BYTES}.
   */
  public static Document read(byte[] json) {
    return read(json, 0, json.length);
  }

  /** As {@link #read(byte[])} on a part of an array. */
  public static Document read(byte[] json, int offset, int length) {
    if (length > MAX_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "a document has " + length + " bytes of JSON; at most " + MAX_BYTES + " are read");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(json, offset, length);
    } catch (JacksonException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "not JSON: " + place(e), e);
    }
    if (node == null || !node.isObject()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "not a JSON object");
    }
    return new DocumentReader().read(node);
  }

  private static String place(JacksonException e) {
    String message = SafeText.shortened(SafeText.line(e.getOriginalMessage()), 200);
    return e.getLocation() == null
        ? message
        : message + " (column " + e.getLocation().getColumnNr() + ")";
  }

  /** Reads the tokens of some JSON, within the bounds of a document. */
  static JsonParser parser(byte[] json) {
    return MAPPER.createParser(json);
  }

  /** Writes tokens. */
  static JsonGenerator generator(OutputStream out) {
    return MAPPER.createGenerator(out);
  }

  /** The text as a JSON string. */
  static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }

  /** The texts as a JSON array. */
  static String quoted(List<String> texts) {
    return MAPPER.writeValueAsString(texts);
  }

  /** Any JSON as compact text with sorted names. */
  static String compact(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** Bytes written by {@code body} into one JSON object, as text. */
  static String object(Consumer<JsonGenerator> body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = MAPPER.createGenerator(text)) {
      out.writeStartObject();
      body.accept(out);
      out.writeEndObject();
    }
    return text.toString();
  }
}
