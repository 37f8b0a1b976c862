package org.tisc.node.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.tisc.federation.error.Violation;

/**
 * The rules that every document keeps: what is required, and how long each field may be. Bounds are
 * in UTF-16 code units or elements, several times above the largest seen in real files.
 */
public final class DocumentRules {
  /** Longest title, per language. */
  public static final int MAX_TITLE = 8_000;

  /** Longest abstract, goods or product text, per language. */
  public static final int MAX_ABSTRACT = 200_000;

  /** Longest claims, per language. */
  public static final int MAX_CLAIMS = 4_000_000;

  /** Longest description, per language. */
  public static final int MAX_DESCRIPTION = 16_000_000;

  /** Longest number, code or symbol. */
  public static final int MAX_NUMBER = 200;

  /** Longest name of a party, keyword or file. */
  public static final int MAX_NAME = 2_000;

  /** Longest address, citation or text of an event. */
  public static final int MAX_LINE = 8_000;

  /** Most parties of one role, priorities, events or files. */
  public static final int MAX_LIST = 2_000;

  /** Most citations; some United States grants cite over five thousand documents. */
  public static final int MAX_CITATIONS = 20_000;

  /** Most unknown fields. */
  public static final int MAX_EXTRA_FIELDS = 500;

  /** Longest sum of the JSON texts of all unknown fields. */
  public static final int MAX_EXTRA = 2_000_000;

  private static final Pattern OFFICE = Pattern.compile("|[A-Z]{2}");
  private static final Pattern KIND_CODE = Pattern.compile("|[A-Z][A-Z0-9]{0,3}|[0-9]{1,2}");
  private static final Pattern SHA256 = Pattern.compile("|[0-9a-f]{64}");

  private final List<Violation> violations = new ArrayList<>();

  private DocumentRules() {}

  static List<Violation> check(
      Designation designation,
      Texts texts,
      Parties parties,
      Classes classes,
      History history,
      Related related,
      Map<String, String> extra) {
    DocumentRules rules = new DocumentRules();
    rules.designation(designation);
    rules.texts(texts);
    rules.parties(parties);
    rules.classes(classes);
    rules.history(history);
    rules.related(related);
    rules.extra(extra);
    return rules.violations;
  }

  private void designation(Designation it) {
    if (NumberText.compact(it.number()).isEmpty()) {
      add("number", "is required");
    }
    length("number", it.number(), MAX_NUMBER);
    length("applicationNumber", it.applicationNumber(), MAX_NUMBER);
    length("doi", it.doi(), MAX_NUMBER);
    length("family", it.family(), MAX_NUMBER);
    pattern("office", it.office(), OFFICE, "two letters (ST.3)");
    pattern("kindCode", it.kindCode(), KIND_CODE, "a letter with up to three more (ST.16)");
  }

  private void texts(Texts it) {
    if (it.titles().isEmpty()) {
      add("titles", "at least one title is required");
    }
    lengths("titles", it.titles(), MAX_TITLE);
    lengths("abstracts", it.abstracts(), MAX_ABSTRACT);
    lengths("claims", it.claims(), MAX_CLAIMS);
    lengths("description", it.description(), MAX_DESCRIPTION);
    lengths("goods", it.goods(), MAX_ABSTRACT);
    lengths("product", it.product(), MAX_ABSTRACT);
    count("keywords", it.keywords().size(), MAX_LIST);
    it.keywords().forEach(keyword -> length("keywords", keyword, MAX_NAME));
  }

  private void parties(Parties it) {
    parties("applicants", it.applicants());
    parties("inventors", it.inventors());
    parties("creators", it.creators());
    parties("holder", it.holder().stream().toList());
    length("region", it.region(), MAX_NUMBER);
  }

  private void parties(String field, List<Party> parties) {
    count(field, parties.size(), MAX_LIST);
    for (Party party : parties) {
      if (party.names().isEmpty()) {
        add(field, "a party needs a name");
      }
      lengths(field, party.names(), MAX_NAME);
      length(field, party.address(), MAX_LINE);
    }
  }

  private void classes(Classes it) {
    symbols("ipc", it.ipc());
    symbols("cpc", it.cpc());
    symbols("locarno", it.locarno());
    for (int number : it.niceClasses()) {
      if (number < 1 || number > 45) {
        add("niceClasses", "a class from 1 to 45 is expected, not " + number);
      }
    }
  }

  private void symbols(String field, List<String> symbols) {
    count(field, symbols.size(), MAX_LIST);
    symbols.forEach(symbol -> length(field, symbol, MAX_NUMBER));
  }

  private void history(History it) {
    count("legalEvents", it.legalEvents().size(), MAX_LIST);
    for (LegalEvent event : it.legalEvents()) {
      length("legalEvents", event.code(), MAX_NUMBER);
      length("legalEvents", event.text(), MAX_LINE);
    }
  }

  private void related(Related it) {
    count("priorities", it.priorities().size(), MAX_LIST);
    it.priorities().forEach(priority -> length("priorities", priority.number(), MAX_NUMBER));
    count("citations", it.citations().size(), MAX_CITATIONS);
    for (Citation citation : it.citations()) {
      length("citations", citation.number(), MAX_NUMBER);
      length("citations", citation.text(), MAX_LINE);
      length("citations", citation.category(), MAX_NUMBER);
    }
    count("media", it.media().size(), MAX_LIST);
    for (Media media : it.media()) {
      length("media", media.name(), MAX_NAME);
      length("media", media.mediaType(), MAX_NUMBER);
      pattern("media", media.sha256(), SHA256, "64 hexadecimal digits");
    }
  }

  private void extra(Map<String, String> extra) {
    count("extra", extra.size(), MAX_EXTRA_FIELDS);
    long sum = 0;
    for (Map.Entry<String, String> field : extra.entrySet()) {
      length("extra", field.getKey(), MAX_NUMBER);
      sum += field.getValue().length();
    }
    if (sum > MAX_EXTRA) {
      add("extra", "is " + sum + " characters long; at most " + MAX_EXTRA + " are kept");
    }
  }

  private void lengths(String field, LangMap texts, int max) {
    texts.texts().forEach((language, text) -> length(field + "." + language, text, max));
  }

  private void length(String field, String text, int max) {
    if (text.length() > max) {
      add(field, "is " + text.length() + " characters long; at most " + max + " are kept");
    }
  }

  private void count(String field, int size, int max) {
    if (size > max) {
      add(field, "has " + size + " entries; at most " + max + " are kept");
    }
  }

  private void pattern(String field, String text, Pattern pattern, String expected) {
    if (!pattern.matcher(text).matches()) {
      add(field, expected + " expected, not: " + SafeText.shortened(text, 40));
    }
  }

  private void add(String field, String message) {
    violations.add(Violation.of(field, message));
  }
}
