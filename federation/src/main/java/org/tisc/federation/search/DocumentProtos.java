package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.DisplayCopy;
import org.tisc.proto.federation.v1.DisplayDocument;
import org.tisc.proto.federation.v1.FieldPassages;
import org.tisc.proto.federation.v1.Mark;
import org.tisc.proto.federation.v1.Passage;

/**
 * Rendered documents as messages and back; those of a peer are hostile until checked. A copy is
 * named by the positions of its key and its collection in lists that both sides have.
 */
final class DocumentProtos {
  private static final int MAX_TEXT_LENGTH = 64 * 1024;
  private static final int MAX_KIND_LENGTH = 64;

  private DocumentProtos() {}

  static DisplayDocument toProto(
      RenderedDocument document, Map<String, Integer> keys, Map<String, Integer> collections) {
    DisplayDocument.Builder message =
        DisplayDocument.newBuilder()
            .setCopy(
                DisplayCopy.newBuilder()
                    .setKey(keys.getOrDefault(document.copy().key(), 0))
                    .setCollection(collections.getOrDefault(document.copy().collection(), 0)))
            .setKind(document.kind())
            .setTitle(document.title())
            .setFieldsJson(document.fieldsJson());
    document
        .highlights()
        .forEach(
            (field, passages) -> {
              FieldPassages.Builder ofField = FieldPassages.newBuilder().setField(field);
              for (RenderedDocument.Passage passage : passages) {
                Passage.Builder one = Passage.newBuilder().setText(passage.text());
                passage
                    .marks()
                    .forEach(
                        mark ->
                            one.addMarks(Mark.newBuilder().setFrom(mark.from()).setTo(mark.to())));
                ofField.addPassages(one);
              }
              message.addHighlights(ofField);
            });
    return message.build();
  }

  /** A peer's documents, by key. Raises INVALID_ARGUMENT. */
  static Map<String, RenderedDocument> fromProto(
      List<DisplayDocument> messages, List<String> keys, List<CollectionInfo> collections) {
    Map<String, RenderedDocument> documents = new HashMap<>();
    for (DisplayDocument document : messages) {
      int key = document.getCopy().getKey();
      int collection = document.getCopy().getCollection();
      require(key >= 0 && key < keys.size(), "an unknown key");
      require(collection >= 0 && collection < collections.size(), "an unknown collection");
      require(
          document.getTitle().length() <= MAX_TEXT_LENGTH
              && document.getFieldsJson().length() <= MAX_TEXT_LENGTH
              && document.getKind().length() <= MAX_KIND_LENGTH,
          "an overlong text");
      DocumentCopy copy = new DocumentCopy(keys.get(key), collections.get(collection).name());
      Map<String, List<RenderedDocument.Passage>> highlights = new HashMap<>();
      for (FieldPassages field : document.getHighlightsList()) {
        highlights.put(
            field.getField(),
            field.getPassagesList().stream().map(DocumentProtos::passage).toList());
      }
      documents.put(
          copy.key(),
          new RenderedDocument(
              copy, document.getKind(), document.getTitle(), document.getFieldsJson(), highlights));
    }
    return documents;
  }

  private static RenderedDocument.Passage passage(Passage passage) {
    require(passage.getText().length() <= MAX_TEXT_LENGTH, "an overlong passage");
    List<RenderedDocument.Mark> marks = new ArrayList<>();
    int before = 0;
    for (Mark mark : passage.getMarksList()) {
      require(
          mark.getFrom() >= before
              && mark.getTo() > mark.getFrom()
              && mark.getTo() <= passage.getText().length(),
          "marks outside their text");
      before = mark.getTo();
      marks.add(new RenderedDocument.Mark(mark.getFrom(), mark.getTo()));
    }
    return new RenderedDocument.Passage(passage.getText(), marks);
  }

  private static void require(boolean fact, String otherwise) {
    if (!fact) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The answer has " + otherwise);
    }
  }
}
