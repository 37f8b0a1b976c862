package org.tisc.node.query;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Values without a field. A token that can only be a document number, class symbol or date is
 * searched as one, and a note says so; all else is text.
 */
record BareValues(NumberForms numbers, Remarks remarks) implements Values {
  private static final Pattern CUT_NUMBER = Pattern.compile("[A-Z]{2}\\d{4,}");
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
    return new TypedValues(field, numbers, remarks)
        .word(word)
        .map(body -> new Syntax.Fielded(field, body, word.span()));
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
    if (word.truncated() ? CUT_NUMBER.matcher(text).matches() : numbers.looksLikeNumber(text)) {
      remarks.add(RemarkKey.READ_AS_NUMBER, word.span(), text);
      return Optional.of(QueryField.NUMBER);
    }
    return Optional.empty();
  }

  @Override
  public Optional<Syntax> quoted(Token.Quoted quoted) {
    return Optional.of(new Syntax.Phrase(quoted.text(), quoted.span()));
  }

  @Override
  public Optional<Syntax> range(Token.Range range) {
    remarks.add(RemarkKey.RANGE_NEEDS_DATE, range.span());
    return Optional.empty();
  }

  @Override
  public boolean joins(String text) {
    return (text.contains("/") && ClassSymbol.unmistakable(text))
        || (NUMBER_START.matcher(text).matches() && numbers.looksLikeNumber(text));
  }
}
