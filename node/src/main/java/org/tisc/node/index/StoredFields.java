package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * How a document stands in Lucene. The stored parts are in the order in which they are needed:
 * display first, then the texts that are highlighted, the JSON last, so that showing a page of hits
 * reads and unpacks no JSON.
 */
final class StoredFields {
  /** Fields whose text is kept for highlighting. */
  static final Set<IndexField> HIGHLIGHTED =
      Set.of(IndexField.TITLE, IndexField.ABSTRACT, IndexField.CLAIMS);

  static final String KEY_ORDER = "_key";
  static final String HASH = "_hash";

  private static final String KIND = "_kind";
  private static final String TITLE = "_title";
  private static final String DISPLAY = "_display";
  private static final String TEXT_OF = "_text_";
  private static final String JSON = "_json";

  private static final FieldType TEXT_TYPE = indexed(true);
  private static final FieldType KEYWORD_TYPE = indexed(false);

  private StoredFields() {}

  private static FieldType indexed(boolean text) {
    FieldType type = new FieldType();
    type.setTokenized(text);
    type.setOmitNorms(!text);
    type.setIndexOptions(text ? IndexOptions.DOCS_AND_FREQS_AND_POSITIONS : IndexOptions.DOCS);
    type.freeze();
    return type;
  }

  static Document toLucene(IndexableDocument document, byte[] hash) {
    Document out = new Document();
    out.add(new Field(IndexField.KEY.fieldName(), document.key(), KEYWORD_TYPE));
    out.add(new SortedDocValuesField(KEY_ORDER, new BytesRef(document.key())));
    out.add(new BinaryDocValuesField(HASH, new BytesRef(hash)));
    out.add(
        new Field(
            IndexField.KIND.fieldName(), IndexField.KIND.normalise(document.kind()), KEYWORD_TYPE));
    out.add(new StoredField(KIND, document.kind()));
    out.add(new StoredField(TITLE, document.title()));
    out.add(new StoredField(DISPLAY, document.fieldsJson()));
    addColumn(out, FacetField.KIND, document.kind());
    for (FieldValues values : document.fields()) {
      FacetField.fedBy(values.field())
          .ifPresent(
              facet -> FacetField.told(values).forEach(value -> addColumn(out, facet, value)));
      switch (values) {
        case FieldValues.Text text -> addText(out, text);
        case FieldValues.Keyword keyword ->
            keyword.values().forEach(v -> out.add(field(keyword, v, KEYWORD_TYPE)));
        case FieldValues.Numbers numbers ->
            numbers
                .values()
                .forEach(
                    v -> out.add(new LongField(numbers.field().fieldName(), v, Field.Store.NO)));
      }
    }
    out.add(new StoredField(JSON, document.json().toByteArray()));
    return out;
  }

  private static void addColumn(Document out, FacetField facet, String value) {
    out.add(new SortedSetDocValuesField(facet.column(), new BytesRef(value)));
  }

  private static void addText(Document out, FieldValues.Text text) {
    for (String value : text.values()) {
      out.add(field(text, FoldedText.fold(value), TEXT_TYPE));
      if (HIGHLIGHTED.contains(text.field())) {
        out.add(new StoredField(TEXT_OF + text.field().fieldName(), value));
      }
    }
  }

  private static Field field(FieldValues values, String value, FieldType type) {
    return new Field(values.field().fieldName(), value, type);
  }

  /**
   * What is shown of a document.
   *
   * @param texts the values of the highlighted fields, in order
   */
  record Display(
      String kind, String title, String fieldsJson, Map<IndexField, List<String>> texts) {}

  /** Reads what is shown, and the texts of these fields. */
  static Display display(LeafReader leaf, int doc, Set<IndexField> fields) throws IOException {
    Map<String, String> single = new HashMap<>();
    Map<IndexField, List<String>> texts = new EnumMap<>(IndexField.class);
    Reading reading =
        new Reading(
            name ->
                switch (name) {
                  case KIND, TITLE, DISPLAY -> value -> single.put(name, value);
                  default ->
                      textField(name)
                          .filter(fields::contains)
                          .<Consumer<String>>map(
                              field ->
                                  value ->
                                      texts
                                          .computeIfAbsent(field, _ -> new ArrayList<>())
                                          .add(value))
                          .orElse(null);
                });
    leaf.storedFields().document(doc, reading);
    return new Display(
        single.getOrDefault(KIND, ""),
        single.getOrDefault(TITLE, ""),
        single.getOrDefault(DISPLAY, "{}"),
        texts);
  }

  private static Optional<IndexField> textField(String stored) {
    return stored.startsWith(TEXT_OF)
        ? IndexField.byName(stored.substring(TEXT_OF.length()))
        : Optional.empty();
  }

  /** Reads the document's JSON as it was given. */
  static ByteString json(LeafReader leaf, int doc) throws IOException {
    JsonReading reading = new JsonReading();
    leaf.storedFields().document(doc, reading);
    return reading.json;
  }

  private interface Sinks {
    @Nullable Consumer<String> sink(String field);
  }

  private static final class Reading extends StoredFieldVisitor {
    private final Sinks sinks;

    Reading(Sinks sinks) {
      this.sinks = sinks;
    }

    @Override
    public Status needsField(FieldInfo field) {
      if (field.name.equals(JSON)) {
        return Status.STOP;
      }
      return sinks.sink(field.name) == null ? Status.NO : Status.YES;
    }

    @Override
    public void stringField(FieldInfo field, String value) {
      Consumer<String> sink = sinks.sink(field.name);
      if (sink != null) {
        sink.accept(value);
      }
    }
  }

  private static final class JsonReading extends StoredFieldVisitor {
    private ByteString json = ByteString.EMPTY;

    @Override
    public Status needsField(FieldInfo field) {
      return field.name.equals(JSON) ? Status.YES : Status.NO;
    }

    @Override
    public void binaryField(FieldInfo field, byte[] value) {
      json = ByteString.copyFrom(value);
    }
  }
}
