package org.tisc.node.query;

import java.util.List;
import org.tisc.federation.query.CanonicalQuery;

/** How large a canonical query is, as owners count it: every node, and every term of a phrase. */
record CanonicalSize(int nodes, int depth) {
  static CanonicalSize of(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term _,
          CanonicalQuery.Prefix _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.MatchNone _ ->
          new CanonicalSize(1, 1);
      case CanonicalQuery.Phrase phrase -> new CanonicalSize(1 + phrase.terms().size(), 1);
      case CanonicalQuery.Bool bool ->
          above(bool.clauses().stream().map(CanonicalQuery.Clause::query).toList());
      case CanonicalQuery.DisMax any -> above(any.queries());
      case CanonicalQuery.Boosted boosted -> above(List.of(boosted.query()));
      case CanonicalQuery.Constant constant -> above(List.of(constant.query()));
    };
  }

  private static CanonicalSize above(List<CanonicalQuery> parts) {
    int nodes = 1;
    int depth = 0;
    for (CanonicalQuery part : parts) {
      CanonicalSize size = of(part);
      nodes += size.nodes();
      depth = Math.max(depth, size.depth());
    }
    return new CanonicalSize(nodes, depth + 1);
  }
}
