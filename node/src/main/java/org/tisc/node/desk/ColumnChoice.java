package org.tisc.node.desk;

import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * How a person wants the list of hits.
 *
 * @param columns of the table, in their order, by name; each once; at most {@link #MOST}
 */
public record ColumnChoice(Layout layout, List<String> columns) {
  /** The most columns of one table. */
  public static final int MOST = 40;

  /** The two forms of the list. */
  public enum Layout {
    /** One block of text for each hit. */
    CARDS,
    /** One row for each hit. */
    TABLE
  }

  public ColumnChoice {
    columns = List.copyOf(columns);
    if (columns.size() > MOST
        || columns.stream().distinct().count() < columns.size()
        || columns.stream().anyMatch(one -> !one.matches("[a-zA-Z]{1,40}"))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "a table has up to " + MOST + " columns, each once, by name");
    }
  }
}
