package org.tisc.node.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.query.CanonicalQuery;

/**
 * Words and phrases that a centre takes for one, because authors call the same thing differently.
 * It works at the asking node alone: others see a query that has all of the words in it. Immutable.
 */
public final class Thesaurus {
  /** Most lines. */
  public static final int MOST_LINES = 20_000;

  /** Longest text of a synonym, in UTF-16 code units. */
  public static final int LONGEST = 100;

  private static final String TITLE = QueryField.TITLE.indexFields().getFirst();

  private final List<List<String>> groups;
  private final TextAnalysis analysis;

  /** By what is searched for a text: all texts of the groups in which it stands. */
  private final Map<CanonicalQuery, SequencedSet<String>> byText;

  private Thesaurus(List<List<String>> groups, TextAnalysis analysis) {
    this.groups = List.copyOf(groups);
    this.analysis = analysis;
    this.byText = new HashMap<>();
    for (List<String> group : groups) {
      for (String text : group) {
        byText.computeIfAbsent(searched(text), _ -> new LinkedHashSet<>()).addAll(group);
      }
    }
  }

  /**
   * Reads one group a line, its texts divided by commas or semicolons of either width; what follows
   * a {@code #} is a comment. A text of several lines belongs to all of these groups. Raises
   * INVALID_ARGUMENT with a violation of {@code text} for the first line that is no group: of one
   * text only, with a text that is too long or leaves nothing to search, or with more than {@value
   * Syntax.Same#MOST}.
   *
   * @param analysis decides which texts are the same to a search
   * @param locale of the violation
   */
  public static Thesaurus read(List<String> lines, TextAnalysis analysis, Locale locale) {
    if (lines.size() > MOST_LINES) {
      throw refused(RemarkKey.SYNONYM_LINES, locale, lines.size(), MOST_LINES);
    }
    List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).split("#", 2)[0];
      List<String> texts =
          Arrays.stream(line.split("[,;，；]", -1))
              .map(text -> Folding.fold(text).replaceAll("[{}|\"“” ]+", " ").strip())
              .filter(text -> !text.isEmpty())
              .distinct()
              .toList();
      if (texts.isEmpty()) {
        continue;
      }
      if (texts.size() < 2 || texts.size() > Syntax.Same.MOST) {
        throw refused(RemarkKey.SYNONYM_GROUP, locale, i + 1, Syntax.Same.MOST);
      }
      for (String text : texts) {
        if (text.length() > LONGEST) {
          throw refused(RemarkKey.SYNONYM_LONG, locale, i + 1, LONGEST);
        }
        if (Lexer.notInBraces(text)) {
          throw refused(RemarkKey.SYNONYM_SIGNS, locale, i + 1, LONGEST);
        }
        if (analysis.phrase(TITLE, text, 0) instanceof CanonicalQuery.MatchNone) {
          throw refused(RemarkKey.SYNONYM_EMPTY, locale, i + 1, LONGEST);
        }
      }
      groups.add(texts);
    }
    return new Thesaurus(groups, analysis);
  }

  private static TiscException refused(RemarkKey key, Locale locale, int line, int most) {
    List<String> arguments = List.of(Integer.toString(line), Integer.toString(most));
    String sentence = new Remark(key, arguments, new Span(0, 0)).text(locale);
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        "The synonyms have a mistake that the violation names",
        List.of(Violation.of("text", sentence)));
  }

  /** The groups, in the order of the lines. */
  public List<List<String>> groups() {
    return groups;
  }

  /**
   * The same query with every word and exact phrase of a text field together with its synonyms. Of
   * more than {@value Syntax.Same#MOST}, the first ones count.
   */
  public Syntax widen(Syntax tree) {
    return widen(tree, FieldType.TEXT);
  }

  private Syntax widen(Syntax tree, FieldType type) {
    return switch (tree) {
      case Syntax.Word word when type == FieldType.TEXT && !word.truncated() ->
          same(word, word.text());
      case Syntax.Phrase phrase when type == FieldType.TEXT && phrase.distance() == 0 ->
          same(phrase, phrase.text());
      case Syntax.All _,
          Syntax.Word _,
          Syntax.Masked _,
          Syntax.Fuzzy _,
          Syntax.Phrase _,
          Syntax.Same _,
          Syntax.Dates _ ->
          tree;
      case Syntax.Near near ->
          new Syntax.Near(
              widen(near.left(), type),
              widen(near.right(), type),
              near.words(),
              near.ordered(),
              near.span());
      case Syntax.Fielded fielded ->
          new Syntax.Fielded(
              fielded.fields(),
              widen(fielded.body(), fielded.fields().getFirst().type()),
              fielded.span());
      case Syntax.And and -> new Syntax.And(widen(and.parts(), type), and.span());
      case Syntax.Or or -> new Syntax.Or(widen(or.parts(), type), or.span());
      case Syntax.Not not -> new Syntax.Not(widen(not.body(), type), not.span());
    };
  }

  private List<Syntax> widen(List<Syntax> parts, FieldType type) {
    return parts.stream().map(part -> widen(part, type)).toList();
  }

  private Syntax same(Syntax tree, String text) {
    if (groups.isEmpty() || text.length() > LONGEST) {
      return tree;
    }
    CanonicalQuery searched = searched(text);
    SequencedSet<String> others = byText.get(searched);
    if (others == null || Lexer.notInBraces(text)) {
      return tree;
    }
    Set<CanonicalQuery> seen = new LinkedHashSet<>();
    List<String> texts =
        Stream.concat(Stream.of(text), others.stream())
            .filter(one -> seen.add(searched(one)))
            .limit(Syntax.Same.MOST)
            .toList();
    return texts.size() < 2 ? tree : new Syntax.Same(texts, tree.span());
  }

  private CanonicalQuery searched(String text) {
    return analysis.phrase(TITLE, text, 0);
  }
}
