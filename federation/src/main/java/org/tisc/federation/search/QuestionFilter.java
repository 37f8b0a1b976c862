package org.tisc.federation.search;

import java.util.Set;

/**
 * Which collections a question is about.
 *
 * @param kinds only collections of these kinds; empty for all
 * @param collections only collections of these names; empty for all
 */
record QuestionFilter(Set<String> kinds, Set<String> collections) {
  QuestionFilter {
    kinds = Set.copyOf(kinds);
    collections = Set.copyOf(collections);
  }

  static QuestionFilter of(SearchQuestion question) {
    return new QuestionFilter(question.kinds(), question.collections());
  }

  boolean fits(String kind, String collection) {
    return (kinds.isEmpty() || kinds.contains(kind))
        && (collections.isEmpty() || collections.contains(collection));
  }
}
