package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Rights;
import org.tisc.federation.policy.Verb;
import org.tisc.federation.policy.VisibleFields;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.proto.federation.v1.DisplayDocument;

/** Renders documents for peers: the last step before anything of them leaves, where it is cut. */
final class Renderer {
  /** The field whose content a hit's title is. */
  private static final String TITLE = "title";

  private final LocalIndex index;

  Renderer(LocalIndex index) {
    this.index = index;
  }

  /**
   * How copies read, as far as the peer may see them.
   *
   * @param collections what positions in messages mean
   * @param keys the same for keys
   */
  List<DisplayDocument> render(
      IndexSnapshot snapshot,
      List<CollectionInfo> collections,
      Rights rights,
      CanonicalQuery query,
      List<DocumentCopy> copies,
      List<String> keys) {
    Map<String, Integer> keyPositions = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      keyPositions.putIfAbsent(keys.get(i), i);
    }
    Map<String, Integer> positions = CollectionProtos.positions(collections);
    PeerCosts.charge(copies.size() * PeerCosts.DOCUMENT_NANOS);
    List<DisplayDocument> documents = new ArrayList<>();
    for (RenderedDocument document : snapshot.render(copies, query, CallBudget.ofCurrentCall())) {
      VisibleFields fields = rights.decision(Verb.SEARCH, document.copy().collection()).fields();
      documents.add(DocumentProtos.toProto(visible(document, fields), keyPositions, positions));
    }
    return documents;
  }

  /** How hits read; nothing where that fails, since the hits alone are an answer. */
  List<DisplayDocument> renderFirst(
      IndexSnapshot snapshot,
      List<CollectionInfo> collections,
      Rights rights,
      CanonicalQuery query,
      List<LocalHits.Hit> hits) {
    try {
      return render(
          snapshot,
          collections,
          rights,
          query,
          hits.stream().map(hit -> new DocumentCopy(hit.key(), hit.collection())).toList(),
          hits.stream().map(LocalHits.Hit::key).toList());
    } catch (TiscException failure) {
      if (failure.reason().kind() == Kind.INTERNAL) {
        throw failure;
      }
      return List.of();
    }
  }

  /** What of a rendered document the peer may see. */
  private RenderedDocument visible(RenderedDocument document, VisibleFields fields) {
    if (fields.whole()) {
      return document;
    }
    Map<String, List<RenderedDocument.Passage>> highlights = new HashMap<>(document.highlights());
    highlights.keySet().removeIf(field -> !index.toldBy(field).stream().allMatch(fields::sees));
    return new RenderedDocument(
        document.copy(),
        document.kind(),
        fields.sees(TITLE) ? document.title() : "",
        index.visible(ByteString.copyFromUtf8(document.fieldsJson()), fields).toStringUtf8(),
        highlights);
  }
}
