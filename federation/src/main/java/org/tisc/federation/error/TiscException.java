package org.tisc.federation.error;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one unchecked failure of this code base. The message names the offending value and the
 * expected one, and never a secret or the text of a query. Fields carry the same facts for
 * programs.
 */
public final class TiscException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Map<String, String> fields;
  private final transient List<Violation> violations;

  private TiscException(
      Reason reason,
      String message,
      Map<String, String> fields,
      List<Violation> violations,
      @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.fields = Map.copyOf(fields);
    this.violations = List.copyOf(violations);
  }

  /** A failure told by reason and message. */
  public TiscException(Reason reason, String message) {
    this(reason, message, Map.of(), List.of(), null);
  }

  /** A failure with facts for programs. */
  public TiscException(Reason reason, String message, Map<String, String> fields) {
    this(reason, message, fields, List.of(), null);
  }

  /** A failure caused by another one; used at the border of a library. */
  public TiscException(Reason reason, String message, Throwable cause) {
    this(reason, message, Map.of(), List.of(), cause);
  }

  /** A refusal of a request whose fields break rules. */
  public static TiscException invalid(Reason reason, String message, List<Violation> violations) {
    return new TiscException(reason, message, Map.of(), violations, null);
  }

  /** The stable code. */
  public Reason reason() {
    return reason;
  }

  /** Facts for programs, by name; empty where there are none. */
  public Map<String, String> fields() {
    return fields == null ? Map.of() : fields;
  }

  /** Broken rules by field; empty where there are none. */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }
}
