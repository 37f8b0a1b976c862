package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.desk.Basket;
import org.tisc.node.desk.KeptDocument;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Redirects;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import org.tisc.node.web.Times;

/** The pages of baskets; each shows what is the reader's alone. Thread-safe. */
final class BasketPages {
  /** The template of both pages; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/baskets.jte";

  private static final String PATH = "/baskets";
  private static final int OK = 200;
  private static final int PAGE = 100;

  private final BasketActs acts;
  private final ColumnHttp columns;

  BasketPages(BasketActs acts, ColumnHttp columns) {
    this.acts = acts;
    this.columns = columns;
  }

  void declare(Routes routes) {
    add(routes, "GET", PATH, "The page of the caller's baskets.", this::all);
    add(routes, "POST", PATH, "Makes a basket of the form field name.", this::create);
    add(
        routes,
        "POST",
        PATH + "/hits",
        "Puts hits into the basket of the form field basket, or into a new one: the marked ones,"
            + " the page, or the first of the list.",
        this::keep);
    add(
        routes,
        "GET",
        PATH + "/{basket}",
        "The page of one basket of the caller; tag= narrows it.",
        exchange -> page(exchange, OK, Optional.empty()));
    add(
        routes,
        "POST",
        PATH + "/{basket}",
        "Changes a basket of the caller: the form field act is rename, drop, note, remove, move or"
            + " export.",
        this::change);
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, path, Permission.SEARCH, summary, handler);
  }

  private static String person(Exchange exchange) {
    return exchange.caller().name();
  }

  private Reply all(Exchange exchange) {
    return all(exchange, OK, Optional.empty());
  }

  private Reply all(Exchange exchange, int status, Optional<String> problem) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    return new Reply.Page(
        status,
        TEMPLATE,
        Map.of(
            "view",
            new BasketView(
                texts, baskets(exchange, texts), Optional.empty(), problem, Optional.empty())));
  }

  private List<BasketView.One> baskets(Exchange exchange, SearchTexts texts) {
    return acts.baskets().list(person(exchange)).stream().map(one -> one(one, texts)).toList();
  }

  private static BasketView.One one(Basket basket, SearchTexts texts) {
    return new BasketView.One(
        basket.id(),
        basket.name(),
        texts.of("basket.documents", basket.documents()),
        Times.minute(basket.created()));
  }

  private Reply create(Exchange exchange) {
    try {
      Basket made = acts.baskets().create(person(exchange), exchange.parameter("name").orElse(""));
      return to(PATH + "/" + made.id());
    } catch (TiscException refused) {
      PageRefusal refusal = PageRefusal.of(exchange, "basket", refused);
      return all(exchange, refusal.status(), refusal.said());
    }
  }

  private static Reply to(String path) {
    return Reply.seeOther(path);
  }

  /** Puts hits into a basket, from the page of a search. */
  private Reply keep(Exchange exchange) {
    try {
      SearchInput input = SearchInput.of(exchange);
      String what = exchange.parameter("what").orElse("marked");
      boolean list = what.equals("list");
      List<SeenHit> hits = hits(exchange.parameters(what.equals("page") ? "pageHit" : "hit"));
      if (hits.isEmpty() && !list) {
        return all(
            exchange,
            Reason.INVALID_ARGUMENT.kind().httpStatus(),
            Optional.of(SearchTexts.in(exchange.locale()).of("basket.nothing")));
      }
      String basket = exchange.parameter("basket").orElseGet(() -> wanted(exchange));
      BasketActs.Added added =
          list
              ? acts.addFound(exchange, basket, input)
              : acts.add(exchange, basket, hits, input.get("scope"), input.get("q"));
      return to(
          PATH
              + "/"
              + added.basket()
              + "?added="
              + added.added()
              + "&already="
              + added.already()
              + (added.exact().orElse(true) ? "" : "&inexact=1")
              + (added.more().orElse(false) ? "&more=1" : ""));
    } catch (TiscException refused) {
      PageRefusal refusal = PageRefusal.of(exchange, "basket", refused);
      return all(exchange, refusal.status(), refusal.said());
    }
  }

  /** The basket of the name that was typed, made where there is none. */
  private String wanted(Exchange exchange) {
    String person = person(exchange);
    String name =
        exchange
            .parameter("name")
            .orElseGet(() -> SearchTexts.in(exchange.locale()).of("basket.standard"));
    return acts.baskets().list(person).stream()
        .filter(one -> one.name().equals(name.strip()))
        .findFirst()
        .orElseGet(() -> acts.baskets().create(person, name))
        .id();
  }

  private static List<SeenHit> hits(List<String> texts) {
    return texts.stream().map(text -> Json.read(text, SeenHit.class)).toList();
  }

