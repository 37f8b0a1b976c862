package org.tisc.node.query;

import java.util.List;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.Places;

/** How large a canonical query is, as owners count it: every node, and every term of a phrase. */
record CanonicalSize(int nodes, int depth) {
  static CanonicalSize of(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term _,
          CanonicalQuery.Prefix _,
          CanonicalQuery.Masked _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.MatchNone _ ->
          new CanonicalSize(1, 1);
      case CanonicalQuery.Fuzzy _ -> new CanonicalSize(1 + Likeness.MOST, 2);
      case CanonicalQuery.Phrase phrase -> new CanonicalSize(1 + phrase.terms().size(), 1);
      case CanonicalQuery.Near near -> {
        CanonicalSize places = of(near.places());
        yield new CanonicalSize(1 + places.nodes(), 1 + places.depth());
      }
      case CanonicalQuery.Bool bool ->
          above(bool.clauses().stream().map(CanonicalQuery.Clause::query).toList());
      case CanonicalQuery.DisMax any -> above(any.queries());
      case CanonicalQuery.Group group ->
          above(group.members().stream().map(CanonicalQuery.Member::query).toList());
      case CanonicalQuery.Boosted boosted -> above(List.of(boosted.query()));
      case CanonicalQuery.Constant constant -> above(List.of(constant.query()));
    };
  }

  private static CanonicalSize of(Places places) {
    return switch (places) {
      case Places.Run run -> new CanonicalSize(run.terms().size(), 1);
      case Places.Start _, Places.Mask _ -> new CanonicalSize(1, 1);
      case Places.AnyOf any -> over(any.alternatives().stream().map(CanonicalSize::of).toList());
      case Places.Within within -> over(List.of(of(within.left()), of(within.right())));
    };
  }

  private static CanonicalSize over(List<CanonicalSize> parts) {
    return new CanonicalSize(
        1 + parts.stream().mapToInt(CanonicalSize::nodes).sum(),
        1 + parts.stream().mapToInt(CanonicalSize::depth).max().orElse(0));
  }

  private static CanonicalSize above(List<CanonicalQuery> parts) {
    return over(parts.stream().map(CanonicalSize::of).toList());
  }
}
