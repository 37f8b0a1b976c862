package org.tisc.federation.policy;

import java.util.Arrays;
import java.util.Locale;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What a peer wants to do with a collection. None includes another. */
public enum Verb {
  /** Have a collection counted, searched and its hits shown. */
  SEARCH,
  /** Get whole documents, a reader's measure of them; {@link Bulk} says how many that is. */
  FETCH,
  /** Take documents in quantity: deep result lists, and more whole documents than people read. */
  BULK;

  /** The word of the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a word in any case. Raises INVALID_ARGUMENT. */
  public static Verb parse(String word) {
    return Arrays.stream(values())
        .filter(verb -> verb.name().equalsIgnoreCase(word.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.INVALID_ARGUMENT,
                    "A verb is search, fetch or bulk; not: " + Quoted.of(word)));
  }
}
