package org.tisc.node.index;

import com.ibm.icu.text.Transliterator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.icu.ICUTransformFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * The one way from text to terms, for all text fields of all nodes: words by the Unicode rules (UAX
 * #29) without a Chinese dictionary, traditional to simplified characters, single Chinese
 * characters and pairs of them, English stems. It is given {@link FoldedText}, never the original.
 *
 * <p>Not Lucene's ICU tokenizer: that first cuts text where the script changes and counts digits to
 * the script before them, so {@code 用于5G基站} would give {@code 5} and {@code g} where the query
 * {@code 5G} asks for {@code 5g}.
 *
 * <p>A run of Chinese characters gives at each position the single character and, over it, the pair
 * that starts there. Consecutive pairs as a phrase therefore match exactly where the run stands as
 * a substring. Pairs do not count for the length of a text.
 */
final class TextAnalyzer extends Analyzer {
  /** Distance between two values of a field in positions; a phrase with slop never bridges it. */
  static final int VALUE_GAP = 1_000;

  /** Unbroken letters, such as a gene sequence, beyond which a token begins anew. */
  private static final int LONGEST_RUN = 4_096;

  private static final int ALL_SCRIPTS =
      CJKBigramFilter.HAN
          | CJKBigramFilter.HIRAGANA
          | CJKBigramFilter.KATAKANA
          | CJKBigramFilter.HANGUL;

  /** One for all, because finding out which characters it changes takes long. Never changed. */
  private static final Transliterator SIMPLIFY = simplify();

  private final boolean stem;

  /** The chain of index and queries. */
  TextAnalyzer() {
    this(true);
  }

  /** Without stems the chain gives the beginnings that truncated words need. */
  TextAnalyzer(boolean stem) {
    this.stem = stem;
  }

  private static Transliterator simplify() {
    Transliterator simplify = Transliterator.getInstance("Traditional-Simplified");
    simplify.setFilter(simplify.getSourceSet());
    return simplify;
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    StandardTokenizer words = new StandardTokenizer();
    words.setMaxTokenLength(LONGEST_RUN);
    TokenStream simplified = new ICUTransformFilter(new SoutheastAsianFilter(words), SIMPLIFY);
    TokenStream pairs = new CJKBigramFilter(simplified, ALL_SCRIPTS, true);
    return new TokenStreamComponents(words, new WordFilter(pairs, stem));
  }

  @Override
  public int getPositionIncrementGap(String fieldName) {
    return VALUE_GAP;
  }
}
