package org.tisc.node.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * One token of a text.
 *
 * @param term the term as it stands in the index
 * @param position counted from 0
 * @param from start in UTF-16 code units of the original text
 * @param to end, exclusive
 * @param form what sort of token
 */
record TextToken(String term, int position, int from, int to, Form form) {
  /** Sorts of tokens that queries must tell apart. */
  enum Form {
    /** One Chinese, Japanese or Korean character. */
    SINGLE,
    /** Two of them that stand together; begins at the position of its first. */
    PAIR,
    /** Everything else. */
    WORD
  }

  /** The tokens of the text, at most {@code most}, in the order of the chain. */
  static List<TextToken> of(Analyzer analyzer, String text, int most) {
    List<TextToken> tokens = new ArrayList<>();
    FoldedText folded = FoldedText.of(text);
    try (TokenStream stream = analyzer.tokenStream("text", folded.text())) {
      CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
      PositionIncrementAttribute step = stream.addAttribute(PositionIncrementAttribute.class);
      OffsetAttribute offsets = stream.addAttribute(OffsetAttribute.class);
      TypeAttribute type = stream.addAttribute(TypeAttribute.class);
      stream.reset();
      int position = -1;
      while (tokens.size() < most && stream.incrementToken()) {
        position += step.getPositionIncrement();
        Form form =
            switch (type.type()) {
              case CJKBigramFilter.SINGLE_TYPE -> Form.SINGLE;
              case CJKBigramFilter.DOUBLE_TYPE -> Form.PAIR;
              default -> Form.WORD;
            };
        int from = folded.start(offsets.startOffset());
        int to = folded.end(offsets.endOffset());
        tokens.add(new TextToken(term.toString(), position, from, to, form));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tokens;
  }
}
