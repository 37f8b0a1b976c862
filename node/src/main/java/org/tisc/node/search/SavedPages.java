package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.federation.error.TiscException;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.job.Job;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import org.tisc.node.web.Times;

/** The pages of saved searches. Thread-safe. */
final class SavedPages {
  /** The template of both pages; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/saved.jte";

  private static final String PATH = "/searches";
  private static final int OK = 200;

  private final SavedActs acts;
  private final SavedLooks looks;

  SavedPages(SavedActs acts, SavedLooks looks) {
    this.acts = acts;
    this.looks = looks;
  }

  void declare(Routes routes) {
    add(
        routes,
        "GET",
        PATH,
        "The page of the caller's saved searches and those that others share.",
        exchange -> all(exchange, OK, Optional.empty()));
    add(routes, "POST", PATH, "Saves the search of the form, then shows its page.", this::save);
    add(
        routes,
        "GET",
        PATH + "/{search}",
        "The page of one saved search of the caller with its news.",
        exchange -> page(exchange, OK, Optional.empty()));
    add(
        routes,
        "POST",
        PATH + "/{search}",
        "Acts on a saved search: the form field act is look, read, change, drop or, for a shared"
            + " one, copy.",
        this::act);
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, path, Permission.SEARCH, summary, handler);
  }

  private static String person(Exchange exchange) {
    return exchange.caller().name();
  }

  private static Reply to(String path) {
    return Reply.seeOther(path);
  }

  private Reply all(Exchange exchange, int status, Optional<String> problem) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = person(exchange);
    Map<String, Long> news = acts.searches().newsCounts(person);
    List<SavedView.One> own = new ArrayList<>();
    List<SavedView.One> others = new ArrayList<>();
    for (SavedSearch one : acts.searches().list(person)) {
      (one.owner().equals(person) ? own : others)
          .add(one(one, news.getOrDefault(one.id(), 0L), texts));
    }
    Optional<String> note = exchange.parameter("done").map(_ -> texts.of("basket.done"));
    return page(status, new SavedView(texts, own, others, Optional.empty(), problem, note));
  }

  private static Reply page(int status, SavedView view) {
    return new Reply.Page(status, TEMPLATE, Map.of("view", view));
  }

  private static SavedView.One one(SavedSearch search, long news, SearchTexts texts) {
    SavedSearch.Terms terms = search.terms();
    List<String> where = new ArrayList<>(List.of(scope(terms.scope(), texts)));
    Stream.of(terms.kinds().split(","))
        .filter(kind -> !kind.isEmpty())
        .map(kind -> texts.find("kind." + kind).orElse(kind))
        .forEach(where::add);
    Stream.of(terms.collections().split(",")).filter(one -> !one.isEmpty()).forEach(where::add);
    where.addAll(terms.filters());
    return new SavedView.One(
        search.id(),
        terms.name(),
        search.owner(),
        terms.query(),
        SavedLooks.input(terms).page(),
        String.join(texts.of("list.separator"), where),
        texts.of("saved.every." + search.every()),
        news == 0 ? "" : texts.of("saved.news", news));
  }

  private static String scope(String scope, SearchTexts texts) {
    if (scope.equals("local")) {
      return texts.of("scope.local");
    }
    return scope.startsWith("network:")
        ? texts.of("scope.network", scope.substring("network:".length()))
        : scope;
  }

  private Reply save(Exchange exchange) {
    try {
      SavedSearch saved =
          acts.save(
              exchange,
              SearchInput.of(exchange),
              new SavedActs.Wish(
                  exchange.parameter("name"),
                  Optional.of(exchange.parameter("shared").isPresent()),
                  exchange.parameter("every")));
      return to(PATH + "/" + saved.id() + "?done=1");
    } catch (TiscException refused) {
      PageRefusal refusal = PageRefusal.of(exchange, "saved", refused);
      return all(exchange, refusal.status(), refusal.said());
    }
  }

  private Reply page(Exchange exchange, int status, Optional<String> problem) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = person(exchange);
    SavedSearch search = acts.searches().require(person, exchange.path("search"));
    List<SavedSearch.News> news = acts.searches().news(person, search.id());
    Optional<Job> look =
        exchange
            .parameter("job")
            .map(id -> looks.find(id, person))
            .filter(job -> !job.state().ended());
    SavedView.Shown shown =
        new SavedView.Shown(
            one(search, news.size(), texts),
            search.shared(),
            Stream.of(SavedSearch.Every.values())
                .map(
                    every ->
                        new SearchView.Choice(
                            every.name(),
                            texts.of("saved.every." + every),
                            every == search.every()))
                .toList(),
            look.map(Job::id),
            look.map(job -> texts.of("export.state." + job.state().name())).orElse(""),
            sentences(search, news.size(), texts),
            search.last().filter(SavedSearch.Look::certain).isPresent()
                && search.failure().isEmpty(),
            news.stream().map(one -> news(one, texts)).toList());
    Optional<String> note = exchange.parameter("done").map(_ -> texts.of("basket.done"));
    return page(
        status, new SavedView(texts, List.of(), List.of(), Optional.of(shown), problem, note));
  }

  /** What the last look found, and how far that can be relied on. */
  private static List<String> sentences(SavedSearch search, int news, SearchTexts texts) {
    List<String> sentences = new ArrayList<>();
    search
        .failure()
        .ifPresent(
            reason ->
                sentences.add(
                    texts.of("saved.failed", PageRefusal.reason(texts, "saved", reason))));
    if (search.last().isEmpty()) {
      sentences.add(texts.of("saved.never"));
      return sentences;
    }
    SavedSearch.Look look = search.last().get();
    sentences.add(texts.of("saved.looked", Times.minute(look.at()), look.found()));
    if (!look.exact()) {
      sentences.add(
          look.missing().isEmpty()
              ? texts.of("coverage.inexact")
              : texts.of(
                  "coverage.missing", String.join(texts.of("list.separator"), look.missing())));
    }
    if (look.more()) {
      sentences.add(texts.of("saved.more", SavedLooks.MOST));
    }
    if (news == 0) {
      sentences.add(
          texts.of(
              look.certain() && search.failure().isEmpty() ? "saved.nothing" : "saved.uncertain"));
    }
    return sentences;
  }

