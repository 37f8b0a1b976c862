package org.tisc.node.search;

import java.util.List;
import java.util.regex.Pattern;
import org.tisc.node.query.QueryField;

/**
 * The text of a query that is written row by row. Rows are read from the first to the last: each
 * joins with all rows before it.
 */
final class ExpertQuery {
  private static final Pattern COMPARES = Pattern.compile("(?:>=|<=|>|<|≥|≤).*", Pattern.DOTALL);
  private static final Pattern FORMAL =
      Pattern.compile(
          ".*(?:[\"“”()（）\\[\\]*?]|(?:^|\\s)(?:AND|OR|NOT|且|或|非)(?:\\s|$)).*", Pattern.DOTALL);

  private ExpertQuery() {}

  /** How a row joins with those before it. */
  enum Operator {
    /** Both. */
    AND,
    /** Either. */
    OR,
    /** What is before, without this. */
    NOT
  }

  /**
   * One row.
   *
   * @param terms not blank
   */
  record Row(Operator operator, QueryField field, String terms) {}

  /** The text of all rows; empty for none. */
  static String text(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      String clause = clause(row.field(), row.terms());
      if (i == 0) {
        text.append(row.operator() == Operator.NOT ? "NOT " + clause : clause);
        continue;
      }
      if (i > 1 && row.operator() != rows.get(i - 1).operator()) {
        text.insert(0, '(').append(')');
      }
      text.append(' ').append(row.operator()).append(' ').append(clause);
    }
    return text.toString();
  }

  /** The text of one row without its operator. */
  static String clause(QueryField field, String terms) {
    String value = terms.strip();
    String name = field.names().getFirst();
    if (field == QueryField.TOPIC) {
      return formal(value) || value.contains(" ") ? "(" + value + ")" : value;
    }
    if (COMPARES.matcher(value).matches()) {
      return name + value;
    }
    if (value.startsWith("[")) {
      return name + "=" + value;
    }
    boolean parts =
        value.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    if (!parts && !formal(value)) {
      return name + "=" + value;
    }
    return FieldGuide.whole(field.type()) && !formal(value)
        ? name + "=\"" + value + "\""
        : name + "=(" + value + ")";
  }

  private static boolean formal(String value) {
    return FORMAL.matcher(value).matches();
  }
}
