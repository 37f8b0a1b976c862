package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Places;

/**
 * Turns pieces of a user's text into canonical queries, with the analysis of the index. Happens
 * only at the asking node; owners get the result. Thread-safe.
 *
 * <p>A piece without white space must stand as it is: {@code 锂离子} matches exactly where these three
 * characters stand together, {@code 5G基站} where the word and the two characters follow each other.
 * White space between pieces means that all must occur. Text that leaves nothing to search, such as
 * punctuation, gives {@code MatchNone}; {@link #isBlank} tells this beforehand. Every method raises
 * QUERY_TOO_LARGE for text over 4,096 characters or 1,024 terms.
 */
public final class QueryAnalysis {
  /** How much more a match in the title counts than one in the abstract or the claims. */
  public static final float TITLE_BOOST = 2.0f;

  /** What the fields beside the best one add to the score of an unfielded word. */
  public static final float TIE_BREAKER = 0.1f;

  /** Longest text of one piece of a query in UTF-16 code units. */
  public static final int MAX_TEXT = 4_096;

  private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern CLASS_SYMBOL =
      Pattern.compile("[a-hy](\\d\\d([a-z](\\d{1,4}(/\\d{2,6})?)?)?)?");

  private final TextAnalyzer chain = new TextAnalyzer();
  private final TextAnalyzer unstemmed = new TextAnalyzer(false);

  /** Whether nothing of the text can be searched. */
  public boolean isBlank(String text) {
    return tokens(chain, text).isEmpty();
  }

  /** Words without a field: each searches title, abstract and claims, and all must occur. */
  public CanonicalQuery words(String text) {
    return everyPiece(text, piece -> unfielded(field -> contiguous(field, piece, 0)));
  }

  /** Words in one text field: all must occur. Raises INVALID_ARGUMENT for another field. */
  public CanonicalQuery text(IndexField field, String text) {
    field.require(IndexField.Type.TEXT);
    return everyPiece(text, piece -> contiguous(field, piece, 0));
  }

  /** Text that must stand together in the title, the abstract or the claims. */
  public CanonicalQuery phrase(String text) {
    return phrase(text, 0);
  }

  /**
   * Text whose terms stand near each other in the title, the abstract or the claims; see {@link
   * #phrase(IndexField, String, int)}.
   */
  public CanonicalQuery phrase(String text, int slop) {
    return unfielded(field -> contiguous(field, text, slop));
  }

  /** One query for the title, one for the abstract and one for the claims, weighed as words are. */
  public CanonicalQuery anywhere(Function<IndexField, CanonicalQuery> ofField) {
    return unfielded(ofField);
  }

  /** Text that must stand together in one text field. */
  public CanonicalQuery phrase(IndexField field, String text) {
    return phrase(field, text, 0);
  }

  /**
   * Text whose terms stand near each other in one text field.
   *
   * @param slop how many position moves are allowed, 0 to 100; two words swapped cost 2
   */
  public CanonicalQuery phrase(IndexField field, String text, int slop) {
    field.require(IndexField.Type.TEXT);
    return contiguous(field, text, slop);
  }

  /**
   * Words that begin with the text, in the title, the abstract or the claims; see {@link
   * #prefix(IndexField, String)}.
   */
  public CanonicalQuery prefix(String text) {
    if (isBlank(text)) {
      return new CanonicalQuery.MatchNone();
    }
    return new CanonicalQuery.DisMax(
        List.of(
            prefix(IndexField.TITLE, text),
            prefix(IndexField.ABSTRACT, text),
            prefix(IndexField.CLAIMS, text)),
        0);
  }

  /**
   * Words or keywords that begin with the text; every match scores the same. In a text field the
   * text is one word of at least two characters; Chinese text is searched as it is, since nothing
   * needs to end behind it. Raises INVALID_QUERY for several words and QUERY_TOO_LARGE for a single
   * letter.
   */
  public CanonicalQuery prefix(IndexField field, String text) {
    return switch (field.type()) {
      case KEYWORD -> keywordPrefix(field, text);
      case TEXT -> textPrefix(field, text);
      case NUMBER ->
          throw new TiscException(
              Reason.INVALID_QUERY, "Field " + field.fieldName() + " has numbers; use a range");
    };
  }

  /** One whole value of a keyword field, normalised as in the index. */
  public CanonicalQuery keyword(IndexField field, String value) {
    bound(value);
    String normal = field.normalise(value);
    return normal.isEmpty() ? new CanonicalQuery.MatchNone() : whole(field, normal);
  }

