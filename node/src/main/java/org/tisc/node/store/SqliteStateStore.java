package org.tisc.node.store;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/** The federation's documents in the node's store. Thread-safe. */
public final class SqliteStateStore implements StateStore {
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final int MAX_ID_LENGTH = 200;

  private final Store store;

  /** Documents of an open store, which is closed by its owner. */
  public SqliteStateStore(Store store) {
    this.store = store;
  }

  @Override
  public Optional<StateDocument> read(String kind, String id) {
    return store.read(
        tx ->
            tx.first(
                "SELECT kind, id, revision, content FROM state_documents WHERE kind = ? AND id = ?",
                SqliteStateStore::document,
                kind,
                id));
  }

  @Override
  public List<StateDocument> list(String kind) {
    // SQLite compares text as UTF-8 bytes, which is code point order.
    return store.read(
        tx ->
            tx.query(
                "SELECT kind, id, revision, content FROM state_documents WHERE kind = ?"
                    + " ORDER BY id",
                SqliteStateStore::document,
                kind));
  }

  @Override
  public StateDocument write(String kind, String id, long expectedRevision, ByteString content) {
    check(kind, id);
    if (content.size() > MAX_CONTENT_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "state document "
              + kind
              + " has "
              + content.size()
              + " bytes; at most "
              + MAX_CONTENT_BYTES
              + " are kept");
    }
    byte[] bytes = content.toByteArray();
    return store.write(
        tx -> {
          int changed =
              expectedRevision == 0
                  ? tx.update(
                      "INSERT INTO state_documents (kind, id, revision, content)"
                          + " VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING",
                      kind,
                      id,
                      bytes)
                  : tx.update(
                      "UPDATE state_documents SET revision = revision + 1, content = ?"
                          + " WHERE kind = ? AND id = ? AND revision = ?",
                      bytes,
                      kind,
                      id,
                      expectedRevision);
          requireChanged(changed, kind, id, expectedRevision);
          return new StateDocument(kind, id, expectedRevision + 1, content);
        });
  }

  @Override
  public void delete(String kind, String id, long expectedRevision) {
    check(kind, id);
    store.write(
        tx -> {
          int changed =
              tx.update(
                  "DELETE FROM state_documents WHERE kind = ? AND id = ? AND revision = ?",
                  kind,
                  id,
                  expectedRevision);
          requireChanged(changed, kind, id, expectedRevision);
          return changed;
        });
  }

  private static void requireChanged(int changed, String kind, String id, long expected) {
    if (changed != 1) {
      throw new TiscException(
          Reason.STALE_REVISION,
          "state document " + kind + " " + id + " is not at revision " + expected);
    }
  }

  private static void check(String kind, String id) {
    if (!KIND.matcher(kind).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "'" + kind + "' is not a kind of state document; expected " + KIND.pattern());
    }
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH || id.indexOf('\0') >= 0) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "the id of a state document has 1 to "
              + MAX_ID_LENGTH
              + " characters without NUL, not "
              + id.length());
    }
  }

  static StateDocument document(Row row) {
    return new StateDocument(
        row.text("kind"),
        row.text("id"),
        row.number("revision"),
        ByteString.copyFrom(row.bytes("content")));
  }
}
