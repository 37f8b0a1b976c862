package org.tisc.node.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A notation in which queries are written. All of them end in the same {@link Syntax}. */
public enum Dialect {
  /** The language of this node. */
  TISC,
  /** The Contextual Query Language 1.2 of the Library of Congress, with the names of SRU. */
  CQL,
  /** Smart search and field codes of Espacenet: CQL with AND between words side by side. */
  ESPACENET,
  /** Queries of WIPO's PATENTSCOPE. */
  PATENTSCOPE;

  /** The name that asks for {@link #recognise}. */
  public static final String AUTOMATIC = "auto";

  private static final Pattern PATENTSCOPE_FIELD =
      Pattern.compile("(?:^|[\\s(])(?:[A-Z]{2}_(?:TI|AB|CL|DE|ALL)|ALLTXT|DP|IC|FP)[:/]");
  private static final Pattern CQL_ONLY =
      Pattern.compile(
          "^\\s*>\\s*(?:\\w+\\s*=\\s*)?\"|(?i)\\bprox/|\\bsortby\\s+\\w"
              + "|(?:^|[\\s(])(?:dc|cql|bath|rec|srw)\\.\\w+\\s*(?:[=<>]|any\\b|all\\b|adj\\b)"
              + "|\\b[a-z]+\\s+(?:any|all|adj)(?:/\\w+)*\\s+\"");

  /** The names that users write, in lower case. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Dialect::id).toList();
  }

  /** Its name as users write it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The dialect of that name, if there is one; case does not matter. */
  public static Optional<Dialect> named(String name) {
    return Arrays.stream(values()).filter(one -> one.id().equalsIgnoreCase(name)).findFirst();
  }

  /**
   * The dialect of a text that has a sign no other dialect has; else the own language. Never more
   * than a certain guess: what could be both is the own language.
   */
  public static Dialect recognise(String text) {
    if (text.length() > QueryLanguage.LONGEST) {
      return TISC;
    }
    if (PATENTSCOPE_FIELD.matcher(text).find()) {
      return PATENTSCOPE;
    }
    return CQL_ONLY.matcher(text).find() ? CQL : TISC;
  }
}
