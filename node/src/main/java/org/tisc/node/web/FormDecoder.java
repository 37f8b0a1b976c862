package org.tisc.node.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Reads {@code a=1&b=2} as queries and forms write it: UTF-8, strictly. */
final class FormDecoder {
  /** More fields than any page has: a guard against floods of tiny ones. */
  private static final int MAX_FIELDS = 1_000;

  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private int count;

  /** Adds the fields of a text. Raises {@code INVALID_ARGUMENT} for bad escapes and floods. */
  FormDecoder add(String text) {
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++count > MAX_FIELDS) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "a query or form has at most " + MAX_FIELDS + " fields");
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
    return this;
  }

  /** All values of each field, in the order of the text. */
  Map<String, List<String>> fields() {
    return fields;
  }

  private static String decode(String raw) {
    Optional<String> decoded = PathTemplate.decode(raw.replace('+', ' '));
    return decoded.orElseThrow(
        () ->
            new TiscException(
                Reason.INVALID_ARGUMENT,
                "a query or form holds an escape that is not UTF-8 in percent form"));
  }
}
