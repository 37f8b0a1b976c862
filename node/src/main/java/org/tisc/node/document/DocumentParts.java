package org.tisc.node.document;

import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The parts of a document that rules of sharing name as fields: which properties of its JSON each
 * one is, and which one a field of the index tells. The names are those of the index where it has
 * the part. What the document key tells anyway (kind, office, number, kind code) is seen with every
 * hit and is no field of its own.
 */
public final class DocumentParts {
  private static final String KEY = "key";
  private static final String SCHEMA = "schema";
  private static final String TITLES = "titles";

  /** Properties by field; also those of the short display fields, which have the same names. */
  private static final Map<String, List<String>> PROPERTIES = properties();

  private static final Map<String, String> FIELD_OF = fieldOf();

  /** Fields of the index that tell of other parts than the one of their own name. */
  private static final Map<String, Set<String>> TOLD =
      Map.of(
          "kind", Set.of(KEY),
          "office", Set.of(KEY),
          "kindCode", Set.of(KEY),
          "applicantExact", Set.of("applicant"),
          "names", Set.of("title", "applicant", "inventor"));

  private DocumentParts() {}

  private static Map<String, List<String>> properties() {
    Map<String, List<String>> properties = new LinkedHashMap<>();
    properties.put("title", List.of(TITLES));
    properties.put("abstract", List.of("abstracts"));
    properties.put("claims", List.of("claims"));
    properties.put("description", List.of("description"));
    properties.put("applicant", List.of("applicants", "holder"));
    properties.put("inventor", List.of("inventors", "creators"));
    properties.put("keywords", List.of("keywords"));
    properties.put("goods", List.of("goods"));
    properties.put("product", List.of("product"));
    properties.put("region", List.of("region"));
    properties.put("ipc", List.of("ipc"));
    properties.put("cpc", List.of("cpc"));
    properties.put("locarno", List.of("locarno"));
    properties.put("nice", List.of("niceClasses"));
    properties.put("number", List.of("applicationNumber"));
    properties.put("applicationDate", List.of("applicationDate"));
    properties.put("publicationDate", List.of("publicationDate"));
    properties.put("priorityDate", List.of("priorities"));
    properties.put("firstExploitation", List.of("firstExploitation"));
    properties.put("status", List.of("legalStatus"));
    properties.put("legalEventDate", List.of("legalEvents"));
    properties.put("family", List.of("family"));
    properties.put("cited", List.of("citations"));
    properties.put("doi", List.of("doi"));
    properties.put("media", List.of("media"));
    properties.put("extra", List.of("extra"));
    return properties;
  }

  private static Map<String, String> fieldOf() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String always : List.of(SCHEMA, "kind", "office", "number", "kindCode")) {
      fields.put(always, KEY);
    }
    PROPERTIES.forEach((field, names) -> names.forEach(name -> fields.put(name, field)));
    return fields;
  }

  /** The fields that a rule may name, in the order in which people read them. */
  public static Set<String> fields() {
    return new LinkedHashSet<>(PROPERTIES.keySet());
  }

  /** Raises INVALID_ARGUMENT, naming the fields that there are, for one that is none. */
  public static void check(Collection<String> names) {
    for (String name : names) {
      if (!PROPERTIES.containsKey(name)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "There is no field %s; the fields are %s"
                .formatted(
                    SafeText.shortened(SafeText.line(name), 80),
                    String.join(", ", PROPERTIES.keySet())));
      }
    }
  }

  /** The fields whose content a clause on a field of the index would tell. */
  public static Set<String> toldBy(String indexField) {
    return TOLD.getOrDefault(indexField, Set.of(indexField));
  }

  /**
   * The JSON without the properties that may not be seen, else as it is. A property of no known
   * field is left out. Raises INTERNAL for what is no JSON object.
   *
   * @param visible whether a field may be seen; asked for {@code key} too
   */
  public static byte[] only(byte[] json, Predicate<String> visible) {
    return rewritten(
        json,
        name -> {
          String field = FIELD_OF.get(name);
          return field != null && visible.test(field);
        },
        _ -> {});
  }

  /** The JSON, with this title where it has none: of a document whose title was not open to us. */
  public static byte[] titled(byte[] json, String title) {
    boolean[] found = new boolean[1];
    return rewritten(
        json,
        name -> {
          found[0] |= name.equals(TITLES);
          return true;
        },
        out -> {
          if (!found[0]) {
            out.writeStringProperty(TITLES, title);
          }
        });
  }

  private interface Ending {
    void write(JsonGenerator out);
  }

  private static byte[] rewritten(byte[] json, Predicate<String> kept, Ending ending) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length);
    try (JsonParser in = DocumentJson.parser(json);
        JsonGenerator out = DocumentJson.generator(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new TiscException(Reason.INTERNAL, "A stored document is no JSON object");
      }
      out.writeStartObject();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        in.nextToken();
        if (kept.test(name)) {
          out.writeName(name);
          out.copyCurrentStructureExact(in);
        } else {
          in.skipChildren();
        }
      }
      ending.write(out);
      out.writeEndObject();
      if (in.nextToken() != null) {
        throw new TiscException(Reason.INTERNAL, "Something stands after a stored document");
      }
    } catch (JacksonException damaged) {
      throw new TiscException(Reason.INTERNAL, "A stored document is no JSON", damaged);
    }
    return bytes.toByteArray();
  }
}
