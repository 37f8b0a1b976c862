package org.tisc.node.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Values of a field, read by the field's type. */
record TypedValues(QueryField field, NumberForms numbers, Remarks remarks) implements Values {
  private static final Pattern CUT_NUMBER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}./-]*");

  @Override
  public Optional<Syntax> word(Token.Word word) {
    return field.type() == FieldType.TEXT
        ? plain(word, remarks)
        : value(word.text(), word.truncated(), word.span());
  }

  @Override
  public Optional<Syntax> quoted(Token.Quoted quoted) {
    return field.type() == FieldType.TEXT
        ? Optional.of(new Syntax.Phrase(quoted.text(), quoted.distance(), quoted.span()))
        : value(quoted.text(), false, quoted.span());
  }

  @Override
  public Optional<Syntax> masked(Token.Masked masked) {
    if (field.type() != FieldType.TEXT) {
      remarks.add(RemarkKey.NO_MASK_HERE, masked.span(), named());
      return Optional.empty();
    }
    return Optional.of(new Syntax.Masked(masked.pattern(), masked.span()));
  }

  @Override
  public Optional<Syntax> fuzzy(Token.Fuzzy fuzzy) {
    if (field.type() != FieldType.TEXT) {
      remarks.add(RemarkKey.NO_FUZZY_HERE, fuzzy.span(), named());
      return Optional.empty();
    }
    return Optional.of(new Syntax.Fuzzy(fuzzy.text(), fuzzy.edits(), fuzzy.span()));
  }

  @Override
  public Optional<Syntax> same(Token.Same same) {
    if (field.type() != FieldType.TEXT) {
      remarks.add(RemarkKey.NO_SAME_HERE, same.span(), named());
      return Optional.empty();
    }
    return Optional.of(new Syntax.Same(same.texts(), same.span()));
  }

  @Override
  public boolean joins(String text) {
    return switch (field.type()) {
      case IPC_SYMBOL -> text.contains("/") && ClassSymbol.ipc(text, false).isPresent();
      case NUMBER -> numbers.looksLikeNumber(text);
      case TEXT, KEYWORD, LOCARNO_SYMBOL, REGION_CODE, DATE -> false;
    };
  }

  /** A word as text, unless it is too short to be truncated. */
  static Optional<Syntax> plain(Token.Word word, Remarks remarks) {
    String text = word.text();
    boolean single = text.codePointCount(0, text.length()) < 2;
    if (word.truncated() && single && !Character.isIdeographic(text.codePointAt(0))) {
      remarks.add(RemarkKey.SHORT_TRUNCATION, word.span());
      return Optional.empty();
    }
    return Optional.of(new Syntax.Word(text, word.truncated(), word.span()));
  }

  private Optional<Syntax> value(String text, boolean cut, Span span) {
    return switch (field.type()) {
      case TEXT -> Optional.of(new Syntax.Word(text, cut, span));
      case KEYWORD -> keyword(text, cut, span);
      case IPC_SYMBOL -> symbol(ClassSymbol.ipc(text, cut), "H01M10/0525", cut, span);
      case LOCARNO_SYMBOL -> symbol(ClassSymbol.locarno(text, cut), "14-03", cut, span);
      case REGION_CODE -> region(text, span);
      case NUMBER -> number(text.replace(" ", ""), cut, span);
      case DATE -> date(text, span);
    };
  }

  private Optional<Syntax> keyword(String text, boolean cut, Span span) {
    if (cut) {
      remarks.add(RemarkKey.NO_TRUNCATION_HERE, span, named());
      return Optional.empty();
    }
    Optional<String> code = FieldValues.code(field, text);
    if (code.isEmpty()) {
      remarks.add(RemarkKey.BAD_VALUE, span, named(), FieldValues.choices(field));
    }
    return code.map(known -> new Syntax.Word(known, false, span));
  }

  private Optional<Syntax> symbol(
      Optional<ClassSymbol> symbol, String example, boolean cut, Span span) {
    if (symbol.isEmpty()) {
      remarks.add(RemarkKey.BAD_CLASS, span, named(), example);
      return Optional.empty();
    }
    ClassSymbol read = symbol.get();
    if (read.below() && !cut) {
      remarks.add(RemarkKey.CLASS_WIDENED, span, read.text() + "*");
    }
    return Optional.of(new Syntax.Word(read.text(), read.below(), span));
  }

  private Optional<Syntax> region(String text, Span span) {
    Optional<RegionCode> code = RegionCode.read(text);
    if (code.isEmpty()) {
      remarks.add(RemarkKey.BAD_VALUE, span, named(), RegionCode.CHOICES);
    }
    return code.map(known -> new Syntax.Word(known.code(), known.below(), span));
  }

  private Optional<Syntax> number(String text, boolean cut, Span span) {
    if (cut && (text.length() < 2 || !CUT_NUMBER.matcher(text).matches())) {
      remarks.add(RemarkKey.SHORT_TRUNCATION, span);
      return Optional.empty();
    }
    return Optional.of(new Syntax.Word(text, cut, span));
  }

  private Optional<Syntax> date(String text, Span span) {
    return dates(DateText.readWide(text), span);
  }

  private Optional<Syntax> dates(Optional<DateText.Days> days, Span span) {
    if (days.isEmpty()) {
      remarks.add(RemarkKey.BAD_DATE, span, named());
      return Optional.empty();
    }
    return dates(days.get().from(), days.get().to(), span);
  }

  private Optional<Syntax> dates(int from, int to, Span span) {
    if (from > to) {
      remarks.add(RemarkKey.REVERSED_RANGE, span);
      return Optional.empty();
    }
    return Optional.of(new Syntax.Dates(from, to, span));
  }

  @Override
  public Optional<Syntax> range(Token.Range range) {
    if (field == QueryField.NICE) {
      return niceRange(range);
    }
    if (field.type() != FieldType.DATE) {
      remarks.add(RemarkKey.RANGE_NEEDS_DATE, range.span());
      return Optional.empty();
    }
    List<String> ends = ends(range);
    if (ends.size() != 2 || ends.equals(List.of("*", "*"))) {
      remarks.add(RemarkKey.BAD_RANGE, range.span(), named());
      return Optional.empty();
    }
    Optional<DateText.Days> first = end(ends.getFirst());
    Optional<DateText.Days> last = end(ends.getLast());
    if (first.isEmpty() || last.isEmpty()) {
      return dates(Optional.empty(), range.span());
    }
    return dates(first.get().from(), last.get().to(), range.span());
  }

  private static List<String> ends(Token.Range range) {
    return Arrays.stream(range.content().split("(?i)\\bTO\\b|[至到~, ]|\\.\\.", -1))
        .filter(end -> !end.isBlank() && !end.equals("-"))
        .toList();
  }

  private Optional<Syntax> niceRange(Token.Range range) {
    List<String> ends = ends(range);
    if (ends.size() != 2 || ends.equals(List.of("*", "*"))) {
      remarks.add(RemarkKey.BAD_RANGE, range.span(), named());
      return Optional.empty();
    }
    String first = ends.getFirst().equals("*") ? "1" : ends.getFirst();
    String last =
        ends.getLast().equals("*") ? Integer.toString(FieldValues.NICE_CLASSES) : ends.getLast();
    Optional<String> from = FieldValues.code(field, first);
    Optional<String> to = FieldValues.code(field, last);
    if (from.isEmpty() || to.isEmpty()) {
      remarks.add(RemarkKey.BAD_VALUE, range.span(), named(), FieldValues.choices(field));
      return Optional.empty();
    }
    return niceClasses(Integer.parseInt(from.get()), Integer.parseInt(to.get()), range.span());
  }

  /** One of the classes from one to another. */
  private Optional<Syntax> niceClasses(int from, int to, Span span) {
    if (from > to) {
      remarks.add(RemarkKey.REVERSED_RANGE, span);
      return Optional.empty();
    }
    List<Syntax> each =
        IntStream.rangeClosed(from, to)
            .<Syntax>mapToObj(one -> new Syntax.Word(Integer.toString(one), false, span))
            .toList();
    return Optional.of(each.size() == 1 ? each.getFirst() : new Syntax.Or(each, span));
  }

  private Optional<Syntax> niceCompared(Token.Word word, Relation relation) {
    Optional<String> code = FieldValues.code(field, word.text());
    if (code.isEmpty()) {
      remarks.add(RemarkKey.BAD_VALUE, word.span(), named(), FieldValues.choices(field));
      return Optional.empty();
    }
    int one = Integer.parseInt(code.get());
    int last = FieldValues.NICE_CLASSES;
    return switch (relation) {
      case EQUAL, NOT_EQUAL -> niceClasses(one, one, word.span());
      case GREATER -> niceClasses(one + 1, last, word.span());
      case GREATER_OR_EQUAL -> niceClasses(one, last, word.span());
      case LESS -> niceClasses(1, one - 1, word.span());
      case LESS_OR_EQUAL -> niceClasses(1, one, word.span());
    };
  }

  private static Optional<DateText.Days> end(String text) {
    return text.equals("*")
        ? Optional.of(new DateText.Days(Syntax.Dates.OPEN_FROM, Syntax.Dates.OPEN_TO))
        : DateText.read(text);
  }

  /** A date compared by something else than equality. */
  Optional<Syntax> compared(Token.Word word, Relation relation) {
    if (field == QueryField.NICE) {
      return niceCompared(word, relation);
    }
    if (field.type() != FieldType.DATE) {
      remarks.add(RemarkKey.COMPARISON_NEEDS_DATE, word.span(), named());
      return Optional.empty();
    }
    Optional<DateText.Days> days = DateText.read(word.text());
    if (days.isEmpty()) {
      return dates(days, word.span());
    }
    int from = days.get().from();
    int to = days.get().to();
    return switch (relation) {
      case EQUAL, NOT_EQUAL -> dates(from, to, word.span());
      case GREATER -> dates(DateText.after(to), Syntax.Dates.OPEN_TO, word.span());
      case GREATER_OR_EQUAL -> dates(from, Syntax.Dates.OPEN_TO, word.span());
      case LESS -> dates(Syntax.Dates.OPEN_FROM, DateText.before(from), word.span());
      case LESS_OR_EQUAL -> dates(Syntax.Dates.OPEN_FROM, to, word.span());
    };
  }

  /** The field as messages name it; both names serve readers of either language. */
  private String named() {
    return named(field);
  }

  static String named(QueryField field) {
    String latin = field.name(Locale.ENGLISH);
    String chinese = field.name(Locale.CHINESE);
    return latin.equals(chinese) ? latin : latin + " " + chinese;
  }
}
