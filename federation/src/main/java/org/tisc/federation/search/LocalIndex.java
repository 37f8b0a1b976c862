package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.policy.VisibleFields;

/** The node's own collections as the federation sees them. Thread-safe. */
public interface LocalIndex {
  /**
   * The scoring profile: a hash over everything that decides score bits (index-time tokens of a
   * committed probe text, similarity and its parameters, field list). Scores of nodes with
   * different profiles are not comparable.
   */
  String scoringProfile();

  /** How much is searched here now, and was. */
  SearchLoad load();

  /** Every collection, by name; never filtered by who asks. */
  List<CollectionInfo> collections();

  /**
   * Pins the newest committed state of the named collections. Raises {@code UNKNOWN_COLLECTION} for
   * a name that is not there. The caller closes the snapshot.
   *
   * @param collections which ones; may be empty, which gives a snapshot without documents
   */
  IndexSnapshot snapshot(Set<String> collections);

  /**
   * Adds somebody to tell that collections came, went, or show another state; on any thread, and
   * under locks of the index, so it must return at once and not come back.
   */
  void onChange(Runnable listener);

  /**
   * One whole document of the newest committed state, as its JSON was put, byte for byte. Raises
   * {@code UNKNOWN_COLLECTION}.
   */
  Optional<ByteString> document(String collection, String key);

  /**
   * The fields of documents whose content a clause on this field of queries would tell: most often
   * the field itself.
   */
  Set<String> toldBy(String queryField);

  /** The field of queries by which a facet divides. Raises {@code INVALID_ARGUMENT}. */
  String queryField(Facet facet);

  /**
   * The part of a document that may be seen, as JSON again: of a whole document or of the short
   * display fields. Nothing else of the JSON changes. What has no known field is seen only by those
   * who see all.
   */
  ByteString visible(ByteString json, VisibleFields fields);
}
