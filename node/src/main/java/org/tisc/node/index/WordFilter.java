package org.tisc.node.index;

import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * Bounds every token and brings English words to their stem. A token longer than the bound is cut,
 * not dropped, so that a gene sequence is still found by its beginning. Only tokens made of the
 * letters a to z and apostrophes are stemmed; part numbers, symbols and other scripts stay.
 */
final class WordFilter extends TokenFilter {
  /** Longest token in UTF-16 code units; longer than any word, shorter than a page of sequence. */
  static final int MAX_TOKEN = 128;

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final EnglishStemmer stemmer = new EnglishStemmer();
  private final boolean stem;

  WordFilter(TokenStream input, boolean stem) {
    super(input);
    this.stem = stem;
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (!input.incrementToken()) {
      return false;
    }
    if (term.length() > MAX_TOKEN) {
      boolean splitsPair = Character.isHighSurrogate(term.charAt(MAX_TOKEN - 1));
      term.setLength(splitsPair ? MAX_TOKEN - 1 : MAX_TOKEN);
    }
    if (stem && isEnglishWord()) {
      stemmer.setCurrent(term.buffer(), term.length());
      if (stemmer.stem()) {
        term.copyBuffer(stemmer.getCurrentBuffer(), 0, stemmer.getCurrentBufferLength());
      }
    }
    return true;
  }

  private boolean isEnglishWord() {
    char[] buffer = term.buffer();
    for (int i = 0; i < term.length(); i++) {
      if (buffer[i] == '\u2019') {
        buffer[i] = '\'';
      } else if (buffer[i] != '\'' && (buffer[i] < 'a' || buffer[i] > 'z')) {
        return false;
      }
    }
    return term.length() > 2;
  }
}
