package org.tisc.node.search;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;

/** The list of one search, read page by page in the snapshots of its first page. */
final class ListOfHits implements SearchExports.Source {
  /** Rendered hits of one answer stay far below the longest message. */
  static final int PAGE = 200;

  /** The longest wait for one page. */
  static final Duration PAGE_TIMEOUT = Duration.ofSeconds(60);

  private final SearchEngine engine;
  private final SearchRequest request;
  private final int most;
  private final Duration timeout;

  /**
   * @param timeout of one page
   */
  ListOfHits(SearchEngine engine, SearchRequest request, int most, Duration timeout) {
    this.engine = engine;
    this.request = request;
    this.most = most;
    this.timeout = timeout;
  }

  /** Takes hits. */
  interface Taker {
    void take(SearchHit hit) throws IOException;
  }

  @Override
  public SearchExports.Told read(SearchExports.Writing writing) throws IOException {
    return read(Pace.of(writing.control()), hit -> writing.add(hit, Map.of()));
  }

  /** Reads the list to its end, or as far as wanted. */
  SearchExports.Told read(Pace pace, Taker taker) throws IOException {
    Optional<Cursor> kept = Optional.empty();
    try {
      Optional<Cursor> next = Optional.empty();
      int seen = 0;
      SearchAnswer page;
      do {
        pace.check();
        page =
            engine.search(
                question(pace, Math.min(PAGE, most - seen)),
                new Delivery(Optional.of("list " + pace.id()), next, _ -> {}));
        for (SearchHit hit : page.hits()) {
          taker.take(hit);
        }
        seen += page.hits().size();
        pace.progress(seen, Math.min(most, Math.max(seen, page.total().count())));
        kept = page.kept();
        next = page.next();
      } while (next.isPresent() && seen < most);
      return new SearchExports.Told(page.goesOn(), page.exact(), page.inexact(), page.sources());
    } finally {
      kept.ifPresent(engine::release);
    }
  }

  private SearchQuestion question(Pace pace, int size) {
    return new SearchQuestion(
        pace.id(),
        request.scope(),
        request.query(),
        request.kinds(),
        request.collections(),
        size,
        timeout,
        pace::shouldEnd);
  }
}
