package org.tisc.node.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Preset;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Validity;
import org.tisc.federation.policy.Verb;
import org.tisc.node.document.DocumentParts;
import org.tisc.node.document.SafeText;

/**
 * A rule as somebody asks for it, over HTTP or in the form of the page.
 *
 * @param effect ALLOW or DENY; not with a preset
 * @param preset stands for all else but peer, collection and note
 * @param verbs {@code search} and {@code fetch} where an ALLOW names none, all where a DENY names
 *     none
 * @param validFrom a moment in RFC 3339, or a date, which begins at midnight here
 * @param validUntil as {@code validFrom}; a date is the first day on which the rule holds no more
 * @param version the version of the rules that was looked at
 */
record RuleInput(
    Optional<String> effect,
    Optional<String> preset,
    Optional<String> peer,
    Optional<String> collection,
    Optional<List<String>> verbs,
    Optional<List<String>> fields,
    Optional<Integer> perMinute,
    Optional<Long> bulkPerDay,
    Optional<String> validFrom,
    Optional<String> validUntil,
    Optional<String> note,
    Optional<Long> version) {
  private static final int MAX_WORDS = 200;
  private static final Set<Verb> USUAL = EnumSet.of(Verb.SEARCH, Verb.FETCH);

  RuleInput {
    verbs.ifPresent(list -> requireWords("verbs", list));
    fields.ifPresent(list -> requireWords("fields", list));
  }

  private static void requireWords(String name, List<String> words) {
    if (words.size() > MAX_WORDS || words.stream().anyMatch(Objects::isNull)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, name + " is a list of at most " + MAX_WORDS + " words");
    }
  }

  /** The terms that are asked for. Raises INVALID_ARGUMENT. */
  Terms terms() {
    Subject subject = Subject.parse(required("peer", peer));
    Target target = Target.parse(required("collection", collection));
    if (preset.isPresent()) {
      boolean more =
          effect.isPresent()
              || verbs.isPresent()
              || fields.isPresent()
              || perMinute.isPresent()
              || bulkPerDay.isPresent()
              || validFrom.isPresent()
              || validUntil.isPresent();
      if (more) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "A preset stands for itself; name a preset or the parts");
      }
      return Preset.parse(preset.get()).terms(subject, target);
    }
    Effect what = effect(required("effect", effect));
    Set<String> named = new TreeSet<>(fields.orElse(List.of()));
    DocumentParts.check(named);
    return new Terms(
        what,
        subject,
        target,
        verbs(what),
        named,
        new Quota(perMinute, bulkPerDay),
        new Validity(
            validFrom.map(text -> moment("validFrom", text)),
            validUntil.map(text -> moment("validUntil", text))));
  }

  private Set<Verb> verbs(Effect what) {
    List<String> named = verbs.orElse(List.of());
    if (named.isEmpty()) {
      return what == Effect.ALLOW ? USUAL : EnumSet.allOf(Verb.class);
    }
    EnumSet<Verb> verbSet = EnumSet.noneOf(Verb.class);
    named.forEach(name -> verbSet.add(Verb.parse(name)));
    return verbSet;
  }

  private static Effect effect(String text) {
    return switch (text) {
      case "ALLOW" -> Effect.ALLOW;
      case "DENY" -> Effect.DENY;
      default ->
          throw new TiscException(
              Reason.INVALID_ARGUMENT, "effect is ALLOW or DENY; not: " + shown(text));
    };
  }

  private static Instant moment(String field, String text) {
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeParseException failure) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          field + " is like 2026-12-31 or 2026-12-31T18:00:00+08:00; not: " + shown(text),
          failure);
    }
  }

  private static String shown(String text) {
    return SafeText.shortened(SafeText.line(text), 80);
  }

  private static String required(String field, Optional<String> value) {
    return value
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new TiscException(Reason.INVALID_ARGUMENT, field + " is missing"));
  }
}
