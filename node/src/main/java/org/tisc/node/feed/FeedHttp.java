package org.tisc.node.feed;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Audience;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.roster.Member;
import org.tisc.node.store.SqliteFeedStore;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of feeds. Headers are shown, bodies never; an export holds both. */
public final class FeedHttp {
  private static final int MAX_LIMIT = 1000;
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_KEPT = 1000;

  private final NodeId self;
  private final Feeds feeds;
  private final SqliteFeedStore store;
  private final Memberships memberships;
  private final Supplier<List<OriginWarning>> warnings;
  private final InstantSource clock;

  /**
   * The routes over the feeds of this node.
   *
   * @param warnings what other rooms have against origins, shown beside their feeds
   */
  public FeedHttp(
      NodeId self,
      Feeds feeds,
      SqliteFeedStore store,
      Memberships memberships,
      Supplier<List<OriginWarning>> warnings,
      InstantSource clock) {
    this.self = self;
    this.feeds = feeds;
    this.store = store;
    this.memberships = memberships;
    this.warnings = warnings;
    this.clock = clock;
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/feeds",
        Permission.FEED_READ,
        "All feeds that this node holds, and the entries that are kept without effect (at most"
            + " 1,000 each).",
        _ -> Reply.ok(list()));
    routes.add(
        "GET",
        "/api/v1/feeds/{network}/{origin}",
        Permission.FEED_READ,
        "Headers of a feed's entries (audience= a node, or NETWORK; epoch, from, limit up to"
            + " 1,000); the newest epoch unless told otherwise.",
        exchange -> Reply.ok(entries(exchange)));
    routes.add(
        "GET",
        "/api/v1/feeds/{network}/{origin}/export",
        Permission.FEED_ADMINISTER,
        "A feed as JSON Lines that prove themselves, for tisc feed verify (audience= as above)."
            + " Bodies marked RED stay out.",
        this::export);
    routes.add(
        "POST",
        "/api/v1/feeds/{network}/epoch",
        Permission.FEED_ADMINISTER,
        "Declare that a feed of this node goes on with a new epoch behind what is held here"
            + " (audience as above).",
        exchange -> Reply.ok(epoch(exchange)));
    new FeedPage(this).declare(routes);
  }

  FeedView.Feeds list() {
    return new FeedView.Feeds(
        Stream.concat(
                feeds.states().stream().map(FeedState::feed), feeds.heldBack().keySet().stream())
            .distinct()
            .sorted()
            .map(feeds::state)
            .map(this::view)
            .toList(),
        kept(StoredEntry.Effect.QUARANTINED),
        kept(StoredEntry.Effect.UNKNOWN_KIND),
        warnings.get());
  }

  private List<FeedView.Kept> kept(StoredEntry.Effect effect) {
    return store.withoutEffect(effect, MAX_KEPT).stream().map(FeedView.Kept::of).toList();
  }

  private FeedView.Feed view(FeedState state) {
    boolean own = state.feed().origin().equals(self);
    return FeedView.Feed.of(
        state,
        self,
        !own || feeds.headKnown(state.feed()),
        memberships
            .findRoster(state.feed().network())
            .flatMap(roster -> roster.member(state.feed().origin()))
            .filter(Member::active)
            .isPresent(),
        feeds.forks(state.feed()),
        Optional.ofNullable(feeds.heldBack().get(state.feed())));
  }

  private FeedView.Entries entries(Exchange exchange) {
    FeedState state = held(exchange);
    long epoch = number(exchange, "epoch").orElse(Math.max(1, state.head().epoch()));
    long from = number(exchange, "from").orElse(1L);
    long limit = number(exchange, "limit").orElse(100L);
    if (from < 1 || limit < 1 || limit > MAX_LIMIT) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "from must be 1 or more and limit 1 to " + MAX_LIMIT + ", not " + from + " and " + limit);
    }
    return new FeedView.Entries(
        view(state),
        store.read(state.feed(), epoch, from, (int) limit, MAX_BYTES).stream()
            .map(FeedView.Entry::of)
            .toList());
  }

  private Reply export(Exchange exchange) {
    return new Reply.Stream(
        200, "application/x-ndjson", Map.of(), export(held(exchange).feed(), _ -> true));
  }

  private Reply.Body export(FeedId feed, Predicate<SignedEntry> shown) {
    Memberships.Proof proof = memberships.proof(feed.network());
    return out ->
        FeedExport.write(
            feeds, feed, self, proof.root(), proof.roster(), clock.instant(), shown, out);
  }

  /** The same file with no content but that of one kind of entries. Raises NOT_FOUND. */
  public Reply.Body export(FeedId feed, String kind) {
    return export(held(feed).feed(), entry -> entry.header().kind().equals(kind));
  }

  private FeedView.Feed epoch(Exchange exchange) {
    PeerId origin = new PeerId(new NetworkId(exchange.path("network")), self);
    String audience = exchange.json(EpochBody.class).audience.orElse(FeedView.NETWORK);
    FeedId feed = new FeedId(origin.network(), self, FeedView.audience(audience));
    return view(feeds.openEpoch(feed, exchange.caller().name()));
  }

  record EpochBody(Optional<String> audience) {}

  private FeedState held(Exchange exchange) {
    Audience audience = FeedView.audience(exchange.parameter("audience").orElse(FeedView.NETWORK));
    FeedId feed =
        new FeedId(
            new NetworkId(exchange.path("network")), new NodeId(exchange.path("origin")), audience);
    return held(feed);
  }

  private FeedState held(FeedId feed) {
    FeedState state = feeds.state(feed);
    if (state.entries() == 0) {
      throw new TiscException(Reason.NOT_FOUND, "This node holds nothing of feed " + feed);
    }
    return state;
  }

  private static Optional<Long> number(Exchange exchange, String name) {
    return exchange
        .parameter(name)
        .map(
            text -> {
              if (!text.matches("[0-9]{1,15}")) {
                throw new TiscException(Reason.INVALID_ARGUMENT, name + " must be a whole number");
              }
              return Long.parseLong(text);
            });
  }
}
