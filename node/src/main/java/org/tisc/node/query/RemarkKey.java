package org.tisc.node.query;

/**
 * What the parser may say about a query. Mistakes refuse it; notes go beside the "understood as"
 * line. Each has one text in each language, whose arguments the key's comment names.
 */
public enum RemarkKey {
  /** Over the bound of characters: bound. */
  TOO_LONG(true),
  /** Over the bound of words and values: bound. */
  TOO_MANY_CLAUSES(true),
  /** Over the bound of nested brackets: bound. */
  TOO_DEEP(true),
  /** Nothing to search for. */
  EMPTY_QUERY(true),
  /** An opening bracket is not closed. */
  UNCLOSED_BRACKET(true),
  /** A closing bracket was not opened. */
  UNOPENED_BRACKET(true),
  /** Brackets without content. */
  EMPTY_BRACKETS(true),
  /** A quotation is not closed. */
  UNCLOSED_QUOTE(true),
  /** A quotation without a letter or digit. */
  EMPTY_QUOTE(true),
  /** Truncation inside a quotation. */
  WILDCARD_IN_QUOTES(true),
  /** Truncation at the start of a word. */
  LEADING_WILDCARD(true),
  /** Truncation in the middle of a word. */
  INNER_WILDCARD(true),
  /** Truncation after one letter. */
  SHORT_TRUNCATION(true),
  /** Truncation in a field of whole values: field. */
  NO_TRUNCATION_HERE(true),
  /** No such field: name. */
  UNKNOWN_FIELD(true),
  /** No such field, but a similar one: name, similar name. */
  UNKNOWN_FIELD_NEAR(true),
  /** A truncated text that is more than one word. */
  TRUNCATION_OF_ONE_WORD(true),
  /** The analysed query is over the bound of the index. */
  TOO_MANY_TERMS(true),
  /** A field inside the brackets of another: inner field, outer field. */
  FIELD_IN_FIELD(true),
  /** A field that collections do not hold yet: field. */
  FIELD_NOT_HELD(true),
  /** Nothing behind the field: field. */
  EXPECTED_VALUE(true),
  /** An operator without something to combine: operator. */
  EXPECTED_OPERAND(true),
  /** A comparison of something that is not a date: field. */
  COMPARISON_NEEDS_DATE(true),
  /** A range of something that is not a date: field. */
  RANGE_NEEDS_DATE(true),
  /** A range that does not follow the form: field. */
  BAD_RANGE(true),
  /** A range whose end lies before its start. */
  REVERSED_RANGE(true),
  /** Not a date: field. */
  BAD_DATE(true),
  /** Not a class symbol: field, example. */
  BAD_CLASS(true),
  /** Not a value of the field: field, the values. */
  BAD_VALUE(true),
  /** Too many free characters in a word: bound. */
  TOO_MANY_FREE(true),
  /** Free characters in a field of whole values: field. */
  NO_MASK_HERE(true),
  /** A distance over the bound: bound. */
  TOO_FAR(true),
  /** Too many distances in a row: bound. */
  TOO_MANY_DISTANCES(true),
  /** A distance between values that are not text: field. */
  DISTANCE_NEEDS_TEXT(true),
  /** A distance between two fields: operator. */
  DISTANCE_OVER_FIELDS(true),
  /** Something beside a distance that has no place in a text: operator. */
  DISTANCE_OPERAND(true),
  /** A list of fields of different types: first field, other field. */
  FIELDS_DIFFER(true),
  /** The number of an earlier query that is not kept: the number. */
  UNKNOWN_STEP(true),
  /** An earlier query inside a field: field. */
  STEP_IN_FIELD(true),
  /** CQL: no term where one is expected: what stands before or instead. */
  CQL_TERM(true),
  /** CQL: something else where an operator is expected: what stands there. */
  CQL_OPERATOR(true),
  /** CQL: a slash without the name of a modifier. */
  CQL_MODIFIER_NAME(true),
  /** CQL: too many modifiers: bound. */
  CQL_MANY_MODIFIERS(true),
  /** CQL: a modifier that cannot be run: modifier, what it modifies, what is known there. */
  CQL_MODIFIER(true),
  /** CQL: a modifier of an operator that takes none: modifier, operator. */
  CQL_NO_MODIFIER(true),
  /** CQL: a relation that cannot be run: relation, field, what is known there. */
  CQL_RELATION(true),
  /** CQL: an index that nobody knows: index, examples. */
  CQL_UNKNOWN_INDEX(true),
  /** CQL: a context set that nobody knows: its URI. */
  CQL_UNKNOWN_SET(true),
  /** CQL: an order of the answer: the keys. */
  CQL_SORT(true),
  /** CQL: an anchor at the start or end of a field. */
  CQL_ANCHOR(true),
  /** CQL: a unit of distance other than words: unit. */
  CQL_UNIT(true),
  /** CQL: a distance without an upper bound: the condition. */
  CQL_DISTANCE(true),
  /** PATENTSCOPE: a weight of a word. */
  WEIGHT_NOT_RUN(true),
  /** PATENTSCOPE: a range without its ends. */
  OPEN_RANGE_NOT_RUN(true),
  /** PATENTSCOPE: a field of one language is searched in all: field. */
  READ_IN_ALL_LANGUAGES(false),
  /** Texts taken for one stand where values are compared as a whole: field. */
  NO_SAME_HERE(true),
  /** A fuzzy word stands where values are compared as a whole: field. */
  NO_FUZZY_HERE(true),
  /** In braces stands something else than words. */
  SAME_OF_WORDS(true),
  /** Too many texts are taken for one: the most. */
  TOO_MANY_SAME(true),
  /** Synonyms: too many lines: lines, the most. */
  SYNONYM_LINES(true),
  /** Synonyms: not a group: line, the most texts. */
  SYNONYM_GROUP(true),
  /** Synonyms: too long a text: line, the longest. */
  SYNONYM_LONG(true),
  /** Synonyms: a text with signs of the language: line. */
  SYNONYM_SIGNS(true),
  /** Synonyms: a text that leaves nothing to search: line. */
  SYNONYM_EMPTY(true),
  /** Something like a distance was read as a word: the word. */
  NO_DISTANCE(false),
  /** An exclusive or was read as a word: the word. */
  XOR_AS_TEXT(false),
  /** An operator of distance was read as a word: the word. */
  DISTANCE_AS_TEXT(false),
  /** AND and OR side by side without brackets. */
  MIXED_OPERATORS(false),
  /** A class symbol above group level takes in everything below: symbol. */
  CLASS_WIDENED(false),
  /** An operator in small letters was read as a word: the word. */
  SMALL_OPERATOR(false),
  /** An ampersand is text. */
  AMPERSAND(false),
  /** A question mark or hash at the end of a word is text. */
  QUESTION_MARK(false),
  /** A field takes only the next word: field. */
  FIELD_TAKES_ONE(false),
  /** A bare token was read as a document number: token. */
  READ_AS_NUMBER(false),
  /** A bare token was searched as a document number and as text: token. */
  ALSO_READ_AS_NUMBER(false),
  /** A bare token was read as a class symbol: token. */
  READ_AS_CLASS(false),
  /** A bare token was read as a publication date: token. */
  READ_AS_DATE(false);

  private final boolean mistake;

  RemarkKey(boolean mistake) {
    this.mistake = mistake;
  }

  /** Whether the query is refused for it. */
  public boolean mistake() {
    return mistake;
  }
}
