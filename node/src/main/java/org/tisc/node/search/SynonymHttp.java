package org.tisc.node.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of the centre's synonyms, as JSON and as a page. */
public final class SynonymHttp {
  /** The page's template; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/synonyms.jte";

  private static final int OK = 200;

  private final Synonyms synonyms;

  public SynonymHttp(Synonyms synonyms) {
    this.synonyms = synonyms;
  }

  /** The groups as they are kept. */
  record Answer(long revision, List<List<String>> groups, String text) {
    static Answer of(Synonyms.Kept kept) {
      return new Answer(kept.revision(), kept.thesaurus().groups(), kept.text());
    }
  }

  /** Other groups; what is absent is null. */
  record Body(@Nullable String text, @Nullable Long revision) {}

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/synonyms",
        Permission.SEARCH,
        "The words that this centre takes for one in searches with synonyms=true.",
        _ -> Reply.ok(Answer.of(synonyms.kept())));
    routes.add(
        "PUT",
        "/api/v1/synonyms",
        Permission.CORPUS_WRITE,
        "Replaces them: text has one group a line; revision is the one that was seen, or absent.",
        exchange -> {
          Body body = exchange.json(Body.class);
          if (body.text() == null) {
            throw new TiscException(Reason.INVALID_ARGUMENT, "text is missing");
          }
          long expected =
              Optional.ofNullable(body.revision()).orElseGet(() -> synonyms.kept().revision());
          return Reply.ok(Answer.of(synonyms.replace(body.text(), expected, exchange.locale())));
        });
    routes.add(
        "GET",
        "/search/synonyms",
        Permission.SEARCH,
        "The page of the centre's synonyms.",
        exchange -> page(OK, exchange, synonyms.kept().text(), false, Optional.empty()));
    routes.add(
        "POST",
        "/search/synonyms",
        Permission.CORPUS_WRITE,
        "The form of that page.",
        this::replaced);
  }

  private Reply replaced(Exchange exchange) {
    String text = exchange.parameter("text").orElse("");
    try {
      Synonyms.Kept _ =
          synonyms.replace(
              text, revision(exchange.parameter("revision").orElse("0")), exchange.locale());
      return page(OK, exchange, text, true, Optional.empty());
    } catch (TiscException refused) {
      PageRefusal refusal = PageRefusal.of(exchange, "synonyms", refused);
      return page(refusal.status(), exchange, text, false, refusal.said());
    }
  }

  private static long revision(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "revision is a number");
    }
    return Long.parseLong(text);
  }

  private Reply page(
      int status, Exchange exchange, String text, boolean saved, Optional<String> failure) {
    Synonyms.Kept kept = synonyms.kept();
    SynonymView view =
        new SynonymView(
            SearchTexts.in(exchange.locale()),
            kept.revision(),
            kept.thesaurus().groups().size(),
            text,
            exchange.caller().may(Permission.CORPUS_WRITE),
            saved,
            failure);
    return new Reply.Page(status, TEMPLATE, Map.of("view", view));
  }
}
