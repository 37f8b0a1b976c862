package org.tisc.federation.policy;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What a rule says.
 *
 * @param verbs at least one
 * @param fields of an ALLOW the only fields that may be seen, empty for all; of a DENY the fields
 *     that may not be seen, empty to forbid the verbs as a whole
 * @param quota of an ALLOW; a DENY has none
 */
public record Terms(
    Effect effect,
    Subject subject,
    Target target,
    Set<Verb> verbs,
    Set<String> fields,
    Quota quota,
    Validity validity) {
  /** The most fields one rule names. */
  static final int MAX_FIELDS = 100;

  private static final Pattern FIELD = Pattern.compile("[a-zA-Z][A-Za-z0-9]{0,39}");

  public Terms {
    if (verbs.isEmpty()) {
      throw invalid("A rule needs at least one verb: search, fetch or bulk");
    }
    verbs = Set.copyOf(verbs);
    fields = Set.copyOf(fields);
    if (fields.size() > MAX_FIELDS) {
      throw invalid("A rule names at most " + MAX_FIELDS + " fields; not " + fields.size());
    }
    for (String field : fields) {
      if (!FIELD.matcher(field).matches()) {
        throw invalid("A field is a word of letters and digits; not: " + Quoted.of(field));
      }
      if (effect == Effect.DENY && VisibleFields.ALWAYS.contains(field)) {
        throw invalid("Field " + field + " is seen with every hit and can not be denied");
      }
    }
    if (effect == Effect.DENY && !quota.equals(Quota.NONE)) {
      throw invalid("A rule that denies has no quota");
    }
    if (target instanceof Target.Topic && !fields.isEmpty()) {
      throw invalid("A topic has no fields");
    }
  }

  /** Permits everything without limits: what sharing a collection means. */
  public static Terms everything(Subject subject, Target target) {
    return new Terms(
        Effect.ALLOW,
        subject,
        target,
        EnumSet.allOf(Verb.class),
        Set.of(),
        Quota.NONE,
        Validity.ALWAYS);
  }

  /** Whether it permits everything without limits. */
  boolean unlimited() {
    return equals(everything(subject, target));
  }

  /** How specific it is: first by its subject, then by its target. */
  int rank() {
    return subject.rank() * 2 + target.rank();
  }

  /** The verbs in their order, as {@code search,fetch}. */
  public String verbWords() {
    return verbs.stream().sorted().map(Verb::word).collect(Collectors.joining(","));
  }

  /** All of it in one line of English, the same for equal terms. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(effect == Effect.ALLOW ? "allow " : "deny ")
        .append(subject.text())
        .append(' ')
        .append(target.text())
        .append(' ')
        .append(verbWords());
    if (!fields.isEmpty()) {
      text.append(" fields=").append(String.join(",", new TreeSet<>(fields)));
    }
    quota.perMinute().ifPresent(some -> text.append(" perMinute=").append(some));
    quota.bulkPerDay().ifPresent(some -> text.append(" bulkPerDay=").append(some));
    validity.from().ifPresent(from -> text.append(" from=").append(from));
    validity.until().ifPresent(until -> text.append(" until=").append(until));
    return text.toString();
  }

  private static TiscException invalid(String message) {
    return new TiscException(Reason.INVALID_ARGUMENT, message);
  }
}
