package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;
import org.tisc.node.query.Span;
import org.tisc.node.query.WrittenWords;

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

  /** The text cut at the marks, in order; what an expansion found is told apart. */
  static List<WrittenWords.Piece> pieces(Passage passage, WrittenWords written) {
    return written.pieces(
        passage.text(),
        sound(passage).stream().map(mark -> new Span(mark.from(), mark.to())).toList());
  }

  /** The parts of the marks that an expansion found. */
  static List<Span> expanded(Passage passage, WrittenWords written) {
    return sound(passage).stream()
        .flatMap(mark -> written.expanded(passage.text(), mark.from(), mark.to()).stream())
        .toList();
  }

  private static boolean whole(String text, int position) {
    return position == 0
        || position == text.length()
        || !Character.isSurrogatePair(text.charAt(position - 1), text.charAt(position));
  }
}
