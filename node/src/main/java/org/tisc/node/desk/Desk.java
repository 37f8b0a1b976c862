package org.tisc.node.desk;

import java.time.InstantSource;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/** Everything that people keep, each their own. Thread-safe. */
public final class Desk {
  private final Columns columns;
  private final Baskets baskets;
  private final SavedSearches searches;

  /** The desk in an open store, whose migrations of this room were run. */
  public Desk(Store store, InstantSource clock) {
    this.columns = new Columns(store);
    this.baskets = new Baskets(store, clock);
    this.searches = new SavedSearches(store, clock);
  }

  /** How each person wants the list of hits. */
  public Columns columns() {
    return columns;
  }

  /** Documents that people kept. */
  public Baskets baskets() {
    return baskets;
  }

  /** Searches that people saved. */
  public SavedSearches searches() {
    return searches;
  }

  /** Forgets all that an account kept, in the unit that removes it. */
  public static void forget(Tx tx, String owner) {
    tx.update("DELETE FROM desk_columns WHERE owner = ?", owner);
    tx.update("DELETE FROM basket WHERE owner = ?", owner);
    tx.update("DELETE FROM saved_search WHERE owner = ?", owner);
  }
}
