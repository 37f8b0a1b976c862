package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recursive descent over tokens: OR binds weakest, then AND and mere neighbourhood, then NOT. After
 * a mistake it goes on with what follows, so that one answer names several. Recursion is bounded by
 * {@link QueryLanguage#DEEPEST}, work by the number of tokens.
 */
final class Parser {
  private static final int MOST_JOINED_WORDS = 4;

  /** Distances in a row; brackets as deep as this are read again. */
  private static final int MOST_NEAR = 12;

  private final String text;
  private final List<Token> tokens;
  private final NumberForms numbers;
  private final Steps steps;
  private final Remarks remarks;
  private int at;
  private int clauses;
  private boolean overBound;

  Parser(String text, List<Token> tokens, NumberForms numbers, Steps steps, Remarks remarks) {
    this.steps = steps;
    this.text = Folding.fold(text);
    this.tokens = tokens;
    this.numbers = numbers;
    this.remarks = remarks;
  }

  /** The tree of the whole text; empty only when something was remarked or nothing was asked. */
  Optional<Syntax> parse() {
    Optional<Syntax> tree = any(new BareValues(numbers, remarks), 0);
    while (!peek().is(Token.Kind.END) && !remarks.full()) {
      if (peek().is(Token.Kind.CLOSE)) {
        remarks.add(RemarkKey.UNOPENED_BRACKET, peek().span());
        at++;
      }
      any(new BareValues(numbers, remarks), 0);
    }
    return tree;
  }

  private Token peek() {
    return tokens.get(at);
  }

  /** A tree and whether it was joined from several operands that no bracket holds together. */
  private record Joined(Optional<Syntax> tree, boolean open) {}

  private Optional<Syntax> any(Values values, int depth) {
    List<Syntax> parts = new ArrayList<>();
    boolean mixed = false;
    int count = 0;
    while (true) {
      Joined part = all(values, depth);
      count++;
      mixed |= part.open();
      part.tree()
          .ifPresent(
              tree -> {
                if (tree instanceof Syntax.Or or) {
                  parts.addAll(or.parts());
                } else {
                  parts.add(tree);
                }
              });
      if (!peek().is(Token.Kind.OR)) {
        break;
      }
      at++;
    }
    if (parts.size() < 2) {
      return parts.stream().findFirst();
    }
    Span span = parts.getFirst().span().cover(parts.getLast().span());
    if (mixed && count > 1) {
      remarks.add(RemarkKey.MIXED_OPERATORS, span);
    }
    return Optional.of(new Syntax.Or(parts, span));
  }

  private Joined all(Values values, int depth) {
    List<Syntax> parts = new ArrayList<>();
    int count = 0;
    do {
      if (peek().is(Token.Kind.AND) && count > 0) {
        at++;
      }
      count++;
      operand(values, depth)
          .ifPresent(
              tree -> {
                if (tree instanceof Syntax.And and) {
                  parts.addAll(and.parts());
                } else {
                  parts.add(tree);
                }
              });
    } while ((peek().is(Token.Kind.AND) || peek().startsOperand()) && !remarks.full());
    if (parts.size() < 2) {
      return new Joined(parts.stream().findFirst(), false);
    }
    Span span = parts.getFirst().span().cover(parts.getLast().span());
    return new Joined(Optional.of(new Syntax.And(parts, span)), count > 1);
  }

  private Optional<Syntax> operand(Values values, int depth) {
    int start = peek().span().from();
    boolean negated = false;
    while (peek().is(Token.Kind.NOT)) {
      negated = !negated;
      at++;
    }
    Optional<Syntax> body = near(values, depth);
    if (!negated || body.isEmpty()) {
      return body;
    }
    Span span = new Span(start, Math.max(start, body.get().span().to()));
    return Optional.of(
        body.get() instanceof Syntax.Not not ? not.body() : new Syntax.Not(body.get(), span));
  }

  /** Operands joined by distances, from left to right. */
  private Optional<Syntax> near(Values values, int depth) {
    Optional<Syntax> left = primary(values, depth);
    int joined = 0;
    while (peek() instanceof Token.Near operator) {
      at++;
      if (++joined > MOST_NEAR) {
        remarks.add(RemarkKey.TOO_MANY_DISTANCES, operator.span(), Integer.toString(MOST_NEAR));
      }
      Optional<Syntax> first = left;
      left =
          primary(values, depth)
              .flatMap(
                  right ->
                      first.flatMap(
                          one ->
                              joined(operator, values)
                                  ? new Distances(remarks).near(one, right, operator)
                                  : Optional.empty()));
    }
    return left;
  }

  private boolean joined(Token.Near operator, Values values) {
    if (values.field().type() != FieldType.TEXT) {
      remarks.add(
          RemarkKey.DISTANCE_NEEDS_TEXT, operator.span(), TypedValues.named(values.field()));
      return false;
    }
    return true;
  }

  private Optional<Syntax> primary(Values values, int depth) {
    return switch (peek()) {
      case Token.Word _,
          Token.Masked _,
          Token.Fuzzy _,
          Token.Quoted _,
          Token.Same _,
          Token.Range _ ->
          leaf(values);
      case Token.Name name -> fielded(name, values, depth);
      case Token.Near _ -> Optional.empty();
      case Token.Step step -> step(step, values);
      case Token.Mark mark ->
          switch (mark.kind()) {
            case OPEN -> group(values, depth);
            case ALL -> everything(values, mark);
            case AND, OR, NOT, CLOSE, END -> missing(mark);
          };
    };
  }

  private Optional<Syntax> step(Token.Step step, Values values) {
    at++;
    if (values.field() != QueryField.TOPIC) {
      remarks.add(RemarkKey.STEP_IN_FIELD, step.span(), TypedValues.named(values.field()));
      return Optional.empty();
    }
    Optional<Syntax> tree = steps.tree(step.number());
    if (tree.isEmpty()) {
      remarks.add(RemarkKey.UNKNOWN_STEP, step.span(), "#" + step.number());
      return Optional.empty();
    }
    clauses += Steps.leaves(tree.get()) - 1;
    return counted(step.span()) ? Optional.of(Steps.at(tree.get(), step.span())) : Optional.empty();
  }

  private Optional<Syntax> missing(Token.Mark found) {
    Token before = at > 0 ? tokens.get(at - 1) : found;
    boolean operatorBefore =
        before.is(Token.Kind.AND) || before.is(Token.Kind.OR) || before.is(Token.Kind.NOT);
    if (operatorBefore && before instanceof Token.Mark operator) {
      remarks.add(RemarkKey.EXPECTED_OPERAND, operator.span(), operator.written());
    } else if (found.kind() == Token.Kind.AND || found.kind() == Token.Kind.OR) {
      remarks.add(RemarkKey.EXPECTED_OPERAND, found.span(), found.written());
    } else if (found.kind() == Token.Kind.CLOSE && before.is(Token.Kind.OPEN)) {
      remarks.add(RemarkKey.EMPTY_BRACKETS, before.span().cover(found.span()));
    }
    return Optional.empty();
  }

  private Optional<Syntax> everything(Values values, Token.Mark mark) {
    at++;
    if (values.field() != QueryField.TOPIC) {
      remarks.add(RemarkKey.SHORT_TRUNCATION, mark.span());
      return Optional.empty();
    }
    return counted(mark.span()) ? Optional.of(new Syntax.All(mark.span())) : Optional.empty();
  }

  private Optional<Syntax> group(Values values, int depth) {
    Span open = peek().span();
    at++;
    if (depth == QueryLanguage.DEEPEST) {
      remarks.add(RemarkKey.TOO_DEEP, open, Integer.toString(QueryLanguage.DEEPEST));
      at = tokens.size() - 1;
      return Optional.empty();
    }
    Optional<Syntax> inside = any(values, depth + 1);
    if (peek().is(Token.Kind.CLOSE)) {
      at++;
    } else if (!remarks.full()) {
      remarks.add(RemarkKey.UNCLOSED_BRACKET, open);
    }
    return inside;
  }

  private Optional<Syntax> fielded(Token.Name name, Values values, int depth) {
    QueryField field = name.first();
    if (values.field() != QueryField.TOPIC) {
      remarks.add(
          RemarkKey.FIELD_IN_FIELD,
          name.span(),
          TypedValues.named(field),
          TypedValues.named(values.field()));
    }
    for (QueryField each : name.fields()) {
      if (!each.searchable()) {
        remarks.add(RemarkKey.FIELD_NOT_HELD, name.span(), TypedValues.named(each));
      }
      if (each.type() != field.type() || (field.type() == FieldType.KEYWORD && each != field)) {
        remarks.add(
            RemarkKey.FIELDS_DIFFER,
            name.span(),
            TypedValues.named(field),
            TypedValues.named(each));
      }
    }
    at++;
    Optional<Syntax> body =
        field == QueryField.TOPIC
            ? topic(name, depth)
            : value(name, new TypedValues(field, numbers, remarks), depth)
                .map(
                    inner ->
                        new Syntax.Fielded(name.fields(), inner, name.span().cover(inner.span())));
    return name.relation() == Relation.NOT_EQUAL ? body.map(Parser::negated) : body;
  }

  private static Syntax negated(Syntax body) {
    return body instanceof Syntax.Not not ? not.body() : new Syntax.Not(body, body.span());
  }

  private Optional<Syntax> topic(Token.Name name, int depth) {
    BareValues bare = new BareValues(numbers, remarks);
    return switch (peek()) {
      case Token.Word _,
          Token.Masked _,
          Token.Fuzzy _,
          Token.Quoted _,
          Token.Same _,
          Token.Range _ ->
          leaf(bare);
      case Token.Mark mark when mark.kind() == Token.Kind.OPEN -> group(bare, depth);
      case Token.Mark _, Token.Name _, Token.Near _, Token.Step _ -> noValue(name);
    };
  }

  private Optional<Syntax> value(Token.Name name, TypedValues values, int depth) {
    return switch (peek()) {
      case Token.Word word when name.relation().compares() -> {
        at++;
        yield counted(word.span()) ? values.compared(word, name.relation()) : Optional.empty();
      }
      case Token.Word _ -> {
        Optional<Syntax> read = leaf(values);
        if (values.field().type() == FieldType.TEXT && peek() instanceof Token.Word) {
          remarks.add(RemarkKey.FIELD_TAKES_ONE, peek().span(), TypedValues.named(values.field()));
        }
        yield read;
      }
      case Token.Masked _, Token.Fuzzy _, Token.Quoted _, Token.Same _, Token.Range _ ->
          leaf(values);
      case Token.Mark mark when mark.kind() == Token.Kind.OPEN && !name.relation().compares() ->
          group(values, depth);
      case Token.Mark mark when mark.kind() == Token.Kind.ALL -> everything(values, mark);
      case Token.Mark _, Token.Name _, Token.Near _, Token.Step _ -> noValue(name);
    };
  }

  private Optional<Syntax> noValue(Token.Name name) {
    remarks.add(RemarkKey.EXPECTED_VALUE, name.span(), TypedValues.named(name.first()));
    return Optional.empty();
  }

  private Optional<Syntax> leaf(Values values) {
    Token token = peek();
    if (!counted(token.span())) {
      return Optional.empty();
    }
    return switch (token) {
      case Token.Word word when besideDistance() -> {
        at++;
        yield TypedValues.plain(word, remarks);
      }
      case Token.Word word -> {
        Token.Word whole = joined(word, values);
        yield values.word(whole);
      }
      case Token.Masked masked -> {
        at++;
        yield values.masked(masked);
      }
      case Token.Quoted quoted -> {
        at++;
        yield values.quoted(quoted);
      }
      case Token.Fuzzy fuzzy -> {
        at++;
        yield values.fuzzy(fuzzy);
      }
      case Token.Same same -> {
        at++;
        yield values.same(same);
      }
      case Token.Range range -> {
        at++;
        yield values.range(range);
      }
      case Token.Name _, Token.Near _, Token.Step _, Token.Mark _ -> Optional.empty();
    };
  }

  /** Beside a distance a word is text, whatever it looks like. */
  private boolean besideDistance() {
    return tokens.get(at + 1) instanceof Token.Near
        || (at > 0 && tokens.get(at - 1) instanceof Token.Near);
  }

  /** A number or class symbol that is written with spaces, as one word; steps over what it took. */
  private Token.Word joined(Token.Word first, Values values) {
    Token.Word best = first;
    int behind = at + 1;
    StringBuilder text = new StringBuilder(first.text());
    Token.Word last = first;
    for (int i = at + 1; i < at + MOST_JOINED_WORDS && !last.truncated(); i++) {
      if (!(tokens.get(i) instanceof Token.Word next) || !onlySpaceBetween(last, next)) {
        break;
      }
      last = next;
      text.append(' ').append(next.text());
      if (values.joins(text.toString())) {
        Span span = first.span().cover(next.span());
        best = new Token.Word(text.toString(), next.truncated(), span);
        behind = i + 1;
      }
    }
    at = behind;
    return best;
  }

  private boolean onlySpaceBetween(Token left, Token right) {
    return text.substring(left.span().to(), right.span().from()).isBlank();
  }

  /** Counts a leaf; over the bound, remarks it and steps to the end. */
  private boolean counted(Span span) {
    clauses++;
    if (clauses <= QueryLanguage.MOST_CLAUSES) {
      return true;
    }
    if (!overBound) {
      overBound = true;
      remarks.add(RemarkKey.TOO_MANY_CLAUSES, span, Integer.toString(QueryLanguage.MOST_CLAUSES));
    }
    at = tokens.size() - 1;
    return false;
  }
}
