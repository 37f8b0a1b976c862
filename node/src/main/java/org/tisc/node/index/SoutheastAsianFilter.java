package org.tisc.node.index;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Cuts runs of Thai, Lao, Khmer and Burmese, which are written without spaces, into words by ICU's
 * dictionaries. Every other token passes.
 */
final class SoutheastAsianFilter extends TokenFilter {
  private static final String RUN =
      StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN];

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final OffsetAttribute offsets = addAttribute(OffsetAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private final TypeAttribute type = addAttribute(TypeAttribute.class);
  private final BreakIterator words = BreakIterator.getWordInstance(ULocale.ROOT);

  /** The run being cut, empty when there is none; its place in the text; where it is cut so far. */
  private String run = "";

  private int runStart;
  private int cut;

  SoutheastAsianFilter(TokenStream input) {
    super(input);
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (cut < run.length()) {
      clearAttributes();
      type.setType(RUN);
      step.setPositionIncrement(1);
      emitNextWord();
      return true;
    }
    if (!input.incrementToken()) {
      return false;
    }
    if (type.type().equals(RUN)) {
      run = term.toString();
      runStart = offsets.startOffset();
      cut = 0;
      words.setText(run);
      emitNextWord();
    }
    return true;
  }

  private void emitNextWord() {
    int end = words.next();
    if (end == BreakIterator.DONE) {
      end = run.length();
    }
    term.setEmpty().append(run, cut, end);
    offsets.setOffset(runStart + cut, runStart + end);
    cut = end;
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    run = "";
    cut = 0;
  }
}
