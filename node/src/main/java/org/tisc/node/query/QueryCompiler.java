package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;

/**
 * Compiles a syntax tree to the canonical query that nodes exchange. The order of clauses is the
 * order of the text, so equal texts give equal score bits. Parts that only select (dates, codes,
 * exclusions) never score where something else stands beside them. Thread-safe.
 */
public final class QueryCompiler {
  /** The most nodes of a canonical query that owners take, terms of phrases included. */
  static final int MOST_NODES = 1_024;

  /** The deepest canonical query that owners take. */
  static final int MOST_DEPTH = 32;

  private static final CanonicalQuery NOTHING = new CanonicalQuery.MatchNone();

  private final TextAnalysis analysis;
  private final NumberForms numbers;

  /** A compiler with the analysis of the index and the numbers of the documents. */
  public QueryCompiler(TextAnalysis analysis, NumberForms numbers) {
    this.analysis = analysis;
    this.numbers = numbers;
  }

  /**
   * The canonical query; {@code MatchNone} when analysis leaves nothing to search. Raises {@code
   * INVALID_QUERY} or {@code QUERY_TOO_LARGE} with a violation of {@code q} where a part cannot be
   * analysed or exceeds the index's bounds.
   */
  public CanonicalQuery compile(Syntax tree, Locale locale) {
    CanonicalQuery compiled = new Run(locale).compile(tree, QueryField.TOPIC);
    CanonicalSize size = CanonicalSize.of(compiled);
    if (size.depth() > MOST_DEPTH) {
      throw tooLarge(RemarkKey.TOO_DEEP, List.of(Integer.toString(MOST_DEPTH)), tree, locale);
    }
    if (size.nodes() > MOST_NODES) {
      throw tooLarge(RemarkKey.TOO_MANY_TERMS, List.of(), tree, locale);
    }
    return compiled;
  }

  private static TiscException tooLarge(
      RemarkKey key, List<String> arguments, Syntax tree, Locale locale) {
    return QueryLanguage.refusal(List.of(new Remark(key, arguments, tree.span())), locale);
  }

  /** One compilation; knows the language of its complaints. */
  private final class Run {
    private final Locale locale;

    private Run(Locale locale) {
      this.locale = locale;
    }

    private CanonicalQuery compile(Syntax node, QueryField field) {
      return switch (node) {
        case Syntax.All _ -> new CanonicalQuery.MatchAll();
        case Syntax.Word word -> checked(word.span(), () -> word(word, field));
        case Syntax.Phrase phrase -> checked(phrase.span(), () -> phrase(phrase, field));
        case Syntax.Dates dates -> dates(dates, field);
        case Syntax.Fielded fielded -> compile(fielded.body(), fielded.field());
        case Syntax.And and -> and(and.parts(), field);
        case Syntax.Or or -> or(or.parts(), field);
        case Syntax.Not not -> without(compile(not.body(), field));
      };
    }

    private CanonicalQuery and(List<Syntax> parts, QueryField field) {
      List<Clause> clauses = new ArrayList<>();
      for (Syntax part : parts) {
        boolean excludes = part instanceof Syntax.Not;
        CanonicalQuery query = compile(part instanceof Syntax.Not not ? not.body() : part, field);
        if (!query.equals(NOTHING)) {
          Occur occur =
              excludes ? Occur.MUST_NOT : selects(part, field) ? Occur.FILTER : Occur.MUST;
          clauses.add(new Clause(occur, query));
        }
      }
      if (clauses.isEmpty()) {
        return NOTHING;
      }
      if (clauses.stream().allMatch(clause -> clause.occur() == Occur.MUST_NOT)) {
        clauses.addFirst(new Clause(Occur.FILTER, new CanonicalQuery.MatchAll()));
      }
      return clauses.size() == 1 ? clauses.getFirst().query() : new CanonicalQuery.Bool(clauses);
    }

    /** Adds the position to what analysis refuses. */
    private CanonicalQuery checked(Span span, Supplier<CanonicalQuery> step) {
      try {
        return step.get();
      } catch (TiscException refused) {
        if (refused.reason() != Reason.INVALID_QUERY
            && refused.reason() != Reason.QUERY_TOO_LARGE) {
          throw refused;
        }
        RemarkKey key =
            refused.reason() == Reason.INVALID_QUERY
                ? RemarkKey.TRUNCATION_OF_ONE_WORD
                : RemarkKey.TOO_MANY_TERMS;
        throw QueryLanguage.refusal(List.of(new Remark(key, List.of(), span)), locale);
      }
    }

