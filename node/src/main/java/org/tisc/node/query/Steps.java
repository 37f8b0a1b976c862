package org.tisc.node.query;

import java.util.List;
import java.util.Optional;

/** Earlier queries that a query may name by their numbers, as in {@code #1 AND #2 NOT #3}. */
@FunctionalInterface
public interface Steps {
  /** No query was asked before. */
  Steps NONE = _ -> Optional.empty();

  /** The tree of the query of that number, if it is kept. */
  Optional<Syntax> tree(int number);

  /** How many words, phrases and values a tree has. */
  static int leaves(Syntax tree) {
    return switch (tree) {
      case Syntax.All _,
          Syntax.Word _,
          Syntax.Masked _,
          Syntax.Fuzzy _,
          Syntax.Phrase _,
          Syntax.Dates _ ->
          1;
      case Syntax.Same same -> same.texts().size();
      case Syntax.Near near -> leaves(near.left()) + leaves(near.right());
      case Syntax.Fielded fielded -> leaves(fielded.body());
      case Syntax.And and -> and.parts().stream().mapToInt(Steps::leaves).sum();
      case Syntax.Or or -> or.parts().stream().mapToInt(Steps::leaves).sum();
      case Syntax.Not not -> leaves(not.body());
    };
  }

  /** A tree as it stands where its number was written: its own positions are of another text. */
  static Syntax at(Syntax tree, Span span) {
    return switch (tree) {
      case Syntax.All _ -> new Syntax.All(span);
      case Syntax.Word word -> new Syntax.Word(word.text(), word.truncated(), span);
      case Syntax.Masked masked -> new Syntax.Masked(masked.pattern(), span);
      case Syntax.Fuzzy fuzzy -> new Syntax.Fuzzy(fuzzy.text(), fuzzy.edits(), span);
      case Syntax.Phrase phrase -> new Syntax.Phrase(phrase.text(), phrase.distance(), span);
      case Syntax.Same same -> new Syntax.Same(same.texts(), span);
      case Syntax.Near near ->
          new Syntax.Near(
              at(near.left(), span), at(near.right(), span), near.words(), near.ordered(), span);
      case Syntax.Dates dates -> new Syntax.Dates(dates.from(), dates.to(), span);
      case Syntax.Fielded fielded ->
          new Syntax.Fielded(fielded.fields(), at(fielded.body(), span), span);
      case Syntax.And and -> new Syntax.And(at(and.parts(), span), span);
      case Syntax.Or or -> new Syntax.Or(at(or.parts(), span), span);
      case Syntax.Not not -> new Syntax.Not(at(not.body(), span), span);
    };
  }

  private static List<Syntax> at(List<Syntax> parts, Span span) {
    return parts.stream().map(part -> at(part, span)).toList();
  }
}
