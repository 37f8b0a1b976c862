package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides which words are operators although they are not written AND, OR, NOT. Standing between
 * operands, Chinese operator words are always meant; {@code and} joins as mere neighbourhood does,
 * so reading it as AND breaks no English text; {@code or} and {@code not} in small letters are
 * meant where the query names a field or a Chinese word stands beside them, and are text elsewhere.
 */
final class OperatorWords {
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
    List<Token> resolved = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
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

  private static boolean chinese(Token token) {
    return switch (token) {
      case Token.Word word -> hasHan(word.text());
      case Token.Quoted quoted -> hasHan(quoted.text());
      case Token.Name _, Token.Range _, Token.Mark _ -> false;
    };
  }

  private static boolean hasHan(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }
}
