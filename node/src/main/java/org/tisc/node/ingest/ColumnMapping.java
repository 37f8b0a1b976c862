package org.tisc.node.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.DateOrder;
import org.tisc.node.document.DocumentKind;
import org.tisc.node.document.Languages;
import org.tisc.node.document.SafeText;

/**
 * Which column of a table fills which field. Written as {@code column=field}, with {@code
 * field.LANGUAGE} for texts of a known language, and {@code @kind=}, {@code @office=}, {@code
 * @kindCode=}, {@code @dates=day-first|month-first}, {@code @language=}, {@code @list=SEPARATOR} for
 * what all rows share. Columns that are not named are kept among what the schema does not know.
 */
public final class ColumnMapping {
  private static final int MAX_COLUMNS = 500;

  /**
   * What one column fills.
   *
   * @param language of its text; empty if not known
   */
  record Target(Field field, String language) {}

  private final Map<String, Target> columns = new LinkedHashMap<>();
  private final Map<Field, String> shared = new EnumMap<>(Field.class);
  private DateOrder dateOrder = DateOrder.DAY_FIRST;
  private String language = "";
  private String listSeparator = "";
  private Optional<Pattern> numbers = Optional.empty();

  private ColumnMapping() {}

  /**
   * Reads assignments as written on a command line. Raises INVALID_ARGUMENT naming the first one
   * that is not understood.
   */
  public static ColumnMapping parse(Collection<String> assignments) {
    ColumnMapping mapping = new ColumnMapping();
    if (assignments.size() > MAX_COLUMNS) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "at most " + MAX_COLUMNS + " columns");
    }
    for (String assignment : assignments) {
      int equals = assignment.lastIndexOf('=');
      if (assignment.startsWith("@")) {
        equals = assignment.indexOf('=');
      }
      if (equals < 1) {
        throw refused(assignment, "column=field is expected");
      }
      String left = assignment.substring(0, equals).strip();
      String right = assignment.substring(equals + 1).strip();
      if (left.startsWith("@")) {
        mapping.share(left.substring(1), right, assignment);
      } else {
        mapping.columns.put(normal(left), target(right, assignment));
      }
    }
    return mapping;
  }

  private static Target target(String text, String assignment) {
    int dot = text.indexOf('.');
    String name = dot < 0 ? text : text.substring(0, dot);
    Field field =
        Field.find(name).orElseThrow(() -> refused(assignment, "there is no field " + name));
    String tag = "";
    if (dot >= 0) {
      tag =
          Languages.tag(text.substring(dot + 1))
              .orElseThrow(() -> refused(assignment, "a language such as zh or en is expected"));
    }
    return new Target(field, tag);
  }

  private void share(String name, String value, String assignment) {
    switch (name.toLowerCase(Locale.ROOT)) {
      case "kind" -> {
        if (DocumentKind.find(value).isEmpty()) {
          throw refused(assignment, "there is no such kind");
        }
        shared.put(Field.KIND, value);
      }
      case "office" -> shared.put(Field.OFFICE, value);
      case "kindcode" -> shared.put(Field.KIND_CODE, value);
      case "language" ->
          language =
              Languages.tag(value).orElseThrow(() -> refused(assignment, "a language is expected"));
      case "list" -> listSeparator = value;
      case "dates" ->
          dateOrder =
              switch (value) {
                case "day-first" -> DateOrder.DAY_FIRST;
                case "month-first" -> DateOrder.MONTH_FIRST;
                default -> throw refused(assignment, "day-first or month-first is expected");
              };
      case "numbers" -> numbers = Optional.of(pattern(value, assignment));
      default -> throw refused(assignment, "there is no @" + name);
    }
  }

  private static Pattern pattern(String value, String assignment) {
    // Only digits, brackets of counts and alternatives: such a pattern can not run away.
    if (!value.matches("[\\\\dA-Z{},|/0-9]{1,60}")) {
      throw refused(assignment, "a plain pattern such as \\d{6} is expected");
    }
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw refused(assignment, "a plain pattern such as \\d{6} is expected");
    }
  }

  private static TiscException refused(String assignment, String expected) {
    return new TiscException(
        Reason.INVALID_ARGUMENT,
        "column mapping " + SafeText.shortened(SafeText.line(assignment), 100) + ": " + expected);
  }

  /** The form in which column names are compared: no case, no outer space, no byte order mark. */
  static String normal(String column) {
    return SafeText.line(SafeText.block(column)).toLowerCase(Locale.ROOT);
  }

  /** The targets of a header's columns, in its order; empty if a needed one is missing. */
  Optional<List<Target>> targets(List<String> header) {
    List<Target> targets = new ArrayList<>();
    boolean number = false;
    boolean title = false;
    for (String column : header) {
      Target target = columns.getOrDefault(normal(column), new Target(Field.EXTRA, ""));
      targets.add(target);
      number |= isNumber(target.field());
      title |= target.field() == Field.TITLE;
    }
    return number && title ? Optional.of(targets) : Optional.empty();
  }

  private static boolean isNumber(Field field) {
    return switch (field) {
      case NUMBER, PUBLICATION, DOC_KEY, APPLICATION_NUMBER, DOI -> true;
      default -> false;
    };
  }

  /** Whether every column of this mapping stands in the header. */
  boolean fits(Collection<String> normalHeader) {
    return normalHeader.containsAll(columns.keySet());
  }

  Optional<String> shared(Field field) {
    return Optional.ofNullable(shared.get(field));
  }

  DateOrder dateOrder() {
    return dateOrder;
  }

  String language() {
    return language;
  }

  /** The separator of lists; empty to recognise it in each cell. */
  String listSeparator() {
    return listSeparator;
  }

  /** What a number must look like in whole; empty if anything will do. */
  Optional<Pattern> numbers() {
    return numbers;
  }
}
