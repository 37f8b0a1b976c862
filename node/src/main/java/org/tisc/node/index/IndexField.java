package org.tisc.node.index;

import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The schema: every field that can be searched, on every node alike. Names and kinds are part of
 * the scoring profile, so a change here is a change of profile and asks for a reindex.
 */
public enum IndexField {
  /** Titles in all languages. */
  TITLE("title", Type.TEXT),
  /** Abstracts in all languages. */
  ABSTRACT("abstract", Type.TEXT),
  /** Claims in all languages. */
  CLAIMS("claims", Type.TEXT),
  /** The full description. */
  DESCRIPTION("description", Type.TEXT),
  /** Goods and services of a trademark. */
  GOODS("goods", Type.TEXT),
  /** The product of a geographical indication, a design or a layout. */
  PRODUCT("product", Type.TEXT),
  /** Names of applicants and holders, by their words. */
  APPLICANT("applicant", Type.TEXT),
  /** Names of inventors and creators, by their words. */
  INVENTOR("inventor", Type.TEXT),
  /** Key words given by the source. */
  KEYWORDS("keywords", Type.TEXT),
  /** Every other name of the document or of its parties: translations, transcriptions, marks. */
  NAMES("names", Type.TEXT),

  /** The document key, exactly as written. One value. */
  KEY("key", Type.KEYWORD),
  /** Every notation of the document's numbers: publication, application, ZL, normalised. */
  NUMBER("number", Type.KEYWORD),
  /** The office, a WIPO ST.3 code. */
  OFFICE("office", Type.KEYWORD),
  /** PATENT, TRADEMARK and so on. One value, filled from the document's kind. */
  KIND("kind", Type.KEYWORD),
  /** The kind code, WIPO ST.16. */
  KIND_CODE("kindCode", Type.KEYWORD),
  /** IPC symbols in the compact form {@code H01M10/0525}; searched by prefix. */
  IPC("ipc", Type.KEYWORD),
  /** CPC symbols in the compact form of IPC; searched by prefix. */
  CPC("cpc", Type.KEYWORD),
  /** Locarno classes such as {@code 14-03}. */
  LOCARNO("locarno", Type.KEYWORD),
  /** Nice classes, 1 to 45 without leading zero. */
  NICE("nice", Type.KEYWORD),
  /** Regions: GB/T 2260 codes in China, searched by prefix, else ISO 3166 codes. */
  REGION("region", Type.KEYWORD),
  /** The legal status: IN_FORCE, PENDING, DEAD or UNKNOWN. */
  STATUS("status", Type.KEYWORD),
  /** Whole names of applicants and holders. */
  APPLICANT_EXACT("applicantExact", Type.KEYWORD),
  /** The patent family. */
  FAMILY("family", Type.KEYWORD),
  /** The digital object identifier of literature. */
  DOI("doi", Type.KEYWORD),
  /** Numbers of documents this one cites. */
  CITED("cited", Type.KEYWORD),

  /** Date of filing, yyyymmdd. */
  APPLICATION_DATE("applicationDate", Type.NUMBER),
  /** Date of publication or registration, yyyymmdd. */
  PUBLICATION_DATE("publicationDate", Type.NUMBER),
  /** Dates of priority, yyyymmdd. */
  PRIORITY_DATE("priorityDate", Type.NUMBER),
  /** Date of a layout design's first commercial exploitation, yyyymmdd. */
  FIRST_EXPLOITATION("firstExploitation", Type.NUMBER),
  /** Dates of legal events, yyyymmdd. */
  LEGAL_EVENT_DATE("legalEventDate", Type.NUMBER);

  /** How a field is indexed and scored. */
  public enum Type {
    /** Analysed text with frequencies, positions and lengths; scored by BM25. */
    TEXT,
    /** Whole values, without frequencies or lengths; every match scores 1. */
    KEYWORD,
    /** 64-bit whole numbers, searched by range; every match scores 1. */
    NUMBER
  }

  private static final Map<String, IndexField> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(IndexField::fieldName, Function.identity()));

  private final String fieldName;
  private final Type type;

  IndexField(String fieldName, Type type) {
    this.fieldName = fieldName;
    this.type = type;
  }

  /** The name in the index and in canonical queries. */
  public String fieldName() {
    return fieldName;
  }

  /** How the field is indexed. */
  public Type type() {
    return type;
  }

  /** Whether matches are scored by BM25; if not, a match scores 1. */
  public boolean scored() {
    return type == Type.TEXT;
  }

  /** The field of that index name, if there is one. */
  public static Optional<IndexField> byName(String fieldName) {
    return Optional.ofNullable(BY_NAME.get(fieldName));
  }

  /**
   * A keyword as it stands in the index: without outer white space, compatibility forms and letter
   * case folded (Unicode NFKC_Casefold). Keys stay as they are. Raises INVALID_ARGUMENT for a field
   * that is not a keyword field.
   */
  public String normalise(String value) {
    require(Type.KEYWORD);
    return this == KEY
        ? value
        : Normalizer2.getNFKCCasefoldInstance().normalize(value.strip()).strip();
  }

  void require(Type expected) {
    if (type != expected) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Field " + fieldName + " is a " + type + " field; expected " + expected);
    }
  }
}
