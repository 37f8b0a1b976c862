package org.tisc.node.store;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.StoredEntry;

/** A materialiser that notes each entry in a table; some bodies make it fail. */
final class AlertNotes implements Materialiser {
  private final Set<String> kinds = new HashSet<>(Set.of("alert"));

  AlertNotes(String... more) {
    kinds.addAll(List.of(more));
  }

  static void createTable(Store store) {
    int _ =
        store.write(
            tx ->
                tx.update(
                    "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, record TEXT,"
                        + " body TEXT NOT NULL CHECK (body <> 'constraint'))"));
  }

  static List<String> noted(Store store) {
    return store.read(
        tx -> tx.query("SELECT record FROM notes ORDER BY id", row -> row.text("record")));
  }

  @Override
  public Set<String> kinds() {
    return kinds;
  }

  @Override
  public void apply(StoredEntry entry, Tx tx) {
    String body =
        entry
            .entry()
            .body()
            .map(each -> each.content().toString(StandardCharsets.UTF_8))
            .orElse("");
    int _ =
        tx.update(
            "INSERT INTO notes (record, body) VALUES (?, ?)",
            entry.entry().header().recordId(),
            body);
    switch (body) {
      case "raise" -> throw new TiscException(Reason.INVALID_ARGUMENT, "a body that is none");
      case "overflow" -> dive(1);
      case "caught" -> {
        try {
          int _ = tx.update("INSERT INTO no_such_table VALUES (1)");
        } catch (TiscException e) {
          // Caught, as a careless feature might.
        }
      }
      default -> {}
    }
  }

  /** Comes back from no depth that a stack has. */
  private static int dive(int depth) {
    return depth == Integer.MAX_VALUE ? 0 : dive(depth + 1) + 1;
  }
}
