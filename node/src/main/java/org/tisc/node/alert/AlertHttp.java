package org.tisc.node.alert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.node.activity.Activity;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.LiveState;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of alerts that answer in JSON. */
final class AlertHttp {
  private static final String PATH = "/api/v1/alerts";
  private static final String ONE = PATH + "/{id}";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 200;
  private static final int MAX_DRAFTS = 200;

  /** The longest alert file: what fits into an entry, and its envelope. */
  private static final int MAX_FILE_BYTES = 255 * 1024;

  private final AlertParts parts;

  AlertHttp(AlertParts parts) {
    this.parts = parts;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/schemas/alert.json",
        Permission.PUBLIC,
        "The JSON Schema of an alert file.",
        _ -> Reply.ok(AlertRules.schema()));
    routes.add(
        "GET",
        PATH,
        Permission.ALERT_READ,
        "Alerts, newest first, by box=, state=, inbox=, severity=, status=, network=, origin=, q=;"
            + " with drafts for those who may write; cursor= goes on.",
        exchange -> Reply.ok(list(exchange)));
    routes.add(
        "POST",
        PATH,
        Permission.ALERT_WRITE,
        "Publish an alert file; then=keep keeps it as a draft, then=review waits for a second"
            + " person.",
        exchange -> reply(parts.desk().write(work(exchange), file(exchange), wish(exchange))));
    routes.add(
        "POST",
        PATH + "/preview",
        Permission.ALERT_WRITE,
        "Which centres an alert file would go to, and by which feed.",
        exchange -> Reply.ok(preview(file(exchange))));
    routes.add(
        "POST",
        PATH + "/verify",
        Permission.ALERT_READ,
        "Whether an alert file follows all rules; every broken one is named.",
        exchange -> Reply.ok(verified(file(exchange))));
    routes.add(
        "POST",
        PATH + "/evidence",
        Permission.ALERT_WRITE,
        "Take a file that an alert will name; answers with its hash.",
        exchange -> {
          BlobReference file = parts.files().take(exchange.body());
          return new Reply.Json(
              CREATED,
              new AlertReply.Taken(
                  HexFormat.of().formatHex(file.sha256().toByteArray()), file.size()));
        });
    routes.add(
        "GET",
        ONE + "/evidence/{sha256}",
        Permission.ALERT_READ,
        "A file that an alert names, fetched first where another centre holds it.",
        this::evidence);
    routes.add(
        "GET",
        ONE,
        Permission.ALERT_READ,
        "One alert with its history, or a draft; the first look by staff is told to its origin.",
        this::show);
    routes.add(
        "PUT",
        ONE,
        Permission.ALERT_WRITE,
        "A new version of a draft, or the next revision of a published alert, from an alert file.",
        exchange ->
            reply(
                parts
                    .desk()
                    .update(
                        work(exchange),
                        exchange.path("id"),
                        file(exchange),
                        number(exchange, "seen"),
                        wish(exchange))));
    routes.add(
        "DELETE",
        ONE,
        Permission.ALERT_WRITE,
        "Throw a draft away; what was published stays.",
        exchange -> {
          parts.desk().discard(exchange.path("id"));
          return Reply.ok(Map.of("alertId", exchange.path("id")));
        });
    routes.add(
        "POST",
        ONE + "/publish",
        Permission.ALERT_WRITE,
        "Publish a draft, or have a second person look at it with then=review.",
        exchange ->
            reply(
                parts
                    .desk()
                    .publish(
                        work(exchange),
                        exchange.path("id"),
                        number(exchange, "seen"),
                        wish(exchange))));
    declareActs(routes);
    declareDeliveries(routes);
  }

  private void declareActs(Routes routes) {
    routes.add(
        "POST",
        ONE + "/review",
        Permission.ALERT_REVIEW,
        "As a second person, let a draft pass, which publishes it; with verdict RETURN and a reason"
            + " give it back.",
        this::review);
    routes.add(
        "POST",
        ONE + "/cancel",
        Permission.ALERT_WRITE,
        "Withdraw a published alert from everybody who has it, with a reason.",
        exchange ->
            Reply.ok(
                AlertReply.Published.of(
                    parts
                        .desk()
                        .cancel(work(exchange), exchange.path("id"), Words.of(exchange).because()),
                    true)));
    routes.add(
        "POST",
        ONE + "/acknowledge",
        Permission.ALERT_ANSWER,
        "Take note of an alert of another centre, which is told.",
        exchange ->
            Reply.ok(summary(parts.answers().acknowledge(work(exchange), looked(exchange)))));
    routes.add(
        "POST",
        ONE + "/reject",
        Permission.ALERT_ANSWER,
        "Send an alert of another centre back with a reason, which is told.",
        exchange ->
            Reply.ok(
                summary(
                    parts
                        .answers()
                        .reject(work(exchange), looked(exchange), Words.of(exchange).because()))));
    routes.add(
        "POST",
        ONE + "/hide",
        Permission.ALERT_ANSWER,
        "Put an alert of another centre out of sight here until its origin says something new.",
        exchange -> Reply.ok(summary(parts.answers().hide(looked(exchange)))));
    routes.add(
        "POST",
        ONE + "/unhide",
        Permission.ALERT_ANSWER,
        "Put a hidden alert back.",
        exchange -> Reply.ok(summary(parts.answers().unhide(looked(exchange)))));
  }

  private void declareDeliveries(Routes routes) {
    routes.add(
        "GET",
        ONE + "/deliveries",
        Permission.ALERT_READ,
        "Who got an own alert, and what they did with it; revision= for an earlier one.",
        exchange -> Reply.ok(deliveries(exchange)));
    routes.add(
        "GET",
        ONE + "/deliveries/stream",
        Permission.ALERT_READ,
        "The same as server-sent events named deliveries, whenever it changed.",
        exchange -> {
          Card card = one(exchange);
          Optional<Long> revision = number(exchange, "revision");
          parts.matrix().of(card, revision);
          return parts
              .live()
              .open(
                  exchange,
                  new LiveState(
                      "deliveries",
                      () ->
                          parts
                              .matrix()
                              .of(
                                  parts.cards().one(card.alertId(), Optional.of(card.network())),
                                  revision),
                      wake -> parts.around().onChange(wake)::close));
        });
  }

  /** Whether somebody may see what is for named persons alone: whoever works on alerts. */
  static boolean red(Exchange exchange) {
    return exchange.caller().may(Permission.ALERT_ANSWER);
  }

  /** The card that a request names. What its reader may not see is not there. */
  Card one(Exchange exchange) {
    Card card = parts.cards().one(exchange.path("id"), exchange.parameter("network"));
    if (card.tlp() == org.tisc.federation.feed.Tlp.RED && !red(exchange)) {
      throw Cards.unknown();
    }
    return card;
  }

  /** The card at the revision that somebody saw, where they say so. */
  Card looked(Exchange exchange) {
    Card card = one(exchange);
    Optional<Long> seen = number(exchange, "seen");
    if (seen.filter(revision -> revision != card.revision()).isPresent()) {
      throw new TiscException(
          Reason.STALE_REVISION,
          "The alert is at revision " + card.revision() + " now, not " + seen.get());
    }
    return card;
  }

  /** What a list shows. */
  record Listed(
      List<Card> cards,
      boolean draftsSeen,
      List<Draft> drafts,
      long waiting,
      Optional<String> cursor) {
    /** Nothing. */
    static final Listed NONE = new Listed(List.of(), false, List.of(), 0, Optional.empty());
  }

  /** What a request's filters choose. Raises INVALID_ARGUMENT. */
  Listed listed(Exchange exchange) {
    int size =
        number(exchange, "size")
            .map(
                wanted -> {
                  if (wanted < 1 || wanted > MAX_SIZE) {
                    throw new TiscException(Reason.INVALID_ARGUMENT, "size is 1 to " + MAX_SIZE);
                  }
                  return wanted.intValue();
                })
            .orElse(DEFAULT_SIZE);
    Optional<AlertState> state = word(exchange, "state", AlertState.class);
    boolean draftsOnly =
        state.filter(one -> one == AlertState.DRAFT || one == AlertState.IN_REVIEW).isPresent();
    Cards.Filter filter = filter(exchange, state);
    List<Card> cards = draftsOnly ? List.of() : parts.cards().list(filter, size);
    boolean drafts =
        exchange.caller().may(Permission.ALERT_ANSWER)
            && exchange.parameter("cursor").isEmpty()
            && (state.isEmpty() || draftsOnly)
            && filter.inbox().isEmpty()
            && filter.box().map(Cards.Box.OUT::equals).orElse(true);
    return new Listed(
        cards,
        drafts,
        drafts
            ? parts.cards().drafts(MAX_DRAFTS).stream()
                .filter(draft -> state.map(draft.state()::equals).orElse(true))
                .toList()
            : List.of(),
        parts.cards().waiting(red(exchange)),
        cards.size() < size
            ? Optional.empty()
            : Optional.of(cards.getLast().sent() + "_" + cards.getLast().alertId()));
  }

  private AlertReply.Page list(Exchange exchange) {
    Listed listed = listed(exchange);
    return new AlertReply.Page(
        listed.cards().stream().map(this::summary).toList(),
        listed.draftsSeen()
            ? Optional.of(listed.drafts().stream().map(AlertReply.Kept::of).toList())
            : Optional.empty(),
        listed.waiting(),
        listed.cursor());
  }

  private static Cards.Filter filter(Exchange exchange, Optional<AlertState> state) {
    return new Cards.Filter(
        word(exchange, "box", Cards.Box.class),
        state,
        word(exchange, "inbox", Inbox.class),
        word(exchange, "severity", Severity.class),
        word(exchange, "status", AlertStatus.class),
        exchange.parameter("network"),
        exchange.parameter("origin"),
        exchange.parameter("q"),
        exchange.parameter("cursor").map(AlertHttp::place),
        red(exchange));
  }

  private static Cards.Before place(String cursor) {
    int mark = cursor.indexOf('_');
    try {
      if (mark > 0) {
        return new Cards.Before(
            Instant.parse(cursor.substring(0, mark)), cursor.substring(mark + 1));
      }
    } catch (DateTimeParseException notOne) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "cursor is one that an answer named", notOne);
    }
    throw new TiscException(Reason.INVALID_ARGUMENT, "cursor is one that an answer named");
  }

  private AlertReply.Summary summary(Card card) {
    return AlertReply.Summary.of(card, parts.clock().instant(), parts.around().self());
  }

  /** Who would get an alert file. */
  AlertReply.Preview preview(String file) {
    Recipients recipients = parts.desk().preview(file);
    return AlertReply.Preview.of(
        parts.desk().checked(AlertBody.content(file)),
        recipients,
        parts.reviewRequired(),
        parts.files());
  }

  private AlertReply.Verified verified(String file) {
    Alert alert = parts.desk().checked(AlertBody.content(file));
    return new AlertReply.Verified(true, alert.urgent(), alert.tlp().text());
  }

  private Reply show(Exchange exchange) {
    String id = exchange.path("id");
    Optional<Draft> draft =
        exchange.caller().may(Permission.ALERT_ANSWER) ? parts.cards().draft(id) : Optional.empty();
    if (draft.isPresent() && draft.get().revision() == 1) {
      return Reply.ok(AlertReply.ShownDraft.of(draft.get()));
    }
    Card card = one(exchange);
    if (exchange.caller().may(Permission.ALERT_ANSWER)) {
      parts.answers().shown(exchange.caller().name(), card);
    }
    return Reply.ok(
        AlertReply.Shown.of(
            card,
            parts.cards().history(card),
            parts.cards().related(card, red(exchange)),
            draft,
            new AlertReply.Reading(parts.around().self(), parts.clock())));
  }

  private Reply evidence(Exchange exchange) {
    Card card = one(exchange);
    Alert alert =
        AlertRules.published(
            Json.mapper().readTree(parts.cards().history(card).getFirst().content()));
    BlobReference file = parts.files().open(alert.evidence(), exchange.path("sha256"));
    // Never shown by a browser as a page of ours, whatever its origin calls it.
    return new Reply.Stream(
        200,
        "application/octet-stream",
        Map.of(
            "Content-Disposition",
            "attachment; filename=\"" + exchange.path("sha256").substring(0, 16) + ".bin\"",
            "Content-Length",
            Long.toString(file.size())),
        out -> parts.files().write(file, out));
  }

  private Matrix.Deliveries deliveries(Exchange exchange) {
    return parts.matrix().of(one(exchange), number(exchange, "revision"));
  }

  private Reply review(Exchange exchange) {
    Words words = Words.of(exchange);
    return switch (words.verdict().orElse("PUBLISH")) {
      case "PUBLISH" ->
          Reply.ok(
              AlertReply.Published.of(
                  parts
                      .desk()
                      .review(work(exchange), exchange.path("id"), number(exchange, "seen")),
                  false));
      case "RETURN" ->
          Reply.ok(
              AlertReply.Kept.of(
                  parts
                      .desk()
                      .giveBack(
                          work(exchange),
                          exchange.path("id"),
                          number(exchange, "seen"),
                          words.because())));
      default ->
          throw new TiscException(Reason.INVALID_ARGUMENT, "verdict is one of PUBLISH, RETURN");
    };
  }

  private static Reply reply(AlertDesk.Outcome outcome) {
    return switch (outcome) {
      case AlertDesk.Outcome.Out(AlertDesk.Published published) ->
          new Reply.Json(CREATED, AlertReply.Published.of(published, false));
      case AlertDesk.Outcome.Kept(Draft draft) ->
          new Reply.Json(ACCEPTED, AlertReply.Kept.of(draft));
    };
  }

  /** Who acts, and the minutes that they name. */
  static AlertDesk.Work work(Exchange exchange) {
    Optional<Long> minutes = number(exchange, "minutes");
    if (minutes.filter(count -> count > Activity.MAX_MINUTES).isPresent()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "minutes is 0 to " + Activity.MAX_MINUTES);
    }
    return new AlertDesk.Work(exchange.caller().name(), minutes.map(Math::toIntExact));
  }

  private static AlertDesk.Wish wish(Exchange exchange) {
    return word(exchange, "then", AlertDesk.Wish.class).orElse(AlertDesk.Wish.PUBLISH);
  }

  /** The words that go with an act, as parameters or as a JSON body. */
  record Words(Optional<String> reason, Optional<String> verdict) {
    private static final int MAX_BYTES = 16 * 1024;

    static Words of(Exchange exchange) {
      Words given = new Words(exchange.parameter("reason"), exchange.parameter("verdict"));
      boolean json =
          exchange.header("Content-Type").filter(type -> type.contains("json")).isPresent();
      if (given.reason().isPresent() || given.verdict().isPresent() || !json) {
        return given;
      }
      try {
        byte[] body = exchange.body().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw new TiscException(Reason.TOO_LARGE, "The body has at most " + MAX_BYTES + " bytes");
        }
        return body.length == 0 ? given : Json.read(new ByteArrayInputStream(body), Words.class);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    String because() {
      return reason.orElse("");
    }
  }

  static Optional<Long> number(Exchange exchange, String name) {
    return exchange
        .parameter(name)
        .map(
            text -> {
              if (!text.matches("[0-9]{1,18}")) {
                throw new TiscException(Reason.INVALID_ARGUMENT, name + " is a whole number");
              }
              return Long.parseLong(text);
            });
  }

  static <E extends Enum<E>> Optional<E> word(Exchange exchange, String name, Class<E> type) {
    Optional<String> text = exchange.parameter(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text.get())) {
        return Optional.of(each);
      }
    }
    throw new TiscException(
        Reason.INVALID_ARGUMENT,
        name
            + " is one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", ")));
  }

  /** The alert file in the body, as its exact text. */
  private static String file(Exchange exchange) {
    try {
      byte[] bytes = exchange.body().readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new TiscException(
            Reason.TOO_LARGE, "An alert file has at most " + MAX_FILE_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException failure) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "An alert file is UTF-8", failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
