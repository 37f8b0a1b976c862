package org.tisc.node.query;

import java.util.Optional;

/** Judges what may stand beside a distance, and joins it. */
record Distances(Remarks remarks) {
  /** Two operands at a distance; empty after a mistake was remarked. */
  Optional<Syntax> near(Syntax left, Syntax right, Token.Near operator) {
    if (operator.words() > Syntax.Near.FARTHEST) {
      remarks.add(RemarkKey.TOO_FAR, operator.span(), Integer.toString(Syntax.Near.FARTHEST));
      return Optional.empty();
    }
    Span span = left.span().cover(right.span());
    boolean fielded = left instanceof Syntax.Fielded || right instanceof Syntax.Fielded;
    if (!fielded) {
      return placed(left, operator) && placed(right, operator)
          ? Optional.of(new Syntax.Near(left, right, operator.words(), operator.ordered(), span))
          : Optional.empty();
    }
    if (left instanceof Syntax.Fielded one
        && right instanceof Syntax.Fielded other
        && one.fields().equals(other.fields())
        && one.fields().getFirst().type() == FieldType.TEXT) {
      return near(one.body(), other.body(), operator)
          .map(body -> new Syntax.Fielded(one.fields(), body, span));
    }
    remarks.add(RemarkKey.DISTANCE_OVER_FIELDS, operator.span(), operator.written());
    return Optional.empty();
  }

  /** Whether it has a place in a text; a mistake is remarked. */
  private boolean placed(Syntax operand, Token.Near operator) {
    boolean good =
        switch (operand) {
          case Syntax.Word _, Syntax.Masked _, Syntax.Same _, Syntax.Near _ -> true;
          case Syntax.Phrase phrase -> phrase.distance() == 0;
          case Syntax.Or or -> or.parts().stream().allMatch(part -> placed(part, operator));
          case Syntax.All _,
              Syntax.Fuzzy _,
              Syntax.Dates _,
              Syntax.Fielded _,
              Syntax.And _,
              Syntax.Not _ ->
              false;
        };
    if (!good && !(operand instanceof Syntax.Or)) {
      remarks.add(RemarkKey.DISTANCE_OPERAND, operand.span(), operator.written());
    }
    return good;
  }
}
