package org.tisc.node.query;

import java.util.List;
import java.util.Optional;

/**
 * The tree of a CQL query as the language defines it (CQL 1.2, XCQL), before anything is judged
 * that this node cannot run.
 */
sealed interface CqlNode {
  /** The index of a term without one. */
  String SERVER_CHOICE = "cql.serverChoice";

  Span span();

  /**
   * One term, with the index and relation it stands behind.
   *
   * @param index {@link #SERVER_CHOICE} where none was written
   * @param term as written, without its quotation marks and with its backslashes
   */
  record Clause(String index, Relation relation, String term, Span termSpan, Span span)
      implements CqlNode {}

  /** Two operands of a boolean operator. */
  record Triple(Operator operator, CqlNode left, CqlNode right, Span span) implements CqlNode {}

  /**
   * A name for a context set, or with no name the standard set, inside the subject.
   *
   * @param set the URI of the set
   */
  record Prefixed(Optional<String> prefix, String set, CqlNode subject, Span span)
      implements CqlNode {}

  /** An order of the answer. */
  record Sorted(CqlNode subject, List<String> keys, Span span) implements CqlNode {
    public Sorted {
      keys = List.copyOf(keys);
    }
  }

  /**
   * How a term is compared.
   *
   * @param value a sign or a name, as written
   */
  record Relation(String value, List<Modifier> modifiers, Span span) {
    public Relation {
      modifiers = List.copyOf(modifiers);
    }
  }

  /**
   * A boolean operator.
   *
   * @param value and, or, not or prox, in lower case
   */
  record Operator(String value, List<Modifier> modifiers, Span span) {
    public Operator {
      modifiers = List.copyOf(modifiers);
    }
  }

  /** A refinement of a relation or an operator. */
  record Modifier(String name, Optional<String> comparison, Optional<String> value, Span span) {}
}