  private Reply page(Exchange exchange, int status, Optional<String> problem) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = person(exchange);
    Basket basket = acts.baskets().require(person, exchange.path("basket"));
    Optional<String> tag = exchange.parameter("tag");
    Optional<Long> before =
        exchange
            .parameter("before")
            .map(text -> (long) BasketHttp.number("before", text, Integer.MAX_VALUE));
    List<KeptDocument> documents = acts.baskets().documents(person, basket.id(), tag, before, PAGE);
    String here = PATH + "/" + basket.id();
    Optional<String> next =
        documents.size() < PAGE
            ? Optional.empty()
            : Optional.of(
                here
                    + "?before="
                    + documents.getLast().number()
                    + tag.map(one -> "&tag=" + encoded(one)).orElse(""));
    List<BasketView.Tag> tags =
        acts.baskets().tags(person, basket.id()).entrySet().stream()
            .map(
                entry -> {
                  boolean on = tag.filter(entry.getKey()::equals).isPresent();
                  return new BasketView.Tag(
                      entry.getKey(),
                      Long.toString(entry.getValue()),
                      on ? here : here + "?tag=" + encoded(entry.getKey()),
                      on);
                })
            .toList();
    return new Reply.Page(
        status,
        TEMPLATE,
        Map.of(
            "view",
            new BasketView(
                texts,
                baskets(exchange, texts),
                Optional.of(
                    new BasketView.Shown(
                        one(basket, texts),
                        tags,
                        documents.stream().map(one -> document(one, texts)).toList(),
                        next,
                        String.join(",", columns.of(person).columns()))),
                problem,
                note(exchange, texts))));
  }

  private static Optional<String> note(Exchange exchange, SearchTexts texts) {
    if (exchange.parameter("done").isPresent()) {
      return Optional.of(texts.of("basket.done"));
    }
    return exchange
        .parameter("added")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(
            added ->
                texts.of(
                        "basket.added",
                        added,
                        exchange
                            .parameter("already")
                            .filter(t -> t.matches("\\d{1,6}"))
                            .orElse("0"))
                    + (exchange.parameter("more").isPresent() ? " " + texts.of("basket.more") : "")
                    + (exchange.parameter("inexact").isPresent()
                        ? " " + texts.of("basket.inexact")
                        : ""));
  }

  private static BasketView.Document document(KeptDocument kept, SearchTexts texts) {
    return new BasketView.Document(
        kept.key(),
        texts.find("kind." + kept.kind()).orElse(kept.kind()),
        kept.title().isEmpty() ? kept.key() : kept.title(),
        kept.holder(),
        HitLinks.document(kept.key()) + (kept.holder().isEmpty() ? "" : "?node=" + kept.holder()),
        Times.minute(kept.added()),
        kept.query(),
        kept.query().isEmpty()
            ? ""
            : "/search?q=" + encoded(kept.query()) + "&scope=" + encoded(kept.scope()),
        kept.note(),
        kept.tags());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Reply change(Exchange exchange) {
    String person = person(exchange);
    String basket = acts.baskets().require(person, exchange.path("basket")).id();
    String here = PATH + "/" + basket;
    try {
      return switch (exchange.parameter("act").orElse("")) {
        case "rename" -> {
          acts.baskets().rename(person, basket, exchange.parameter("name").orElse(""));
          yield to(here + "?done=1");
        }
        case "drop" -> {
          acts.baskets().drop(person, basket);
          yield to(PATH);
        }
        case "note" -> {
          acts.baskets()
              .note(
                  person,
                  basket,
                  exchange.parameter("key").orElse(""),
                  exchange.parameter("note").orElse(""),
                  tags(exchange.parameter("tags").orElse("")));
          yield to(Redirects.local(exchange.parameter("back"), here + "?done=1"));
        }
        case "remove" -> {
          acts.baskets().remove(person, basket, exchange.parameters("key"));
          yield to(here + "?done=1");
        }
        case "move" -> {
          acts.baskets()
              .move(
                  person, basket, exchange.parameters("key"), exchange.parameter("to").orElse(""));
          yield to(here + "?done=1");
        }
        case "export" ->
            to("/search/exports/" + acts.export(exchange, basket, SearchInput.of(exchange)).id());
        default -> to(here);
      };
    } catch (TiscException refused) {
      PageRefusal refusal = PageRefusal.of(exchange, "basket", refused);
      return page(exchange, refusal.status(), refusal.said());
    }
  }

  /** Tags as people type them, between commas or semicolons. */
  private static List<String> tags(String text) {
    return Stream.of(text.split("[,;，；、\\n]")).map(String::strip).toList();
  }
}
