package org.tisc.node.index;

import com.ibm.icu.text.Transliterator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.icu.ICUTransformFilter;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizerConfig;

/**
 * The one way from text to terms, for all text fields of all nodes: ICU words without a Chinese
 * dictionary, traditional to simplified characters, single Chinese characters and pairs of them,
 * English stems. It is given {@link FoldedText}, never the original.
 *
 * <p>A run of Chinese characters gives at each position the single character and, over it, the pair
 * that starts there. Consecutive pairs as a phrase therefore match exactly where the run stands as
 * a substring. Pairs do not count for the length of a text.
 */
final class TextAnalyzer extends Analyzer {
  /** Distance between two values of a field in positions; a phrase with slop never bridges it. */
  static final int VALUE_GAP = 1_000;

  private static final int ALL_SCRIPTS =
      CJKBigramFilter.HAN
          | CJKBigramFilter.HIRAGANA
          | CJKBigramFilter.KATAKANA
          | CJKBigramFilter.HANGUL;

  private final ICUTokenizerConfig config = new DefaultICUTokenizerConfig(false, true);
  private final Transliterator simplify = Transliterator.getInstance("Traditional-Simplified");
  private final boolean stem;

  /** The chain of index and queries. */
  TextAnalyzer() {
    this(true);
  }

  /** Without stems the chain gives the beginnings that truncated words need. */
  TextAnalyzer(boolean stem) {
    this.stem = stem;
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    Tokenizer words = new ICUTokenizer(config);
    TokenStream simplified = new ICUTransformFilter(words, simplify);
    TokenStream pairs = new CJKBigramFilter(simplified, ALL_SCRIPTS, true);
    return new TokenStreamComponents(words, new WordFilter(pairs, stem));
  }

  @Override
  public int getPositionIncrementGap(String fieldName) {
    return VALUE_GAP;
  }
}
