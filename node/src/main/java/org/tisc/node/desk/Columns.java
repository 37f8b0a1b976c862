package org.tisc.node.desk;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.node.store.Store;

/** How each person wants the list of hits. Thread-safe. */
public final class Columns {
  private final Store store;

  Columns(Store store) {
    this.store = store;
  }

  /** What a person chose; empty where that was nothing. */
  public Optional<ColumnChoice> of(String owner) {
    return store.read(
        tx ->
            tx.first(
                "SELECT layout, columns FROM desk_columns WHERE owner = ?",
                row ->
                    new ColumnChoice(
                        ColumnChoice.Layout.valueOf(row.text("layout")),
                        names(row.text("columns"))),
                owner));
  }

  private static List<String> names(String joined) {
    return Stream.of(joined.split(",")).filter(name -> !name.isEmpty()).toList();
  }

  /** Keeps a choice in place of the one before. */
  public void choose(String owner, ColumnChoice choice) {
    store.write(
        tx ->
            tx.update(
                "INSERT INTO desk_columns (owner, layout, columns) VALUES (?, ?, ?)"
                    + " ON CONFLICT (owner) DO UPDATE SET layout = excluded.layout,"
                    + " columns = excluded.columns",
                owner,
                choice.layout(),
                String.join(",", choice.columns())));
  }
}
