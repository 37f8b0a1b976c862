package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * From the tree of CQL to the syntax tree. What this node cannot run is a mistake at its place:
 * nothing is left out in silence.
 */
final class CqlReader {
  private static final Set<String> HARMLESS =
      Set.of(
          "stem",
          "relevant",
          "ignorecase",
          "masked",
          "word",
          "cql.stem",
          "cql.relevant",
          "cql.ignorecase",
          "cql.masked",
          "cql.word");
  private static final String RELATIONS = "=, ==, <>, <, <=, >, >=, any, all, adj, within";
  private static final Pattern SMALL_NUMBER = Pattern.compile("\\d{1,4}");

  private final boolean codes;
  private final Remarks remarks;
  private final NumberForms numbers;
  private final CqlTerms terms;

  CqlReader(boolean codes, NumberForms numbers, Remarks remarks) {
    this.codes = codes;
    this.remarks = remarks;
    this.numbers = numbers;
    this.terms = new CqlTerms(codes, numbers, remarks);
  }

  /** The syntax tree; empty after a mistake was remarked. */
  Optional<Syntax> read(CqlNode tree) {
    return read(tree, CqlIndexes.standard(codes));
  }

  private Optional<Syntax> refuse(RemarkKey key, Span span, String... arguments) {
    remarks.add(key, span, arguments);
    return Optional.empty();
  }

  private Optional<Syntax> read(CqlNode node, CqlIndexes indexes) {
    return switch (node) {
      case CqlNode.Clause clause -> clause(clause, indexes);
      case CqlNode.Triple triple -> triple(triple, indexes);
      case CqlNode.Prefixed prefixed ->
          indexes
              .with(prefixed.prefix(), prefixed.set())
              .map(more -> read(prefixed.subject(), more))
              .orElseGet(() -> refuse(RemarkKey.CQL_UNKNOWN_SET, prefixed.span(), prefixed.set()));
      case CqlNode.Sorted sorted ->
          refuse(RemarkKey.CQL_SORT, sorted.span(), String.join(" ", sorted.keys()));
    };
  }

  /** Operators nest to the left as deep as the query is long; that side is walked in a loop. */
  private Optional<Syntax> triple(CqlNode.Triple last, CqlIndexes indexes) {
    List<CqlNode.Triple> spine = new ArrayList<>();
    CqlNode first = last;
    while (first instanceof CqlNode.Triple triple) {
      spine.addFirst(triple);
      first = triple.left();
    }
    Optional<Syntax> tree = read(first, indexes);
    for (CqlNode.Triple triple : spine) {
      Optional<Syntax> left = tree;
      tree =
          read(triple.right(), indexes)
              .flatMap(right -> left.flatMap(one -> joined(triple, one, right)));
    }
    return tree;
  }

  private Optional<Syntax> joined(CqlNode.Triple triple, Syntax left, Syntax right) {
    CqlNode.Operator operator = triple.operator();
    if (operator.value().equals("prox")) {
      return prox(operator).flatMap(distance -> new Distances(remarks).near(left, right, distance));
    }
    if (!operator.modifiers().isEmpty()) {
      CqlNode.Modifier modifier = operator.modifiers().getFirst();
      return refuse(RemarkKey.CQL_NO_MODIFIER, modifier.span(), modifier.name(), operator.value());
    }
    Span span = triple.span();
    return Optional.of(
        switch (operator.value()) {
          case "or" -> or(left, right, span);
          case "not" -> and(left, right instanceof Syntax.Not not ? not.body() : not(right), span);
          default -> and(left, right, span);
        });
  }

  private static Syntax not(Syntax body) {
    return new Syntax.Not(body, body.span());
  }

  private static Syntax and(Syntax left, Syntax right, Span span) {
    List<Syntax> parts = new ArrayList<>();
    for (Syntax part : List.of(left, right)) {
      if (part instanceof Syntax.And and) {
        parts.addAll(and.parts());
      } else {
        parts.add(part);
      }
    }
    return new Syntax.And(parts, span);
  }

  private static Syntax or(Syntax left, Syntax right, Span span) {
    List<Syntax> parts = new ArrayList<>();
    for (Syntax part : List.of(left, right)) {
      if (part instanceof Syntax.Or or) {
        parts.addAll(or.parts());
      } else {
        parts.add(part);
      }
    }
    return new Syntax.Or(parts, span);
  }

