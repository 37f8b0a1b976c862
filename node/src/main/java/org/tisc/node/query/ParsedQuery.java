package org.tisc.node.query;

import java.util.List;

/**
 * A query that follows the language.
 *
 * @param tree what was asked
 * @param notes what the asker should know of how it was read, by position
 */
public record ParsedQuery(Syntax tree, List<Remark> notes) {
  public ParsedQuery {
    notes = List.copyOf(notes);
  }
}
