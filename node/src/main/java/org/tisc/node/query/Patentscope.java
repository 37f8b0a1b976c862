package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Queries of PATENTSCOPE. Their grammar is that of the own language; fields have other names and
 * may be followed by a slash, {@code ?} is exactly one character, a word without a field is
 * searched in the full text, and weights are refused.
 */
final class Patentscope {
  /** What EN_ALL and words without a field are searched in. */
  static final List<QueryField> FULL_TEXT =
      List.of(QueryField.TITLE, QueryField.ABSTRACT, QueryField.CLAIMS, QueryField.DESCRIPTION);

  private static final Pattern OF_ONE_LANGUAGE = Pattern.compile("([A-Z]{2})_([A-Z]{2,3})");
  private static final Map<String, List<QueryField>> PARTS =
      Map.of(
          "TI", List.of(QueryField.TITLE),
          "AB", List.of(QueryField.ABSTRACT),
          "CL", List.of(QueryField.CLAIMS),
          "DE", List.of(QueryField.DESCRIPTION),
          "ALL", FULL_TEXT);
  private static final Map<String, List<QueryField>> FIELDS =
      Map.ofEntries(
          Map.entry("ALLTXT", FULL_TEXT),
          Map.entry("TI", List.of(QueryField.TITLE)),
          Map.entry("AB", List.of(QueryField.ABSTRACT)),
          Map.entry("CL", List.of(QueryField.CLAIMS)),
          Map.entry("DE", List.of(QueryField.DESCRIPTION)),
          Map.entry(
              "FP",
              List.of(
                  QueryField.TITLE,
                  QueryField.ABSTRACT,
                  QueryField.APPLICANT,
                  QueryField.INVENTOR)),
          Map.entry("PA", List.of(QueryField.APPLICANT)),
          Map.entry("IN", List.of(QueryField.INVENTOR)),
          Map.entry("ALLNAMES", List.of(QueryField.APPLICANT, QueryField.INVENTOR)),
          Map.entry("RP", List.of(QueryField.AGENT)),
          Map.entry("IC", List.of(QueryField.IPC)),
          Map.entry("CPC", List.of(QueryField.CPC)),
          Map.entry("AN", List.of(QueryField.APPLICATION_NUMBER)),
          Map.entry("AD", List.of(QueryField.APPLICATION_DATE)),
          Map.entry("PN", List.of(QueryField.PUBLICATION_NUMBER)),
          Map.entry("GN", List.of(QueryField.PUBLICATION_NUMBER)),
          Map.entry("ALLNUM", List.of(QueryField.NUMBER)),
          Map.entry("DP", List.of(QueryField.PUBLICATION_DATE)),
          Map.entry("NP", List.of(QueryField.PRIORITY_NUMBER)),
          Map.entry("PD", List.of(QueryField.PRIORITY_DATE)),
          Map.entry("CTR", List.of(QueryField.OFFICE)),
          Map.entry("OF", List.of(QueryField.OFFICE)));

  private static final Pattern WEIGHT = Pattern.compile("\\^[\\d.]*");

  private final NumberForms numbers;
  private final Remarks remarks;

  Patentscope(NumberForms numbers, Remarks remarks) {
    this.numbers = numbers;
    this.remarks = remarks;
  }

  /** The fields of a name; empty for one that is unknown. */
  static List<QueryField> fields(String name) {
    String code = name.toUpperCase(Locale.ROOT);
    Matcher part = OF_ONE_LANGUAGE.matcher(code);
    return part.matches()
        ? PARTS.getOrDefault(part.group(2), List.of())
        : FIELDS.getOrDefault(code, List.of());
  }

  /** The tree; empty when a mistake was remarked or nothing was asked. */
  Optional<Syntax> read(String text) {
    List<Token> tokens = Lexer.readPatentscope(text, remarks);
    refuseOutsideQuotes(text, tokens);
    Optional<Syntax> tree = new Parser(text, tokens, numbers, Steps.NONE, remarks).parse();
    return tree.map(this::inFullText);
  }

  /** A weight would be read as a part of its word, an open range as nothing. */
  private void refuseOutsideQuotes(String text, List<Token> tokens) {
    String folded = Folding.fold(text);
    Matcher weights = WEIGHT.matcher(folded);
    while (weights.find() && !remarks.full()) {
      if (!quoted(weights.start(), tokens)) {
        remarks.add(RemarkKey.WEIGHT_NOT_RUN, new Span(weights.start(), weights.end()));
      }
    }
    for (int at = folded.indexOf('{'); at >= 0; at = folded.indexOf('{', at + 1)) {
      if (!quoted(at, tokens) && !remarks.full()) {
        remarks.add(RemarkKey.OPEN_RANGE_NOT_RUN, new Span(at, at + 1));
      }
    }
  }

  private static boolean quoted(int position, List<Token> tokens) {
    return tokens.stream()
        .filter(Token.Quoted.class::isInstance)
        .map(Token::span)
        .anyMatch(span -> span.from() <= position && position < span.to());
  }

  /** Words that no field binds are searched in the full text. */
  private Syntax inFullText(Syntax node) {
    return switch (node) {
      case Syntax.All _, Syntax.Fielded _, Syntax.Dates _ -> node;
      case Syntax.Word _,
          Syntax.Masked _,
          Syntax.Fuzzy _,
          Syntax.Phrase _,
          Syntax.Same _,
          Syntax.Near _ ->
          new Syntax.Fielded(FULL_TEXT, node, node.span());
      case Syntax.And and -> new Syntax.And(inFullText(and.parts()), and.span());
      case Syntax.Or or -> new Syntax.Or(inFullText(or.parts()), or.span());
      case Syntax.Not not -> new Syntax.Not(inFullText(not.body()), not.span());
    };
  }

  private List<Syntax> inFullText(List<Syntax> parts) {
    List<Syntax> all = new ArrayList<>();
    parts.forEach(part -> all.add(inFullText(part)));
    return all;
  }
}