  /** Words beside each other have the distance 1 in CQL, and none between them. */
  private Optional<Token.Near> prox(CqlNode.Operator operator) {
    int words = 0;
    boolean ordered = false;
    for (CqlNode.Modifier modifier : operator.modifiers()) {
      String value = modifier.value().orElse("").toLowerCase(Locale.ROOT);
      String sign = modifier.comparison().orElse("");
      String name = modifier.name().toLowerCase(Locale.ROOT).replaceFirst("^cql\\.", "");
      switch (name) {
        case "ordered", "unordered" -> ordered = name.equals("ordered");
        case "unit" -> {
          if (!value.equals("word")) {
            remarks.add(RemarkKey.CQL_UNIT, modifier.span(), value);
            return Optional.empty();
          }
        }
        case "distance" -> {
          int most = SMALL_NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
          most -= sign.equals("<") ? 1 : 0;
          boolean bounded =
              sign.equals("<") || sign.equals("<=") || (sign.equals("=") && most == 1);
          if (most < 1 || !bounded) {
            remarks.add(RemarkKey.CQL_DISTANCE, modifier.span(), sign + value);
            return Optional.empty();
          }
          words = most - 1;
        }
        default -> {
          remarks.add(
              RemarkKey.CQL_MODIFIER,
              modifier.span(),
              modifier.name(),
              "prox",
              "unit=word, distance, ordered, unordered");
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Token.Near(words, ordered, "prox", operator.span()));
  }

  private Optional<Syntax> clause(CqlNode.Clause clause, CqlIndexes indexes) {
    if (indexes.full(clause.index()).equals(CqlIndexes.ALL_RECORDS)) {
      return Optional.of(new Syntax.All(clause.span()));
    }
    List<QueryField> fields = indexes.fields(clause.index());
    if (fields.isEmpty()) {
      return refuse(RemarkKey.CQL_UNKNOWN_INDEX, clause.span(), clause.index(), indexes.choices());
    }
    for (QueryField field : fields) {
      if (!field.searchable()) {
        return refuse(RemarkKey.FIELD_NOT_HELD, clause.span(), TypedValues.named(field));
      }
    }
    for (CqlNode.Modifier modifier : clause.relation().modifiers()) {
      if (!HARMLESS.contains(modifier.name().toLowerCase(Locale.ROOT))
          || modifier.comparison().isPresent()) {
        return refuse(
            RemarkKey.CQL_MODIFIER,
            modifier.span(),
            modifier.name(),
            clause.relation().value(),
            "stem, relevant, ignoreCase, masked, word");
      }
    }
    boolean bare = fields.getFirst() == QueryField.TOPIC;
    Optional<Syntax> body =
        fields.getFirst().type() == FieldType.TEXT
            ? text(clause, fields.getFirst())
            : value(clause, fields.getFirst());
    return body.map(
        inner ->
            bare
                ? inner
                : inner instanceof Syntax.Not not
                    ? not(new Syntax.Fielded(fields, not.body(), clause.span()))
                    : new Syntax.Fielded(fields, inner, clause.span()));
  }

  private static String relation(CqlNode.Clause clause) {
    String name = clause.relation().value().toLowerCase(Locale.ROOT);
    return name.startsWith("cql.") ? name.substring("cql.".length()) : name;
  }

  private Optional<Syntax> text(CqlNode.Clause clause, QueryField field) {
    String term = clause.term();
    Span span = clause.termSpan();
    return switch (relation(clause)) {
      case "=", "adj", "scr" -> terms.adjacent(term, field, span);
      case "<>" -> terms.adjacent(term, field, span).map(CqlReader::not);
      case "any" -> any(terms.words(term, field, span), span);
      case "all" -> all(terms.words(term, field, span), span);
      case "<", "<=", ">", ">=" ->
          refuse(
              RemarkKey.COMPARISON_NEEDS_DATE, clause.relation().span(), TypedValues.named(field));
      default -> wrongRelation(clause, field, "=, <>, any, all, adj");
    };
  }

  private Optional<Syntax> wrongRelation(CqlNode.Clause clause, QueryField field, String known) {
    return refuse(
        RemarkKey.CQL_RELATION,
        clause.relation().span(),
        clause.relation().value(),
        TypedValues.named(field),
        known);
  }

  private static Optional<Syntax> any(List<Syntax> words, Span span) {
    return words.size() < 2
        ? words.stream().findFirst()
        : Optional.of(words.stream().skip(1).reduce(words.getFirst(), (a, b) -> or(a, b, span)));
  }

  private static Optional<Syntax> all(List<Syntax> words, Span span) {
    return words.size() < 2
        ? words.stream().findFirst()
        : Optional.of(words.stream().skip(1).reduce(words.getFirst(), (a, b) -> and(a, b, span)));
  }

  private Optional<Syntax> value(CqlNode.Clause clause, QueryField field) {
    TypedValues values = new TypedValues(field, numbers, remarks);
    Span span = clause.termSpan();
    String term = clause.term();
    return switch (relation(clause)) {
      case "=", "==", "exact", "adj", "scr" -> terms.whole(term, values, span);
      case "<>" -> terms.whole(term, values, span).map(CqlReader::not);
      case "any" -> any(wholes(term, values, span), span);
      case "all" -> all(wholes(term, values, span), span);
      case "<", "<=", ">", ">=" ->
          values.compared(
              new Token.Word(CqlTerms.plain(term).strip(), false, span), sign(relation(clause)));
      case "within" ->
          values.range(
              new Token.Range(CqlTerms.plain(term).strip().replaceAll("[ ,]+", " TO "), span));
      default -> wrongRelation(clause, field, RELATIONS);
    };
  }

  private List<Syntax> wholes(String term, TypedValues values, Span span) {
    List<Syntax> each = new ArrayList<>();
    for (String one : term.strip().split(" +", -1)) {
      Optional<Syntax> read = terms.whole(one, values, span);
      if (read.isEmpty()) {
        return List.of();
      }
      each.add(read.get());
    }
    return each;
  }

  private static Relation sign(String sign) {
    return switch (sign) {
      case "<" -> Relation.LESS;
      case "<=" -> Relation.LESS_OR_EQUAL;
      case ">" -> Relation.GREATER;
      default -> Relation.GREATER_OR_EQUAL;
    };
  }
}
