package org.tisc.federation.search;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an answer is given.
 *
 * @param keptFor the account for whom the list is kept, so that the answer has a cursor where it
 *     goes on; empty where nobody reads on
 * @param cursor where to read on, as an earlier answer to the same question said it
 * @param early told what is known while sources are waited for, each time a whole answer that is
 *     not the last; on the asking thread, never where all answer at once
 */
public record Delivery(
    Optional<String> keptFor, Optional<Cursor> cursor, Consumer<SearchAnswer> early) {
  /** The answer once, at the end. */
  public static final Delivery ONCE = new Delivery(Optional.empty(), Optional.empty(), _ -> {});
}
