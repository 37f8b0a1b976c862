package org.tisc.node.document;

import java.util.Optional;

/**
 * What a Chinese kind code says about a publication. The same letter changed its meaning in April
 * 2010 (ZC 0008): C was the granted invention, Y the utility model and D the design; since then B,
 * U and S are, and C and Y mark partly invalidated ones.
 */
public enum PublicationStage {
  /** 发明专利申请公布. */
  INVENTION_APPLICATION("Published invention application"),
  /** 发明专利授权公告. */
  INVENTION_GRANT("Granted invention"),
  /** 发明专利部分无效. */
  INVENTION_PARTLY_INVALID("Partly invalidated invention"),
  /** 实用新型授权公告. */
  UTILITY_MODEL("Utility model"),
  /** 实用新型部分无效. */
  UTILITY_MODEL_PARTLY_INVALID("Partly invalidated utility model"),
  /** 外观设计授权公告. */
  DESIGN("Design"),
  /** 外观设计部分无效. */
  DESIGN_PARTLY_INVALID("Partly invalidated design");

  private static final long CHANGE = 20100407L;
  private static final String LAST_OLD_SERIALS = "100";

  private final String title;

  PublicationStage(String title) {
    this.title = title;
  }

  /** The English name; texts for users come from {@link DocumentMessages}. */
  public String title() {
    return title;
  }

  /** The stage of a document; empty for other offices, kinds and unknown codes. */
  public static Optional<PublicationStage> of(Document document) {
    Designation it = document.designation();
    if (it.kind() != DocumentKind.PATENT) {
      return Optional.empty();
    }
    NumberReading own = Numbers.own(it);
    return own.office().equals(ChineseNumbers.OFFICE)
        ? chinese(own.serial(), own.kindCode(), document.history().publicationDate())
        : Optional.empty();
  }

  /** The stage by serial and kind code; without a date the serial tells which meaning holds. */
  static Optional<PublicationStage> chinese(
      String serial, String kindCode, Optional<PartialDate> published) {
    boolean old =
        published
            .map(date -> date.compact() < CHANGE)
            .orElse(serial.length() < 9 || serial.startsWith(LAST_OLD_SERIALS));
    return switch (kindCode.isEmpty() ? ' ' : kindCode.charAt(0)) {
      case 'A' -> Optional.of(INVENTION_APPLICATION);
      case 'B' -> Optional.of(INVENTION_GRANT);
      case 'C' -> Optional.of(old ? INVENTION_GRANT : INVENTION_PARTLY_INVALID);
      case 'U' -> Optional.of(UTILITY_MODEL);
      case 'Y' -> Optional.of(old ? UTILITY_MODEL : UTILITY_MODEL_PARTLY_INVALID);
      case 'D' -> Optional.of(DESIGN);
      case 'S' -> Optional.of(kindCode.length() > 1 ? DESIGN_PARTLY_INVALID : DESIGN);
      default -> Optional.empty();
    };
  }
}