    private CanonicalQuery or(List<Syntax> parts, QueryField field) {
      return anyOf(parts.stream().map(part -> compile(part, field)).toList());
    }
  }

  private static CanonicalQuery without(CanonicalQuery excluded) {
    return excluded.equals(NOTHING)
        ? NOTHING
        : new CanonicalQuery.Bool(
            List.of(
                new Clause(Occur.FILTER, new CanonicalQuery.MatchAll()),
                new Clause(Occur.MUST_NOT, excluded)));
  }

  private static CanonicalQuery anyOf(List<CanonicalQuery> queries) {
    List<Clause> clauses =
        queries.stream()
            .filter(query -> !query.equals(NOTHING))
            .map(query -> new Clause(Occur.SHOULD, query))
            .toList();
    return switch (clauses.size()) {
      case 0 -> NOTHING;
      case 1 -> clauses.getFirst().query();
      default -> new CanonicalQuery.Bool(clauses);
    };
  }

  /** Whether every leaf selects without saying anything of relevance. */
  private static boolean selects(Syntax node, QueryField field) {
    return switch (node) {
      case Syntax.All _ -> true;
      case Syntax.Word _, Syntax.Phrase _ ->
          switch (field.type()) {
            case DATE, KEYWORD, REGION_CODE -> true;
            case TEXT, IPC_SYMBOL, LOCARNO_SYMBOL, NUMBER -> false;
          };
      case Syntax.Dates _ -> true;
      case Syntax.Fielded fielded -> selects(fielded.body(), fielded.field());
      case Syntax.And and -> and.parts().stream().allMatch(part -> selects(part, field));
      case Syntax.Or or -> or.parts().stream().allMatch(part -> selects(part, field));
      case Syntax.Not _ -> true;
    };
  }

  private CanonicalQuery word(Syntax.Word word, QueryField field) {
    String text = word.text();
    return switch (field.type()) {
      case TEXT -> text(word, field);
      case NUMBER -> number(word, field);
      case KEYWORD, REGION_CODE, IPC_SYMBOL, LOCARNO_SYMBOL ->
          inFields(
              field,
              name ->
                  word.truncated()
                      ? analysis.keywordPrefix(name, text)
                      : analysis.keyword(name, text));
      case DATE -> NOTHING;
    };
  }

  private CanonicalQuery text(Syntax.Word word, QueryField field) {
    if (field == QueryField.TOPIC) {
      return word.truncated() ? analysis.prefix(word.text()) : analysis.words(word.text());
    }
    return inFields(
        field,
        name ->
            word.truncated()
                ? analysis.prefix(name, word.text())
                : analysis.text(name, word.text()));
  }

  private CanonicalQuery phrase(Syntax.Phrase phrase, QueryField field) {
    return field == QueryField.TOPIC
        ? analysis.phrase(phrase.text())
        : inFields(field, name -> analysis.phrase(name, phrase.text()));
  }

  private CanonicalQuery number(Syntax.Word word, QueryField field) {
    if (word.truncated()) {
      String start = word.text().replaceAll("[^\\p{L}\\p{N}]", "");
      return inFields(field, name -> analysis.keywordPrefix(name, start));
    }
    List<String> forms = numbers.queryForms(word.text());
    return inFields(
        field, name -> anyOf(forms.stream().map(form -> analysis.keyword(name, form)).toList()));
  }

  private CanonicalQuery dates(Syntax.Dates dates, QueryField field) {
    return inFields(field, name -> analysis.range(name, lowest(dates), dates.to()));
  }

  /**
   * A document whose day or month is not told has 00 there; a range that starts with the month or
   * year takes it in, one single day does not.
   */
  private static int lowest(Syntax.Dates dates) {
    int from = dates.from();
    if (from == dates.to()) {
      return from;
    }
    if (from % 10_000 == 101) {
      return from - 101;
    }
    return from % 100 == 1 ? from - 1 : from;
  }

  private static CanonicalQuery inFields(
      QueryField field, Function<String, CanonicalQuery> compile) {
    return anyOf(field.indexFields().stream().map(compile).toList());
  }
}
