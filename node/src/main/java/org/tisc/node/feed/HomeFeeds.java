package org.tisc.node.feed;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.FeedCheck;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.FeedWalk;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterProtos;
import org.tisc.node.store.EntrySink;
import org.tisc.node.store.SqliteFeedStore;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** The feeds of a home folder, checked without its node. */
public final class HomeFeeds {
  private HomeFeeds() {}

  /**
   * Checks every feed in a store from its first entry on, by the rosters that are stored there.
   * Safe beside a running node; changes nothing. A feed of a network that the node has left is left
   * out: its keys are gone with the roster. Raises NOT_FOUND where there is no store.
   */
  public static ObjectNode verify(Path database) {
    try (Store store = Store.openToRead(database)) {
      SqliteStateStore states = new SqliteStateStore(store);
      SqliteFeedStore feeds =
          new SqliteFeedStore(store, new EntrySink(List.of()), InstantSource.system(), _ -> {});
      List<Checked> all = new ArrayList<>();
      for (FeedState state : feeds.feeds()) {
        Optional<Roster> roster =
            RosterKeeper.stored(state.feed().network(), states)
                .map(signed -> RosterProtos.decode(signed.bytes()));
        if (roster.isPresent()) {
          FeedCheck check = FeedWalk.check(feeds, state.feed(), roster.get());
          if (check.firstBad().isEmpty() && !check.head().equals(state.head())) {
            check.unreadable(
                state.head().epoch(), state.head().sequence(), "the head is another entry");
          }
          all.add(new Checked(state.feed(), check));
        }
      }
      return Checked.answer(all, Optional.empty());
    }
  }
}
