package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The grammar of CQL 1.2: operators have no precedence and bind from left to right; a word is an
 * operator only where an operand ended. Stops at the first mistake, because behind it nothing is
 * certain. Recursion is bounded by {@link QueryLanguage#DEEPEST}.
 */
final class CqlParser {
  private static final Set<String> OPERATORS = Set.of("and", "or", "not", "prox");
  private static final Set<String> RELATIONS =
      Set.of("any", "all", "within", "encloses", "exact", "adj", "scr");
  private static final int MOST_MODIFIERS = 8;
  private static final CqlIndexes CODES = CqlIndexes.standard(true);

  private final CqlScanner scanner;
  private final Remarks remarks;
  private final boolean neighboursJoin;
  private int clauses;

  /** A mistake was remarked; nothing behind it is read. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  /**
   * @param neighboursJoin whether operands side by side are joined by "and", as in smart search
   */
  CqlParser(String text, Remarks remarks, boolean neighboursJoin) {
    this.scanner = new CqlScanner(text);
    this.remarks = remarks;
    this.neighboursJoin = neighboursJoin;
  }

  /** The tree; empty when a mistake was remarked or nothing was asked. */
  Optional<CqlNode> parse() {
    try {
      if (!scanner.more()) {
        return Optional.empty();
      }
      CqlNode tree = query(0);
      if (scanner.more()) {
        throw stop(RemarkKey.UNOPENED_BRACKET, scanner.here());
      }
      return Optional.of(tree);
    } catch (Stopped stopped) {
      return Optional.empty();
    }
  }

  private Stopped stop(RemarkKey key, Span span, String... arguments) {
    remarks.add(key, span, arguments);
    return new Stopped();
  }

  private CqlNode query(int depth) {
    if (depth > QueryLanguage.DEEPEST) {
      throw stop(RemarkKey.TOO_DEEP, scanner.here(), Integer.toString(QueryLanguage.DEEPEST));
    }
    Span start = scanner.here();
    if (scanner.take('>')) {
      return prefixed(start, depth);
    }
    CqlNode left = operand(depth);
    while (scanner.more() && !scanner.next(')')) {
      Optional<CqlNode.Operator> operator = operator();
      if (operator.isEmpty()) {
        if (sorting()) {
          return sorted(left);
        }
        if (!neighboursJoin) {
          CqlScanner.Piece found =
              scanner
                  .piece(true)
                  .orElseThrow(() -> stop(RemarkKey.CQL_OPERATOR, scanner.here(), sign()));
          throw stop(RemarkKey.CQL_OPERATOR, found.span(), found.text());
        }
        Span here = new Span(scanner.here().from(), scanner.here().from());
        operator = Optional.of(new CqlNode.Operator("and", List.of(), here));
      }
      CqlNode right = operand(depth);
      left = new CqlNode.Triple(operator.get(), left, right, left.span().cover(right.span()));
    }
    return left;
  }

  private String sign() {
    int before = scanner.position();
    String sign = scanner.sign().map(CqlScanner.Piece::text).orElse("");
    scanner.back(before);
    return sign;
  }

  private CqlNode prefixed(Span start, int depth) {
    CqlScanner.Piece first = required(">");
    Optional<String> prefix = Optional.empty();
    String set = first.text();
    if (scanner.take('=')) {
      prefix = Optional.of(first.text());
      set = required("=").text();
    }
    CqlNode subject = query(depth + 1);
    return new CqlNode.Prefixed(prefix, set, subject, start.cover(subject.span()));
  }

  private CqlScanner.Piece required(String behind) {
    Span here = scanner.here();
    CqlScanner.Piece piece =
        scanner.piece(true).orElseThrow(() -> stop(RemarkKey.CQL_TERM, here, behind));
    return closed(piece);
  }

  private CqlScanner.Piece closed(CqlScanner.Piece piece) {
    if (piece.quoted() && !scanner.closed(piece)) {
      throw stop(RemarkKey.UNCLOSED_QUOTE, piece.span());
    }
    return piece;
  }

  private Optional<CqlNode.Operator> operator() {
    int before = scanner.position();
    Optional<CqlScanner.Piece> word = scanner.piece(false);
    if (word.isEmpty()
        || word.get().quoted()
        || !OPERATORS.contains(word.get().text().toLowerCase(Locale.ROOT))) {
      scanner.back(before);
      return Optional.empty();
    }
    List<CqlNode.Modifier> modifiers = modifiers();
    String value = word.get().text().toLowerCase(Locale.ROOT);
    return Optional.of(new CqlNode.Operator(andNot(value), modifiers, word.get().span()));
  }

  /** Smart search also writes {@code and not}. */
  private String andNot(String operator) {
    int before = scanner.position();
    if (neighboursJoin && operator.equals("and")) {
      Optional<CqlScanner.Piece> next = scanner.piece(false);
      if (next.isPresent() && !next.get().quoted() && next.get().text().equalsIgnoreCase("not")) {
        return "not";
      }
    }
    scanner.back(before);
    return operator;
  }

  private boolean sorting() {
    int before = scanner.position();
    Optional<CqlScanner.Piece> word = scanner.piece(true);
    boolean sorts =
        word.isPresent() && !word.get().quoted() && word.get().text().equalsIgnoreCase("sortby");
    if (!sorts) {
      scanner.back(before);
    }
    return sorts;
  }

  private CqlNode sorted(CqlNode subject) {
    List<String> keys = new ArrayList<>();
    Span span = subject.span();
    while (scanner.more() && !scanner.next(')')) {
      CqlScanner.Piece key = required("sortby");
      keys.add(key.text());
      span = span.cover(key.span());
    }
    if (keys.isEmpty()) {
      throw stop(RemarkKey.CQL_TERM, scanner.here(), "sortby");
    }
    return new CqlNode.Sorted(subject, keys, span);
  }

  private CqlNode operand(int depth) {
    Span open = scanner.here();
    if (scanner.take('(')) {
      if (scanner.next(')')) {
        throw stop(RemarkKey.EMPTY_BRACKETS, open.cover(scanner.here()));
      }
      CqlNode inside = query(depth + 1);
      if (!scanner.take(')')) {
        throw stop(RemarkKey.UNCLOSED_BRACKET, open);
      }
      return inside;
    }
    clauses++;
    if (clauses > QueryLanguage.MOST_CLAUSES) {
      throw stop(RemarkKey.TOO_MANY_CLAUSES, open, Integer.toString(QueryLanguage.MOST_CLAUSES));
    }
    return clause();
  }

  private CqlNode clause() {
    Span here = scanner.here();
    CqlScanner.Piece first =
        closed(scanner.piece(true).orElseThrow(() -> stop(RemarkKey.CQL_TERM, here, sign())));
    boolean indexed = !neighboursJoin || !CODES.fields(first.text()).isEmpty();
    Optional<CqlNode.Relation> relation = relation(indexed && !first.quoted());
    if (relation.isEmpty()) {
      CqlNode.Relation equal = new CqlNode.Relation("=", List.of(), first.span());
      return new CqlNode.Clause(
          CqlNode.SERVER_CHOICE, equal, first.text(), first.span(), first.span());
    }
    CqlScanner.Piece term = required(relation.get().value());
    return new CqlNode.Clause(
        first.text(), relation.get(), term.text(), term.span(), first.span().cover(term.span()));
  }

  /** A sign, or a word that names a relation and has a term behind it. */
  private Optional<CqlNode.Relation> relation(boolean byName) {
    Optional<CqlScanner.Piece> sign = scanner.sign();
    if (sign.isPresent()) {
      return Optional.of(new CqlNode.Relation(sign.get().text(), modifiers(), sign.get().span()));
    }
    int before = scanner.position();
    Optional<CqlScanner.Piece> word = scanner.piece(false);
    if (!byName || word.isEmpty() || word.get().quoted() || !named(word.get().text())) {
      scanner.back(before);
      return Optional.empty();
    }
    return Optional.of(new CqlNode.Relation(word.get().text(), modifiers(), word.get().span()));
  }

  /** A relation of another context set has a point in its name. */
  private boolean named(String word) {
    String name = word.toLowerCase(Locale.ROOT);
    return RELATIONS.contains(name) || (!neighboursJoin && name.matches("[a-z]+\\.[a-z]+"));
  }

  private List<CqlNode.Modifier> modifiers() {
    List<CqlNode.Modifier> modifiers = new ArrayList<>();
    while (scanner.take('/')) {
      Span here = scanner.here();
      CqlScanner.Piece name =
          scanner.piece(false).orElseThrow(() -> stop(RemarkKey.CQL_MODIFIER_NAME, here));
      if (modifiers.size() == MOST_MODIFIERS) {
        throw stop(RemarkKey.CQL_MANY_MODIFIERS, name.span(), Integer.toString(MOST_MODIFIERS));
      }
      Optional<CqlScanner.Piece> comparison = scanner.sign();
      Optional<CqlScanner.Piece> value =
          comparison.map(
              sign ->
                  closed(
                      scanner
                          .piece(false)
                          .orElseThrow(
                              () -> stop(RemarkKey.CQL_TERM, scanner.here(), sign.text()))));
      Span span = value.map(piece -> name.span().cover(piece.span())).orElse(name.span());
      modifiers.add(
          new CqlNode.Modifier(
              name.text(),
              comparison.map(CqlScanner.Piece::text),
              value.map(CqlScanner.Piece::text),
              span));
    }
    return modifiers;
  }
}
