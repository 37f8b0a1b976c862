package org.tisc.node.feed;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.state.StateStore;
import org.tisc.federation.sync.SyncRegion;
import org.tisc.node.store.EntrySink;
import org.tisc.node.store.Materialiser;
import org.tisc.node.store.SqliteFeedStore;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/**
 * The real store, a file for each node; alerts have their effect without statements of their own.
 */
final class BenchDisks implements SyncRegion.Disks, AutoCloseable {
  private final Path folder;
  private final Map<String, Store> stores = new ConcurrentHashMap<>();

  BenchDisks(Path folder) {
    this.folder = folder;
  }

  private static final class NothingToDo implements Materialiser {
    @Override
    public Set<String> kinds() {
      return Set.of("alert");
    }

    @Override
    public void apply(StoredEntry entry, Tx tx) {}
  }

  private Store store(String name) {
    return stores.computeIfAbsent(
        name, fresh -> Store.open(folder.resolve(fresh + ".db"), List.of()));
  }

  FeedStore feeds(String name) {
    return new SqliteFeedStore(
        store(name), new EntrySink(List.of(new NothingToDo())), InstantSource.system(), _ -> {});
  }

  @Override
  public FeedStore feeds(PeerId node, InstantSource clock) {
    return feeds(node.node().value());
  }

  @Override
  public StateStore documents(PeerId node) {
    return new SqliteStateStore(store(node.node().value()));
  }

  @Override
  public void close() {
    stores.values().forEach(Store::close);
  }
}
