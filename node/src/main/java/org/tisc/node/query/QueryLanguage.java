package org.tisc.node.query;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;

/**
 * The query language of the node. Thread-safe; reading takes time in proportion to the text.
 *
 * <p>Words beside each other must all occur. {@code AND OR NOT} in capitals, {@code 且 或 非} standing
 * alone, {@code &&}, {@code ||} and {@code -} before a word combine; a distance ({@code 2W}, {@code
 * 3D}, {@code NEAR/4}) binds before NOT before AND before OR. {@code 名称=}, {@code TI=}, {@code ti:}
 * or {@code TI,AB=} binds to the next word, quotation or bracket. {@code 电池*} truncates, {@code
 * colo?r} and {@code wom#n} leave characters free; {@code PD=[2020 TO 2021-06]} and {@code
 * 申请日>=2020} bound dates. A bare document number, class symbol or date is recognised as one unless
 * it is quoted. Other systems' notations are {@link Dialect}s.
 */
public final class QueryLanguage {
  /** The most UTF-16 code units of a query. */
  public static final int LONGEST = 4_000;

  /** The most words, phrases and values of a query. */
  public static final int MOST_CLAUSES = 1_024;

  /** The deepest nesting of brackets. */
  public static final int DEEPEST = 32;

  /** The most free characters of one word; the index bounds them so. */
  public static final int MOST_FREE = 4;

  private static final String FIELD = "q";

  private final NumberForms numbers;
  private final Supplier<Optional<Thesaurus>> thesaurus;

  /** A language that recognises document numbers as this port does, without synonyms. */
  public QueryLanguage(NumberForms numbers) {
    this(numbers, Optional::empty);
  }

  /**
   * The same with synonyms.
   *
   * @param thesaurus those of this moment
   */
  public QueryLanguage(NumberForms numbers, Supplier<Optional<Thesaurus>> thesaurus) {
    this.numbers = numbers;
    this.thesaurus = thesaurus;
  }

  /** The same query with the synonyms of its words. */
  public ParsedQuery widened(ParsedQuery query) {
    return thesaurus
        .get()
        .map(known -> new ParsedQuery(known.widen(query.tree()), query.notes()))
        .orElse(query);
  }

  /**
   * Reads a query. Raises {@code INVALID_QUERY}, or {@code QUERY_TOO_LARGE} over a bound, with a
   * violation of the field {@code q} for every mistake found, at its position, in the language of
   * the locale. The exception's own message quotes nothing of the text; its violations may.
   */
  public ParsedQuery parse(String text, Locale locale) {
    return parse(text, Dialect.TISC, locale);
  }

  /** Reads a query of a dialect that names no earlier one. */
  public ParsedQuery parse(String text, Dialect dialect, Locale locale) {
    return parse(text, dialect, Steps.NONE, locale);
  }

  /**
   * Reads a query of a dialect, with the same bounds and refusals.
   *
   * @param steps what the own language may name as {@code #1}
   */
  public ParsedQuery parse(String text, Dialect dialect, Steps steps, Locale locale) {
    Remarks remarks = new Remarks();
    if (text.length() > LONGEST) {
      remarks.add(RemarkKey.TOO_LONG, new Span(LONGEST, text.length()), Integer.toString(LONGEST));
      throw refusal(remarks.mistakes(), locale);
    }
    Optional<Syntax> tree = tree(text, dialect, steps, remarks);
    if (tree.isEmpty() && remarks.mistakes().isEmpty()) {
      remarks.add(RemarkKey.EMPTY_QUERY, new Span(0, text.length()));
    }
    if (tree.isEmpty() || !remarks.mistakes().isEmpty()) {
      throw refusal(remarks.mistakes(), locale);
    }
    return new ParsedQuery(tree.get(), remarks.notes());
  }

  /** The document numbers of a pasted text. */
  public NumberList numbers(String text) {
    return NumberList.of(text, numbers);
  }

  /** The forms under which a number may stand in the index; empty when the text holds none. */
  public List<String> numberForms(String number) {
    return numbers.queryForms(number);
  }

  private Optional<Syntax> tree(String text, Dialect dialect, Steps steps, Remarks remarks) {
    return switch (dialect) {
      case TISC -> {
        List<Token> tokens = Lexer.read(text, remarks);
        yield new Parser(text, tokens, numbers, steps, remarks).parse();
      }
      case CQL -> cql(text, false, remarks);
      case ESPACENET -> cql(text, true, remarks);
      case PATENTSCOPE -> new Patentscope(numbers, remarks).read(text);
    };
  }

  private Optional<Syntax> cql(String text, boolean codes, Remarks remarks) {
    return new CqlParser(text, remarks, codes)
        .parse()
        .flatMap(tree -> new CqlReader(codes, numbers, remarks).read(tree));
  }

  private static Violation violation(Remark one, Locale locale) {
    Span span = one.span();
    return new Violation(FIELD, one.text(locale), span.from(), span.to() - span.from());
  }

  static TiscException refusal(List<Remark> mistakes, Locale locale) {
    boolean tooLarge =
        mistakes.stream()
            .map(Remark::key)
            .anyMatch(
                key ->
                    key == RemarkKey.TOO_LONG
                        || key == RemarkKey.TOO_MANY_CLAUSES
                        || key == RemarkKey.TOO_MANY_TERMS
                        || key == RemarkKey.TOO_MANY_DISTANCES
                        || key == RemarkKey.TOO_DEEP);
    List<Violation> violations = mistakes.stream().map(one -> violation(one, locale)).toList();
    return TiscException.invalid(
        tooLarge ? Reason.QUERY_TOO_LARGE : Reason.INVALID_QUERY,
        "The query has mistakes the violations name: " + violations.size(),
        violations);
  }
}
