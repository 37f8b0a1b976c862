package org.tisc.node.alert;

import java.util.ArrayList;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.document.SafeText;

/** Collects the broken rules of one alert, each with its place; used by one thread. */
final class Findings {
  private static final int MOST = 100;

  private final boolean lenient;
  private final List<Violation> violations = new ArrayList<>();

  /**
   * Nothing found yet.
   *
   * @param lenient whether words of a newer release are taken for what they fall back to
   */
  Findings(boolean lenient) {
    this.lenient = lenient;
  }

  boolean lenient() {
    return lenient;
  }

  /** The place of a field in an object. */
  String member(String path, String name) {
    String shown =
        name.matches("[A-Za-z0-9_-]{1,60}")
            ? name
            : "\"" + SafeText.shortened(CleanText.line(name), 60) + "\"";
    return path.isEmpty() ? shown : path + "." + shown;
  }

  /** Notes what was expected at a place. */
  void add(String path, String expected) {
    if (violations.size() < MOST) {
      violations.add(Violation.of(path, expected));
    }
  }

  /** Whether nothing at a place or below broke a rule. */
  boolean none(String path) {
    return violations.stream()
        .noneMatch(
            violation ->
                violation.field().equals(path) || violation.field().startsWith(path + "."));
  }

  boolean isEmpty() {
    return violations.isEmpty();
  }

  /** Raises INVALID_ARGUMENT with everything that was found, if anything was. */
  void raise() {
    if (!violations.isEmpty()) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT,
          "The alert breaks "
              + violations.size()
              + (violations.size() == 1 ? " rule; first: " : " rules; first: ")
              + violations.getFirst().field()
              + ": "
              + violations.getFirst().message(),
          violations);
    }
  }
}
