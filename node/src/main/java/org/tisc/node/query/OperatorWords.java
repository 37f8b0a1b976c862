package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which words are operators although they are not written AND, OR, NOT. Standing between
 * operands, Chinese operator words are always meant; {@code and} joins as mere neighbourhood does,
 * so reading it as AND breaks no English text; {@code or} and {@code not} in small letters are
 * meant where the query names a field or a Chinese word stands beside them, and are text elsewhere.
 * Operators of distance (2W, 3D, NEAR/4) are meant between operands of a query that shows by a
 * field, a bracket or an operator that it is more than words side by side.
 */
final class OperatorWords {
  private static final Pattern DISTANCE =
      Pattern.compile("(\\d{1,3})([WD])|(NEAR|ADJ|PRE)/?(\\d{1,3})?");

  // Turned round, in small letters, or with a unit that the index does not know.
  private static final Pattern ELSEWHERE = Pattern.compile("[WwDd]\\d{1,2}|\\d{1,2}[wd]|[FPS]|XOR");

  /** The distance of NEAR without a number, as PATENTSCOPE has it. */
  private static final int NEAR_WORDS = 5;

  private OperatorWords() {}

  /** Whether the text is an operator word in any notation. */
  static boolean is(String text) {
    return kind(text) != Token.Kind.END;
  }

  private static Token.Kind kind(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "and", "且", "与", "并且" -> Token.Kind.AND;
      case "or", "或", "或者" -> Token.Kind.OR;
      case "not", "非" -> Token.Kind.NOT;
      default -> Token.Kind.END;
    };
  }

  /** The tokens with operator words turned into marks or into quoted text. */
  static List<Token> resolve(List<Token> tokens, Remarks remarks) {
    boolean namesField = tokens.stream().anyMatch(Token.Name.class::isInstance);
    boolean formal = tokens.stream().anyMatch(OperatorWords::formal);
    List<Token> resolved = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      Optional<Token.Near> near = token instanceof Token.Word word ? near(word) : Optional.empty();
      if (near.isPresent()) {
        boolean between =
            !resolved.isEmpty()
                && resolved.getLast().endsOperand()
                && tokens.get(i + 1).startsOperand();
        if (between && !formal) {
          remarks.add(RemarkKey.DISTANCE_AS_TEXT, token.span(), near.get().written());
        }
        resolved.add(between && formal ? near.get() : token);
        continue;
      }
      if (formal && token instanceof Token.Word plain) {
        doubt(plain, resolved, tokens.get(i + 1), remarks);
      }
      if (!(token instanceof Token.Word word) || word.truncated() || !is(word.text())) {
        resolved.add(token);
        continue;
      }
      Token.Kind kind = kind(word.text());
      boolean afterName = !resolved.isEmpty() && resolved.getLast() instanceof Token.Name;
      boolean afterOperand = !resolved.isEmpty() && resolved.getLast().endsOperand();
      boolean placed =
          tokens.get(i + 1).startsOperand() && (kind == Token.Kind.NOT ? !afterName : afterOperand);
      boolean chineseNear =
          chinese(tokens.get(i + 1)) || (!resolved.isEmpty() && chinese(resolved.getLast()));
      boolean meant = kind == Token.Kind.AND || namesField || chineseNear || chinese(word);
      if (placed && meant) {
        resolved.add(new Token.Mark(kind, word.text(), word.span()));
      } else {
        if (placed) {
          remarks.add(RemarkKey.SMALL_OPERATOR, word.span(), word.text());
        }
        resolved.add(new Token.Quoted(word.text(), word.span()));
      }
    }
    return resolved;
  }

  /**
   * Whether a token shows that operators are meant: {@code metal 3D printing} is plain text, {@code
   * (metal 3D printing)} asks for a distance.
   */
  static boolean formal(Token token) {
    return switch (token) {
      case Token.Name _, Token.Step _, Token.Same _ -> true;
      case Token.Mark mark ->
          switch (mark.kind()) {
            case AND, OR, NOT, OPEN -> true;
            case CLOSE, ALL, END -> false;
          };
      case Token.Word word -> !word.truncated() && is(word.text()) && hasHan(word.text());
      case Token.Masked _, Token.Fuzzy _, Token.Quoted _, Token.Near _, Token.Range _ -> false;
    };
  }

  /** Tells that a word between operands was not read as the operator it may be elsewhere. */
  private static void doubt(Token.Word word, List<Token> before, Token next, Remarks remarks) {
    boolean between = !before.isEmpty() && before.getLast().endsOperand() && next.startsOperand();
    if (between && !word.truncated() && ELSEWHERE.matcher(word.text()).matches()) {
      remarks.add(
          word.text().equals("XOR") ? RemarkKey.XOR_AS_TEXT : RemarkKey.NO_DISTANCE,
          word.span(),
          word.text());
    }
  }

  /** The operator of distance that a word is, if it is one. */
  private static Optional<Token.Near> near(Token.Word word) {
    Matcher matcher = DISTANCE.matcher(word.text());
    if (word.truncated() || !matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(1) == null ? matcher.group(4) : matcher.group(1);
    String name = matcher.group(1) == null ? matcher.group(3) : matcher.group(2);
    boolean ordered = !name.equals("D") && !name.equals("NEAR");
    int words = digits == null ? (name.equals("NEAR") ? NEAR_WORDS : 0) : Integer.parseInt(digits);
    return Optional.of(new Token.Near(words, ordered, word.text(), word.span()));
  }

  private static boolean chinese(Token token) {
    return switch (token) {
      case Token.Word word -> hasHan(word.text());
      case Token.Quoted quoted -> hasHan(quoted.text());
      case Token.Same same -> same.texts().stream().anyMatch(OperatorWords::hasHan);
      case Token.Masked masked -> hasHan(masked.pattern());
      case Token.Name _, Token.Fuzzy _, Token.Near _, Token.Range _, Token.Step _, Token.Mark _ ->
          false;
    };
  }

  private static boolean hasHan(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }
}
