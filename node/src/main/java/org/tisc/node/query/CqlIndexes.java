package org.tisc.node.query;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which fields the indexes of CQL and the field codes of Espacenet mean. */
final class CqlIndexes {
  /** All records, whatever the term. */
  static final String ALL_RECORDS = "cql.allrecords";

  /** Every text of a document. */
  static final List<QueryField> ANYWHERE =
      List.of(
          QueryField.TITLE,
          QueryField.ABSTRACT,
          QueryField.CLAIMS,
          QueryField.DESCRIPTION,
          QueryField.APPLICANT,
          QueryField.INVENTOR,
          QueryField.KEYWORDS,
          QueryField.GOODS,
          QueryField.PRODUCT);

  private static final List<QueryField> TITLE = List.of(QueryField.TITLE);
  private static final Map<String, List<QueryField>> SETS =
      Map.ofEntries(
          entry("cql.serverchoice", List.of(QueryField.TOPIC)),
          entry("cql.anywhere", ANYWHERE),
          entry("cql.allindexes", ANYWHERE),
          entry("cql.anyindexes", ANYWHERE),
          entry("cql.keywords", ANYWHERE),
          entry("dc.title", TITLE),
          entry("dc.creator", List.of(QueryField.INVENTOR)),
          entry("dc.contributor", List.of(QueryField.APPLICANT, QueryField.INVENTOR)),
          entry("dc.publisher", List.of(QueryField.APPLICANT)),
          entry("dc.description", List.of(QueryField.ABSTRACT)),
          entry("dc.subject", List.of(QueryField.KEYWORDS)),
          entry("dc.date", List.of(QueryField.PUBLICATION_DATE)),
          entry("dc.identifier", List.of(QueryField.NUMBER)),
          entry("dc.type", List.of(QueryField.KIND)),
          entry("dc.language", List.of(QueryField.LANGUAGE)));
  private static final Map<String, List<QueryField>> CODES =
      Map.ofEntries(
          entry("in", List.of(QueryField.INVENTOR)),
          entry("pa", List.of(QueryField.APPLICANT)),
          entry("ti", TITLE),
          entry("ab", List.of(QueryField.ABSTRACT)),
          entry("pr", List.of(QueryField.PRIORITY_NUMBER)),
          entry("pn", List.of(QueryField.PUBLICATION_NUMBER)),
          entry("ap", List.of(QueryField.APPLICATION_NUMBER)),
          entry("pd", List.of(QueryField.PUBLICATION_DATE)),
          entry("prd", List.of(QueryField.PRIORITY_DATE)),
          entry("ct", List.of(QueryField.CITATION)),
          entry("cpc", List.of(QueryField.CPC)),
          entry("ipc", List.of(QueryField.IPC)),
          entry("ic", List.of(QueryField.IPC)),
          entry("cl", List.of(QueryField.CLASSIFICATION)),
          entry("desc", List.of(QueryField.DESCRIPTION)),
          entry("claims", List.of(QueryField.CLAIMS)),
          entry("ia", List.of(QueryField.INVENTOR, QueryField.APPLICANT)),
          entry("ta", List.of(QueryField.TITLE, QueryField.ABSTRACT)),
          entry(
              "txt",
              List.of(
                  QueryField.TITLE,
                  QueryField.ABSTRACT,
                  QueryField.INVENTOR,
                  QueryField.APPLICANT)),
          entry(
              "ftxt",
              List.of(
                  QueryField.TITLE,
                  QueryField.ABSTRACT,
                  QueryField.CLAIMS,
                  QueryField.DESCRIPTION)),
          entry("num", List.of(QueryField.NUMBER)),
          entry("famn", List.of(QueryField.FAMILY)));
  private static final Map<String, String> URIS =
      Map.of(
          "info:srw/cql-context-set/1/cql-v1.1", "cql",
          "info:srw/cql-context-set/1/cql-v1.2", "cql",
          "info:srw/cql-context-set/1/dc-v1.1", "dc",
          "info:srw/context-set/1/cql-v1.1", "cql",
          "info:srw/context-set/1/dc-v1.1", "dc",
          "http://www.loc.gov/zing/cql/context-sets/dc/v1.1/", "dc",
          "http://purl.org/dc/elements/1.1/", "dc");

  private final boolean codes;
  private final Map<String, String> sets;
  private final String standard;

  private CqlIndexes(boolean codes, Map<String, String> sets, String standard) {
    this.codes = codes;
    this.sets = Map.copyOf(sets);
    this.standard = standard;
  }

  /**
   * The indexes under their usual prefixes.
   *
   * @param codes whether names without a prefix are Espacenet's codes before the node's own names
   */
  static CqlIndexes standard(boolean codes) {
    return new CqlIndexes(codes, Map.of("cql", "cql", "dc", "dc", "srw", "cql"), "");
  }

  /** The same with one more name of a set; empty for a set that is unknown here. */
  Optional<CqlIndexes> with(Optional<String> prefix, String uri) {
    Optional<String> set = Optional.ofNullable(URIS.get(uri.toLowerCase(Locale.ROOT)));
    return set.map(
        known -> {
          Map<String, String> more = new HashMap<>(sets);
          prefix.ifPresent(name -> more.put(name.toLowerCase(Locale.ROOT), known));
          return new CqlIndexes(codes, more, prefix.isPresent() ? standard : known);
        });
  }

  /** The full name of an index in its set, in lower case; without a prefix that of the standard. */
  String full(String index) {
    String name = index.toLowerCase(Locale.ROOT);
    int point = name.indexOf('.');
    if (point > 0 && sets.containsKey(name.substring(0, point))) {
      return sets.get(name.substring(0, point)) + name.substring(point);
    }
    String ofStandard = standard + "." + name;
    return point < 0 && SETS.containsKey(ofStandard) ? ofStandard : name;
  }

  /** The fields of an index; empty for one that is unknown. */
  List<QueryField> fields(String index) {
    String full = full(index);
    if (SETS.containsKey(full)) {
      return SETS.get(full);
    }
    if (codes && CODES.containsKey(full)) {
      return CODES.get(full);
    }
    return FieldNames.list(index);
  }

  /** Names to choose from, for a message. */
  String choices() {
    return codes
        ? "ti, ab, ta, pa, in, pn, ap, pd, ipc, cpc, cl, ftxt"
        : "dc.title, cql.anywhere, TI";
  }
}
