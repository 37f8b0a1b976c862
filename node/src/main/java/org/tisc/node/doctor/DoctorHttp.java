package org.tisc.node.doctor;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The route and the page of what is wrong with the node. Whoever may see the status may see both,
 * except what another permission guards elsewhere: the callers that were refused and the rules of
 * sharing. Thread-safe.
 */
public final class DoctorHttp {
  private final NodeExamination examination;
  private final Messages messages = Messages.of(DoctorHttp.class);

  /** Looks at this node. */
  public DoctorHttp(RunningNode node, InstantSource clock) {
    this.examination = new NodeExamination(node, clock);
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/doctor",
        Permission.STATUS_READ,
        "What is wrong with the node, with the cure: findings with stable codes.",
        exchange -> Reply.ok(seenBy(exchange.caller())));
    routes.add(
        "GET",
        "/doctor",
        Permission.STATUS_READ,
        "The page of what is wrong with the node.",
        this::page);
  }

  private Diagnosis.Answer seenBy(Caller caller) {
    return Diagnosis.without(examination.look(), check -> !mayRead(caller, check));
  }

  private static boolean mayRead(Caller caller, Check check) {
    return switch (check) {
      case CALLERS -> caller.may(Permission.NETWORK_ADMINISTER);
      case RULES -> caller.may(Permission.POLICY_READ);
      default -> true;
    };
  }

  /**
   * What the page shows.
   *
   * @param verdict the worst of it in a sentence
   * @param tone of the verdict, as the style sheet names it
   */
  record View(String verdict, String tone, String at, List<Part> parts) {}

  /** What one check found; good says whether nothing is wrong, so that it may be folded. */
  record Part(String title, boolean good, List<Row> rows) {}

  /** One finding. */
  record Row(
      String tone,
      String severity,
      String code,
      String text,
      Optional<String> cure,
      Optional<String> command) {}

  private Reply page(Exchange exchange) {
    Locale locale = exchange.locale();
    Diagnosis.Answer answer = seenBy(exchange.caller());
    List<Part> parts = new ArrayList<>();
    for (Check check : Check.values()) {
      List<Diagnosis.View> own =
          answer.findings().stream().filter(one -> one.check() == check).toList();
      if (!own.isEmpty()) {
        parts.add(
            new Part(
                messages.text(locale, "check." + check),
                own.stream().allMatch(one -> one.severity() == Severity.OK),
                own.stream().map(one -> row(one, locale)).toList()));
      }
    }
    long wrong =
        Arrays.stream(Severity.values())
            .filter(severity -> severity != Severity.OK)
            .mapToLong(severity -> count(answer, severity))
            .sum();
    return new Reply.Page(
        200,
        "doctor/doctor.jte",
        Map.of(
            "view",
            new View(
                wrong == 0
                    ? messages.text(locale, "verdict.OK")
                    : messages.text(
                        locale,
                        "verdict.wrong",
                        count(answer, Severity.PROBLEM),
                        count(answer, Severity.WARNING)),
                tone(answer.worst()),
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", locale)
                    .format(answer.at().atZone(ZoneId.systemDefault())),
                parts)));
  }

  private static long count(Diagnosis.Answer answer, Severity severity) {
    return answer.findings().stream().filter(one -> one.severity() == severity).count();
  }

  private Row row(Diagnosis.View finding, Locale locale) {
    String language = locale.getLanguage();
    return new Row(
        tone(finding.severity()),
        messages.text(locale, "severity." + finding.severity()),
        finding.code().name(),
        finding.text().getOrDefault(language, ""),
        finding.cure().map(words -> words.getOrDefault(language, "")),
        finding.command());
  }

  private static String tone(Severity severity) {
    return switch (severity) {
      case OK -> "good";
      case WARNING -> "wait";
      case PROBLEM -> "bad";
    };
  }
}
