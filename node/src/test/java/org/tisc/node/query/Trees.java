package org.tisc.node.query;

import java.util.List;

/** Trees without positions, so that two texts of one meaning have equal trees. */
final class Trees {
  private static final Span NOWHERE = new Span(0, 0);

  private Trees() {}

  static Syntax bare(Syntax tree) {
    return switch (tree) {
      case Syntax.All _ -> new Syntax.All(NOWHERE);
      case Syntax.Word word -> new Syntax.Word(word.text(), word.truncated(), NOWHERE);
      case Syntax.Phrase phrase -> new Syntax.Phrase(phrase.text(), phrase.distance(), NOWHERE);
      case Syntax.Fuzzy fuzzy -> new Syntax.Fuzzy(fuzzy.text(), fuzzy.edits(), NOWHERE);
      case Syntax.Masked masked -> new Syntax.Masked(masked.pattern(), NOWHERE);
      case Syntax.Same same -> new Syntax.Same(same.texts(), NOWHERE);
      case Syntax.Near near ->
          new Syntax.Near(
              bare(near.left()), bare(near.right()), near.words(), near.ordered(), NOWHERE);
      case Syntax.Dates dates -> new Syntax.Dates(dates.from(), dates.to(), NOWHERE);
      case Syntax.Fielded it -> new Syntax.Fielded(it.fields(), bare(it.body()), NOWHERE);
      case Syntax.And and -> new Syntax.And(bare(and.parts()), NOWHERE);
      case Syntax.Or or -> new Syntax.Or(bare(or.parts()), NOWHERE);
      case Syntax.Not not -> new Syntax.Not(bare(not.body()), NOWHERE);
    };
  }

  private static List<Syntax> bare(List<Syntax> parts) {
    return parts.stream().map(Trees::bare).toList();
  }
}
