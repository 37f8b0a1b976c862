package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.Facet;

/**
 * By what documents can be divided. Values stand in columns beside the index; names and levels are
 * the same on every node.
 */
public enum FacetField {
  /** PATENT, TRADEMARK and so on. */
  KIND("kind", IndexField.KIND, 0),
  /** The office, a WIPO ST.3 code. */
  OFFICE("office", IndexField.OFFICE, 0),
  /** IPC: 1 section, 2 class, 3 subclass, 4 main group, whole symbol. */
  IPC("ipc", IndexField.IPC, 4),
  /** Nice classes. */
  NICE("nice", IndexField.NICE, 0),
  /** Locarno classes. */
  LOCARNO("locarno", IndexField.LOCARNO, 0),
  /** Every name of an applicant or holder, as written. */
  APPLICANT("applicant", IndexField.APPLICANT_EXACT, 0),
  /** Year of publication or registration. */
  YEAR("year", IndexField.PUBLICATION_DATE, 0),
  /** The legal status. */
  STATUS("status", IndexField.STATUS, 0),
  /** Regions: 1 province of a code of GB/T 2260, whole code. */
  REGION("region", IndexField.REGION, 1);

  private static final String COLUMN = "_facet_";
  private static final int MAX_NAME = 200;
  private static final int DATE_TO_YEAR = 10_000;

  private final String facetName;
  private final String column;
  private final IndexField queryField;
  private final int levels;

  FacetField(String facetName, IndexField queryField, int levels) {
    this.facetName = facetName;
    this.column = COLUMN + facetName;
    this.queryField = queryField;
    this.levels = levels;
  }

  /** The name in questions. */
  public String facetName() {
    return facetName;
  }

  /** How many levels stand above whole values. */
  public int levels() {
    return levels;
  }

  /** The field of queries that finds what has a value. */
  public IndexField queryField() {
    return queryField;
  }

  String column() {
    return column;
  }

  /** The field of a facet. Raises INVALID_ARGUMENT where there is none, or not at that level. */
  public static FacetField of(Facet facet) {
    FacetField field =
        Arrays.stream(values())
            .filter(one -> one.facetName.equals(facet.field()))
            .findFirst()
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.INVALID_ARGUMENT,
                        "There is no facet "
                            + facet.field()
                            + "; there are "
                            + String.join(
                                ", ",
                                Arrays.stream(values()).map(FacetField::facetName).toList())));
    if (facet.level() > field.levels) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "The facet " + field.facetName + " has levels up to " + field.levels);
    }
    return field;
  }

  /** A value cut to a level. */
  String at(int level, String value) {
    if (level == 0) {
      return value;
    }
    return switch (this) {
      case IPC ->
          switch (level) {
            case 1 -> first(value, 1);
            case 2 -> first(value, 3);
            case 3 -> first(value, 4);
            default -> value.contains("/") ? value.substring(0, value.indexOf('/')) : value;
          };
      case REGION -> value.matches("[0-9]{6}") ? first(value, 2) + "0000" : value;
      default -> value;
    };
  }

  private static String first(String value, int length) {
    return value.substring(0, Math.min(length, value.length()));
  }

  /**
   * The query of all documents that this facet puts at a value, without score. Raises
   * INVALID_ARGUMENT for what is no value.
   */
  public static CanonicalQuery having(Facet facet, String value) {
    FacetField field = of(facet);
    if (value.isBlank() || value.length() > FieldValues.MAX_KEYWORD_BYTES) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "Not a value of a facet");
    }
    return switch (field) {
      case YEAR -> {
        if (!value.matches("[0-9]{4}")) {
          throw new TiscException(Reason.INVALID_ARGUMENT, "A year has four digits");
        }
        long first = Long.parseLong(value) * DATE_TO_YEAR;
        yield new CanonicalQuery.Range(
            field.queryField.fieldName(), first, first + DATE_TO_YEAR - 1);
      }
      case IPC ->
          switch (facet.level()) {
            case 0 -> field.term(value);
            case 4 ->
                new CanonicalQuery.Bool(
                    List.of(
                        new CanonicalQuery.Clause(CanonicalQuery.Occur.SHOULD, field.term(value)),
                        new CanonicalQuery.Clause(
                            CanonicalQuery.Occur.SHOULD, field.prefix(value + "/"))));
            default -> field.prefix(value);
          };
      case REGION ->
          facet.level() == 1 && value.matches("[0-9]{2}0000")
              ? field.prefix(first(value, 2))
              : field.term(value);
      default -> field.term(value);
    };
  }

  private CanonicalQuery term(String value) {
    // The kind is a keyword, too, though it is filled from the document.
    return new CanonicalQuery.Term(
        new IndexTerm(
            queryField.fieldName(), ByteString.copyFromUtf8(queryField.normalise(value))));
  }

  private CanonicalQuery prefix(String value) {
    return new CanonicalQuery.Prefix(
        queryField.fieldName(), ByteString.copyFromUtf8(queryField.normalise(value)));
  }

  /** The facet whose column is made from a field of documents; KIND is made from none. */
  static Optional<FacetField> fedBy(IndexField field) {
    return switch (field) {
      case OFFICE -> Optional.of(OFFICE);
      case IPC -> Optional.of(IPC);
      case NICE -> Optional.of(NICE);
      case LOCARNO -> Optional.of(LOCARNO);
      // As written, not as found.
      case APPLICANT -> Optional.of(APPLICANT);
      case PUBLICATION_DATE -> Optional.of(YEAR);
      case STATUS -> Optional.of(STATUS);
      case REGION -> Optional.of(REGION);
      default -> Optional.empty();
    };
  }

  /** What stands in the column for a document's values of the field that feeds it. */
  static Stream<String> told(FieldValues values) {
    return switch (values) {
      case FieldValues.Text names ->
          names.values().stream()
              .map(name -> first(name.strip(), MAX_NAME))
              .filter(name -> !name.isEmpty());
      case FieldValues.Keyword words ->
          words.values().stream().map(word -> word.toUpperCase(Locale.ROOT));
      case FieldValues.Numbers dates ->
          dates.values().stream().map(date -> String.valueOf(date / DATE_TO_YEAR));
    };
  }
}
