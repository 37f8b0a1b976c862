package org.tisc.node.query;

import java.util.Optional;

/** Reads words, quotations and ranges as values of what surrounds them. */
interface Values {
  /** The field around, {@link QueryField#TOPIC} where there is none. */
  QueryField field();

  /** Empty after a mistake was remarked. */
  Optional<Syntax> word(Token.Word word);

  /** Empty after a mistake was remarked. */
  Optional<Syntax> masked(Token.Masked masked);

  /** Empty after a mistake was remarked. */
  Optional<Syntax> quoted(Token.Quoted quoted);

  /** Empty after a mistake was remarked. */
  Optional<Syntax> fuzzy(Token.Fuzzy fuzzy);

  /** Empty after a mistake was remarked. */
  Optional<Syntax> same(Token.Same same);

  /** Empty after a mistake was remarked. */
  Optional<Syntax> range(Token.Range range);

  /** Whether a word and its neighbour, with a space between, are one value. */
  boolean joins(String text);
}
