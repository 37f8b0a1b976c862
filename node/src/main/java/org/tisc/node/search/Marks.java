package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;

/** Marks of a passage that a peer may have sent: only those that rise, fit and cut no character. */
final class Marks {
  private Marks() {}

  static List<Mark> sound(Passage passage) {
    List<Mark> sound = new ArrayList<>();
    int behind = 0;
    for (Mark mark : passage.marks()) {
      boolean fits =
          mark.from() >= behind && mark.to() > mark.from() && mark.to() <= passage.text().length();
      if (fits && whole(passage.text(), mark.from()) && whole(passage.text(), mark.to())) {
        sound.add(mark);
        behind = mark.to();
      }
    }
    return sound;
  }

  /** The text cut at the marks, in order. */
  static List<SearchView.Piece> pieces(Passage passage) {
    List<SearchView.Piece> pieces = new ArrayList<>();
    int behind = 0;
    for (Mark mark : sound(passage)) {
      if (mark.from() > behind) {
        pieces.add(new SearchView.Piece(passage.text().substring(behind, mark.from()), false));
      }
      pieces.add(new SearchView.Piece(passage.text().substring(mark.from(), mark.to()), true));
      behind = mark.to();
    }
    if (behind < passage.text().length()) {
      pieces.add(new SearchView.Piece(passage.text().substring(behind), false));
    }
    return List.copyOf(pieces);
  }

  private static boolean whole(String text, int position) {
    return position == 0
        || position == text.length()
        || !Character.isSurrogatePair(text.charAt(position - 1), text.charAt(position));
  }
}
