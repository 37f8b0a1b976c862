package org.tisc.node.query;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Values without a field. A token that can only be a document number, class symbol or date is
 * searched as one, and a note says so; all else is text.
 */
record BareValues(NumberForms numbers, Remarks remarks) implements Values {
  private static final Pattern CUT_NUMBER = Pattern.compile("[A-Z]{2}\\d{4,}");
  // GB is left out: behind it stands a Chinese standard as often as a British document.
  private static final Pattern SURE_NUMBER =
      Pattern.compile(
          "(?i)(?:(?:CN|US|EP|WO|JP|KR|DE|FR|RU|CA|AU|TW|IN|EU|ZL|PCT)[ ./]?(?:CN|ZL)?\\d.*"
              + "|PCT/.*|BS\\.?\\d.*|P(?:GI|DO)-.*|\\d{8,13}\\.[\\dX]|[\\p{IsHan}()]+:?[A-Z]{0,3}\\d.*)");
  private static final Pattern NUMBER_START =
      Pattern.compile("[A-Za-z]{2,3}[ /]?[A-Za-z]{0,2}\\d?.*");

  @Override
  public QueryField field() {
    return QueryField.TOPIC;
  }

  @Override
  public Optional<Syntax> word(Token.Word word) {
    Optional<QueryField> guess = guess(word);
    if (guess.isEmpty()) {
      return TypedValues.plain(word, remarks);
    }
    QueryField field = guess.get();
    boolean sure = field != QueryField.NUMBER || SURE_NUMBER.matcher(word.text()).matches();
    if (field == QueryField.NUMBER) {
      RemarkKey key = sure ? RemarkKey.READ_AS_NUMBER : RemarkKey.ALSO_READ_AS_NUMBER;
      remarks.add(key, word.span(), word.text());
    }
    Optional<Syntax> read =
        new TypedValues(field, numbers, remarks)
            .word(word)
            .map(body -> Syntax.Fielded.in(field, body, word.span()));
    return sure ? read : read.map(number -> orText(number, word));
  }

  /** The number of a standard or of a telephone looks like that of a document. */
  private static Syntax orText(Syntax number, Token.Word word) {
    Syntax text = new Syntax.Phrase(word.text(), 0, word.span());
    return new Syntax.Or(List.of(number, text), word.span());
  }

  private static boolean cutNumber(String text) {
    return CUT_NUMBER.matcher(text).matches() && SURE_NUMBER.matcher(text).matches();
  }

  private Optional<QueryField> guess(Token.Word word) {
    String text = word.text();
    if (!word.truncated() && DateText.unmistakable(text)) {
      remarks.add(RemarkKey.READ_AS_DATE, word.span(), text);
      return Optional.of(QueryField.PUBLICATION_DATE);
    }
    if (ClassSymbol.unmistakable(text)) {
      remarks.add(RemarkKey.READ_AS_CLASS, word.span(), text);
      return Optional.of(QueryField.CLASSIFICATION);
    }
    if (word.truncated() ? cutNumber(text) : numbers.looksLikeNumber(text)) {
      return Optional.of(QueryField.NUMBER);
    }
    if (!word.truncated() && DateText.likely(text)) {
      remarks.add(RemarkKey.READ_AS_DATE, word.span(), text);
      return Optional.of(QueryField.PUBLICATION_DATE);
    }
    return Optional.empty();
  }

  @Override
  public Optional<Syntax> quoted(Token.Quoted quoted) {
    return Optional.of(new Syntax.Phrase(quoted.text(), quoted.distance(), quoted.span()));
  }

  @Override
  public Optional<Syntax> fuzzy(Token.Fuzzy fuzzy) {
    return Optional.of(new Syntax.Fuzzy(fuzzy.text(), fuzzy.edits(), fuzzy.span()));
  }

  @Override
  public Optional<Syntax> same(Token.Same same) {
    return Optional.of(new Syntax.Same(same.texts(), same.span()));
  }

  @Override
  public Optional<Syntax> range(Token.Range range) {
    remarks.add(RemarkKey.RANGE_NEEDS_DATE, range.span());
    return Optional.empty();
  }

  @Override
  public Optional<Syntax> masked(Token.Masked masked) {
    return Optional.of(new Syntax.Masked(masked.pattern(), masked.span()));
  }

  @Override
  public boolean joins(String text) {
    return (text.contains("/") && ClassSymbol.unmistakable(text))
        || (NUMBER_START.matcher(text).matches() && numbers.looksLikeNumber(text));
  }
}
