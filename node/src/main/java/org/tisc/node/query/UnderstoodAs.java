package org.tisc.node.query;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one line that tells a user how the query was read: every operator written out, every mixture
 * bracketed, every field by its canonical name. Reading the line gives the same tree.
 */
public final class UnderstoodAs {
  private static final Pattern PLAIN_VALUE =
      Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N}._/-]*[\\p{L}\\p{N}])?");

  private final Locale locale;
  private final boolean chinese;

  private UnderstoodAs(Locale locale) {
    this.locale = locale;
    this.chinese = QueryField.chinese(locale);
  }

  /** The line in Chinese or, for every other language, in English. */
  public static String line(Syntax tree, Locale locale) {
    return new UnderstoodAs(locale).text(tree, QueryField.TOPIC);
  }

  private String text(Syntax node, QueryField field) {
    return switch (node) {
      case Syntax.All _ -> "*";
      case Syntax.Word word -> word(word, field);
      case Syntax.Masked masked -> masked.pattern();
      case Syntax.Fuzzy fuzzy -> fuzzy.text() + "~" + fuzzy.edits();
      case Syntax.Phrase phrase -> phrase(phrase);
      case Syntax.Same same -> "{" + String.join(" | ", same.texts()) + "}";
      case Syntax.Near near -> "(" + near(near, field) + ")";
      case Syntax.Dates dates -> dates(dates);
      case Syntax.Fielded fielded -> fielded(fielded);
      case Syntax.And and -> joined(and.parts(), chinese ? " 且 " : " AND ", field);
      case Syntax.Or or -> joined(or.parts(), chinese ? " 或 " : " OR ", field);
      case Syntax.Not not -> (chinese ? "非 " : "NOT ") + operand(not.body(), field);
    };
  }

  private static String phrase(Syntax.Phrase phrase) {
    return '"' + phrase.text() + '"' + (phrase.distance() > 0 ? "~" + phrase.distance() : "");
  }

  private String near(Syntax.Near near, QueryField field) {
    return operand(near.left(), field)
        + " "
        + near.words()
        + (near.ordered() ? "W " : "D ")
        + operand(near.right(), field);
  }

  private String joined(List<Syntax> parts, String operator, QueryField field) {
    return parts.stream().map(part -> operand(part, field)).collect(Collectors.joining(operator));
  }

  private String operand(Syntax node, QueryField field) {
    boolean joined = node instanceof Syntax.And || node instanceof Syntax.Or;
    return joined ? "(" + text(node, field) + ")" : text(node, field);
  }

  private String word(Syntax.Word word, QueryField field) {
    if (field.type() == FieldType.TEXT) {
      String shown = word.truncated() ? word.text() + "*" : word.text();
      return unmistakable(shown) ? shown : '"' + word.text() + '"';
    }
    if (word.truncated()) {
      return word.text() + "*";
    }
    String shown =
        field.type() == FieldType.KEYWORD
            ? FieldValues.shown(field, word.text(), locale)
            : word.text();
    boolean plain = PLAIN_VALUE.matcher(shown).matches() && !OperatorWords.is(shown);
    return plain ? shown : '"' + shown + '"';
  }

  /** Whether the own language takes it for a word, too; it may come from another one. */
  private static boolean unmistakable(String word) {
    Remarks remarks = new Remarks();
    boolean names = Lexer.read(word, remarks).stream().anyMatch(Token.Name.class::isInstance);
    return !names && remarks.mistakes().isEmpty();
  }

  private String fielded(Syntax.Fielded fielded) {
    QueryField field = fielded.fields().getFirst();
    String name =
        fielded.fields().stream().map(each -> each.name(locale)).collect(Collectors.joining(","));
    return switch (fielded.body()) {
      case Syntax.Dates dates when dates.to() == Syntax.Dates.OPEN_TO ->
          name + ">=" + DateText.date(dates.from());
      case Syntax.Dates dates when dates.from() == Syntax.Dates.OPEN_FROM ->
          name + "<=" + DateText.date(dates.to());
      case Syntax.And _, Syntax.Or _, Syntax.Not _ ->
          name + "=(" + text(fielded.body(), field) + ")";
      case Syntax.All _,
          Syntax.Word _,
          Syntax.Masked _,
          Syntax.Fuzzy _,
          Syntax.Phrase _,
          Syntax.Same _,
          Syntax.Near _,
          Syntax.Dates _,
          Syntax.Fielded _ ->
          name + "=" + text(fielded.body(), field);
    };
  }

  private String dates(Syntax.Dates dates) {
    boolean openFrom = dates.from() == Syntax.Dates.OPEN_FROM;
    boolean openTo = dates.to() == Syntax.Dates.OPEN_TO;
    if (!openFrom && !openTo) {
      var shortest = DateText.shortest(dates.from(), dates.to());
      if (shortest.isPresent()) {
        return shortest.get();
      }
    }
    String from = openFrom ? "*" : DateText.date(dates.from()).toString();
    String to = openTo ? "*" : DateText.date(dates.to()).toString();
    return "[" + from + (chinese ? " 至 " : " TO ") + to + "]";
  }
}
