package org.tisc.node.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.TestOrigin;

/** The victim of {@link FeedDurabilityTest}: prints each append once it is acknowledged. */
final class AcknowledgingOrigin {
  private AcknowledgingOrigin() {}

  public static void main(String[] args) {
    Store store = Store.open(Path.of(args[0]), List.of());
    AlertNotes.createTable(store);
    SqliteFeedStore feeds =
        new SqliteFeedStore(
            store, new EntrySink(List.of(new AlertNotes())), InstantSource.system(), _ -> {});
    TestOrigin origin = new TestOrigin("node-a");
    for (int thread = 0; thread < 4; thread++) {
      String name = args[1] + "-" + thread + "-";
      Thread.ofPlatform().start(() -> appendTo(feeds, origin, name));
    }
  }

  private static void appendTo(SqliteFeedStore feeds, TestOrigin origin, String name) {
    for (int i = 0; i < 1_000_000; i++) {
      List<StoredEntry> stored =
          feeds.append(
              List.of(TestOrigin.draft(origin.feed(), "alert", name + i, 1)), origin.maker());
      synchronized (System.out) {
        System.out.println(name + i + " " + stored.getFirst().entry().hash());
        System.out.flush();
      }
    }
  }
}
