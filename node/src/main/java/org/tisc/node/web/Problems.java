package org.tisc.node.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Turns failures into {@link Problem}s: the HTTP half of the table of kinds. Thread-safe. */
public final class Problems {
  private static final int PAYLOAD_TOO_LARGE = 413;
  private static final int METHOD_NOT_ALLOWED = 405;

  private final Messages messages = Messages.of(Problems.class);

  /** The title of a reason in a language. */
  public String title(Reason reason, Locale locale) {
    return messages.text(locale, "problem." + reason.slug());
  }

  /** The HTTP status of a reason: its kind's, but for the two that HTTP names more exactly. */
  public static int status(Reason reason) {
    if (reason == Reason.TOO_LARGE) {
      return PAYLOAD_TOO_LARGE;
    }
    if (reason == Reason.METHOD_NOT_ALLOWED) {
      return METHOD_NOT_ALLOWED;
    }
    return reason.kind().httpStatus();
  }

  /** The problem of a failure; the text of a mistake of ours is withheld. */
  public Problem of(TiscException failure, Locale locale, String requestId) {
    Reason reason = failure.reason();
    boolean ours = reason.kind() == Kind.INTERNAL;
    List<Problem.BrokenRule> rules =
        failure.violations().stream()
            .map(
                violation ->
                    new Problem.BrokenRule(
                        violation.field(),
                        violation.message(),
                        violation.position() < 0
                            ? Optional.empty()
                            : Optional.of(violation.position()),
                        violation.length() < 1
                            ? Optional.empty()
                            : Optional.of(violation.length())))
            .toList();
    return new Problem(
        "/problems/" + reason.slug(),
        title(reason, locale),
        status(reason),
        ours ? Optional.empty() : Optional.ofNullable(failure.getMessage()),
        reason,
        ours || rules.isEmpty() ? Optional.empty() : Optional.of(rules),
        requestId);
  }
}
