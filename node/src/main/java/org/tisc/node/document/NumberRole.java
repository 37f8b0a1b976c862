package org.tisc.node.document;

/** What a number counts at its office. */
public enum NumberRole {
  /** A published document: 公开号, 公告号. */
  PUBLICATION("Publication number"),
  /** A filing; a Chinese patent number (ZL) is its application's number. */
  APPLICATION("Application number"),
  /** An entry of a register: trademarks, layout designs, geographical indications. */
  REGISTRATION("Registration number"),
  /** Not told by the notation. */
  UNKNOWN("Number");

  private final String title;

  NumberRole(String title) {
    this.title = title;
  }

  /** The English name; texts for users come from {@link DocumentMessages}. */
  public String title() {
    return title;
  }
}
