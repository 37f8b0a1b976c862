package org.tisc.node.web;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What leads through the node: the places of the page frame, in their order, and the lines of the
 * start page.
 *
 * @param standings how the node stands, in a language; asked with every visit of the start page
 */
public record Places(List<NavigationEntry> entries, Function<Locale, List<Standing>> standings) {
  public Places {
    entries = List.copyOf(entries);
  }

  /** Places of a node that says nothing of how it stands. */
  public static Places of(NavigationEntry... entries) {
    return new Places(List.of(entries), language -> List.of());
  }
}
