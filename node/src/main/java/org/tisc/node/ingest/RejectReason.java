package org.tisc.node.ingest;

/** Why a record is no document. */
public enum RejectReason {
  /** The record lacks a required field or breaks a bound of one. */
  INVALID_DOCUMENT("The record is not a valid document"),
  /** The line is no JSON object. */
  MALFORMED_JSON("The line is not JSON"),
  /** The XML is damaged, cut off, nested too deep or uses entities nobody declared. */
  MALFORMED_XML("The XML is not well-formed"),
  /** The XML is of a kind that is not read. */
  UNKNOWN_ROOT("The XML has an unknown root element"),
  /** A row has an open quotation mark or more cells than the header. */
  BROKEN_ROW("The row is broken"),
  /** A row repeats the header or belongs to another table. */
  NOT_A_RECORD("The row is not a record of this table"),
  /** No mapping fits the columns. */
  UNKNOWN_COLUMNS("The columns are not known; give a column mapping"),
  /** The bytes are not text in the file's encoding. */
  BAD_ENCODING("The bytes are not text in the encoding of the file"),
  /** The record is longer than a reader holds. */
  TOO_LARGE("The record is too large"),
  /** The bytes are of no known format. */
  UNKNOWN_FORMAT("The format is not known"),
  /** The archive unpacks to far more than it should, or holds archives or too many entries. */
  EXPANDS_TOO_MUCH("The archive expands too much"),
  /** The bytes end early or can not be unpacked. */
  UNREADABLE("The file can not be read to its end");

  private final String title;

  RejectReason(String title) {
    this.title = title;
  }

  /** The English name; texts for users come from {@link IngestMessages}. */
  public String title() {
    return title;
  }
}
