package org.tisc.node.activity;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes and the page of the ledger. */
public final class ActivityHttp {
  private static final String PATH = "/api/v1/activities";
  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 500;
  private static final int PAGE_SIZE = 100;

  private final Ledger ledger;
  private final Messages messages = Messages.of(ActivityHttp.class);

  /** Routes over a ledger. */
  public ActivityHttp(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Declares all routes of this room. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        PATH,
        Permission.ACTIVITY_READ,
        "The ledger of service done, newest first, by from=, until=, actor=, what=, client=, tier=,"
            + " article=, with the sums of all lines that count; cursor= goes on.",
        exchange -> Reply.ok(answer(exchange)));
    routes.add(
        "GET",
        "/activities",
        Permission.ACTIVITY_READ,
        "The page of the ledger of service done.",
        this::page);
  }

  /** One line as JSON shows it. */
  record View(
      long number,
      Instant at,
      String actor,
      ClientKind client,
      String what,
      String record,
      Tier tier,
      String article,
      Optional<Integer> minutes,
      String outcome,
      boolean counted) {
    static View of(Ledger.Numbered numbered) {
      Activity line = numbered.line();
      return new View(
          numbered.number(),
          line.at(),
          line.actor(),
          line.client(),
          line.what(),
          line.record(),
          line.tier(),
          line.article().text(),
          line.minutes(),
          line.outcome(),
          line.counted());
    }
  }

  /** Lines with the sums over all that were chosen. */
  record Answer(List<View> activities, Ledger.Sums counted, Optional<String> cursor) {}

  private Answer answer(Exchange exchange) {
    int size = exchange.parameter("size").map(ActivityHttp::size).orElse(DEFAULT_SIZE);
    return answer(filter(exchange), size);
  }

  private Answer answer(Ledger.Filter filter, int size) {
    List<View> lines = ledger.list(filter, size).stream().map(View::of).toList();
    return new Answer(
        lines,
        ledger.sums(filter),
        lines.size() < size
            ? Optional.empty()
            : Optional.of(Long.toString(lines.getLast().number())));
  }

  private static int size(String text) {
    if (text.matches("[0-9]{1,4}")) {
      int size = Integer.parseInt(text);
      if (size >= 1 && size <= MAX_SIZE) {
        return size;
      }
    }
    throw new TiscException(Reason.INVALID_ARGUMENT, "size is 1 to " + MAX_SIZE);
  }

  private static Ledger.Filter filter(Exchange exchange) {
    return new Ledger.Filter(
        exchange.parameter("from").map(text -> moment("from", text)),
        exchange.parameter("until").map(text -> moment("until", text)),
        exchange.parameter("actor"),
        exchange.parameter("what"),
        exchange.parameter("client").map(text -> word("client", ClientKind.class, text)),
        exchange.parameter("tier").map(text -> word("tier", Tier.class, text)),
        exchange.parameter("article").map(Article::new),
        exchange.parameter("cursor").map(ActivityHttp::cursor));
  }

  private static Instant moment(String field, String text) {
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeParseException failure) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          field + " is like 2026-12-31 or 2026-12-31T18:00:00+08:00",
          failure);
    }
  }

  private static <E extends Enum<E>> E word(String field, Class<E> type, String text) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(text)) {
        return each;
      }
    }
    throw new TiscException(
        Reason.INVALID_ARGUMENT,
        field
            + " is one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", ")));
  }

  private static long cursor(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "cursor is one that an answer named");
    }
    return Long.parseLong(text);
  }

  private Reply page(Exchange exchange) {
    Ledger.Filter filter;
    Optional<String> problem = Optional.empty();
    try {
      filter = filter(exchange);
    } catch (TiscException refused) {
      problem = Optional.of(String.valueOf(refused.getMessage()));
      Optional<String> none = Optional.empty();
      filter =
          new Ledger.Filter(
              Optional.empty(),
              Optional.empty(),
              none,
              none,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
    }
    Answer answer = answer(filter, PAGE_SIZE);
    Locale locale = exchange.locale();
    DateTimeFormatter time =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
            .withZone(ZoneId.systemDefault());
    ActivityView view =
        new ActivityView(
            answer.activities().stream().map(line -> line(line, locale, time)).toList(),
            answer.counted().activities(),
            answer.counted().minutes(),
            problem,
            Arrays.stream(Tier.values())
                .map(
                    tier ->
                        new ActivityView.Choice(
                            tier.name(),
                            messages.text(locale, "tier." + tier),
                            exchange.parameter("tier").filter(tier.name()::equals).isPresent()))
                .toList(),
            exchange.parameter("article").orElse(""),
            exchange.parameter("from").orElse(""),
            exchange.parameter("until").orElse(""),
            answer.cursor().map(cursor -> next(exchange, cursor)));
    return new Reply.Page(200, "activity/activities.jte", Map.of("view", view));
  }

  private ActivityView.Line line(View line, Locale locale, DateTimeFormatter time) {
    String key = "what." + line.what();
    return new ActivityView.Line(
        time.format(line.at()),
        line.actor(),
        messages.text(locale, "client." + line.client()),
        messages.has(key) ? messages.text(locale, key) : line.what(),
        line.record(),
        messages.text(locale, "tier." + line.tier()),
        line.article(),
        line.minutes().map(String::valueOf).orElse(""),
        line.outcome(),
        line.counted());
  }

  private static String next(Exchange exchange, String cursor) {
    StringBuilder path = new StringBuilder("/activities?cursor=").append(cursor);
    for (String name : List.of("tier", "article", "from", "until")) {
      exchange
          .parameter(name)
          .ifPresent(
              value ->
                  path.append('&')
                      .append(name)
                      .append('=')
                      .append(
                          java.net.URLEncoder.encode(
                              value, java.nio.charset.StandardCharsets.UTF_8)));
    }
    return path.toString();
  }
}
