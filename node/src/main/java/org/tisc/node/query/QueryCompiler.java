package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.Places;

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
    CanonicalQuery compiled =
        new Run(locale).compile(tree, new Searched(List.of(QueryField.TOPIC)));
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

    private CanonicalQuery compile(Syntax node, Searched in) {
      return switch (node) {
        case Syntax.All _ -> new CanonicalQuery.MatchAll();
        case Syntax.Word word -> checked(word.span(), () -> word(word, in));
        case Syntax.Masked masked -> checked(masked.span(), () -> masked(masked, in));
        case Syntax.Fuzzy fuzzy -> checked(fuzzy.span(), () -> fuzzy(fuzzy, in));
        case Syntax.Phrase phrase -> checked(phrase.span(), () -> phrase(phrase, in));
        case Syntax.Same same -> checked(same.span(), () -> same(same, in));
        case Syntax.Near near -> checked(near.span(), () -> near(near, in));
        case Syntax.Dates dates -> dates(dates, in);
        case Syntax.Fielded fielded -> compile(fielded.body(), new Searched(fielded.fields()));
        case Syntax.And and -> and(and.parts(), in);
        case Syntax.Or or -> or(or.parts(), in);
        case Syntax.Not not -> without(compile(not.body(), in));
      };
    }

    private CanonicalQuery and(List<Syntax> parts, Searched in) {
      List<Clause> clauses = new ArrayList<>();
      for (Syntax part : parts) {
        boolean excludes = part instanceof Syntax.Not;
        CanonicalQuery query = compile(part instanceof Syntax.Not not ? not.body() : part, in);
        if (!query.equals(NOTHING)) {
          Occur occur = excludes ? Occur.MUST_NOT : selects(part, in) ? Occur.FILTER : Occur.MUST;
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
        boolean known =
            refused.reason() == Reason.INVALID_QUERY || refused.reason() == Reason.QUERY_TOO_LARGE;
        if (!known || !refused.violations().isEmpty()) {
          throw refused;
        }
        RemarkKey key =
            refused.reason() == Reason.INVALID_QUERY
                ? RemarkKey.TRUNCATION_OF_ONE_WORD
                : RemarkKey.TOO_MANY_TERMS;
        throw QueryLanguage.refusal(List.of(new Remark(key, List.of(), span)), locale);
      }
    }

    private CanonicalQuery or(List<Syntax> parts, Searched in) {
      return anyOf(parts.stream().map(part -> compile(part, in)).toList());
    }

    private CanonicalQuery near(Syntax.Near near, Searched in) {
      return in.topic()
          ? analysis.anywhere(name -> near(near, name))
          : inFields(in, name -> near(near, name));
    }

    /** The words score as they would side by side; the distance only selects. */
    private CanonicalQuery near(Syntax.Near near, String indexField) {
      List<Clause> clauses = new ArrayList<>();
      Optional<Places> places = places(near, indexField, clauses);
      if (places.isEmpty()) {
        return NOTHING;
      }
      if (clauses.size() > 1) {
        clauses.add(new Clause(Occur.FILTER, new CanonicalQuery.Near(indexField, places.get())));
      }
      return clauses.size() == 1 ? clauses.getFirst().query() : new CanonicalQuery.Bool(clauses);
    }

    /** Where an operand stands; what it scores by is added to the clauses, in the text's order. */
    private Optional<Places> places(Syntax operand, String indexField, List<Clause> clauses) {
      if (operand instanceof Syntax.Near near) {
        Optional<Places> left = places(near.left(), indexField, clauses);
        Optional<Places> right = places(near.right(), indexField, clauses);
        // A side that analysis leaves empty asks for nothing.
        return left.isEmpty() || right.isEmpty()
            ? left.or(() -> right)
            : Optional.of(new Places.Within(left.get(), right.get(), near.words(), near.ordered()));
      }
      List<CanonicalQuery> found = new ArrayList<>();
      Optional<Places> places = alternatives(operand, indexField, found);
      CanonicalQuery scored = anyOf(found);
      if (!scored.equals(NOTHING)) {
        clauses.add(new Clause(Occur.MUST, scored));
      }
      return places;
    }

    private Optional<Places> alternatives(
        Syntax operand, String indexField, List<CanonicalQuery> found) {
      if (operand instanceof Syntax.Or or) {
        List<Places> each =
            or.parts().stream()
                .flatMap(part -> alternatives(part, indexField, found).stream())
                .toList();
        return each.size() < 2 ? each.stream().findFirst() : Optional.of(new Places.AnyOf(each));
      }
      if (operand instanceof Syntax.Near near) {
        List<Clause> inside = new ArrayList<>();
        Optional<Places> places = places(near, indexField, inside);
        found.add(
            inside.isEmpty()
                ? NOTHING
                : inside.size() == 1 ? inside.getFirst().query() : new CanonicalQuery.Bool(inside));
        return places;
      }
      CanonicalQuery leaf = checked(operand.span(), () -> leaf(operand, indexField));
      found.add(leaf);
      return analysis.places(leaf);
    }

    private CanonicalQuery leaf(Syntax operand, String indexField) {
      return switch (operand) {
        case Syntax.Word word -> text(word, indexField);
        case Syntax.Masked masked -> analysis.masked(indexField, masked.pattern());
        case Syntax.Phrase phrase -> analysis.phrase(indexField, phrase.text(), 0);
        case Syntax.Same same -> asOne(same(same, indexField));
        case Syntax.All _,
            Syntax.Fuzzy _,
            Syntax.Near _,
            Syntax.Dates _,
            Syntax.Fielded _,
            Syntax.And _,
            Syntax.Or _,
            Syntax.Not _ ->
            throw new IllegalStateException("No operand of a distance: " + operand.getClass());
      };
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
  private static boolean selects(Syntax node, Searched in) {
    return switch (node) {
      case Syntax.All _ -> true;
      case Syntax.Word _,
          Syntax.Masked _,
          Syntax.Fuzzy _,
          Syntax.Phrase _,
          Syntax.Same _,
          Syntax.Near _ ->
          switch (in.type()) {
            case DATE, KEYWORD, REGION_CODE -> true;
            case TEXT, IPC_SYMBOL, LOCARNO_SYMBOL, NUMBER -> false;
          };
      case Syntax.Dates _ -> true;
      case Syntax.Fielded fielded -> selects(fielded.body(), new Searched(fielded.fields()));
      case Syntax.And and -> and.parts().stream().allMatch(part -> selects(part, in));
      case Syntax.Or or -> or.parts().stream().allMatch(part -> selects(part, in));
      case Syntax.Not _ -> true;
    };
  }

  /** Fields of one type in which each word is searched. */
  private record Searched(List<QueryField> fields) {
    FieldType type() {
      return fields.getFirst().type();
    }

    boolean topic() {
      return fields.getFirst() == QueryField.TOPIC;
    }

    Stream<String> indexFields() {
      return fields.stream().flatMap(field -> field.indexFields().stream()).distinct();
    }
  }

  private CanonicalQuery word(Syntax.Word word, Searched in) {
    String text = word.text();
    return switch (in.type()) {
      case TEXT ->
          in.topic()
              ? word.truncated() ? analysis.prefix(text) : analysis.words(text)
              : inFields(in, name -> text(word, name));
      case NUMBER -> number(word, in);
      case KEYWORD, REGION_CODE, IPC_SYMBOL, LOCARNO_SYMBOL ->
          inFields(
              in,
              name ->
                  word.truncated()
                      ? analysis.keywordPrefix(name, text)
                      : analysis.keyword(name, text));
      case DATE -> NOTHING;
    };
  }

  private CanonicalQuery text(Syntax.Word word, String indexField) {
    return word.truncated()
        ? analysis.prefix(indexField, word.text())
        : analysis.text(indexField, word.text());
  }

  private CanonicalQuery masked(Syntax.Masked masked, Searched in) {
    return in.topic()
        ? analysis.masked(masked.pattern())
        : inFields(in, name -> analysis.masked(name, masked.pattern()));
  }

  private CanonicalQuery fuzzy(Syntax.Fuzzy fuzzy, Searched in) {
    return in.topic()
        ? analysis.anywhere(name -> analysis.fuzzy(name, fuzzy.text(), fuzzy.edits()))
        : inFields(in, name -> analysis.fuzzy(name, fuzzy.text(), fuzzy.edits()));
  }

  private CanonicalQuery phrase(Syntax.Phrase phrase, Searched in) {
    return in.topic()
        ? analysis.phrase(phrase.text(), phrase.distance())
        : inFields(in, name -> analysis.phrase(name, phrase.text(), phrase.distance()));
  }

  private CanonicalQuery same(Syntax.Same same, Searched in) {
    return in.topic()
        ? analysis.anywhere(name -> asOne(same(same, name)))
        : asOne(in.indexFields().flatMap(name -> same(same, name).stream()).toList());
  }

  private List<CanonicalQuery> same(Syntax.Same same, String indexField) {
    return same.texts().stream().map(text -> analysis.phrase(indexField, text, 0)).toList();
  }

  private CanonicalQuery number(Syntax.Word word, Searched in) {
    if (word.truncated()) {
      String start = word.text().replaceAll("[^\\p{L}\\p{N}]", "");
      return inFields(in, name -> analysis.keywordPrefix(name, start));
    }
    List<String> forms = numbers.queryForms(word.text());
    return inFields(
        in, name -> anyOf(forms.stream().map(form -> analysis.keyword(name, form)).toList()));
  }

  private CanonicalQuery dates(Syntax.Dates dates, Searched in) {
    return inFields(in, name -> analysis.range(name, lowest(dates), dates.to()));
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

  /** Text in several fields is scored as if these were one field; all else by its parts. */
  private static CanonicalQuery inFields(Searched in, Function<String, CanonicalQuery> compile) {
    List<CanonicalQuery> each = in.indexFields().map(compile).toList();
    return in.type() == FieldType.TEXT && each.stream().allMatch(QueryCompiler::member)
        ? asOne(each)
        : anyOf(each);
  }

  /** Whether a group may have it as a member. */
  private static boolean member(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term _, CanonicalQuery.MatchNone _ -> true;
      case CanonicalQuery.Phrase phrase -> phrase.slop() == 0;
      default -> false;
    };
  }

  /** Words and phrases that are taken for one; what analysis leaves empty asks for nothing. */
  private static CanonicalQuery asOne(List<CanonicalQuery> queries) {
    List<CanonicalQuery> distinct =
        queries.stream().filter(query -> !query.equals(NOTHING)).distinct().toList();
    return switch (distinct.size()) {
      case 0 -> NOTHING;
      case 1 -> distinct.getFirst();
      default ->
          new CanonicalQuery.Group(
              distinct.stream().map(query -> new CanonicalQuery.Member(query, 1)).toList());
    };
  }
}
