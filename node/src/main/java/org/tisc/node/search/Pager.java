package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;

/** Links to the pages of a list: the first, some around the one shown, and the next. */
final class Pager {
  private static final int AROUND = 3;

  private final SearchInput input;
  private final SearchTexts texts;

  Pager(SearchInput input, SearchTexts texts) {
    this.input = input;
    this.texts = texts;
  }

  /**
   * The links; none where the answer is the whole list, or nothing was kept.
   *
   * @param size of the pages
   */
  List<SearchView.PageLink> links(SearchAnswer answer, SearchAnswer.Total total, int size) {
    Optional<Cursor> kept = answer.kept();
    if (kept.isEmpty() || size < 1 || (answer.from() == 0 && !answer.goesOn())) {
      return List.of();
    }
    int shown = answer.from() / size;
    long known =
        Math.min(
            SearchQuestion.MAX_DEPTH,
            Math.max(total.count(), answer.from() + answer.hits().size()));
    int last = answer.goesOn() ? Math.max(shown + 1, (int) ((known - 1) / size)) : shown;
    List<SearchView.PageLink> links = new ArrayList<>();
    if (answer.from() > 0) {
      int before = Math.max(0, answer.from() - size);
      links.add(link(texts.of("pages.previous"), kept.get().at(before), "prev"));
    }
    for (int page = 0; page <= last; page++) {
      if (page == 0 || Math.abs(page - shown) <= AROUND) {
        links.add(
            page == shown
                ? new SearchView.PageLink(number(page), Optional.empty(), "")
                : link(number(page), kept.get().at(page * size), ""));
      }
    }
    answer.next().ifPresent(next -> links.add(link(texts.of("pages.next"), next, "next")));
    return links;
  }

  private String number(int page) {
    return Integer.toString(page + 1);
  }

  private SearchView.PageLink link(String label, Cursor cursor, String relation) {
    return new SearchView.PageLink(label, Optional.of(input.pageAt(cursor.text())), relation);
  }
}
