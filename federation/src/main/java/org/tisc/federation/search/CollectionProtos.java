package org.tisc.federation.search;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.SearchCollection;

/** Descriptions of collections as messages and back; those of a peer are hostile until checked. */
final class CollectionProtos {
  private static final int MAX_COLLECTIONS = 1_000;
  private static final int MAX_NAME_LENGTH = 63;
  private static final int MAX_KIND_LENGTH = 64;
  private static final int MAX_LICENCE_LENGTH = 1_000;

  private CollectionProtos() {}

  static SearchCollection toProto(CollectionInfo collection) {
    SearchCollection.Builder message =
        SearchCollection.newBuilder()
            .setName(collection.name())
            .setKind(collection.kind())
            .setDocuments(collection.documents())
            .setLicence(collection.licence().orElse(""))
            .setOnward(collection.onward());
    collection.state().ifPresent(message::setState);
    collection
        .indexedAt()
        .ifPresent(
            at ->
                message.setIndexedAt(
                    Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano())));
    return message.build();
  }

  /** A peer's list, each named once and asked for. Raises INVALID_ARGUMENT. */
  static List<CollectionInfo> fromProto(List<SearchCollection> messages, QuestionFilter asked) {
    require(messages.size() <= MAX_COLLECTIONS, "too many collections");
    List<CollectionInfo> described = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (SearchCollection message : messages) {
      require(names.add(message.getName()), "a collection named twice");
      require(
          asked.collections().isEmpty() || asked.collections().contains(message.getName()),
          "a collection that was not asked");
      described.add(fromProto(message));
    }
    return List.copyOf(described);
  }

  /** A peer's description. Raises INVALID_ARGUMENT. */
  static CollectionInfo fromProto(SearchCollection message) {
    require(
        !message.getName().isEmpty() && message.getName().length() <= MAX_NAME_LENGTH,
        "a collection without a proper name");
    require(message.getDocuments() >= 0, "a negative count");
    require(
        message.getLicence().length() <= MAX_LICENCE_LENGTH
            && message.getKind().length() <= MAX_KIND_LENGTH,
        "an overlong text");
    require(
        message.getState().isEmpty() || message.getState().size() == CollectionInfo.STATE_BYTES,
        "a state of improper length");
    Optional<Instant> indexedAt =
        message.hasIndexedAt()
            ? Optional.of(
                Instant.ofEpochSecond(
                    message.getIndexedAt().getSeconds(), message.getIndexedAt().getNanos()))
            : Optional.empty();
    String onward = message.getOnward();
    return new CollectionInfo(
        message.getName(),
        message.getKind(),
        Optional.empty(),
        message.getDocuments(),
        indexedAt,
        Optional.of(message.getLicence()).filter(licence -> !licence.isEmpty()),
        onward.equals("cite") || onward.equals("yes") ? onward : "no",
        Optional.of(message.getState()).filter(state -> !state.isEmpty()));
  }

  /** Where each collection stands, by name. */
  static Map<String, Integer> positions(List<CollectionInfo> collections) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < collections.size(); i++) {
      positions.put(collections.get(i).name(), i);
    }
    return positions;
  }

  private static void require(boolean fact, String otherwise) {
    if (!fact) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The answer has " + otherwise);
    }
  }
}