  /**
   * An IPC or CPC symbol with everything below it: {@code H01M} finds its groups, {@code H01M10}
   * finds {@code H01M10/0525} and not {@code H01M102/00}; a symbol with a slash finds itself. White
   * space and letter case do not matter. Raises INVALID_QUERY for anything that is not a symbol.
   */
  public CanonicalQuery classification(IndexField field, String symbol) {
    bound(symbol);
    String compact =
        WHITE_SPACE.matcher(field.normalise(symbol)).replaceAll("").toLowerCase(Locale.ROOT);
    if (!CLASS_SYMBOL.matcher(compact).matches()) {
      throw new TiscException(
          Reason.INVALID_QUERY,
          "Not a symbol of the classification; expected one like H, H01, H01M, H01M10 or"
              + " H01M10/0525");
    }
    if (compact.contains("/")) {
      return whole(field, compact);
    }
    String prefix = compact.length() > 4 ? compact + "/" : compact;
    return new CanonicalQuery.Prefix(field.fieldName(), ByteString.copyFromUtf8(prefix));
  }

  /** Numbers or dates (yyyymmdd) between two bounds, both included. */
  public CanonicalQuery range(IndexField field, long from, long to) {
    field.require(IndexField.Type.NUMBER);
    return from > to
        ? new CanonicalQuery.MatchNone()
        : new CanonicalQuery.Range(field.fieldName(), from, to);
  }

  /** A keyword scores 1 wherever it stands, and the tree says so: it needs no statistics. */
  private static CanonicalQuery whole(IndexField field, String value) {
    return new CanonicalQuery.Constant(
        new CanonicalQuery.Term(IndexTerm.of(field.fieldName(), value)), 1);
  }

  private static CanonicalQuery keywordPrefix(IndexField field, String text) {
    bound(text);
    String normal = field.normalise(text);
    return normal.isEmpty()
        ? new CanonicalQuery.MatchNone()
        : new CanonicalQuery.Prefix(field.fieldName(), ByteString.copyFromUtf8(normal));
  }

  /**
   * Words of a pattern in the title, the abstract or the claims; see {@link #masked(IndexField,
   * String)}.
   */
  public CanonicalQuery masked(String pattern) {
    CanonicalQuery title = masked(IndexField.TITLE, pattern);
    return title instanceof CanonicalQuery.MatchNone
        ? title
        : new CanonicalQuery.DisMax(
            List.of(
                title, masked(IndexField.ABSTRACT, pattern), masked(IndexField.CLAIMS, pattern)),
            0);
  }

  /**
   * Words of a pattern in one text field, every match the same score: {@code #} stands for one
   * character, {@code ?} for one or none, a star at the end for anything. Raises INVALID_QUERY for
   * a pattern of several words and QUERY_TOO_LARGE for one that starts too short or has too many
   * free characters.
   */
  public CanonicalQuery masked(IndexField field, String pattern) {
    field.require(IndexField.Type.TEXT);
    bound(pattern);
    return new MaskAnalysis(chain, unstemmed).compile(field, pattern);
  }

  /**
   * Words that are written almost like the text, in one text field; see {@link
   * CanonicalQuery.Fuzzy}. Raises INVALID_QUERY for several words, and for one that is not of
   * letters and digits.
   *
   * @param edits letters that may differ, 1 or 2
   */
  public CanonicalQuery fuzzy(IndexField field, String text, int edits) {
    field.require(IndexField.Type.TEXT);
    List<TextToken> words = tokens(chain, text);
    if (words.isEmpty()) {
      return new CanonicalQuery.MatchNone();
    }
    if (words.size() > 1 || words.getFirst().form() != TextToken.Form.WORD) {
      throw new TiscException(
          Reason.INVALID_QUERY, "Only one word of letters can be searched with other spellings");
    }
    return new CanonicalQuery.Fuzzy(
        field.fieldName(), ByteString.copyFromUtf8(words.getFirst().term()), edits);
  }

  /**
   * Where text stands in a text field that {@link #phrase(IndexField, String)}, {@link
   * #prefix(IndexField, String)} or {@link #masked(IndexField, String)} finds, in the same field;
   * empty for text that leaves nothing to search.
   */
  public Optional<Places> places(CanonicalQuery found) {
    return PlaceAnalysis.of(found);
  }

