package org.tisc.node.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.desk.Basket;
import org.tisc.node.desk.KeptDocument;
import org.tisc.node.job.JobHttp;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of baskets as JSON; each shows what is the caller's alone. Thread-safe. */
final class BasketHttp {
  private static final String PATH = "/api/v1/baskets";
  private static final String ONE = PATH + "/{basket}";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int STANDARD_SIZE = 100;
  private static final int MOST_SIZE = 1_000;

  private final BasketActs acts;
  private final JobHttp jobs;

  BasketHttp(BasketActs acts, JobHttp jobs) {
    this.acts = acts;
    this.jobs = jobs;
  }

  void declare(Routes routes) {
    add(routes, "GET", PATH, "The caller's baskets by name.", this::list);
    add(
        routes,
        "POST",
        PATH,
        "Makes a basket of the name in the JSON body.",
        exchange ->
            new Reply.Json(CREATED, view(acts.baskets().create(person(exchange), name(exchange)))));
    add(
        routes,
        "GET",
        ONE,
        "A basket of the caller, by id or name, with its documents newest first; tag= narrows,"
            + " size= and cursor= go on.",
        this::show);
    add(
        routes,
        "PUT",
        ONE,
        "Gives a basket of the caller another name.",
        exchange ->
            Reply.ok(
                view(
                    acts.baskets()
                        .rename(person(exchange), exchange.path("basket"), name(exchange)))));
    add(
        routes,
        "DELETE",
        ONE,
        "Removes a basket of the caller with all that is in it.",
        exchange -> {
          acts.baskets().drop(person(exchange), exchange.path("basket"));
          return Reply.ok(Map.of());
        });
    add(
        routes,
        "POST",
        ONE + "/documents",
        "Puts the documents of the list documents into a basket, as their sender saw them.",
        this::fill);
    add(
        routes,
        "POST",
        ONE + "/hits",
        "Puts the first most= hits (100, up to 1000) of a search into a basket; parameters as of"
            + " POST /api/v1/search.",
        exchange ->
            Reply.ok(
                acts.addFound(exchange, exchange.path("basket"), SearchInput.ofPost(exchange))));
    add(
        routes,
        "POST",
        ONE + "/notes",
        "Writes note and tags beside the document of a key.",
        this::note);
    add(
        routes,
        "POST",
        ONE + "/removals",
        "Takes the documents of the list keys out of a basket.",
        exchange ->
            Reply.ok(
                Map.of(
                    "removed",
                    acts.baskets()
                        .remove(
                            person(exchange),
                            exchange.path("basket"),
                            keys(exchange.json(Keys.class))))));
    add(
        routes,
        "POST",
        ONE + "/moves",
        "Moves the documents of the list keys with their notes into the basket to.",
        this::move);
    add(
        routes,
        "POST",
        ONE + "/exports",
        "Makes a file of a basket as a job, its documents asked for anew; format= and columns= as"
            + " of /api/v1/search/exports, where the job is followed and its file taken.",
        exchange ->
            new Reply.Json(
                ACCEPTED,
                jobs.view(
                    acts.export(exchange, exchange.path("basket"), SearchInput.ofPost(exchange)),
                    exchange.locale())));
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, path, Permission.SEARCH, summary, handler);
  }

  private static String person(Exchange exchange) {
    return exchange.caller().name();
  }

  /** The JSON body that names a basket; what is absent is null. */
  record Named(@Nullable String name) {}

  private static String name(Exchange exchange) {
    return Optional.ofNullable(exchange.json(Named.class).name()).orElse("");
  }

  /** The JSON body that names documents of a basket; what is absent is null. */
  record Keys(@Nullable List<String> keys, @Nullable String to) {}

  private static List<String> keys(Keys body) {
    return Optional.ofNullable(body.keys()).orElse(List.of());
  }

  /** The JSON body with documents to keep; what is absent is null. */
  record Documents(
      @Nullable List<SeenHit> documents, @Nullable String scope, @Nullable String query) {}

  /** The JSON body that writes beside a document; what is absent is null. */
  record Note(@Nullable String key, @Nullable String note, @Nullable List<String> tags) {}

  /** A basket as JSON shows it. */
  record View(String basket, String name, Instant createdAt, long documents) {}

  private static View view(Basket basket) {
    return new View(basket.id(), basket.name(), basket.created(), basket.documents());
  }

  private Reply list(Exchange exchange) {
    return Reply.ok(
        Map.of(
            "baskets",
            acts.baskets().list(person(exchange)).stream().map(BasketHttp::view).toList()));
  }

  private record Document(
      String key,
      String kind,
      Optional<String> title,
      Optional<String> holder,
      String scope,
      Optional<String> query,
      Instant addedAt,
      Optional<String> note,
      List<String> tags) {
    static Document of(KeptDocument kept) {
      return new Document(
          kept.key(),
          kept.kind(),
          filled(kept.title()),
          filled(kept.holder()),
          kept.scope(),
          filled(kept.query()),
          kept.added(),
          filled(kept.note()),
          kept.tags());
    }

    private static Optional<String> filled(String text) {
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
  }

  private record Contents(
      View basket, Map<String, Long> tags, List<Document> documents, Optional<String> cursor) {}

  private Reply show(Exchange exchange) {
    String person = person(exchange);
    int size =
        exchange
            .parameter("size")
            .map(text -> number("size", text, MOST_SIZE))
            .orElse(STANDARD_SIZE);
    Optional<Long> before =
        exchange.parameter("cursor").map(text -> (long) number("cursor", text, Integer.MAX_VALUE));
    Basket basket = acts.baskets().require(person, exchange.path("basket"));
    List<KeptDocument> documents =
        acts.baskets().documents(person, basket.id(), exchange.parameter("tag"), before, size);
    return Reply.ok(
        new Contents(
            view(basket),
            acts.baskets().tags(person, basket.id()),
            documents.stream().map(Document::of).toList(),
            documents.size() < size
                ? Optional.empty()
                : Optional.of(Long.toString(documents.getLast().number()))));
  }

  static int number(String field, String text, int most) {
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return (int) number;
      }
    }
    throw new TiscException(
        Reason.INVALID_ARGUMENT, field + " is a whole number from 1 to " + most);
  }

  private Reply fill(Exchange exchange) {
    Documents body = exchange.json(Documents.class);
    List<SeenHit> documents = Optional.ofNullable(body.documents()).orElse(List.of());
    if (documents.isEmpty()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "name one document or more");
    }
    return Reply.ok(
        acts.add(
            exchange,
            exchange.path("basket"),
            documents,
            Optional.ofNullable(body.scope()),
            Optional.ofNullable(body.query())));
  }

  private Reply note(Exchange exchange) {
    Note body = exchange.json(Note.class);
    acts.baskets()
        .note(
            person(exchange),
            exchange.path("basket"),
            Optional.ofNullable(body.key()).orElse(""),
            Optional.ofNullable(body.note()).orElse(""),
            Optional.ofNullable(body.tags()).orElse(List.of()));
    return Reply.ok(Map.of());
  }

  private Reply move(Exchange exchange) {
    Keys body = exchange.json(Keys.class);
    return Reply.ok(
        Map.of(
            "moved",
            acts.baskets()
                .move(
                    person(exchange),
                    exchange.path("basket"),
                    keys(body),
                    Optional.ofNullable(body.to()).orElse(""))));
  }
}
