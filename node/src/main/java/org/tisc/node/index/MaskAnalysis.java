package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.TermMask;

/**
 * Analyses words with free characters: {@code #} is one character, {@code ?} one or none, a star at
 * the end anything.
 *
 * <p>The index holds stems, so a pattern of words must become patterns of stems: {@code analy#e}
 * means {@code analyse}, of which only {@code analys} is in the index. Letters are put in the place
 * of the free characters, the words so made are stemmed, and what happened to them is done to the
 * pattern. In Chinese text a free character is a free position between the others.
 */
final class MaskAnalysis {
  /** Free characters of one pattern. */
  static final int MOST_FREE = 4;

  // The letters on which English endings turn; the others all behave like x.
  private static final String LETTERS = "xaedgilnrsty";
  private static final int MOST_TRIED = 2_000;
  private static final int MOST_PATTERNS = 48;

  private final TextAnalyzer chain;
  private final TextAnalyzer unstemmed;

  MaskAnalysis(TextAnalyzer chain, TextAnalyzer unstemmed) {
    this.chain = chain;
    this.unstemmed = unstemmed;
  }

  CanonicalQuery compile(IndexField field, String pattern) {
    boolean open = pattern.endsWith("*");
    String closed = open ? pattern.substring(0, pattern.length() - 1) : pattern;
    long free = closed.chars().filter(MaskAnalysis::free).count();
    if (free > MOST_FREE) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE,
          "A pattern has at most %d free characters; this has %d".formatted(MOST_FREE, free));
    }
    Set<CanonicalQuery> found = new LinkedHashSet<>();
    boolean chinese = closed.codePoints().anyMatch(Character::isIdeographic);
    for (String variant : variants(closed)) {
      if (chinese) {
        holes(field, variant).ifPresent(found::add);
      } else {
        words(field, variant, open, found);
      }
    }
    if (found.size() > MOST_PATTERNS) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "A pattern stands for more than %d".formatted(MOST_PATTERNS));
    }
    return switch (found.size()) {
      case 0 -> new CanonicalQuery.MatchNone();
      case 1 ->
          found.iterator().next() instanceof CanonicalQuery.Masked one ? one : constant(found);
      default -> constant(found);
    };
  }

  private static CanonicalQuery constant(Set<CanonicalQuery> found) {
    List<Clause> clauses = found.stream().map(one -> new Clause(Occur.SHOULD, one)).toList();
    return new CanonicalQuery.Constant(new CanonicalQuery.Bool(clauses), 1);
  }

  private static boolean free(int c) {
    return c == '#' || c == '?';
  }

  /** Each {@code ?} once as a character and once as none; only {@code #} is left. */
  private static List<String> variants(String pattern) {
    List<String> variants = new ArrayList<>(List.of(""));
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      List<String> longer = new ArrayList<>();
      for (String before : variants) {
        longer.add(before + (c == '?' ? '#' : c));
        if (c == '?') {
          longer.add(before);
        }
      }
      variants = longer;
    }
    return variants.stream().distinct().toList();
  }

  /** The pieces of a Chinese text, a position free for each sign between them. */
  private Optional<CanonicalQuery> holes(IndexField field, String variant) {
    List<ByteString> terms = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    int at = 0;
    for (String piece : variant.split("#", -1)) {
      if (!piece.isEmpty()) {
        List<TextToken> all = TextToken.of(chain, piece, QueryCheck.MAX_CLAUSES);
        for (TextToken token : QueryAnalysis.withoutCoveredSingles(all)) {
          terms.add(ByteString.copyFromUtf8(token.term()));
          positions.add(at + token.position());
        }
        at += all.isEmpty() ? 0 : all.getLast().position() + 1;
      }
      at++;
    }
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        terms.size() == 1
            ? new CanonicalQuery.Term(new IndexTerm(field.fieldName(), terms.getFirst()))
            : new CanonicalQuery.Phrase(field.fieldName(), terms, positions, 0));
  }

  private void words(IndexField field, String variant, boolean open, Set<CanonicalQuery> found) {
    String tried = folded(variant.replace('#', 'x'));
    String shape = shape(tried, variant);
    add(field, shape, open, found);
    if (!open) {
      List<String> words = new ArrayList<>(List.of(""));
      for (int i = 0; i < shape.length(); i++) {
        char c = shape.charAt(i);
        boolean every = words.size() * LETTERS.length() <= MOST_TRIED;
        List<String> longer = new ArrayList<>();
        for (String before : words) {
          if (c != '#') {
            longer.add(before + c);
          } else {
            (every ? LETTERS : "xes").chars().forEach(letter -> longer.add(before + (char) letter));
          }
        }
        words = longer;
      }
      words.forEach(word -> add(field, stemmed(word, shape), false, found));
    }
  }

  /** The pattern as the index folds letters, which keeps their number. */
  private static String shape(String folded, String variant) {
    StringBuilder shape = new StringBuilder(folded);
    for (int i = 0; i < variant.length(); i++) {
      if (variant.charAt(i) == '#') {
        shape.setCharAt(i, '#');
      }
    }
    return shape.toString();
  }

  /** The one word that a text is; raises INVALID_QUERY when it is not one of the same length. */
  private String folded(String word) {
    List<TextToken> tokens = TextToken.of(unstemmed, word, 2);
    if (tokens.size() != 1
        || tokens.getFirst().form() != TextToken.Form.WORD
        || tokens.getFirst().term().length() != word.length()) {
      throw new TiscException(
          Reason.INVALID_QUERY, "Free characters work in one word of letters and digits");
    }
    return tokens.getFirst().term();
  }

  /** What stemming made of a word, with its free characters free again where they are left. */
  private String stemmed(String word, String shape) {
    String stem = TextToken.of(chain, word, 1).getFirst().term();
    int same = 0;
    while (same < stem.length() && same < word.length() && stem.charAt(same) == word.charAt(same)) {
      same++;
    }
    return shape.substring(0, same) + stem.substring(same);
  }

  private static void add(IndexField field, String shape, boolean open, Set<CanonicalQuery> found) {
    int literal = shape.indexOf('#') < 0 ? shape.length() : shape.indexOf('#');
    if (shape.codePointCount(0, literal) < QueryCheck.MIN_TEXT_PREFIX) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE,
          "A pattern starts with at least %d characters".formatted(QueryCheck.MIN_TEXT_PREFIX));
    }
    if (literal == shape.length() && !open) {
      found.add(new CanonicalQuery.Term(IndexTerm.of(field.fieldName(), shape)));
      return;
    }
    List<TermMask.Part> parts = new ArrayList<>();
    int at = 0;
    while (at < shape.length()) {
      int hash = shape.indexOf('#', at);
      int end = hash < 0 ? shape.length() : hash;
      int behind = end;
      while (behind < shape.length() && shape.charAt(behind) == '#') {
        behind++;
      }
      parts.add(Masks.part(shape.substring(at, end), behind - end));
      at = behind;
    }
    found.add(new CanonicalQuery.Masked(field.fieldName(), new TermMask(parts, open)));
  }
}