  private CanonicalQuery textPrefix(IndexField field, String text) {
    List<TextToken> whole = tokens(unstemmed, text);
    if (whole.isEmpty()) {
      return new CanonicalQuery.MatchNone();
    }
    if (whole.getLast().form() != TextToken.Form.WORD) {
      return contiguous(field, text, 0);
    }
    if (whole.size() > 1) {
      throw new TiscException(
          Reason.INVALID_QUERY,
          "Truncation works on one word; this has %d".formatted(whole.size()));
    }
    String word = whole.getFirst().term();
    if (word.codePointCount(0, word.length()) < QueryCheck.MIN_TEXT_PREFIX) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE,
          "A truncated word needs at least %d characters".formatted(QueryCheck.MIN_TEXT_PREFIX));
    }
    CanonicalQuery prefix =
        new CanonicalQuery.Prefix(field.fieldName(), ByteString.copyFromUtf8(word));
    String stem = tokens(chain, text).getFirst().term();
    if (stem.startsWith(word)) {
      return prefix;
    }
    // "batteries*": the index holds only the stem "batteri", which does not begin so.
    CanonicalQuery stemmed = new CanonicalQuery.Term(IndexTerm.of(field.fieldName(), stem));
    return new CanonicalQuery.Constant(
        new CanonicalQuery.Bool(
            List.of(new Clause(Occur.SHOULD, prefix), new Clause(Occur.SHOULD, stemmed))),
        1);
  }

  private CanonicalQuery everyPiece(String text, Function<String, CanonicalQuery> compile) {
    bound(text);
    List<Clause> clauses = new ArrayList<>();
    for (String piece : WHITE_SPACE.split(text, -1)) {
      if (!piece.isEmpty() && !isBlank(piece)) {
        clauses.add(new Clause(Occur.MUST, compile.apply(piece)));
      }
    }
    if (clauses.size() > QueryCheck.MAX_CLAUSES) {
      throw tooManyTerms();
    }
    return switch (clauses.size()) {
      case 0 -> new CanonicalQuery.MatchNone();
      case 1 -> clauses.getFirst().query();
      default -> new CanonicalQuery.Bool(clauses);
    };
  }

  private static CanonicalQuery unfielded(Function<IndexField, CanonicalQuery> compile) {
    CanonicalQuery title = compile.apply(IndexField.TITLE);
    if (title instanceof CanonicalQuery.MatchNone) {
      return title;
    }
    return new CanonicalQuery.DisMax(
        List.of(
            new CanonicalQuery.Boosted(title, TITLE_BOOST),
            compile.apply(IndexField.ABSTRACT),
            compile.apply(IndexField.CLAIMS)),
        TIE_BREAKER);
  }

  private CanonicalQuery contiguous(IndexField field, String text, int slop) {
    if (slop < 0 || slop > QueryCheck.MAX_SLOP) {
      throw new TiscException(
          Reason.INVALID_QUERY,
          "Distance is %d; expected 0 to %d".formatted(slop, QueryCheck.MAX_SLOP));
    }
    List<TextToken> tokens = withoutCoveredSingles(tokens(chain, text));
    if (tokens.isEmpty()) {
      return new CanonicalQuery.MatchNone();
    }
    String name = field.fieldName();
    if (tokens.size() == 1) {
      return new CanonicalQuery.Term(IndexTerm.of(name, tokens.getFirst().term()));
    }
    int start = tokens.getFirst().position();
    return new CanonicalQuery.Phrase(
        name,
        tokens.stream().map(token -> ByteString.copyFromUtf8(token.term())).toList(),
        tokens.stream().map(token -> token.position() - start).toList(),
        slop);
  }

  /** Pairs say more than the characters they are made of; single ones stay only where alone. */
  static List<TextToken> withoutCoveredSingles(List<TextToken> tokens) {
    Set<Integer> covered = new HashSet<>();
    for (TextToken token : tokens) {
      if (token.form() == TextToken.Form.PAIR) {
        covered.add(token.position());
        covered.add(token.position() + 1);
      }
    }
    return tokens.stream()
        .filter(
            token -> token.form() != TextToken.Form.SINGLE || !covered.contains(token.position()))
        .toList();
  }

  private static List<TextToken> tokens(TextAnalyzer analyzer, String text) {
    bound(text);
    int most = 2 * QueryCheck.MAX_CLAUSES;
    List<TextToken> tokens = TextToken.of(analyzer, text, most + 1);
    if (tokens.size() > most) {
      throw tooManyTerms();
    }
    return tokens;
  }

  private static TiscException tooManyTerms() {
    return new TiscException(
        Reason.QUERY_TOO_LARGE,
        "The query has more than %d terms".formatted(QueryCheck.MAX_CLAUSES));
  }

  private static void bound(String text) {
    if (text.length() > MAX_TEXT) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE,
          "A piece of the query has %d characters; at most %d".formatted(text.length(), MAX_TEXT));
    }
  }
}
