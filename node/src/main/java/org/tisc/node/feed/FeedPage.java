package org.tisc.node.feed;

import java.util.Map;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The page of feeds: own ones first, then what is kept without effect. */
final class FeedPage {
  private final FeedHttp http;

  FeedPage(FeedHttp http) {
    this.http = http;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/feeds",
        Permission.FEED_READ,
        "The page of feeds: heads, forks, entries without effect.",
        this::show);
  }

  private Reply show(Exchange exchange) {
    return new Reply.Page(200, "feed/feeds.jte", Map.of("view", http.list()));
  }
}
