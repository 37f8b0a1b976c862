package org.tisc.node.corpus;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.node.document.Classifications;

/**
 * Addresses of searches that lead on from a document. Each is a query of the language, with a field
 * by the name that both languages of the node know.
 *
 * @param scope in which they search, as a user writes it; the standard one when empty
 */
record DocumentLinks(Optional<String> scope) {
  private static final Pattern GROUP = Pattern.compile("(([A-HY]\\d{2}[A-Z])\\d{1,4})/(\\d{2,8})");

  /** What has a meaning between quotation marks, or ends them. */
  private static final Pattern SIGNS = Pattern.compile("[\"“”„«»＂*?#$＊？＃＄\\\\\\p{Cntrl}]+");

  private static final Pattern LOCARNO = Pattern.compile("(\\d{2})-\\d{2}");

  /** The address of a search. */
  String search(String query) {
    return "/search?q=" + encoded(query) + scope.map(one -> "&scope=" + encoded(one)).orElse("");
  }

  /** The search for a value of a field; empty for a value without a letter or digit. */
  Optional<String> of(String field, String value) {
    return value.chars().anyMatch(Character::isLetterOrDigit)
        ? Optional.of(search(field + "=\"" + SIGNS.matcher(value).replaceAll(" ") + "\""))
        : Optional.empty();
  }

  /** A class of IPC or CPC as a link, with the group that it belongs to. */
  DocumentPage.Value patentClass(String field, String symbol) {
    Optional<String> compact = Classifications.compactPatentClass(symbol);
    if (compact.isEmpty()) {
      return DocumentPage.Value.plain(symbol);
    }
    Optional<DocumentPage.Link> wider =
        wider(compact.get())
            .map(group -> new DocumentPage.Link(group, search(field + "=" + group)));
    return new DocumentPage.Value(symbol, Optional.of(search(field + "=" + compact.get())), wider);
  }

  /** The main group of a subgroup, the subclass of a main group, and so on. */
  private static Optional<String> wider(String symbol) {
    Matcher group = GROUP.matcher(symbol);
    if (group.matches()) {
      boolean main = group.group(3).matches("0+");
      return Optional.of(group.group(main ? 2 : 1));
    }
    return switch (symbol.length()) {
      case 4 -> Optional.of(symbol.substring(0, 3));
      case 3 -> Optional.of(symbol.substring(0, 1));
      default -> Optional.empty();
    };
  }

  /** A Locarno class as a link, with the main class that it belongs to. */
  DocumentPage.Value locarno(String symbol) {
    Matcher matcher = LOCARNO.matcher(symbol);
    Optional<DocumentPage.Link> wider =
        matcher.matches()
            ? Optional.of(
                new DocumentPage.Link(matcher.group(1), search("LOC=" + matcher.group(1) + "*")))
            : Optional.empty();
    return new DocumentPage.Value(symbol, of("LOC", symbol), wider);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
