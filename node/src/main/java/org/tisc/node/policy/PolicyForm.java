package org.tisc.node.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;

/**
 * What the forms of the page post: a rule to make or one to remove, and the version of the rules
 * that was looked at. The same fields stand hidden in the form that confirms.
 */
record PolicyForm(List<Field> fields) {
  /** One field with one value. */
  record Field(String name, String value) {}

  private static final List<String> NAMES =
      List.of(
          "remove",
          "kind",
          "peer",
          "collection",
          "verb",
          "field",
          "perMinute",
          "bulkPerDay",
          "validFrom",
          "validUntil",
          "note");

  private static final String VERSION = "version";
  private static final int MAX_VALUE = 300;

  PolicyForm {
    fields = List.copyOf(fields);
  }

  /** Reads a form. Raises INVALID_ARGUMENT for an overlong value. */
  static PolicyForm of(Exchange exchange) {
    List<Field> fields = new ArrayList<>();
    for (String name : NAMES) {
      for (String value : exchange.parameters(name)) {
        if (value.length() > MAX_VALUE) {
          throw new TiscException(
              Reason.INVALID_ARGUMENT,
              name + " has at most " + MAX_VALUE + " characters; not " + value.length());
        }
        if (!value.isBlank()) {
          fields.add(new Field(name, value.strip()));
        }
      }
    }
    exchange.parameter(VERSION).ifPresent(version -> fields.add(new Field(VERSION, version)));
    return new PolicyForm(fields);
  }

  PolicyForm withVersion(long version) {
    List<Field> changed = new ArrayList<>(fields);
    changed.removeIf(field -> field.name().equals(VERSION));
    changed.add(new Field(VERSION, String.valueOf(version)));
    return new PolicyForm(changed);
  }

  Optional<String> removes() {
    return one("remove");
  }

  Optional<Long> version() {
    return one(VERSION).map(PolicyHttp::number);
  }

  /** The rule to make; {@code kind} is ALLOW, DENY or the name of a preset. */
  RuleInput input() {
    String kind = one("kind").orElse("");
    boolean own = kind.equals("ALLOW") || kind.equals("DENY");
    Optional<String> preset = Optional.of(kind).filter(name -> !own && !name.isEmpty());
    // The parts below a preset are left as they stood in the form; a preset stands for itself.
    return preset.isPresent()
        ? new RuleInput(
            Optional.empty(),
            preset,
            one("peer"),
            one("collection"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            one("note"),
            version())
        : new RuleInput(
            Optional.of(kind),
            Optional.empty(),
            one("peer"),
            one("collection"),
            Optional.of(all("verb")),
            Optional.of(all("field")),
            one("perMinute").map(text -> Math.toIntExact(count("perMinute", text))),
            one("bulkPerDay").map(text -> count("bulkPerDay", text)),
            one("validFrom"),
            one("validUntil"),
            one("note"),
            version());
  }

  private static long count(String name, String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new TiscException(Reason.INVALID_ARGUMENT, name + " is a whole number");
    }
    return Long.parseLong(text);
  }

  private Optional<String> one(String name) {
    return all(name).stream().findFirst();
  }

  private List<String> all(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).map(Field::value).toList();
  }
}
