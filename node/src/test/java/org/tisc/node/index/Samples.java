package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalHits;
import org.tisc.federation.search.WorkBudget;

/** Small documents and searches for tests. */
final class Samples {
  private Samples() {}

  /** A patent with only a title. */
  static IndexableDocument titled(String key, String title) {
    return document(key, Map.of(IndexField.TITLE, title));
  }

  /** A patent with these texts; its JSON holds the key and the title. */
  static IndexableDocument document(String key, Map<IndexField, String> texts) {
    String title = texts.getOrDefault(IndexField.TITLE, "");
    List<FieldValues> fields =
        texts.entrySet().stream()
            .<FieldValues>map(
                entry -> new FieldValues.Text(entry.getKey(), List.of(entry.getValue())))
            .toList();
    return new IndexableDocument(
        key,
        "PATENT",
        title,
        ByteString.copyFromUtf8("{\"k\":\"" + key + "\",\"t\":\"" + title + "\"}"),
        "{\"number\":\"" + key + "\"}",
        fields);
  }

  /** Puts documents into an existing collection and commits. */
  static Committed put(LuceneIndex index, String collection, IndexableDocument... documents) {
    try (CollectionWriter writer = index.writer(collection)) {
      for (IndexableDocument document : documents) {
        writer.put(document);
      }
      return writer.commit();
    }
  }

  /** Keys found in one collection, best first. */
  static List<String> keys(LuceneIndex index, String collection, CanonicalQuery query) {
    try (IndexSnapshot snapshot = index.snapshot(Set.of(collection))) {
      return keys(snapshot, query);
    }
  }

  /** Keys found in all collections of the snapshot, best first. */
  static List<String> keys(IndexSnapshot snapshot, CanonicalQuery query) {
    return search(snapshot, query, 100).hits().stream().map(LocalHits.Hit::key).toList();
  }

  /** Searches all collections of the snapshot with its own statistics. */
  static LocalHits search(IndexSnapshot snapshot, CanonicalQuery query, int limit) {
    Set<String> all = Set.copyOf(snapshot.collections().stream().map(each -> each.name()).toList());
    return snapshot.search(
        query, snapshot.statistics(query, WorkBudget.UNLIMITED), all, limit, WorkBudget.UNLIMITED);
  }
}
