package org.tisc.node.query;

import java.util.List;
import java.util.stream.Collectors;

/** Trees of CQL in one line, every triple in brackets. */
final class CqlText {
  private CqlText() {}

  static String of(CqlNode node) {
    return switch (node) {
      case CqlNode.Clause clause ->
          clause.index()
              + " "
              + clause.relation().value()
              + modifiers(clause.relation().modifiers())
              + " \""
              + clause.term()
              + "\"";
      case CqlNode.Triple triple ->
          "("
              + of(triple.left())
              + " "
              + triple.operator().value()
              + modifiers(triple.operator().modifiers())
              + " "
              + of(triple.right())
              + ")";
      case CqlNode.Prefixed prefixed ->
          ">" + prefixed.prefix().orElse("") + "=" + prefixed.set() + " " + of(prefixed.subject());
      case CqlNode.Sorted sorted ->
          of(sorted.subject()) + " sortby " + String.join(" ", sorted.keys());
    };
  }

  private static String modifiers(List<CqlNode.Modifier> modifiers) {
    return modifiers.stream()
        .map(each -> "/" + each.name() + each.comparison().orElse("") + each.value().orElse(""))
        .collect(Collectors.joining());
  }
}
