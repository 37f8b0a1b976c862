package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.tisc.federation.query.TermMask;

/** Patterns of terms: as queries of Lucene, and on a single term. */
final class Masks {
  private Masks() {}

  /** Documents with a term of the pattern; each scores 1. */
  static Query query(String field, TermMask mask) {
    List<Automaton> pieces = new ArrayList<>();
    for (TermMask.Part part : mask.parts()) {
      pieces.add(Automata.makeString(part.literal().toStringUtf8()));
      for (int i = 0; i < part.any(); i++) {
        pieces.add(Automata.makeAnyChar());
      }
    }
    if (mask.open()) {
      pieces.add(Automata.makeAnyString());
    }
    // A chain without alternatives: determinizing visits each state once.
    Automaton chain =
        Operations.determinize(
            Operations.concatenate(pieces), Operations.DEFAULT_DETERMINIZE_WORK_LIMIT);
    return new AutomatonQuery(
        new Term(field, QueryCompiler.ref(mask.start())),
        chain,
        false,
        MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE);
  }

  /** Whether a term has the pattern. */
  static boolean matches(TermMask mask, String term) {
    int at = 0;
    for (TermMask.Part part : mask.parts()) {
      String literal = part.literal().toStringUtf8();
      if (!term.startsWith(literal, at)) {
        return false;
      }
      at += literal.length();
      for (int i = 0; i < part.any(); i++) {
        if (at >= term.length()) {
          return false;
        }
        at += Character.charCount(term.codePointAt(at));
      }
    }
    return mask.open() || at == term.length();
  }

  /** A pattern of a text and a number of free characters behind it. */
  static TermMask.Part part(String literal, int any) {
    return new TermMask.Part(ByteString.copyFromUtf8(literal), any);
  }
}