  private static SavedView.News news(SavedSearch.News news, SearchTexts texts) {
    String key = news.document().key();
    String holder = news.document().holder();
    return new SavedView.News(
        key,
        texts.find("kind." + news.document().kind()).orElse(news.document().kind()),
        news.document().title().isEmpty() ? key : news.document().title(),
        holder,
        HitLinks.document(key) + (holder.isEmpty() ? "" : "?node=" + holder),
        texts.of(news.changed() ? "saved.changed" : "saved.new"),
        news.changed()
            ? texts.of("saved.change", status(news.before(), texts), status(news.status(), texts))
            : "",
        Times.minute(news.at()));
  }

  private static String status(String status, SearchTexts texts) {
    return status.isEmpty() ? "—" : texts.find("value.legalStatus." + status).orElse(status);
  }

  private Reply act(Exchange exchange) {
    String person = person(exchange);
    String act = exchange.parameter("act").orElse("");
    if (act.equals("copy")) {
      try {
        return to(PATH + "/" + acts.copy(exchange, exchange.path("search")).id() + "?done=1");
      } catch (TiscException refused) {
        PageRefusal refusal = PageRefusal.of(exchange, "saved", refused);
        return all(exchange, refusal.status(), refusal.said());
      }
    }
    SavedSearch search = acts.searches().require(person, exchange.path("search"));
    String here = PATH + "/" + search.id();
    try {
      return switch (act) {
        case "look" -> to(here + "?job=" + looks.look(search).id());
        case "read" -> {
          acts.searches().read(person, search.id());
          yield to(here + "?done=1");
        }
        case "change" -> {
          acts.change(
              exchange,
              search.id(),
              new SearchInput(Map.of(), List.of()),
              new SavedActs.Wish(
                  exchange.parameter("name"),
                  Optional.of(exchange.parameter("shared").isPresent()),
                  exchange.parameter("every")));
          yield to(here + "?done=1");
        }
        case "drop" -> {
          acts.searches().drop(person, search.id());
          yield to(PATH + "?done=1");
        }
        default -> to(here);
      };
    } catch (TiscException refused) {
      PageRefusal refusal = PageRefusal.of(exchange, "saved", refused);
      return page(exchange, refusal.status(), refusal.said());
    }
  }
}
