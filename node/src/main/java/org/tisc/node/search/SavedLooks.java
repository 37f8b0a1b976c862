package org.tisc.node.search;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import org.tisc.node.desk.KeptDocument;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.desk.SavedSearches;
import org.tisc.node.job.Job;
import org.tisc.node.job.JobControl;
import org.tisc.node.job.Jobs;

/**
 * Looks through saved searches for what is new, each look a job: when its owner asks, and by itself
 * for those that were saved with a schedule. A look asks the peers as any search does, so they
 * learn the query while they answer it; nothing of it stands in the job. Thread-safe.
 *
 * <p>One look of a search runs at a time. A search whose owner may not search any more is passed
 * over. What came due while the node was down is looked through once.
 */
final class SavedLooks implements AutoCloseable {
  /** The kind of the jobs. */
  static final String KIND = "saved-look";

  /** Documents that one look reads, the best first. */
  static final int MOST = SavedSearches.MOST_SEEN;

  private static final Logger LOG = LoggerFactory.getLogger(SavedLooks.class);
  private static final long ROUND_SECONDS = 60;
  private static final int DUE_AT_ONCE = 20;

  private final SavedSearches searches;
  private final SearchEngine engine;
  private final Jobs jobs;
  private final Function<SavedSearch, SearchRequest> reading;
  private final Predicate<String> maySearch;
  private final SearchHttp.AskedListener asked;
  private final InstantSource clock;

  // The job of the last look of each search, while it may be unfinished.
  private final Map<String, String> begun = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param reading makes the request of a search; raises what is wrong with it now
   * @param maySearch whether an account may search at this moment
   */
  SavedLooks(
      SavedSearches searches,
      SearchEngine engine,
      Jobs jobs,
      Function<SavedSearch, SearchRequest> reading,
      Predicate<String> maySearch,
      SearchHttp.AskedListener asked,
      InstantSource clock) {
    this.searches = searches;
    this.engine = engine;
    this.jobs = jobs;
    this.reading = reading;
    this.maySearch = maySearch;
    this.asked = asked;
    this.clock = clock;
  }

  /** Begins to look by itself. */
  void start() {
    Thread.ofVirtual().name("saved-looks").start(this::rounds);
  }

  @Override
  public void close() {
    closing.countDown();
  }

  private void rounds() {
    try {
      while (!closing.await(ROUND_SECONDS, TimeUnit.SECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins the looks that are due; one that cannot begin waits for its next time. */
  void round() {
    try {
      for (SavedSearch search : searches.due(DUE_AT_ONCE)) {
        begin(search);
      }
    } catch (RuntimeException e) {
      LOG.warn("Saved searches that are due cannot be looked through: {}", e.getMessage());
    }
  }

  private void begin(SavedSearch search) {
    if (!maySearch.test(search.owner())) {
      LOG.info("The saved search {} is passed over: its owner may not search", search.id());
      return;
    }
    try {
      Job job = look(search);
      LOG.debug("The saved search {} is looked through by {}", search.id(), job.id());
    } catch (TiscException refused) {
      LOG.info("The saved search {} is passed over: {}", search.id(), refused.reason());
    }
  }

  /** What a look is about; the query is nowhere in it. */
  record Input(String search) {}

  /**
   * What a look found.
   *
   * @param search its id
   * @param found documents that were read
   * @param fresh documents that are new or changed
   * @param first whether it was the first look, which only remembers
   * @param certain whether what is not among the news is certainly none
   */
  record Result(
      String search,
      long found,
      long fresh,
      boolean first,
      boolean certain,
      boolean exact,
      boolean more,
      List<String> missing) {}

  /**
   * Puts a look in the queue. Raises BUSY while the search is looked through, else as Jobs does.
   */
  Job look(SavedSearch search) {
    synchronized (begun) {
      begun.values().removeIf(job -> jobs.find(job).filter(one -> !one.state().ended()).isEmpty());
      if (begun.containsKey(search.id())) {
        throw new TiscException(Reason.BUSY, "this search is being looked through");
      }
      Job job = jobs.submit(KIND, search.owner(), new Input(search.id()), one -> run(search, one));
      begun.put(search.id(), job.id());
      return job;
    }
  }

  /** A look of this account. Raises NOT_FOUND. */
  Job find(String id, String account) {
    return jobs.find(id)
        .filter(job -> job.kind().equals(KIND) && job.owner().equals(account))
        .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "there is no such look"));
  }

  private Result run(SavedSearch search, JobControl control) throws Exception {
    try {
      return looked(search, control);
    } catch (TiscException failure) {
      if (!control.shouldEnd()) {
        searches.failed(search, failure.reason());
      }
      throw failure;
    }
  }

  private Result looked(SavedSearch search, JobControl control) throws Exception {
    SearchRequest request = reading.apply(search);
    SearchTexts texts = SearchTexts.in(Locale.of(search.terms().language()));
    List<SavedSearch.Found> found = new ArrayList<>();
    SearchExports.Told told =
        new ListOfHits(engine, request, MOST, ListOfHits.PAGE_TIMEOUT)
            .read(
                Pace.of(control),
                hit -> {
                  if (KeptDocument.Seen.fits(hit.key())) {
                    found.add(new SavedSearch.Found(BasketActs.seen(hit, texts), status(hit)));
                  }
                });
    asked.asked(search.owner(), ScopeText.of(request.scope()), told.sources().size());
    SavedSearch.Look look =
        new SavedSearch.Look(
            clock.instant(),
            found.size(),
            told.exact(),
            told.more(),
            SearchExports.missing(told.sources()));
    long fresh = searches.looked(search, look, found).orElse(0L);
    return new Result(
        search.id(),
        look.found(),
        fresh,
        search.last().isEmpty(),
        look.certain(),
        look.exact(),
        look.more(),
        look.missing());
  }

  private static String status(SearchHit hit) {
    return DisplayFields.read(hit.document().map(RenderedDocument::fieldsJson).orElse("{}"))
        .path("legalStatus")
        .asString("");
  }

  /** The parameters of a saved search, as a form would send them. */
  static SearchInput input(SavedSearch.Terms terms) {
    Map<String, String> values = new HashMap<>(terms.further());
    values.put("q", terms.query());
    values.put("dialect", terms.dialect());
    values.put("scope", terms.scope());
    values.put("kind", terms.kinds());
    values.put("collection", terms.collections());
    values.values().removeIf(String::isEmpty);
    return new SearchInput(values, terms.filters());
  }
}
