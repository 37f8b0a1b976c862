package org.tisc.node.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts folded text into tokens, in one pass from left to right. Every character is looked at a
 * bounded number of times. Never fails: mistakes are remarked and reading goes on.
 */
final class Lexer {
  // Signs that cannot end a word; what stands before them is the same word.
  private static final String WORD_TAIL = ".,;:!?'’]}>-/";
  private static final String QUOTES = "\"“”";
  private static final Pattern DATE_RANGE =
      Pattern.compile("\\[\\s*\\S{1,12}\\s*(?:TO|至)\\s*\\S{1,12}\\s*]");
  private static final int LONGEST_DATE_RANGE = 60;
  private static final Pattern MASKED = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}?#]*\\*?");

  // At least three letters: of two, half may not differ.
  private static final Pattern FUZZY = Pattern.compile("(\\p{L}[\\p{L}\\p{N}]{2,63})~([12]?)");

  /** From so many letters on two of them may differ, where nothing is said. */
  private static final int LONG_WORD = 6;

  // Signs of other parts of the language, and a tilde: no word that is taken for another has them.
  private static final Pattern NO_WORDS =
      Pattern.compile("[*?{=<>≥≤≠~]|^\\(|(^| )(AND|OR|NOT)( |$)");

  // A sum of money is shorter: US$.
  private static final Pattern CUT_BY_DOLLAR = Pattern.compile("[\\p{L}\\p{N}-]{3,}\\$");

  private final String original;
  private final String text;
  private final boolean patentscope;
  private final Remarks remarks;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String original, boolean patentscope, Remarks remarks) {
    this.patentscope = patentscope;
    this.original = original;
    this.text = Folding.fold(original);
    this.remarks = remarks;
  }

  /** The tokens of a text as typed, the last one {@link Token.Kind#END}. */
  static List<Token> read(String text, Remarks remarks) {
    return read(text, false, remarks);
  }

  /** The same with the names and signs of {@link Patentscope}. */
  static List<Token> readPatentscope(String text, Remarks remarks) {
    return read(text, true, remarks);
  }

  private static List<Token> read(String text, boolean patentscope, Remarks remarks) {
    Lexer lexer = new Lexer(text, patentscope, remarks);
    while (lexer.at < text.length() && !remarks.full()) {
      lexer.step();
    }
    Span end = new Span(text.length(), text.length());
    lexer.tokens.add(new Token.Mark(Token.Kind.END, "", end));
    return OperatorWords.resolve(lexer.tokens, remarks);
  }

  private void step() {
    char c = text.charAt(at);
    if (c == ' ') {
      at++;
    } else if (c == '(') {
      mark(Token.Kind.OPEN, 1);
    } else if (c == ')') {
      mark(Token.Kind.CLOSE, 1);
    } else if (QUOTES.indexOf(c) >= 0) {
      quotation(QUOTES);
    } else if (c == '「') {
      quotation("」");
    } else if (c == '『') {
      quotation("』");
    } else if (c == '[') {
      range();
    } else if (c == '{' && !patentscope && same()) {
      return;
    } else if (text.startsWith("&&", at)) {
      mark(Token.Kind.AND, 2);
    } else if (text.startsWith("||", at)) {
      mark(Token.Kind.OR, 2);
    } else if (c == '-' && atTokenStart() && at + 1 < text.length() && opens(at + 1)) {
      mark(Token.Kind.NOT, 1);
    } else if (c == '#' && !patentscope && atTokenStart() && earlier()) {
      return;
    } else if (c == '*' || Character.isLetterOrDigit(text.codePointAt(at))) {
      word();
    } else {
      if (c == '&') {
        remarks.add(RemarkKey.AMPERSAND, new Span(at, at + 1));
      } else if (c == '?' && atTokenStart() && startsWord(at + 1)) {
        mistake(RemarkKey.LEADING_WILDCARD, new Span(at, at + 1));
      }
      at += Character.charCount(text.codePointAt(at));
    }
  }

  /** Reads the number of an earlier query, if nothing else stands there. */
  private boolean earlier() {
    int end = at + 1;
    while (end < text.length() && end <= at + 4 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    boolean alone = end == text.length() || " ()".indexOf(text.charAt(end)) >= 0;
    if (end == at + 1 || !alone) {
      return false;
    }
    int number = Integer.parseInt(text.substring(at + 1, end));
    tokens.add(new Token.Step(number, new Span(at, end)));
    at = end;
    return true;
  }

  private void mark(Token.Kind kind, int length) {
    String written = text.substring(at, at + length);
    tokens.add(new Token.Mark(kind, written, new Span(at, at + length)));
    at += length;
  }

  private boolean atTokenStart() {
    return at == 0 || text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '(';
  }

  private boolean startsWord(int position) {
    return position < text.length() && Character.isLetterOrDigit(text.codePointAt(position));
  }

  private boolean opens(int position) {
    char c = text.charAt(position);
    return c == '('
        || c == '「'
        || c == '『'
        || QUOTES.indexOf(c) >= 0
        || Character.isLetterOrDigit(text.codePointAt(position));
  }

  private void quotation(String closing) {
    int start = at;
    int end = start + 1;
    while (end < text.length() && closing.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    boolean closed = end < text.length();
    Span span = new Span(start, closed ? end + 1 : end);
    String inside = text.substring(start + 1, end).replaceAll("[\"“”「」『』 ]+", " ").strip();
    at = span.to();
    if (!closed) {
      mistake(RemarkKey.UNCLOSED_QUOTE, span);
    } else if (inside.codePoints().noneMatch(Character::isLetterOrDigit)) {
      mistake(RemarkKey.EMPTY_QUOTE, span);
    } else if (truncates(inside)) {
      mistake(RemarkKey.WILDCARD_IN_QUOTES, span);
    } else {
      quoted(inside, span);
    }
  }

  /** A quotation, and behind a tilde its distance. */
  private void quoted(String inside, Span quotation) {
    int end = at + 1;
    while (end < text.length() && end < at + 5 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    boolean distance = at < text.length() && text.charAt(at) == '~' && end > at + 1;
    if (!distance) {
      tokens.add(new Token.Quoted(inside, quotation));
      return;
    }
    Span whole = new Span(quotation.from(), end);
    int words = Integer.parseInt(text.substring(at + 1, end));
    if (words > Syntax.Near.FARTHEST) {
      mistake(RemarkKey.TOO_FAR, new Span(at, end), Integer.toString(Syntax.Near.FARTHEST));
    } else {
      tokens.add(new Token.Quoted(inside, words, whole));
    }
    at = end;
  }

  /**
   * Remarks a mistake and leaves an operand in its place, so that no operator beside it is blamed.
   */
  private void mistake(RemarkKey key, Span span, String... arguments) {
    remarks.add(key, span, arguments);
    tokens.add(new Token.Quoted(key.name(), span));
  }

  /** Whether a star ends a word, as truncation would. */
  private static boolean truncates(String inside) {
    for (int i = inside.indexOf('*'); i >= 0; i = inside.indexOf('*', i + 1)) {
      boolean behindWord = i > 0 && Character.isLetterOrDigit(inside.codePointBefore(i));
      boolean atEnd = i + 1 == inside.length() || inside.charAt(i + 1) == ' ';
      if (behindWord && atEnd) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text has signs that no text between braces may have. */
  static boolean notInBraces(String text) {
    return NO_WORDS.matcher(text).find();
  }

  /**
   * Braces mean texts that are taken for one where bars divide them, else nothing. Whether they do;
   * then their token was added.
   */
  private boolean same() {
    int close = text.indexOf('}', at);
    if (close < 0 || text.indexOf('|', at) < 0 || text.indexOf('|', at) > close) {
      return false;
    }
    Span span = new Span(at, close + 1);
    String inside = text.substring(at + 1, close);
    List<String> texts =
        Arrays.stream(inside.split("\\|", -1))
            .map(one -> one.replaceAll("[\"“”「」『』 ]+", " ").strip())
            .filter(one -> one.codePoints().anyMatch(Character::isLetterOrDigit))
            .distinct()
            .toList();
    at = close + 1;
    if (texts.isEmpty() || texts.stream().anyMatch(Lexer::notInBraces)) {
      mistake(RemarkKey.SAME_OF_WORDS, span);
    } else if (texts.size() > Syntax.Same.MOST) {
      mistake(RemarkKey.TOO_MANY_SAME, span, Integer.toString(Syntax.Same.MOST));
    } else {
      tokens.add(
          texts.size() == 1
              ? new Token.Quoted(texts.getFirst(), span)
              : new Token.Same(texts, span));
    }
    return true;
  }

  /** Square brackets mean a range behind a field or where they hold two dates, else nothing. */
  private void range() {
    boolean afterName = !tokens.isEmpty() && tokens.getLast() instanceof Token.Name;
    Matcher dates =
        DATE_RANGE.matcher(text).region(at, Math.min(text.length(), at + LONGEST_DATE_RANGE));
    if (afterName) {
      int close = text.indexOf(']', at);
      if (close < 0) {
        remarks.add(RemarkKey.UNCLOSED_BRACKET, new Span(at, at + 1));
        at++;
      } else {
        range(close);
      }
    } else if (dates.lookingAt()) {
      range(dates.end() - 1);
    } else {
      at++;
    }
  }

  private void range(int close) {
    tokens.add(new Token.Range(text.substring(at + 1, close), new Span(at, close + 1)));
    at = close + 1;
  }

  private void word() {
    int start = at;
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == ' ' || c == ')' || QUOTES.indexOf(c) >= 0 || "「」『』".indexOf(c) >= 0) {
        break;
      }
      if (c == '(') {
        int close =
            OperatorWords.is(text.substring(start, Math.min(end, start + 8))) && end - start <= 8
                ? -1
                : innerBracket(end);
        if (close < 0) {
          break;
        }
        end = close;
      } else if (relationAt(end)) {
        if (name(start, end, end)) {
          return;
        }
        if (c == '>' || c == '<' || c == '≥' || c == '≤' || c == '≠') {
          break;
        }
      }
      end++;
    }
    int behind = end;
    while (behind < text.length() && text.charAt(behind) == ' ') {
      behind++;
    }
    if (behind > end && behind < text.length() && relationAt(behind) && name(start, end, behind)) {
      return;
    }
    at = end;
    finish(start, end);
  }

  /**
   * A bracket pair inside a word, as in the names of companies and chemical compounds, belongs to
   * the word when nothing in it could be a query. Gives the closing position, or -1.
   */
  private int innerBracket(int open) {
    int end = open + 1;
    while (end < text.length() && " ()\"“”「」『』=<>:*".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end < text.length() && text.charAt(end) == ')' && end > open + 1 ? end : -1;
  }

  private boolean relationAt(int position) {
    char c = text.charAt(position);
    return "=:<>≥≤≠".indexOf(c) >= 0
        || (patentscope && c == '/')
        || text.startsWith("!=", position)
        || text.startsWith("+=", position);
  }

  /**
   * Reads a field name and its relation when the run is one. An equals sign can mean nothing else;
   * the other signs also occur in plain text and count only beside a name that is known or nearly
   * so.
   */
  private boolean name(int start, int end, int relationStart) {
    String run = text.substring(start, Math.min(end, start + FieldNames.LONGEST_LIST));
    List<QueryField> fields = patentscope ? Patentscope.fields(run) : FieldNames.list(run);
    String sign = relationSign(relationStart);
    Span span = new Span(start, relationStart + sign.length());
    if (!fields.isEmpty()) {
      if (patentscope && run.matches("(?i)[A-Z]{2}_.*")) {
        remarks.add(RemarkKey.READ_IN_ALL_LANGUAGES, new Span(start, end), run);
      }
      named(fields, relation(sign), span);
    } else {
      Optional<String> near = patentscope ? Optional.empty() : FieldNames.near(run);
      boolean namesField = patentscope && sign.equals(":") && run.matches("[A-Z_]{2,12}");
      boolean certain =
          namesField || (sign.contains("=") && !sign.startsWith("<") && !sign.startsWith(">"));
      if (near.isPresent() && (certain || relationStart == end)) {
        remarks.add(RemarkKey.UNKNOWN_FIELD_NEAR, new Span(start, end), run, near.get());
      } else if (certain) {
        remarks.add(RemarkKey.UNKNOWN_FIELD, new Span(start, end), run);
      } else {
        return false;
      }
    }
    at = span.to();
    return true;
  }

  /**
   * Adds the name, with the fields before it that a Chinese comma joins to it: that comma has
   * become a space, because between words it is nothing more.
   */
  private void named(List<QueryField> fields, Relation relation, Span span) {
    List<QueryField> all = new ArrayList<>(fields);
    int from = span.from();
    while (from > 0
        && "，、".indexOf(original.charAt(from - 1)) >= 0
        && !patentscope
        && !tokens.isEmpty()
        && tokens.getLast() instanceof Token.Word word
        && word.span().to() == from - 1
        && !FieldNames.list(word.text()).isEmpty()) {
      all.addAll(0, FieldNames.list(word.text()));
      from = word.span().from();
      tokens.removeLast();
    }
    tokens.add(
        new Token.Name(all.stream().distinct().toList(), relation, new Span(from, span.to())));
  }

  private String relationSign(int position) {
    for (String sign : List.of(">=", "=>", "<=", "=<", "!=", "<>", "==", "+=")) {
      if (text.startsWith(sign, position)) {
        return sign;
      }
    }
    return text.substring(position, position + 1);
  }

  private static Relation relation(String sign) {
    return switch (sign) {
      case ">" -> Relation.GREATER;
      case "<" -> Relation.LESS;
      case ">=", "=>", "≥" -> Relation.GREATER_OR_EQUAL;
      case "<=", "=<", "≤" -> Relation.LESS_OR_EQUAL;
      case "!=", "<>", "≠" -> Relation.NOT_EQUAL;
      default -> Relation.EQUAL;
    };
  }

  /** Whether the run is a word with free characters, or nearly so; then its token was added. */
  private boolean masked(String raw, Span span) {
    String run = raw;
    boolean asksAtTheEnd =
        run.endsWith("?")
            && span.to() >= text.stripTrailing().length()
            && !tokens.isEmpty()
            && tokens.stream().noneMatch(OperatorWords::formal);
    if (asksAtTheEnd) {
      run = run.substring(0, run.length() - 1);
    }
    boolean noMask = run.indexOf('?') < 0 && run.indexOf('#') < 0;
    if (noMask || !MASKED.matcher(run).matches()) {
      return false;
    }
    int free = Math.min(first(run, '?'), first(run, '#'));
    int behind = run.length();
    while ("?#*".indexOf(run.charAt(behind - 1)) >= 0) {
      behind--;
    }
    boolean han = Character.isIdeographic(run.codePointBefore(Math.min(free, behind)));
    if (han && free >= behind) {
      // Nothing needs to end behind Chinese text.
      remarks.add(RemarkKey.QUESTION_MARK, span);
      tokens.add(new Token.Word(run.substring(0, behind), run.endsWith("*"), span));
      return true;
    }
    if (!han && run.codePointCount(0, free) < 2) {
      if (free >= behind) {
        return false;
      }
      mistake(RemarkKey.SHORT_TRUNCATION, span);
      return true;
    }
    long all = run.chars().filter(c -> c == '?' || c == '#').count();
    if (all > QueryLanguage.MOST_FREE) {
      mistake(RemarkKey.TOO_MANY_FREE, span, Integer.toString(QueryLanguage.MOST_FREE));
      return true;
    }
    if (asksAtTheEnd) {
      remarks.add(RemarkKey.QUESTION_MARK, span);
    }
    tokens.add(new Token.Masked(patentscope ? run.replace('?', '#') : run, span));
    return true;
  }

  /** Whether the run is a word of letters with a tilde behind it; then its token was added. */
  private boolean fuzzy(String run, Span span) {
    Matcher fuzzy = FUZZY.matcher(run);
    if (!fuzzy.matches() || run.codePoints().anyMatch(Character::isIdeographic)) {
      return false;
    }
    String word = fuzzy.group(1);
    int standard = word.length() < LONG_WORD ? 1 : 2;
    int edits = fuzzy.group(2).isEmpty() ? standard : Integer.parseInt(fuzzy.group(2));
    tokens.add(new Token.Fuzzy(word, edits, span));
    return true;
  }

  /** The run without signs that cannot end a word; a question mark may be a free character. */
  private static String withoutTail(String raw) {
    int end = raw.length();
    while (end > 0 && raw.charAt(end - 1) != '?' && WORD_TAIL.indexOf(raw.charAt(end - 1)) >= 0) {
      end--;
    }
    return raw.substring(0, end);
  }

  private static int first(String run, char sign) {
    int at = run.indexOf(sign);
    return at < 0 ? run.length() : at;
  }

  private void finish(int start, int end) {
    String raw = text.substring(start, end);
    Span span = new Span(start, end);
    if (raw.equals("*") || raw.equals("*:*")) {
      tokens.add(new Token.Mark(Token.Kind.ALL, raw, span));
      return;
    }
    int last = raw.length();
    while (last > 0 && raw.charAt(last - 1) == '*') {
      last--;
    }
    boolean truncated = last < raw.length();
    String run = withoutTail(truncated ? raw.substring(0, last) + "*" : raw);
    if (masked(run, span)) {
      return;
    }
    if (CUT_BY_DOLLAR.matcher(run).matches()) {
      tokens.add(new Token.Word(run.substring(0, run.length() - 1), true, span));
      return;
    }
    boolean asked = false;
    while (!truncated && last > 0 && WORD_TAIL.indexOf(raw.charAt(last - 1)) >= 0) {
      last--;
      asked |= raw.charAt(last) == '?';
    }
    String word = raw.substring(0, last);
    if (asked) {
      remarks.add(RemarkKey.QUESTION_MARK, span);
    }
    if (asked && masked(word, span)) {
      return;
    }
    if (!truncated && fuzzy(word, span)) {
      return;
    }
    if (raw.startsWith("*")) {
      mistake(RemarkKey.LEADING_WILDCARD, span);
    } else if (word.contains("*")) {
      mistake(RemarkKey.INNER_WILDCARD, span);
    } else if (!truncated && (word.equals("AND") || word.equals("OR") || word.equals("NOT"))) {
      tokens.add(new Token.Mark(Token.Kind.valueOf(word), word, span));
    } else {
      tokens.add(new Token.Word(word, truncated, span));
    }
  }
}
