package org.tisc.node.corpus;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentFields;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.index.FieldValues;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.IndexableDocument;

/** Documents as the index takes them: the one place where the two models meet. */
final class IndexMapping {
  private IndexMapping() {}

  /** A document. Raises TOO_LARGE when it is over a bound of the index. */
  static IndexableDocument of(Document document) {
    return of(document, ByteString.copyFrom(DocumentJson.write(document)));
  }

  /** A document from its stored JSON, whose bytes stay as they are. */
  static IndexableDocument ofJson(ByteString json) {
    return of(DocumentJson.read(json.toByteArray()), json);
  }

  private static IndexableDocument of(Document document, ByteString json) {
    DocumentFields fields = DocumentFields.of(document);
    List<FieldValues> values = new ArrayList<>();
    fields.texts().forEach((name, texts) -> values.add(new FieldValues.Text(field(name), texts)));
    fields
        .exact()
        .forEach(
            (name, exact) -> {
              IndexField field = field(name);
              // The index fills the kind from the document itself.
              if (field != IndexField.KIND) {
                values.add(
                    field == IndexField.APPLICANT_EXACT
                        ? FieldValues.Keyword.fitting(field, exact)
                        : new FieldValues.Keyword(field, exact));
              }
            });
    fields
        .dates()
        .forEach((name, date) -> values.add(new FieldValues.Numbers(field(name), List.of(date))));
    values.sort((a, b) -> a.field().compareTo(b.field()));
    return new IndexableDocument(
        fields.key(), fields.kind().name(), fields.title(), json, fields.displayJson(), values);
  }

  private static IndexField field(String name) {
    return IndexField.byName(name)
        .orElseThrow(
            () -> new TiscException(Reason.INTERNAL, "The index has no field named " + name));
  }
}
